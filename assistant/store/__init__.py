"""Keeps the record behind ports, on SQLite or PostgreSQL."""
