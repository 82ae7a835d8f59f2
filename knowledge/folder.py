"""Takes content from a folder: path to bytes, never following a link out of it."""

from __future__ import annotations

from pathlib import Path

from knowledge.model import Finding

_SUFFIXES = {".md", ".yml"}
_MOST_BYTES = 1_000_000


def content_of(folder: Path) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Every Markdown and YAML file below the folder by its relative path, and what had to be left out.

    Raises NotADirectoryError when there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder}. Give the folder that holds sources.yml and the topics.")
    root = folder.resolve()
    content: dict[str, bytes] = {}
    findings: list[Finding] = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        fault = _fault(path, root, name)
        if fault:
            findings.append(Finding(ascii(name)[1:-1], 1, "file", fault))
        elif path.suffix in _SUFFIXES and path.is_file() and not name.startswith("."):
            content[name] = path.read_bytes()
    return content, tuple(findings)


def _fault(path: Path, root: Path, name: str) -> str:
    if not name.isprintable():
        return "The name holds a line break or another character that cannot be shown."
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "This is a link to somewhere outside the folder; it is not read."
    if path.is_file() and path.suffix in _SUFFIXES and path.stat().st_size > _MOST_BYTES:
        return f"The file is larger than {_MOST_BYTES:,} bytes; it is not read."
    return ""
