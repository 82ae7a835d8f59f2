"""Follows up what GPs asked: sessions, turns, concerns, until the GP hears the outcome."""
