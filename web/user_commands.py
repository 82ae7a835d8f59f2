"""The command line for people: the same as the admins' pages, for whoever runs the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.accounts.permissions import Role
from web.command_options import clear_faults, data_option, settings_from

if TYPE_CHECKING:
    from assistant.accounts.door import Accounts
    from assistant.settings import Settings

HERE = "http://127.0.0.1:8000"


@click.group()
def user() -> None:
    """Add, list, disable and enable people, and make links for new passwords.

    Links work once and for 48 hours. They begin with GP_ENGAGE_PUBLIC_URL.
    """


@user.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May repeat.",
)
@data_option
def add(email: str, roles: tuple[str, ...], data: Path | None) -> None:
    """Invite EMAIL; print the link by which they come in.

    Example: gp-engage user add ada@example.nhs.uk --role lead --role editor
    """
    with _accounts(data) as (accounts, base):
        token = accounts.people.invite(email, map(Role, roles), None)
        click.echo(f"{base}/invitation/{token}")


@user.command()
@click.argument("email")
@data_option
def reset(email: str, data: Path | None) -> None:
    """Print a link by which EMAIL chooses a new password.

    Using it ends all their sign-ins; until then the old password stays.
    """
    with _accounts(data) as (accounts, base):
        token = accounts.people.reset(accounts.people.by_email(email), None)
        click.echo(f"{base}/reset/{token}")


@user.command()
@click.argument("email")
@data_option
def disable(email: str, data: Path | None) -> None:
    """Sign EMAIL out everywhere and let them in no more.

    The last active admin cannot be disabled.
    """
    with _accounts(data) as (accounts, _):
        accounts.people.disable(accounts.people.by_email(email), None)
        click.echo(f"{email} is disabled.")


@user.command()
@click.argument("email")
@data_option
def enable(email: str, data: Path | None) -> None:
    """Let EMAIL sign in again.

    Their roles and password are as they were.
    """
    with _accounts(data) as (accounts, _):
        accounts.people.enable(accounts.people.by_email(email), None)
        click.echo(f"{email} is enabled.")


@user.command("list")
@data_option
def everybody(data: Path | None) -> None:
    """List everybody: e-mail, state, roles and name.

    Those who are invited and have not come in yet follow.
    """
    with _accounts(data) as (accounts, _):
        for person in accounts.people.everybody():
            click.echo(f"{person.email}\t{person.state.value}\t{','.join(sorted(person.roles))}\t{person.name}")
        for link in accounts.people.invitations():
            click.echo(f"{link.email}\tinvited\t{','.join(sorted(link.roles))}\t")


def set_up_token(settings: Settings) -> str:
    """The token of a new set-up link; "" when there is an admin. Leaves no connection open, for we fork next."""
    from assistant.desk import open_accounts

    accounts, record = open_accounts(settings)
    try:
        return accounts.people.set_up()
    finally:
        record.close()


@contextmanager
def _accounts(data: Path | None) -> Iterator[tuple[Accounts, str]]:
    """Accounts over the record of the settings, and what links begin with."""
    with clear_faults():
        from assistant.desk import open_accounts

        settings = settings_from(data, None)
        accounts, record = open_accounts(settings)
        try:
            yield accounts, settings.public_url or HERE
        finally:
            record.close()
