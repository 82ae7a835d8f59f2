"""Decides what to say to one question: a fixed line of steps over a release."""
