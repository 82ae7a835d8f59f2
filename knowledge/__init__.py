"""Turns written articles into passages and finds the ones that bear on a question."""
