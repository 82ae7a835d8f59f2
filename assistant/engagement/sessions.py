"""Sessions of GPs nobody has to know: a random id, proved by a signed token that is never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from assistant.clock import iso
from assistant.errors import NotAllowed
from assistant.model import Session


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and checks bearer tokens. A token can be checked while the record is down."""

    secret: bytes
    keep_days: int

    def open(self, session_id: str, now: datetime) -> Session:
        """A new session that lasts as long as its turns are kept."""
        return Session(session_id, iso(now), iso(now + timedelta(days=self.keep_days)))

    def sign(self, session: Session) -> str:
        """The token that proves the session."""
        return str(self._serializer.dumps([session.id, session.created, session.expires]))

    def check(self, token: str, now: datetime) -> Session:
        """The session a token proves. Raises NotAllowed for a token that is not ours or has expired."""
        try:
            session_id, created, expires = self._serializer.loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise NotAllowed("This is no token of ours.") from error
        if iso(now) >= expires:
            raise NotAllowed("This session has ended.")
        return Session(session_id, created, expires)

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="session")
