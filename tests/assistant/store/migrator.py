"""A process of its own that migrates and kills itself before the given statement: URL STATEMENT."""

import os
import signal
import sys

from assistant.store import schema
from assistant.store.record import open_engine


class DyingTransaction:
    """Runs statements until it is time to die."""

    def __init__(self, transaction, left):
        self._transaction = transaction
        self._left = left

    def run(self, sql, params=None):
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        return self._transaction.run(sql, params or {})

    def run_script(self, script):
        for statement in script.split(";"):
            if statement.strip():
                self.run(statement)


class DyingEngine:
    """An engine whose transactions die at a statement."""

    def __init__(self, engine, statement):
        self._engine = engine
        self._statement = statement

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def alter(self, work):
        return self._engine.alter(lambda transaction: work(DyingTransaction(transaction, self._statement)))


def main(url, statement):
    engine = open_engine(url)
    schema.migrate(DyingEngine(engine, int(statement)), schema.migrations_for(engine.name))
    engine.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
