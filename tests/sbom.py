"""Writes a CycloneDX 1.6 list of what a lock file installs, with hashes from it and licences as installed packages say.

Run as `python -m tests.sbom requirements.lock`; nothing is asked of any other host.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, object]]:
    """One component for each pinned package, in the lock file's order."""
    found: list[dict[str, object]] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if pin := _PIN.match(block):
            name, version = re.sub(r"[-_.]+", "-", pin[1]).lower(), pin[2]
            found.append(
                {
                    "type": "library",
                    "bom-ref": f"pkg:pypi/{name}@{version}",
                    "name": name,
                    "version": version,
                    "purl": f"pkg:pypi/{name}@{version}",
                    "licenses": [{"license": {"name": licence_of(name)}}],
                    "properties": [{"name": "sha256", "value": each} for each in sorted(_HASH.findall(block))],
                }
            )
    return found


def licence_of(name: str) -> str:
    """What the installed package says of its licence: the expression, the classifier, or the field's first line."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed on this platform"
    classifiers = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if "License ::" in each]
    field = (said.get("License") or "").strip().splitlines()
    return said.get("License-Expression") or " and ".join(classifiers) or (field[0] if field else "not said")


def document(lock: str) -> dict[str, object]:
    """The whole list."""
    own = {"type": "application", "name": "gp-engage", "version": "0.1.0", "licenses": [{"license": {"id": "MIT"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": components(lock),
    }


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.write(json.dumps(document(text), indent=1, ensure_ascii=False) + "\n")
