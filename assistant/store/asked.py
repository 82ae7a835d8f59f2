"""What editors need to know of what GPs asked and were shown."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.editorial.model import Figures
from assistant.engagement.concerns import OPEN
from assistant.model import Status, Turn
from assistant.store.engine import Engine
from assistant.store.turns import turn_of

_RECENT = "SELECT * FROM turn WHERE question <> '' ORDER BY at DESC, id DESC LIMIT :limit"
_NOT_HELPED = """
    SELECT turn.* FROM turn LEFT JOIN feedback ON feedback.turn = turn.id
    WHERE turn.question <> '' AND (turn.status IN (:a, :b, :c) OR feedback.useful = 'no')
    ORDER BY turn.at DESC, turn.id DESC LIMIT :limit
"""
_UNANSWERED = (Status.CLOSEST_ONLY, Status.UNANSWERED_NOT_KNOWN, Status.UNANSWERED_NOT_COVERED)
_FIGURES = """
    SELECT turn_article.article, COUNT(*) AS shown,
        SUM(CASE WHEN feedback.useful = 'yes' THEN 1 ELSE 0 END) AS useful,
        SUM(CASE WHEN feedback.useful = 'no' THEN 1 ELSE 0 END) AS not_useful
    FROM turn_article LEFT JOIN feedback ON feedback.turn = turn_article.turn GROUP BY turn_article.article
"""
_SESSIONS = """
    SELECT DISTINCT turn.session FROM turn_statement JOIN turn ON turn.id = turn_statement.turn
    WHERE turn_statement.statement = :statement AND turn.at < :before
"""
# Steps through the index from one statement to the next: there are far fewer statements than times they were shown.
_STATEMENTS = """
    WITH RECURSIVE each_one (statement) AS (
        SELECT MIN(statement) FROM turn_statement
        UNION ALL
        SELECT (SELECT MIN(statement) FROM turn_statement WHERE statement > each_one.statement)
        FROM each_one WHERE each_one.statement IS NOT NULL
    )
    SELECT statement FROM each_one WHERE statement IS NOT NULL
"""


_OPEN_STATES = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_CONCERNS = f"""
    SELECT article, COUNT(*) AS concerns FROM (
        SELECT turn_article.article, concern.id FROM concern JOIN turn_article ON turn_article.turn = concern.turn
        WHERE concern.state IN ({_OPEN_STATES}) AND concern.merged_into IS NULL
        UNION
        SELECT article, id FROM concern
        WHERE article <> '' AND state IN ({_OPEN_STATES}) AND merged_into IS NULL
    ) AS concern_of_article GROUP BY article
"""  # noqa: S608  # constants of ours


class AskedRecords:
    """Questions and what was shown, over an engine; see ports.AskedStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def recent_turns(self, limit: int) -> tuple[Turn, ...]:
        """The last turns whose words are kept, newest first."""
        return tuple(turn_of(row) for row in self._engine.read(_RECENT, {"limit": limit}))

    def turns_not_helped(self, limit: int) -> tuple[Turn, ...]:
        """The last turns that were not answered, or whose answer was said to be of no use, newest first."""
        statuses = dict(zip("abc", (status.value for status in _UNANSWERED), strict=True))
        return tuple(turn_of(row) for row in self._engine.read(_NOT_HELPED, {"limit": limit, **statuses}))

    def article_figures(self) -> dict[str, Figures]:
        """How often each article was shown, was said to be useful or not, and how many open concerns are about it."""
        concerns = {row["article"]: row["concerns"] for row in self._engine.read(_CONCERNS)}
        figures = {article: Figures(concerns=count) for article, count in concerns.items()}
        for row in self._engine.read(_FIGURES):
            said = (int(row["useful"]), int(row["not_useful"]))
            figures[row["article"]] = Figures(row["shown"], *said, concerns.get(row["article"], 0))
        return figures

    def sessions_shown(self, statements: Mapping[str, str]) -> frozenset[str]:
        """The sessions that were shown any of these statements (by hash) before the time beside it."""
        params = ({"statement": statement, "before": before} for statement, before in statements.items())
        return frozenset(row["session"] for each in params for row in self._engine.read(_SESSIONS, each))

    def statements_shown(self) -> frozenset[str]:
        """The hash of every statement that is in a turn which is kept."""
        return frozenset(row["statement"] for row in self._engine.read(_STATEMENTS))
