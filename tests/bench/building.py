"""How long a release takes to build, and a changed article to go live."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from assistant.settings import Settings
from assistant.shelf import Shelf
from knowledge.encoder import Remembering
from knowledge.folder import content_of
from knowledge.minilm_encoder import MiniLmEncoder
from knowledge.release import Release
from tests.bench.rows import tell_once, timed


def main(data: Path) -> None:
    content, _ = content_of(Settings().content_folder)
    tell_once("release by words, nothing kept from before", timed(lambda: Release.build(content)), 2)
    with tempfile.TemporaryDirectory() as kept:
        Release.build(content, cache=Path(kept))
        tell_once("release by words, index kept from before", timed(lambda: Release.build(content, cache=Path(kept))))
    shelf = Shelf(content, Remembering(MiniLmEncoder()), data / "vectors")
    shelf.add_meaning()
    changed = dict(content) | {path: content[path] + b"- Is this a new way of asking it?\n" for path in [_one(content)]}
    tell_once("changed article encoded and live", timed(lambda: shelf.put(changed)), 2)


def _one(content: dict[str, bytes]) -> str:
    """An article that ends with its wordings."""
    return next(path for path in sorted(content) if b"## Also asked" in content[path] and "replies/" not in path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
