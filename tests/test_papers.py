"""The papers in docs/ name tests and files that exist, and list what the lock file installs."""

import json
import re
from pathlib import Path

import pytest
from sbom import components

DOCS = Path("docs")
PLACES = (".", "tests", "tests/web", "docs", "knowledge/data/minilm")
NO_FILES = {"my-session.json", "openapi.json"}
"""Addresses, not files."""
PAPERS = (
    "asvs.md",
    "input.md",
    "logs.md",
    "threat-model.md",
    "retention.md",
    "dpia.md",
    "clinical-safety.md",
    "dependencies.md",
)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_names_only_files_that_exist(paper):
    named = re.findall(r"[\w/.-]+\.(?:py|yml|json|lock)", (DOCS / paper).read_text(encoding="utf-8"))
    missing = [each for each in named if not any((Path(at) / each).exists() for at in PLACES)]
    assert [each for each in missing if Path(each).name not in NO_FILES] == []


def test_the_table_of_requirements_counts_itself_rightly():
    text = (DOCS / "asvs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+\.\d+\.\d+ \|.*$", text, re.MULTILINE)
    unmet = sum("**OPEN**" in row for row in rows)
    assert f"{len(rows)} requirements; {unmet} open in full or in part." in text
    assert len({row.split()[1] for row in rows}) == len(rows)


def test_the_list_of_components_is_that_of_the_lock_file():
    listed = {
        (each["name"], each["version"]) for each in json.loads((DOCS / "sbom.cdx.json").read_text())["components"]
    }
    locked = {(each["name"], each["version"]) for each in components(Path("requirements.lock").read_text())}
    assert listed == locked, "make sbom"
    assert len(listed) > 40
