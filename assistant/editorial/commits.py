"""Commits what was published to the git repository that the folder of the content belongs to, where that is wished."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path

from assistant.editorial.model import Published

LONGEST = 10.0
"""Seconds git may take, hooks of the repository included."""

ADDRESS = "gp-engage@localhost"
"""Stands where git wants a mail address: those of editors are not written into a history that others copy."""

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
"""What git and the repository's hooks see of our environment: no secret, and no GIT_DIR of who started us."""

Commit = Callable[[Path, Collection[str], Published], str]
"""Commits those files of a folder as a release has them; "" or, in a sentence, why it could not."""


def no_commit(_folder: Path, _paths: Collection[str], _release: Published) -> str:
    """Commits nothing, as is the rule."""
    return ""


def git_commit(folder: Path, paths: Collection[str], release: Published) -> str:
    """Commit exactly these files, whatever else is changed or staged, in the name of who published.

    The message is what the editor wrote of the change. Returns "" when they are committed, by this or before.
    """
    try:
        known = set(_git(folder, "ls-files", "-z", "--", *paths).split("\0"))
        new = [path for path in paths if path not in known and (folder / path).exists()]
        if new:
            _git(folder, "add", "--intent-to-add", "--", *new)
        chosen = [path for path in paths if path in known] + new
        if chosen and _git(folder, "status", "--porcelain", "--", *chosen):
            _git(folder, "commit", "--quiet", "--cleanup=whitespace", "--file=-", "--only", "--", *chosen, told=release)
    except subprocess.TimeoutExpired:
        return f"What was published is live, but git did not commit it within {LONGEST:g} seconds."
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().partition("\n")[0]
        return f"What was published is live, but git could not commit it: {said}"
    return ""


def _git(folder: Path, command: str, *arguments: str, told: Published | None = None) -> str:
    """What a git command prints. Raises OSError, CalledProcessError, TimeoutExpired."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    done = subprocess.run(  # noqa: S603 -- no shell; paths are those that content may have, other words are ours
        ["git", "--literal-pathspecs", command, *arguments],  # noqa: S607 -- where the operator's PATH has it
        cwd=folder,
        env=environment | (_names(told) if told else {}),
        input=(told.note or f"Release {told.number}") if told else "",
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    return done.stdout


def _names(release: Published) -> dict[str, str]:
    """Who wrote it, when, and who committed it."""
    author = "".join(character for character in release.name if character.isprintable() and character not in "<>")
    return {
        "GIT_AUTHOR_NAME": author.strip() or "An editor",
        "GIT_AUTHOR_EMAIL": ADDRESS,
        "GIT_AUTHOR_DATE": release.at,
        "GIT_COMMITTER_NAME": "GP Engage",
        "GIT_COMMITTER_EMAIL": ADDRESS,
    }
