"""The command line: serve the pages, ask one question, check the content."""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knowledge.model import Finding, Severity
from web import logs, record_commands
from web.command_options import NOT_DONE, clear_faults, data_option, faq_option, json_option, settings_from
from web.measuring_commands import evaluate, fit, measuring_desk
from web.user_commands import set_up_token, user

if TYPE_CHECKING:
    from assistant.model import Turn


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Answers GPs' questions about accountable care in approved, cited words.

    Settings are read from GP_ENGAGE_… environment variables; options win over them.

    Exit codes: 0 done, 1 not answered or content with errors, 2 wrong use, 3 wrong settings, 4 cannot start.
    """
    # A question's products are small: the linear algebra's own threads cost forty times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    logs.write_to_stderr()


main.add_command(user)
main.add_command(evaluate)
main.add_command(fit)
for command in record_commands.COMMANDS:
    main.add_command(command)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that serve (default: 1).")
@data_option
@faq_option
def serve(host: str, port: int, workers: int | None, data: Path | None, faq: Path | None) -> None:
    """Serve the chat, the articles and the API until stopped with Ctrl+C."""
    with clear_faults():
        from knowledge.folder import content_of
        from web.server import Server

        settings = settings_from(data, faq, workers=workers)
        content_of(settings.content_folder)  # a folder that is not there is told before anything starts
        Server(settings, host, port, set_up_token(settings)).run()


@main.command()
@click.argument("question")
@json_option
@data_option
@faq_option
def ask(question: str, as_json: bool, data: Path | None, faq: Path | None) -> None:
    """Ask one QUESTION; print the answer and its sources. Nothing is kept.

    Example: gp-engage ask "Can we go back to GMS?"
    """
    with clear_faults():
        from assistant.desk import open_desk
        from web.api import turn_json
        from web.app import create_app

        settings = settings_from(data, faq)
        desk = open_desk(settings)
        session, _ = desk.open_session()
        turn = desk.ask(session, question, key=str(uuid.uuid4()), keep=False)
        with create_app(settings, desk).test_request_context():
            click.echo(_json(turn_json(turn)) if as_json else "\n".join(_lines(turn)))
        desk.erase(session)
    sys.exit(0 if turn.answer.status.answered else NOT_DONE)


@main.command()
@click.option("--deep", is_flag=True, help="Ask every wording too, with itself left out; takes a while.")
@click.option("--quiet", is_flag=True, help="Print errors and the count only.")
@json_option
@data_option
@faq_option
def check(*, deep: bool, quiet: bool, as_json: bool, data: Path | None, faq: Path | None) -> None:
    """Check the content and print every finding with its file and line.

    Warnings alone leave the exit code at 0; an error makes it 1.
    """
    with clear_faults():
        from knowledge.check import check as check_content
        from knowledge.folder import content_of

        content, left_out = content_of(settings_from(data, faq).content_folder)
        findings = (*left_out, *check_content(content, datetime.now(UTC).date()))
        findings += _of_wordings(data, faq) if deep else ()
    shown = tuple(each for each in findings if each.severity is Severity.ERROR) if quiet else findings
    click.echo(_json([asdict(finding) for finding in shown]) if as_json else _told(shown, findings))
    sys.exit(NOT_DONE if any(finding.severity is Severity.ERROR for finding in findings) else 0)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@data_option
@faq_option
def work(once: bool, data: Path | None, faq: Path | None) -> None:
    """Do the work that waits: reminders, mail, clearing away. Every server does so too; this does it apart.

    Example: gp-engage work --once
    """
    with clear_faults():
        import threading

        from assistant.desk import open_desk
        from assistant.engagement.mailing import NO_LINKS

        settings = settings_from(data, faq)
        worker = open_desk(settings).follow_up.worker
        if settings.mails_lack_links:
            click.echo(NO_LINKS, err=True)
        if once:
            click.echo(f"{worker.work()} done.")
        else:
            click.echo("Waiting for work; Ctrl+C stops.")
            worker.work_until(threading.Event())


def _of_wordings(data: Path | None, faq: Path | None) -> tuple[Finding, ...]:
    """What the library itself has to say of the wordings, with the encoder where it is on."""
    from knowledge.wordings import check_wordings

    with measuring_desk(data, faq) as desk:
        return check_wordings(desk.library.release)


def _lines(turn: Turn) -> Iterator[str]:
    """The answer as a person reads it at a terminal."""
    from web.presenting import present

    yield present(turn.answer).text
    citations = dict.fromkeys(one for statement in turn.answer.statements() for one in statement.citations)
    if citations:
        yield "\nSources"
        yield from (f"- {one.publisher}, {one.when}: {one.title} {one.url}".rstrip() for one in citations)
    if turn.answer.articles:
        yield "\nArticles"
        yield from (f"- {article.id}: {article.question}" for article in turn.answer.articles)


def _told(shown: tuple[Finding, ...], findings: tuple[Finding, ...]) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    lines = [f"{finding.severity.value}: {finding}" for finding in shown]
    return "\n".join([*lines, f"{errors} errors, {len(findings) - errors} warnings"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
