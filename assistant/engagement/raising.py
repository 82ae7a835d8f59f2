"""Raising a concern, and the private link on which its GP follows it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.clock import Clock, iso, moment_of
from assistant.engagement.concerns import (
    GP,
    PROGRAM,
    Change,
    Concern,
    Message,
    MessageKind,
    Side,
    State,
    Update,
    due_on,
    models_in,
)
from assistant.engagement.references import new_reference, new_token, token_hash
from assistant.engagement.words import contact_of, gps_words, topic_of
from assistant.errors import BadInput, Conflict, NotFound
from assistant.model import Turn
from assistant.store.ports import ConcernStore
from knowledge.library import Library

SHOWN_AGAIN = timedelta(minutes=10)
"""A form sent twice within this time gets a link again, in place of the first: that page may never have arrived."""

_ATTEMPTS = 5
GONE = "This link leads nowhere. It may have been replaced or closed, or what it led to has been erased."


@dataclass(frozen=True, slots=True)
class Wish:
    """The form that raises a concern, as it was sent. `key` is the form's own."""

    key: str
    words: str
    topic: str = ""
    suggested: str = ""
    name: str = ""
    practice: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern that was raised and its link's token, which is shown this once; "" when it was shown before."""

    concern: Concern
    token: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What a GP sees on their link: their concern, the state it has, and the words said between them and the leads.

    `state`, `reason`, `due`, `owner` and `article` are those of the concern it was merged into, if it was.
    """

    concern: Concern
    leading: Concern
    messages: tuple[Message, ...]

    @property
    def state(self) -> State:
        """How far it has come."""
        return self.leading.state


class Raising:
    """The GP's side. `library` gives the live release; `weeks` until a concern is due."""

    def __init__(self, store: ConcernStore, library: Callable[[], Library], weeks: int, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._weeks = weeks
        self._clock = clock

    def suggested_topic(self, text: str) -> str:
        """The topic of the article nearest to a text, or "" when none is near."""
        library = self._library()
        found = library.search(text[:1000])
        near = found.articles and library.trust(found.signals).near
        return library.article(found.articles[0].id).topic if near else ""

    def raise_concern(self, wish: Wish, turn: Turn | None = None) -> Raised:
        """Keep a concern, of a turn of the GP's own session or of none. Raises BadInput, TooLong, Unreadable."""
        new = self._new(wish, turn)
        token = new_token()
        change = Change(self._clock.new_id(), new.id, new.at, GP, "raised")
        kept = self._add(new, change, token_hash(token))
        if kept.id == new.id:
            return Raised(kept, token)
        return Raised(kept, self._again(kept))

    def _new(self, wish: Wish, turn: Turn | None) -> Concern:
        if not wish.key:
            raise BadInput("key", "The form was not whole. Please send it again.")
        now = self._clock.now()
        at, words, topic = iso(now), gps_words(wish.words), topic_of(wish.topic)
        return Concern(
            id=self._clock.new_id(),
            reference=new_reference(),
            key=str(uuid.uuid5(uuid.NAMESPACE_OID, wish.key.encode("utf-8", "surrogatepass").hex())),
            words=words,
            at=at,
            due=due_on(now, self._weeks).isoformat(),
            topic=topic,
            topic_by=PROGRAM if topic == wish.suggested else GP,
            models=models_in(self._library().search(words[:1000]).terms),
            session=turn.session if turn else "",
            turn=turn.id if turn else "",
            contact=contact_of(wish.name, wish.practice, wish.email),
            heard=at,
            changed=at,
        )

    def _add(self, new: Concern, change: Change, link: str) -> Concern:
        for _ in range(_ATTEMPTS):
            try:
                return self._store.add_concern(new, change, link)
            except Conflict:
                new = replace(new, reference=new_reference())
        return self._store.add_concern(new, change, link)

    def _again(self, kept: Concern) -> str:
        """Another token for a form that was sent twice; "" when that is long ago."""
        if self._clock.now() - moment_of(kept.at) > SHOWN_AGAIN or not self._store.has_link(kept.id):
            return ""
        return self._linked(kept)

    def _linked(self, concern: Concern) -> str:
        token = new_token()
        self._store.put_link(concern.id, token_hash(token), iso(self._clock.now()))
        return token

    # ---- on the link

    def follow(self, token: str) -> Followed:
        """What the GP sees on their link. Raises NotFound."""
        concern = self._concern(token)
        leading = self._leading(concern)
        return Followed(concern, leading, self._heard(concern, leading))

    def add(self, token: str, key: str, words: str) -> Concern:
        """Add to the concern; the same key adds once. Raises BadInput, TooLong, Unreadable, NotFound."""
        concern = self._concern(token)
        message = self._message(concern, key, words)
        if message.id in {each.id for each in self._store.trail(concern.id).messages}:
            return concern
        for _ in range(_ATTEMPTS):
            try:
                return self._store.keep(Update(self._touched(concern), messages=(message,)))[0]
            except Conflict:  # a lead was quicker; what a GP adds contradicts nothing
                concern = self._concern(token)
        return self._store.keep(Update(self._touched(concern), messages=(message,)))[0]

    def settle(self, token: str, version: int) -> Concern:
        """Say that the concern is settled. Raises NotAllowed, Conflict, NotFound."""
        return self._moved(token, version, State.SETTLED)

    def reopen(self, token: str, version: int, key: str, words: str = "") -> Concern:
        """Say that the concern is not settled, and why if wished. Raises as `settle` and `add` do."""
        return self._moved(token, version, State.REOPENED, key, words)

    def close_link(self, token: str) -> None:
        """Let the link lead nowhere any more; the concern stays. Raises NotFound."""
        self._store.revoke_links(self._concern(token).id)

    def erase(self, token: str) -> None:
        """Erase the concern with all that was said of it. Raises NotFound."""
        self._store.erase_concern(self._concern(token).id)

    def of_session(self, session_id: str) -> tuple[Concern, ...]:
        """The concerns raised from a session."""
        return self._store.concerns_of_session(session_id)

    def _concern(self, token: str) -> Concern:
        concern = self._store.concern_by_link(token_hash(token))
        if concern is None:
            raise NotFound(GONE)
        return concern

    def _leading(self, concern: Concern) -> Concern:
        """The concern whose state counts: the one it was merged into, unless the GP said their own word since."""
        leading = self._store.concern(concern.merged_into) if concern.merged_into else None
        return concern if leading is None or concern.state is State.SETTLED else leading

    def _heard(self, concern: Concern, leading: Concern) -> tuple[Message, ...]:
        """Own words and replies; of the concern it was merged into, the replies since: earlier ones were another's."""
        trail = self._store.trail(concern.id)
        own = trail.of_kind(MessageKind.REPLY, MessageKind.ADDITION)
        if leading is concern:
            return own
        merged = max((change.at for change in trail.changes if change.what == "merged"), default="")
        replies = self._store.trail(leading.id).of_kind(MessageKind.REPLY)
        shared = tuple(reply for reply in replies if reply.at >= merged)
        return tuple(sorted(own + shared, key=lambda message: message.at))

    def _moved(self, token: str, version: int, to: State, key: str = "", words: str = "") -> Concern:
        concern = self._concern(token)
        leading = self._leading(concern)
        seen = replace(concern, state=leading.state, reason=leading.reason)
        moved = self._touched(replace(seen.moved(to, Side.GP), version=version))
        change = Change(self._clock.new_id(), concern.id, moved.changed, GP, "state", seen.state, to)
        messages = (self._message(concern, key, words),) if words.strip() else ()
        update = Update(self._parted(moved), (change,), messages)
        return self._store.keep(update, *self._without(concern, moved))[0]

    def _parted(self, moved: Concern) -> Concern:
        """A reopened duplicate goes its own way again."""
        return replace(moved, merged_into="") if moved.state is State.REOPENED else moved

    def _without(self, concern: Concern, moved: Concern) -> tuple[Update, ...]:
        leading = self._store.concern(concern.merged_into) if concern.merged_into else None
        if leading is None or moved.state is not State.REOPENED:
            return ()
        count = leading.count - concern.count
        change = Change(self._clock.new_id(), leading.id, moved.changed, GP, "count", str(leading.count), str(count))
        return (Update(replace(leading, count=count, changed=moved.changed), (change,)),)

    def _touched(self, concern: Concern) -> Concern:
        at = iso(self._clock.now())
        return replace(concern, heard=at, changed=at)

    def _message(self, concern: Concern, key: str, words: str) -> Message:
        own = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{concern.id}\n{key}".encode("utf-8", "surrogatepass").hex()))
        at = iso(self._clock.now())
        return Message(own, concern.id, MessageKind.ADDITION, at, GP, gps_words(words))
