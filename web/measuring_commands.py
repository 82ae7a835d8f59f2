"""The command line for measuring: question sets, wordings, the ranking alone, and the lines fitted to content."""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.command_options import clear_faults, data_option, faq_option, settings_from

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.editorial.evaluation import Ask
    from assistant.model import Turn
    from knowledge.beir import Row
    from knowledge.release import Release

UNLIMITED = 1_000_000_000
EVERY = 1_000_000
"""More wordings than any entry has."""
existing = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=existing)
@click.option("--beir", type=existing, help="Measure the ranking alone on a folder of corpus, queries and qrels.")
@click.option(
    "--wordings",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=EVERY,
    help="Ask every wording, with itself and with itself left out, by topic. "
    "With --beir and a number: index at most so many wordings an entry.",
)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Keep the run as JSON.")
@click.option("--against", type=existing, help="Tell what changed since a run that was kept.")
@click.option("--misses", "tell_misses", is_flag=True, help="Name every question that did not come out right.")
@data_option
@faq_option
def evaluate(  # noqa: PLR0913  each is an option of the command line
    files: tuple[Path, ...],
    beir: Path | None,
    wordings: int | None,
    *,
    save: Path | None,
    against: Path | None,
    tell_misses: bool,
    data: Path | None,
    faq: Path | None,
) -> None:
    """Measure what comes out right: question sets in FILES, the content's own wordings, or the ranking alone.

    Example: gp-engage evaluate tests/relevance/direct.yml --save before.json
    """
    if not (files or beir) and wordings is None:
        raise click.UsageError("Name a question set, or give --wordings or --beir.")
    if not beir and wordings not in (None, EVERY):
        raise click.UsageError("A number of wordings goes with --beir; the content's own are all asked.")
    with clear_faults():
        if files:
            _evaluate_files(files, save, against, data, faq, tell_misses=tell_misses)
        if wordings is not None and not beir:
            with measuring_desk(data, faq) as desk:
                click.echo("\n".join(_by_topic(desk.library.release)))
        if beir:
            from assistant.desk import encoder_of
            from knowledge.beir import measure

            encoder = encoder_of(settings_from(data, faq).encoder)
            click.echo("\n".join(map(_measured, measure(beir, wordings, encoder, progress=_progress))))


@click.command()
@click.option("--strangers", type=existing, multiple=True, help="A folder of questions of other subjects; may repeat.")
@click.option("--questions", type=existing, help="A folder of questions, each after the id of its article.")
@click.option("--write", is_flag=True, help="Write the lines into the content's confidence.yml.")
@data_option
@faq_option
def fit(
    strangers: tuple[Path, ...], questions: Path | None, *, write: bool, data: Path | None, faq: Path | None
) -> None:
    """Fit how far a ranking is trusted to the content's own wordings, and say how well that is known."""
    with clear_faults(), measuring_desk(data, faq) as desk:
        from knowledge import fitting
        from knowledge.reader import CONFIDENCE

        far = tuple(text for folder in strangers for text in fitting.strangers_of(folder))
        try:
            asked = fitting.questions_of(questions) if questions else ()
            fitted = fitting.fit(desk.library.release, far, asked)
            text = fitting.written(fitted, datetime.now(UTC).date().isoformat())
        except ValueError as error:
            click.echo(f"gp-engage: {error}", err=True)
            sys.exit(1)
        if write:
            (settings_from(data, faq).content_folder / CONFIDENCE).write_text(text, "utf-8")
        click.echo(text, nl=False)


def _evaluate_files(
    files: tuple[Path, ...],
    save: Path | None,
    against: Path | None,
    data: Path | None,
    faq: Path | None,
    *,
    tell_misses: bool,
) -> None:
    from assistant.editorial.evaluation import evaluate as run_all
    from assistant.editorial.evaluation import misses, report
    from assistant.editorial.question_sets import read_set

    cases = [case for file in files for case in read_set(file)]
    with measuring_desk(data, faq) as desk:
        run = run_all(cases, _asking(desk))
    click.echo(report(run, against.read_text("utf-8") if against else ""))
    if tell_misses:
        click.echo(misses(run))
    if save:
        save.write_text(run.saved(), "utf-8")


def _asking(desk: Desk) -> Ask:
    """Asks the desk in a session of its own, and keeps nothing."""

    def ask(text: str, earlier: tuple[Turn, ...]) -> Turn:
        session, _ = desk.open_session()
        known = earlier[-1].circumstances if earlier else None
        return desk.ask(session, text, key=str(uuid.uuid4()), circumstances=known, keep=False, follows=earlier)

    return ask


@contextmanager
def measuring_desk(data: Path | None, faq: Path | None) -> Iterator[Desk]:
    """A desk with the encoder at work, over a record that is gone afterwards and without limits."""
    from assistant.desk import open_desk

    with tempfile.TemporaryDirectory() as folder:
        record = f"sqlite:///{folder}/record.db"
        settings = settings_from(data, faq, database_url=record, limit_questions=UNLIMITED, limit_sessions=UNLIMITED)
        desk = open_desk(settings, wait_for_meaning=True)
        try:
            yield desk
        finally:
            desk.close()


def _by_topic(release: Release) -> Iterator[str]:
    """How many wordings find their article first, with themselves and with themselves left out.

    Left out are, with the encoder, only those that it never learned from.
    """
    from assistant.editorial.evaluation import Share
    from knowledge.encoder import kept_back
    from knowledge.wordings import asked

    held: dict[str, list[bool]] = defaultdict(list)
    left_out: dict[str, list[bool]] = defaultdict(list)
    for each in asked(release):
        for name in (each.article.topic, "all"):
            held[name].append(each.found)
            if kept_back(each.wording.text) or not release.semantic:
                left_out[name].append(each.found_by_others)
    yield f"release {release.hash[:12]}, {'with' if release.semantic else 'without'} the encoder: success@1 of wordings"
    for name in (*sorted(held.keys() - {"all"}), "all"):
        shares = (Share(sum(found), len(found)) for found in (left_out[name], held[name]))
        yield "  {:16} left out {}   with itself {}".format(name, *shares)


def _measured(row: Row) -> str:
    lead = f"  {row.lead[0]:+.3f} to {row.lead[1]:+.3f} behind" if row.lead else ""
    figures = f"nDCG@10 {row.ndcg:.3f}  MRR@10 {row.mrr:.3f}  success@1 {row.success:.3f}  recall@10 {row.recall:.3f}"
    return f"{row.bench:24} {row.ranking:14} {row.questions:5} questions  {figures}{lead}"


def _progress(text: str) -> None:
    click.echo(text, err=True)
