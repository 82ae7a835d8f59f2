"""Reads what forms and API bodies carry into our own values."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.errors import BadInput, TooLong
from assistant.model import QUESTION_LIMIT, Circumstances, Useful
from knowledge.model import CIRCUMSTANCES


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form that asks, as it was sent. `question` is what was typed, or the ready question that was pressed.

    `checked` when the GP has seen what will be kept, `mask_names` when what looks like a name shall be masked too.
    """

    question: str
    typed: str
    key: str
    keep: bool
    values: Mapping[str, str]
    checked: bool = False
    mask_names: bool = False

    @classmethod
    def of(cls, form: Mapping[str, str]) -> AskForm:
        """The form's fields; nothing is refused here, so that an error page can show them again."""
        typed = lines(form.get("question", ""))
        values = {name: form[name] for name in CIRCUMSTANCES if name in form}
        key, keep = form.get("key", ""), "unkept" not in form
        return cls(form.get("ready") or typed, typed, key, keep, values, "checked" in form, "names" in form)

    @property
    def turn_key(self) -> str:
        """The turn's key: the same when the form is sent again, another when its question was changed."""
        words = f"{self.key}\n{self.question}".encode(errors="surrogatepass").hex()
        return str(uuid.uuid5(uuid.NAMESPACE_OID, words))

    def known_circumstances(self) -> Circumstances:
        """What of the circumstances can be shown again, whether or not all of it was valid."""
        return Circumstances(**{name: value for name, value in self.values.items() if value in CIRCUMSTANCES[name]})


def circumstances_of(values: Mapping[str, object]) -> Circumstances:
    """What the GP said of themselves. Raises BadInput for a name or value that is not ours."""
    for name, value in values.items():
        if name not in CIRCUMSTANCES:
            raise BadInput(name, f"{name!r} is none of {', '.join(CIRCUMSTANCES)}.")
        if not isinstance(value, str) or value not in ("", *CIRCUMSTANCES[name]):
            raise BadInput(name, f"Choose one of {', '.join(CIRCUMSTANCES[name])}, or none.")
    return Circumstances(**{name: str(value) for name, value in values.items()})


def useful_of(value: object) -> Useful:
    """Whether an answer was useful. Raises BadInput for anything but yes or no."""
    if not isinstance(value, str) or value not in tuple(Useful):
        raise BadInput("useful", "Say yes or no.")
    return Useful(value)


def text_of(body: Mapping[str, object], name: str, most: int, *, default: str | None = None) -> str:
    """A text of an API body. Raises BadInput when it is missing or no text, TooLong over `most` characters as sent."""
    value = body.get(name, default)
    if value is None:
        raise BadInput(name, f"{name!r} is missing.")
    if not isinstance(value, str):
        raise BadInput(name, f"{name!r} must be text.")
    if len(value) > most:
        raise TooLong(name, most, len(value))
    return value


def yes_or_no_of(body: Mapping[str, object], name: str, *, default: bool) -> bool:
    """A truth of an API body. Raises BadInput for anything but true or false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadInput(name, f"{name!r} must be true or false.")
    return value


def key_of(body: Mapping[str, object]) -> str:
    """The client's key for a turn. Raises BadInput unless it is a UUID."""
    text = text_of(body, "key", QUESTION_LIMIT)
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise BadInput("key", "'key' must be a UUID, made by you once for each question.") from error


def search_text(text: str) -> str:
    """What somebody searches for: one line of printable text. Raises TooLong."""
    if len(text) > QUESTION_LIMIT:
        raise TooLong("q", QUESTION_LIMIT, len(text))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def lines(text: str) -> str:
    """A text as it was typed: browsers send two characters for a line's end where a person typed one."""
    return text.replace("\r\n", "\n")
