"""Every setting, read once from the environment into one frozen value; all faults are told at once."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

import knowledge
from assistant.errors import SettingsError

PREFIX = "GP_ENGAGE_"
SHORTEST_SECRET = 32

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*[^\s?#/])?")
_OIDC = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")


def _setting(default: Any, help_text: str, *, least: int | None = None, most: int | None = None) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose. Each is GP_ENGAGE_ and its name in capitals."""

    data_dir: Path = _setting(Path("var"), "Folder for the database, the secret and the cache of vectors")
    faq_dir: Path = _setting(Path(), "Folder of the content; the packaged content when not set")
    database_url: str = _setting("", "postgresql://… for PostgreSQL; SQLite in the data folder when not set")
    secret: str = _setting("", "Signs sessions, at least 32 characters; made once in the data folder when not set")
    encoder: str = _setting("minilm", "minilm, off, or a folder with model.onnx and tokenizer.json")
    service_name: str = _setting("GP Engage", "The name in the page header")
    organisation: str = _setting("", "Who runs this service, named on the privacy page")
    contact: str = _setting("", "How to reach the engagement lead, shown where nobody can answer")
    public_url: str = _setting("", "Where people reach the service, https://host; mails have links only when it is set")
    oidc_issuer: str = _setting("", "OpenID Connect: the provider's address; sign-in there is off when not set")
    oidc_client_id: str = _setting("", "OpenID Connect: what the provider knows this service by")
    oidc_client_secret: str = _setting("", "OpenID Connect: what proves this service to the provider")
    oidc_acr: str = _setting("", "OpenID Connect: the strength of sign-in (acr) to ask for and insist on, if any")
    tls: bool = _setting(False, "true when the service is reached by https: secure cookies, HSTS")
    proxy_hops: int = _setting(0, "How many proxies set X-Forwarded-For in front of the service", least=0, most=5)
    workers: int = _setting(1, "Processes that serve pages", least=1, most=64)
    threads: int = _setting(8, "Threads in each process", least=1, most=64)
    keep_days: int = _setting(90, "Days an unattributed turn is kept", least=1, most=3650)
    idle_minutes: int = _setting(30, "Idle minutes after which a session in the browser ends", least=1, most=1440)
    due_weeks: int = _setting(12, "Weeks in which a concern is to be answered", least=1, most=104)
    smtp_url: str = _setting("", "smtp://host:port or smtps://user:password@host; no mail is sent when not set")
    mail_from: str = _setting("", "The address that mails come from")
    keep_concern_days: int = _setting(365, "Days a concern is kept after it came to its end", least=1, most=3650)
    keep_audit_days: int = _setting(2190, "Days the audit is kept: six years", least=1, most=7300)
    keep_backup_days: int = _setting(35, "Days you keep backups: as long is known what was erased", least=1, most=3650)
    one_person: bool = _setting(False, "true where one editor works alone: authors may approve their own words")
    git_commit: bool = _setting(False, "true: what is published is committed to the git repository of the content")
    limit_questions: int = _setting(15, "Questions a session may ask in a minute", least=1)
    limit_sessions: int = _setting(600, "Sessions one address may open in a minute", least=1)
    limit_concerns: int = _setting(60, "Concerns one address may raise in a minute", least=1)
    limit_reads: int = _setting(6000, "Pages one address may read in a minute, in each process", least=1)
    limit_sign_ins: int = _setting(5, "Tries to sign in to one account in 15 minutes", least=1)
    limit_sign_ins_address: int = _setting(100, "Tries to sign in from one address in 15 minutes", least=1)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **chosen: Any) -> Settings:
        """The settings of this process; `chosen` (by the command line) wins. Raises SettingsError with all faults."""
        environ = os.environ if environ is None else environ
        faults: list[str] = []
        values = {name: value for name, value in chosen.items() if value is not None}
        for each in fields(cls):
            text = environ.get(PREFIX + each.name.upper())
            if text is not None and each.name not in values:
                try:
                    values[each.name] = _parse(each.type, text, each.metadata)
                except ValueError as error:
                    faults.append(f"{PREFIX}{each.name.upper()}: {error}")
        faults += _unknown(environ)
        faults += _unfit(values)
        if faults:
            raise SettingsError(tuple(faults))
        return cls(**values)

    @property
    def content_folder(self) -> Path:
        """The folder of the content: the one that is set, or the one that came with the package."""
        return self.faq_dir if self.faq_dir != Path() else Path(knowledge.__file__).parent.parent / "faq"

    @property
    def store_url(self) -> str:
        """Where the record is kept."""
        return self.database_url or f"sqlite:///{self.data_dir / 'engage.db'}"

    @property
    def mails_lack_links(self) -> bool:
        """Whether mails are sent that cannot say where the service is."""
        return bool(self.smtp_url and not self.public_url)

    def signing_secret(self) -> bytes:
        """The secret that signs sessions; made once, readable by the owner only, when none is set."""
        return self.secret.encode() if self.secret else _kept_secret(self.data_dir)


def table() -> tuple[tuple[str, str, str], ...]:
    """Name, default and help of each setting, for the README and `gp-engage settings`."""
    rows = []
    for each in fields(Settings):
        default = "" if each.default in (MISSING, Path()) else str(each.default)
        rows.append((PREFIX + each.name.upper(), default, each.metadata["help"]))
    return tuple(rows)


def _unfit(values: Mapping[str, Any]) -> list[str]:
    """What is wrong with values that can be read, alone or together."""
    faults = []
    secret = values.get("secret", "")
    if secret and len(secret) < SHORTEST_SECRET:
        faults.append(f"{PREFIX}SECRET: give at least {SHORTEST_SECRET} characters, or leave it out.")
    for name in ("public_url", "oidc_issuer"):
        if values.get(name) and not _ADDRESS.fullmatch(values[name]):
            faults.append(f"{PREFIX}{name.upper()}: write https://host or http://host:port, no slash at its end.")
    given = [name for name in _OIDC if values.get(name)]
    if given and len(given) < len(_OIDC):
        missing = " and ".join(PREFIX + name.upper() for name in _OIDC if name not in given)
        faults.append(f"{PREFIX}{given[0].upper()}: OpenID Connect also needs {missing}.")
    return faults


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {PREFIX + each.name.upper() for each in fields(Settings)}
    return [
        f"{name}: there is no such setting."
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}TEST_")
    ]


def _parse(kind: Any, text: str, limits: Mapping[str, Any]) -> Any:
    parsers: dict[str, Callable[[str], Any]] = {"Path": Path, "str": str, "bool": _truth, "int": int}
    parse = parsers[str(kind)]
    try:
        value = parse(text)
    except ValueError:
        raise ValueError(f"{text!r} is no {'whole number' if kind == 'int' else 'true or false'}.") from None
    if limits.get("least") is not None and value < limits["least"]:
        raise ValueError(f"{value} is less than {limits['least']}.")
    if limits.get("most") is not None and value > limits["most"]:
        raise ValueError(f"{value} is more than {limits['most']}.")
    return value


def _truth(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(text)


def _kept_secret(folder: Path) -> bytes:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
    return path.read_bytes()
