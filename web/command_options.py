"""What the commands share: options, exit codes, and one line for each fault instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import AssistantError, SettingsError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from assistant.settings import Settings

NOT_DONE, BAD_SETTINGS, CANNOT_START = 1, 3, 4

folder = click.Path(file_okay=False, path_type=Path)
data_option = click.option("--data", type=folder, help="Folder for the record and the secret (default: var).")
faq_option = click.option("--faq", type=folder, help="Folder of the content (default: the content that came along).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_from(data: Path | None, faq: Path | None, **chosen: Any) -> Settings:
    """The settings of the environment, with what options chose. Raises SettingsError."""
    from assistant.settings import Settings

    return Settings.from_environment(data_dir=data, faq_dir=faq, **chosen)


@contextmanager
def clear_faults() -> Iterator[None]:
    """Tell what went wrong in one line each, without a traceback."""
    try:
        yield
    except SettingsError as error:
        click.echo("\n".join(error.faults), err=True)
        sys.exit(BAD_SETTINGS)
    except (AssistantError, KnowledgeError, OSError) as error:
        click.echo(f"gp-engage: {error}", err=True)
        sys.exit(CANNOT_START)
