"""The README names every setting, command and status as they are."""

from pathlib import Path

import click

from assistant.model import Status
from assistant.settings import table
from web.commands import main

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_readme_with_its_default_and_meaning() -> None:
    for name, default, meaning in table():
        assert f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |" in README


def test_every_status_of_an_answer_is_in_the_readme() -> None:
    for status in Status:
        assert f"`{status.value}`" in README


def test_every_command_has_help_and_its_help_says_what_it_does() -> None:
    for name, command in main.commands.items():
        text = command.get_short_help_str() if isinstance(command, click.Command) else ""
        assert text, name


def test_the_readme_opens_with_the_two_commands() -> None:
    assert README.startswith("# GP Engage\n\n```sh\nmake run")
