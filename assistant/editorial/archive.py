"""The whole content as a zip file and back; what comes in is looked through before any of it is believed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping

from assistant.editorial.folder_files import safe_path
from assistant.errors import BadInput
from knowledge.model import Severity
from knowledge.reader import read

MOST_FILES = 5_000
MOST_BYTES = 20_000_000
MOST_A_FILE = 1_000_000


def packed(content: Mapping[str, bytes]) -> bytes:
    """The content as a zip file, the same bytes for the same content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(content):
            archive.writestr(zipfile.ZipInfo(path), content[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The content of a zip file. Raises BadInput for whatever is no content of ours, before anything is kept of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = _content(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError) as error:
        raise BadInput("file", f"This is no zip file that can be read: {error}.") from error
    errors = [finding for finding in read(content).findings if finding.severity is Severity.ERROR]
    if errors:
        more = f" … and {len(errors) - 5} more" if len(errors) > 5 else ""
        raise BadInput("file", "; ".join(map(str, errors[:5])) + more)
    return content


def _content(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise BadInput("file", f"There are {len(infos):,} files in it; {MOST_FILES:,} is the most.")
    content: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in infos:
        path = _path(info)
        if path in content:
            raise BadInput("file", f"{path} stands twice in it.")
        content[path] = _read(archive, info, min(left, MOST_A_FILE))
        left -= len(content[path])
    return content


def _path(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BadInput("file", f"{info.filename[:80]!r} is a link or no ordinary file.")
    return safe_path(info.filename)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """A file's bytes, never more than allowed, whatever the archive says of its size."""
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BadInput("file", f"{info.filename[:80]!r} is too large, or all of it together is.")
    return data
