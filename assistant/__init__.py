"""Answers one question from cited passages, and keeps the record for follow-up. Knows no HTTP."""
