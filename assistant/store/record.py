"""The record: all stores over one engine, and the one place where the engine is chosen."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from assistant.clock import Clock
from assistant.errors import SettingsError
from assistant.store import schema
from assistant.store.asked import AskedRecords
from assistant.store.audit import AuditRecords
from assistant.store.commitments import CommitmentRecords
from assistant.store.concerns import ConcernRecords
from assistant.store.counters import CounterRecords
from assistant.store.drafts import DraftRecords
from assistant.store.engine import Engine
from assistant.store.erasures import ErasureRecords
from assistant.store.events import EventRecords
from assistant.store.export_rows import ExportRecords
from assistant.store.figures import FigureRecords
from assistant.store.inbox import InboxRecords
from assistant.store.jobs import JobRecords
from assistant.store.mails import MailRecords
from assistant.store.people import PeopleRecords
from assistant.store.ports import TranscriptSearch
from assistant.store.register import RegisterRecords
from assistant.store.releases import ReleaseRecords
from assistant.store.sessions import SessionRecords
from assistant.store.sign_ins import SignInRecords
from assistant.store.turns import TurnRecords


class Record(
    SessionRecords,
    TurnRecords,
    CounterRecords,
    PeopleRecords,
    SignInRecords,
    AuditRecords,
    ConcernRecords,
    EventRecords,
    MailRecords,
    InboxRecords,
    JobRecords,
    RegisterRecords,
    CommitmentRecords,
    FigureRecords,
    ExportRecords,
    ErasureRecords,
    ReleaseRecords,
    DraftRecords,
    AskedRecords,
):
    """Every store of the assistant over one engine; see ports.Store for what is promised."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        super().__init__(engine)
        self._clock = clock or Clock()
        self.transcripts = _transcripts(engine)

    def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date and return the names of the migrations applied."""
        return schema.migrate(self._engine, schema.migrations_for(self._engine.name))

    def check(self) -> None:
        """Do a trivial read; raises StoreUnavailable."""
        self._engine.read("SELECT name FROM migration LIMIT 1")

    def close(self) -> None:
        """Give back connections."""
        self._engine.close()


def open_store(url: str, clock: Clock | None = None) -> Record:
    """The record at a URL; nothing is connected yet. Raises SettingsError for a URL that is none.

    `sqlite:///var/record.db` is a file beside where we run, `sqlite:////srv/record.db` one from the root;
    `postgresql://user@host/database` is a server's.
    """
    return Record(open_engine(url), clock)


def open_engine(url: str) -> Engine:
    """The engine for a URL. Raises SettingsError."""
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return _sqlite(url)
    if scheme in ("postgresql", "postgres"):
        return _postgres(url)
    raise SettingsError((f"The record's URL begins with {scheme[:20]!r}; it may begin with sqlite: or postgresql:.",))


def _transcripts(engine: Engine) -> TranscriptSearch:
    """The search over transcripts that the engine has."""
    if engine.name == "sqlite":
        from assistant.store.transcripts_sqlite import SqliteTranscripts

        return SqliteTranscripts(engine)
    from assistant.store.transcripts_postgres import PostgresTranscripts

    return PostgresTranscripts(engine)


def sqlite_file(url: str) -> Path:
    """The file that a sqlite: URL names. Raises SettingsError."""
    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path:
        raise SettingsError(("The record's URL names no file: write sqlite:///folder/file or sqlite:////root/file.",))
    return Path(path)


def _sqlite(url: str) -> Engine:
    from assistant.store.sqlite_engine import SqliteEngine

    return SqliteEngine(sqlite_file(url))


def _postgres(url: str) -> Engine:
    try:
        from assistant.store.postgres_engine import PostgresEngine
    except ImportError as error:
        raise SettingsError(
            (f"A PostgreSQL record needs psycopg ({error}): pip install 'gp-engage[postgres]'.",)
        ) from error
    return PostgresEngine(url)
