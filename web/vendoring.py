"""Unpacks the NHS.UK frontend's compiled files into web/static, without its fonts and outside addresses.

Run with a tarball from `npm pack nhsuk-frontend@10.6.1`: python -m web.vendoring nhsuk-frontend-10.6.1.tgz
"""

from __future__ import annotations

import hashlib
import re
import sys
import tarfile
from pathlib import Path

TARBALL_SHA256 = "1af037bcb75237c4208809d3ac9a06522ccf61b2268221268ead3985bceb060b"
FOLDER = Path(__file__).parent / "static" / "vendor" / "nhsuk"
WANTED = re.compile(
    r"package/dist/nhsuk/(nhsuk-frontend\.min\.(?:css|js)|assets/(images/nhsuk-icon-(?:cross|arrow-(?:up|down|up-down))\.svg))"
)


def without_outside_addresses(text: str) -> str:
    """The same CSS or JS without web fonts, the licensed font's name, absolute addresses and source maps."""
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = text.replace("Frutiger W01,", "").replace("url(/assets/", "url(")
    return re.sub(r"\n?(?:/\*|//)# sourceMappingURL=[^\n*]*(?:\*/)?", "", text)


def unpack(tarball: Path, folder: Path) -> tuple[Path, ...]:
    """Write the wanted files of the tarball into the folder. Raises ValueError for another tarball."""
    if hashlib.sha256(tarball.read_bytes()).hexdigest() != TARBALL_SHA256:
        raise ValueError(f"{tarball} is not the tarball this was written for.")
    with tarfile.open(tarball) as package:
        return tuple(
            _write(folder / (match[2] or match[1]), package.extractfile(member).read())  # type: ignore[union-attr]  # a file
            for member in package
            if member.isfile() and (match := WANTED.fullmatch(member.name))
        )


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(without_outside_addresses(content.decode()), encoding="utf-8")
    return path


def main() -> None:
    """Unpack the tarball named on the command line and print each file with its sha256."""
    for path in unpack(Path(sys.argv[1]), FOLDER):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        sys.stdout.write(f"{digest}  {path.relative_to(FOLDER)}\n")


if __name__ == "__main__":
    main()
