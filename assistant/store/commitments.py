"""Commitments in the record."""

from __future__ import annotations

from dataclasses import asdict

from assistant.engagement.commitments import Commitment
from assistant.errors import Conflict, NotFound
from assistant.store.engine import Engine, Params, Row, Transaction

_ALL = "SELECT * FROM commitment ORDER BY due, id"
_ONE = "SELECT * FROM commitment WHERE id = :id"
_ADD = """
    INSERT INTO commitment (id, words, topic, owner, made, due, at, changed, evidence, kept, withdrawn, version)
    VALUES (:id, :words, :topic, :owner, :made, :due, :at, :changed, :evidence, :kept, :withdrawn, :version)
    ON CONFLICT (id) DO NOTHING
"""
_KEEP = """
    UPDATE commitment SET words = :words, topic = :topic, owner = :owner, made = :made, due = :due,
        changed = :changed, evidence = :evidence, kept = :kept, withdrawn = :withdrawn, version = version + 1
    WHERE id = :id AND version = :version RETURNING *
"""


class CommitmentRecords:
    """Commitments over an engine; see ports.CommitmentStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def commitments(self) -> tuple[Commitment, ...]:
        """Every commitment, the next one due first."""
        return tuple(map(_commitment, self._engine.read(_ALL)))

    def add_commitment(self, commitment: Commitment) -> None:
        """Keep a new commitment."""
        self._engine.write(lambda transaction: transaction.run(_ADD, _row(commitment)), repeatable=True)

    def keep_commitment(self, commitment: Commitment) -> Commitment:
        """Keep a commitment changed. Raises NotFound, Conflict."""

        def keep(transaction: Transaction) -> Commitment:
            if kept := transaction.run(_KEEP, _row(commitment)):
                return _commitment(kept[0])
            if now := transaction.run(_ONE, {"id": commitment.id}):
                raise Conflict("Somebody has changed this commitment since you read it.", _commitment(now[0]))
            raise NotFound("There is no such commitment.")

        return self._engine.write(keep)


def _row(commitment: Commitment) -> Params:
    return asdict(commitment) | {"withdrawn": int(commitment.withdrawn)}


def _commitment(row: Row) -> Commitment:
    return Commitment(**row | {"withdrawn": bool(row["withdrawn"])})
