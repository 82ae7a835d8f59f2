"""Sends mail to a server; the only module that knows smtplib."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from assistant.errors import SettingsError

PATIENCE = 20.0
"""Seconds for each step of the talk with the server; far less than a job's lease."""


class NotAccepted(Exception):
    """The server refused for good; another try would be refused as well."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. TLS is used where the server offers it; a password is never sent without."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    sender: str

    @classmethod
    def at(cls, url: str, sender: str) -> Smtp:
        """The server at smtp://[user:password@]host[:port]; smtps:// is TLS from the start. Raises SettingsError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SettingsError(("GP_ENGAGE_SMTP_URL: write smtp://host:port or smtps://user:password@host.",))
        if "@" not in sender:
            raise SettingsError(("GP_ENGAGE_MAIL_FROM: with a mail server, give the address that mails come from.",))
        tls = parts.scheme == "smtps"
        port = parts.port or (465 if tls else 25)
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls, sender)

    def send(self, message: EmailMessage, to: tuple[str, ...]) -> None:
        """Hand a message over for these addresses, none of which sees the others.

        Raises NotAccepted, or OSError and SMTPException for what may be well another time.
        """
        message["From"] = self.sender
        try:
            with self._connected() as server:
                server.send_message(message, to_addrs=list(to))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise NotAccepted(f"the server refuses the address ({codes[0]})") from error
            raise

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=secure)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=secure)
        if self.user:
            if not isinstance(server.sock, ssl.SSLSocket):
                server.close()
                raise OSError("the server offers no encryption, so the password was not sent")
            server.login(self.user, self.password)
        return server
