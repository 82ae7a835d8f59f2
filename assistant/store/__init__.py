"""Keeps the record behind ports, on SQLite or PostgreSQL; `record.open_store(url)` is the door.

A new noun comes in beside the old ones, in three steps: its Protocol in `ports.py`, joined to `Store`;
a class over an `Engine` in a file named for it (as `counters.py`), joined to `record.Record`;
its tables in the next numbered file of `migrations/`. Its contract tests then run on every engine.
"""
