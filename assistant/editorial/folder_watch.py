"""Notices what changes in the folder of the content, and remembers what it last had in common with the record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.editorial.folder_files import replace_file
from knowledge.folder import content_of
from knowledge.model import Finding
from knowledge.release import content_hash


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The folder's files at one moment; `digest` names them, `findings` say what could not be taken."""

    content: dict[str, bytes]
    digest: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """What folder and record last had in common: the folder's digest and the release's hash; "" when never.

    `uncommitted` says why git has not committed it, so that every process can tell, not only the one that tried.
    """

    digest: str = ""
    release: str = ""
    uncommitted: str = ""


Signature = tuple[tuple[str, int, int, int], ...]


class FolderWatch:
    """Looks at a folder as often as it is asked to, by times and sizes; reads it only when these have changed."""

    def __init__(self, folder: Path, kept_in: Path) -> None:
        """`kept_in` is the folder where what was last in common is remembered."""
        self.folder = folder
        self._kept = kept_in / "folder.json"
        self._seen: Signature | None = None
        self._read: Signature | None = None
        self._snapshot = Snapshot({}, "")

    def look(self) -> Snapshot | None:
        """The folder as it is now, or None while it is changing: until it has lain still from one look to the next.

        It is read again only when it has changed. Raises NotADirectoryError and OSError when it cannot be read.
        """
        now = tuple(sorted(_signatures(self.folder)))
        still, self._seen = self._seen in (None, now), now
        if still and now != self._read:
            content, findings = content_of(self.folder)
            if tuple(sorted(_signatures(self.folder))) == now:
                self._snapshot = Snapshot(content, content_hash(content), findings)
                self._read = now
        return self._snapshot if now == self._read else None

    def now(self) -> Snapshot:
        """The folder as it is, read whether it has changed or not."""
        content, findings = content_of(self.folder)
        return Snapshot(content, content_hash(content), findings)

    @property
    def common(self) -> Common:
        """What this folder and the record last had in common."""
        try:
            kept = json.loads(self._kept.read_text("utf-8"))[str(self.folder.resolve())]
            return Common(kept["digest"], kept["release"], kept.get("uncommitted", ""))
        except (OSError, ValueError, KeyError, TypeError):
            return Common()

    def agree(self, common: Common) -> None:
        """Remember that folder and record are one. Raises OSError."""
        self._kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {str(self.folder.resolve()): asdict(common)}
        replace_file(self._kept, json.dumps(kept).encode())


def _signatures(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Every file by name, time of change and size. The inode's time tells of edits that keep the other times."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield from _signatures(Path(entry.path))
            elif not entry.is_dir(follow_symlinks=False):
                stat = entry.stat(follow_symlinks=False)
                yield entry.path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size
