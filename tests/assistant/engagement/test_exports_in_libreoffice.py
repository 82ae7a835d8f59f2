"""What LibreOffice itself makes of the exports. CI has no LibreOffice: test_exports.py says there what must hold."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from exported import EVIL, PERIOD, Rows

from assistant.engagement.exports import Kind, export
from assistant.engagement.spreadsheets import csv_of, xlsx_of

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None,
    reason="There is no LibreOffice here (nor in CI, where its 1 GB would cost minutes): "
    "apt-get install --no-install-recommends libreoffice-calc",
)

AS_PROPOSED = "--infilter=CSV:44/59/9,34,76,1,,0,false,true,false,false,false,0,true"
"""Cells end at commas, semicolons and tabs, as LibreOffice's dialog proposes, and formulas are run, which it warns of.
https://help.libreoffice.org/latest/en-GB/text/shared/guide/csv_params.html"""

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture(scope="module", params=["csv", "xlsx"])
def opened(request, tmp_path_factory):
    """The exports of every kind, as LibreOffice shows them."""
    form, folder = request.param, tmp_path_factory.mktemp("exports")
    write = {"csv": csv_of, "xlsx": xlsx_of}[form]
    for kind in Kind:
        made = export(Rows(*EVIL), kind, PERIOD, identifying=True)
        (folder / f"{kind}.{form}").write_bytes(b"".join(write(made)))
    convert(folder, form, *([AS_PROPOSED] if form == "csv" else []))
    return {kind: ElementTree.parse(folder / f"{kind}.fods") for kind in Kind}  # noqa: S314  what our own LibreOffice wrote


def convert(folder: Path, form: str, *how: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [f"{kind}.{form}" for kind in Kind]
    command = [OFFICE, profile, "--headless", *how, "--convert-to", "fods", *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("kind", Kind)
def test_no_formula_runs_and_no_cell_is_made_of_a_piece_of_text(opened, kind):
    cells = list(opened[kind].iter(f"{TABLE}table-cell"))
    assert not [cell for cell in cells if cell.get(f"{TABLE}formula")]
    made = export(Rows(*EVIL), kind, PERIOD, identifying=True)
    written = {ascii_of(str(value)) for row in (made.header, *made.rows) for value in row} - {""}
    assert len(written) > len(EVIL)
    assert {ascii_of("".join(cell.itertext())) for cell in cells} - {""} == written


def ascii_of(text: str) -> str:
    """A text without blanks, which LibreOffice keeps in its own way, and without letters it may read otherwise."""
    return "".join(letter for letter in text if letter.isascii() and not letter.isspace())
