"""The command line for what is kept: erase what has served its time, hold, back up, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.engagement.keeping import Erasure, Kind
from web.command_options import NOT_DONE, clear_faults, data_option, settings_from

if TYPE_CHECKING:
    from assistant.desk import Keeper

_kind = click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and erase nothing.")
@click.option("--clock-is-right", is_flag=True, help="Erase although the clock has jumped since the last run.")
@data_option
def retain(dry_run: bool, clock_is_right: bool, data: Path | None) -> None:
    """Erase what has been kept for its time; the service does it daily.

    Exits with 1 when the clock has moved by more than a day against the daily run, and erases nothing.
    """
    with _keeper(data) as keeper:
        swept = keeper.retention.run(dry=dry_run, clock_is_right=clock_is_right)
        if not swept.dry and not swept.refused:
            keeper.audit.note(None, "retention.ran")
    if swept.refused:
        click.echo(swept.refused, err=True)
        sys.exit(NOT_DONE)
    done = "would be erased" if swept.dry else "erased"
    click.echo(f"{swept.sessions} sessions, {swept.concerns} concerns, {swept.audit} entries of the audit {done}.")


@click.group()
def hold() -> None:
    """Keep a session or concern from being erased, until the hold is lifted.

    A hold stops the daily run and also the GP who erases. Setting and lifting are in the audit.
    """


@hold.command("set")
@_kind
@click.argument("about", metavar="ID")
@click.option("--reason", required=True, help="Why; at most 200 characters, no names of patients.")
@data_option
def set_hold(kind: str, about: str, reason: str, data: Path | None) -> None:
    """Hold the session or concern of that ID.

    Example: gp-engage hold set concern 0f6b… --reason "Subject access request of 3 March"
    """
    with _keeper(data) as keeper:
        keeper.audit.note(None, "hold.set", about)
        keeper.retention.hold(Kind(kind), about, reason, "")
        click.echo(f"The {kind} is held.")


@hold.command()
@_kind
@click.argument("about", metavar="ID")
@data_option
def lift(kind: str, about: str, data: Path | None) -> None:
    """Lift the hold on the session or concern of that ID.

    What is over by then is erased by the next run.
    """
    with _keeper(data) as keeper:
        keeper.audit.note(None, "hold.lifted", about)
        keeper.retention.lift(Kind(kind), about)
        click.echo("The hold is lifted.")


@hold.command("list")
@data_option
def holds(data: Path | None) -> None:
    """List the holds: kind, id, since when, why.

    Oldest first, one a line, with tabs between.
    """
    with _keeper(data) as keeper:
        for each in keeper.retention.holds():
            click.echo(f"{each.kind.value}\t{each.about}\t{each.at}\t{each.reason}")


@click.command()
@data_option
def erasures(data: Path | None) -> None:
    """Print what was erased, one a line: kind, id, time.

    Keep it apart from the machine: restore and replay read it when the record itself is lost.
    """
    with _keeper(data) as keeper:
        for each in keeper.retention.erasures():
            click.echo(f"{each.kind.value}\t{each.about}\t{each.at}")


@click.command()
@click.argument("file", type=click.File())
@data_option
def replay(file: Iterator[str], data: Path | None) -> None:
    """Erase again what FILE names, as gp-engage erasures printed it; - reads standard input.

    For a PostgreSQL record that was brought back by pg_restore.
    """
    with _keeper(data) as keeper:
        click.echo(f"{keeper.retention.replay(_read(file))} erased again.")


@click.command()
@click.argument("file", type=_file)
@data_option
def backup(file: Path, data: Path | None) -> None:
    """Copy the record to FILE while it is in use, and check the copy.

    SQLite only; pg_dump backs up PostgreSQL. The copy holds nothing that was erased before.
    """
    with clear_faults():
        from assistant.store.backup import write_backup

        rows = write_backup(settings_from(data, None).store_url, file)
    click.echo(f"{file}: {_told(rows)}.")


@click.command()
@click.argument("file", type=_file)
@click.option("--erasures", "more", type=click.File(), help="Also erase again what this file names.")
@data_option
def restore(file: Path, more: Iterator[str] | None, data: Path | None) -> None:
    """Put the backup FILE in the record's place, and erase again what was erased since.

    Stop the service first. What was erased is read from the record that is replaced; when that is lost, give
    what gp-engage erasures printed. Example: gp-engage restore friday.db --erasures erasures.txt
    """
    with clear_faults():
        from assistant.store.backup import restore as put_back

        done = put_back(settings_from(data, None).store_url, file, _read(more or iter(())))
    click.echo(f"Restored {_told(done.rows)}; {done.erased_again} erased again.")


COMMANDS: tuple[click.Command, ...] = (retain, hold, erasures, replay, backup, restore)


@contextmanager
def _keeper(data: Path | None) -> Iterator[Keeper]:
    with clear_faults():
        from assistant.desk import open_keeper

        with open_keeper(settings_from(data, None)) as keeper:
            yield keeper


def _read(lines: Iterator[str]) -> tuple[Erasure, ...]:
    """What gp-engage erasures printed. Raises click's own error for another text."""
    try:
        parts = (line.split("\t") for line in lines if line.strip())
        return tuple(Erasure(Kind(kind), about.strip(), rest[0].strip()) for kind, about, *rest in parts)
    except (ValueError, IndexError) as error:
        raise click.BadParameter("each line is kind, id and time with tabs between, as erasures prints it") from error


def _told(rows: dict[str, int]) -> str:
    return ", ".join(f"{count} {table}" for table, count in rows.items())
