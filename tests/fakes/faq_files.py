"""A small knowledge base as files, and a desk over a folder of them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from fakes.store import FakeStore

from assistant.clock import Clock
from assistant.desk import Desk, answer_once
from assistant.editorial.commits import Commit, no_commit
from assistant.editorial.door import Editorial
from assistant.editorial.folder_watch import FolderWatch
from assistant.editorial.following import Follower
from assistant.editorial.model import Published
from assistant.settings import Settings
from assistant.shelf import Shelf
from assistant.store.ports import Store
from knowledge.release import content_hash

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

SOURCES = """\
gponline-acos: {title: On ACOs, publisher: GPonline, author: press, date: 2018-01}
si-2019-248: {title: The Regulations 2019, publisher: UK Parliament, author: legislation, date: 2019-02-13}
"""

CONTRACT = ("contract/our-contract.md", "What happens to our GMS contract?", "You keep your GMS contract.")
PENSION = ("pensions/my-pension.md", "Does my NHS pension carry on?", "Your NHS pension carries on.")
PREMISES = ("premises/our-building.md", "Who owns our surgery building?", "Your building stays your own.")


def article(question: str, *statements: str, wordings: Iterable[str] = (), source: str = "si-2019-248") -> bytes:
    paragraphs = "\n\n".join(f"{statement} [^{source}]" for statement in statements)
    bullets = "\n".join(f"- {wording}" for wording in wordings or (question.lower(),))
    return f"""---
question: {question}
models: [ACO]
standing: settled
reviewed: 2026-11-01
review_by: 2027-05-01
owner: editors
related: []
was: []
---
{paragraphs}

## Also asked
{bullets}
""".encode()


def small_content() -> dict[str, bytes]:
    content = {"sources.yml": SOURCES.encode()}
    for path, question, answer in (CONTRACT, PENSION, PREMISES):
        content[path] = article(question, answer)
    content["pinned.yml"] = b'- {question: "Who owns our surgery building?", article: premises/our-building}\n'
    content["replies/not-covered.md"] = b"We have nothing on that.\n"
    return content


def lay_out(folder: Path, content: dict[str, bytes]) -> Path:
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def a_clock() -> Clock:
    """A clock that goes on by a millisecond each time it is read."""
    ticks = count()
    return Clock(now=lambda: NOW + timedelta(milliseconds=next(ticks)))


@cache
def _small_shelf() -> Shelf:
    """Built once for all who only read it."""
    return Shelf(small_content(), None, None)


def an_editorial() -> Editorial:
    """Editing over a record in memory, without a folder; its first release is the small content."""
    store, content = FakeStore(), small_content()
    store.publish(Published(1, content_hash(content), "2026-11-20T12:00:00Z", "", "The folder", "First"), content)
    shelf = copy(_small_shelf())
    return Editorial(store, shelf, answer_once, a_clock(), aside=lambda work: work())


def a_follower(
    folder: Path, data: Path, store: Store, content: dict[str, bytes] | None = None, commit: Commit = no_commit
) -> Follower:
    """What one process would have; its shelf holds `content` until it has followed."""
    shelf = Shelf(content or small_content(), None, None)
    data.mkdir(exist_ok=True)
    return Follower(shelf, store, FolderWatch(folder, data), answer_once, a_clock(), data / "folder.lock", commit)


def a_desk(follower: Follower, store: Store, **chosen: object) -> Desk:
    settings = Settings(secret="a secret for tests, 32 characters", encoder="off", **chosen)
    desk = Desk(settings, follower._shelf, store, a_clock(), follower)
    desk.editorial.replays._aside = lambda work: work()
    return desk
