"""A process of its own that keeps turns and prints the key of each one acknowledged: URL SESSION HOW_MANY."""

import sys
import time

from conversations import a_turn

from assistant.store.record import open_store


def main(url: str, session: str, how_many: str) -> None:
    store = open_store(url)
    for _ in range(int(how_many)):
        began = time.monotonic()
        kept = store.add_turn(a_turn(session))
        sys.stdout.write(f"{kept.key} {kept.number} {time.monotonic() - began}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
