"""Logs what leads heard, in the room or in the chat, as concerns, and says what each is like."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.clock import Clock, iso
from assistant.engagement.concerns import (
    PROGRAM,
    Change,
    Concern,
    Contact,
    due_on,
    models_in,
    uk_day,
)
from assistant.engagement.events import Event, EventKind, split_remarks
from assistant.engagement.references import new_reference
from assistant.engagement.words import gps_words, one_line
from assistant.errors import BadInput, Conflict, NotFound
from assistant.model import Turn
from assistant.store.ports import ConcernStore
from knowledge.library import Library
from knowledge.model import Entry
from knowledge.retriever import Retriever

MOST_REMARKS = 60
NEWEST = 300
"""So many open concerns are compared with a remark, the newest ones."""

LIKE_BY_MEANING = 0.6
LIKE_BY_WORDS = 0.45
SHOWN = 3


@dataclass(frozen=True, slots=True)
class EventForm:
    """The form that logs an event, as it was sent."""

    key: str
    kind: str
    day: str
    place: str
    who: str
    remarks: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a concern is like: ids of articles, nearest first, and other open concerns."""

    articles: tuple[str, ...]
    alike: tuple[Concern, ...]


class Logbook:
    """What leads log. `library` gives the live release; `weeks` until a concern is due."""

    def __init__(self, store: ConcernStore, library: Callable[[], Library], weeks: int, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._weeks = weeks
        self._clock = clock
        self._alike = _Alike()

    def newest(self) -> tuple[Event, ...]:
        """The newest events."""
        return self._store.events(100)

    def event(self, event_id: str) -> tuple[Event, tuple[Concern, ...]]:
        """An event and its concerns. Raises NotFound."""
        event = self._store.event(event_id)
        if event is None:
            raise NotFound("There is no such event.")
        return event, self._store.concerns_of_event(event_id)

    def log(self, form: EventForm, by: str) -> Event:
        """Keep an event with a concern for each remark; the same form twice does so once. Raises BadInput, TooLong."""
        remarks = split_remarks(gps_words(form.remarks, "remarks"))
        if len(remarks) > MOST_REMARKS:
            raise BadInput("remarks", f"These are {len(remarks)} remarks; log at most {MOST_REMARKS} at once.")
        event = self._store.add_event(self._event(form, by))
        practice = event.place if event.kind is EventKind.PRACTICE_VISIT else ""
        for number, remark in enumerate(remarks):
            new = self._new(f"{event.key}:{number}", remark, by)
            self._add(replace(new, event=event.id, contact=Contact(practice=practice)), by)
        return event

    def take_on(self, turn: Turn, by: str) -> Concern:
        """A concern of its own for a question that had no good answer; the same question gives the same one."""
        new = self._new(f"question:{turn.id}", turn.question or "A question whose words are not kept", by)
        return self._add(replace(new, session=turn.session, turn=turn.id), by)

    def suggested(self, concern: Concern) -> Suggested:
        """The articles and the open concerns a concern is like; neither is more than a suggestion."""
        library = self._library()
        found = library.search(concern.words[:1000])
        near = found.articles and library.trust(found.signals).near
        articles = tuple(ranked.id for ranked in found.articles[:SHOWN]) if near else ()
        others = [each for each in self._store.open_concerns()[-NEWEST:] if each.id != concern.id]
        return Suggested(articles, self._alike.to(concern.words[:1000], others, library))

    def _event(self, form: EventForm, by: str) -> Event:
        if not form.key:
            raise BadInput("key", "The form was not whole. Please send it again.")
        if form.kind not in tuple(EventKind):
            raise BadInput("kind", "Choose what kind of event it was.")
        place = one_line(form.place, "place")
        if not place:
            raise BadInput("place", "Enter where it was.")
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, form.key.encode("utf-8", "surrogatepass").hex()))
        day, now = _past_day(form.day, uk_day(self._clock.now())), iso(self._clock.now())
        return Event(self._clock.new_id(), key, EventKind(form.kind), day, place, one_line(form.who, "who"), now, by)

    def _new(self, key: str, words: str, by: str) -> Concern:
        now = self._clock.now()
        library = self._library()
        found = library.search(words[:1000])
        near = found.articles and library.trust(found.signals).near
        return Concern(
            id=self._clock.new_id(),
            reference=new_reference(),
            key=key,
            words=words,
            at=iso(now),
            due=due_on(now, self._weeks).isoformat(),
            topic=library.article(found.articles[0].id).topic if near else "",
            topic_by=PROGRAM,
            models=models_in(found.terms),
            owner=by,
            heard=iso(now),
            changed=iso(now),
        )

    def _add(self, new: Concern, by: str) -> Concern:
        change = Change(self._clock.new_id(), new.id, new.at, by, "logged")
        try:
            return self._store.add_concern(new, change)
        except Conflict:
            return self._store.add_concern(replace(new, reference=new_reference()), change)


class _Alike:
    """Compares concerns by meaning where the release has an encoder, and by words where it has none.

    Vectors are kept in memory only, for the texts last compared: what a GP erases leaves no copy.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._vectors: dict[str, np.ndarray] = {}

    def to(self, text: str, others: Sequence[Concern], library: Library) -> tuple[Concern, ...]:
        """The other concerns that are like a text, likest first."""
        if not others:
            return ()
        if library.release.semantic:
            scores, line = self._cosines(text, others, library), LIKE_BY_MEANING
        else:
            scores, line = _shared_words(text, others), LIKE_BY_WORDS
        order = sorted(range(len(others)), key=lambda n: -scores[n])[:SHOWN]
        return tuple(others[n] for n in order if scores[n] >= line)

    def _cosines(self, text: str, others: Sequence[Concern], library: Library) -> list[float]:
        encode = library.release.articles.encode
        with self._lock:
            wanted = {f"{library.release_hash}\n{each.words[:1000]}": each.words[:1000] for each in others}
            self._vectors = {key: vector for key, vector in self._vectors.items() if key in wanted}
            for key, words in wanted.items():
                if key not in self._vectors:
                    self._vectors[key] = encode(words)
            rows = np.stack([self._vectors[f"{library.release_hash}\n{each.words[:1000]}"] for each in others])
        return [float(cosine) for cosine in rows @ encode(text)]


def _shared_words(text: str, others: Sequence[Concern]) -> list[float]:
    """How much of the text's words each has, as a share of what the text itself has of them."""
    entries = [Entry("", text, ""), *(Entry(each.id, each.words[:1000], "") for each in others)]
    ranked = {each.id: each.lexical for each in Retriever.build(entries).rank(text).ranked}
    own = ranked.get("", 0.0)
    return [ranked.get(each.id, 0.0) / own if own else 0.0 for each in others]


def _past_day(text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("day", "Enter the date as a day, month and year.") from None
    if day > today or day.year < 2000:
        raise BadInput("day", "Enter a date that has been.")
    return day.isoformat()
