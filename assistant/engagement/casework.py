"""What leads do with a concern: take it on, reply, note, move it on, merge duplicates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.clock import Clock, iso
from assistant.engagement.concerns import (
    TO_GP,
    Change,
    Concern,
    Mail,
    MailKind,
    MailState,
    Message,
    MessageKind,
    Side,
    State,
    Trail,
    Update,
)
from assistant.engagement.references import read_reference
from assistant.engagement.words import leads_words, topic_of
from assistant.errors import BadInput, Conflict, NotFound
from assistant.store.ports import Store

NO_MAIL_SERVER = "no mail server is set"


@dataclass(frozen=True, slots=True)
class Details:
    """What a lead may set of a concern in one form. `due` is an ISO date."""

    topic: str
    owner: str
    due: str
    urgent: bool
    article: str


@dataclass(frozen=True, slots=True)
class Response:
    """What a lead answers: words for the GP, a state, or both. `key` is the form's, so that twice is once."""

    key: str
    words: str = ""
    to: State | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of assigning several at once: how many, and the references of those that had changed meanwhile."""

    done: int
    left: tuple[str, ...]


class Casework:
    """The lead's side. `by` is the id of who acts; `version` the one they read, or Conflict tells what is there now."""

    def __init__(self, store: Store, clock: Clock, *, mails: bool) -> None:
        """`mails` says whether a mail server is set; without one mails are noted as not sent."""
        self._store = store
        self._clock = clock
        self._mails = mails

    def concern(self, concern_id: str) -> Concern:
        """The concern. Raises NotFound."""
        found = self._store.concern(concern_id)
        if found is None:
            raise NotFound("There is no such concern; the GP may have erased it.")
        return found

    def found(self, concern_id: str) -> Concern | None:
        """The concern, or None."""
        return self._store.concern(concern_id)

    def trail(self, concern_id: str) -> Trail:
        """All that happened to a concern."""
        return self._store.trail(concern_id)

    def duplicates(self, concern_id: str) -> tuple[Concern, ...]:
        """The concerns that were merged into this one."""
        return self._store.merged_into(concern_id)

    def by_reference(self, text: str) -> Concern | None:
        """The concern whose reference somebody typed, or None."""
        reference = read_reference(text)
        return self._store.concern_by_reference(reference) if reference else None

    def mails(self, limit: int) -> tuple[Mail, ...]:
        """What was and was not sent, newest first."""
        return self._store.mails(limit)

    def linked(self, concern_id: str) -> bool:
        """Whether the GP has a link to the concern."""
        return self._store.has_link(concern_id)

    def edit(self, concern_id: str, version: int, details: Details, by: str) -> Concern:
        """Set what the form says, with history of what it changed. Raises BadInput, Conflict, NotFound."""
        concern = self._read(concern_id, version)
        fields = {"owner": details.owner, "due": _day(details.due), "urgent": details.urgent}
        fields |= {"topic": topic_of(details.topic), "article": details.article}
        changed = {name: value for name, value in fields.items() if getattr(concern, name) != value}
        if not changed:
            return concern
        changes = tuple(
            self._change(concern, by, name, _plain(getattr(concern, name)), _plain(value))
            for name, value in changed.items()
        )
        topic_by = by if "topic" in changed else concern.topic_by
        return self._kept(replace(concern, **changed, topic_by=topic_by), changes)  # type: ignore[arg-type]  # by name

    def respond(self, concern_id: str, version: int, response: Response, by: str) -> Concern:
        """Reply, move on, or both; the GP is told of a reply. Raises BadInput, NotAllowed, Conflict, NotFound."""
        words = leads_words(response.words) if response.words.strip() else ""
        if not words and response.to is None:
            raise BadInput("words", "Write a reply or choose a state.")
        message = self._message(self.concern(concern_id), MessageKind.REPLY, response.key, words, by)
        if self._said(message):
            return self.concern(concern_id)
        concern = self._read(concern_id, version)
        reason = leads_words(response.reason, "reason") if response.reason.strip() else ""
        moved = concern.moved(response.to, Side.LEAD, reason) if response.to else concern
        changes = () if response.to is None else (self._change(concern, by, "state", concern.state, moved.state),)
        mails = tuple(
            self._mail(each, message) for each in (concern, *self.duplicates(concern.id)) if each.contact.email
        )
        return self._kept(moved, changes, (message,) if words else (), mails if words else ())

    def note(self, concern_id: str, version: int, key: str, words: str, by: str) -> Concern:
        """Keep a note that only colleagues read. Raises BadInput, TooLong, Unreadable, Conflict, NotFound."""
        message = self._message(self.concern(concern_id), MessageKind.NOTE, key, leads_words(words), by)
        if self._said(message):
            return self.concern(concern_id)
        return self._kept(self._read(concern_id, version), (), (message,))

    def merge(self, concern_id: str, version: int, into: str, by: str) -> Concern:
        """Merge a duplicate into the concern of that reference, which then counts for both; returns that one.

        Raises BadInput for a reference that cannot be used, Conflict, NotFound.
        """
        twin, leading = self._read(concern_id, version), self.by_reference(into)
        if leading is None:
            raise BadInput("into", "There is no concern of this reference. It looks like C-7K2M-9Q.")
        if leading.id == twin.id or leading.merged_into or twin.merged_into:
            raise BadInput("into", "Merge into another concern, one that is not merged itself.")
        count = leading.count + twin.count
        self._keep(
            self._update(
                replace(twin, merged_into=leading.id), (self._change(twin, by, "merged", after=leading.reference),)
            ),
            self._update(
                replace(leading, count=count),
                (self._change(leading, by, "count", str(leading.count), f"{count} with {twin.reference}"),),
            ),
            *self._follow(twin, leading, by),
        )
        return self.concern(leading.id)

    def part(self, concern_id: str, version: int, by: str) -> Concern:
        """Take a concern out of the one it was merged into. Raises BadInput, Conflict, NotFound."""
        twin = self._read(concern_id, version)
        if not twin.merged_into:
            raise BadInput("into", "This concern is not merged.")
        leading = self.concern(twin.merged_into)
        count = leading.count - twin.count
        kept = self._keep(
            self._update(replace(twin, merged_into=""), (self._change(twin, by, "parted", leading.reference),)),
            self._update(
                replace(leading, count=count), (self._change(leading, by, "count", str(leading.count), str(count)),)
            ),
        )
        return kept[0]

    def assign(self, chosen: Iterable[tuple[str, int]], owner: str, by: str) -> Assigned:
        """Give several concerns, each at the version that was read, to an owner; what had changed is left as it is."""
        done, left = 0, []
        for concern_id, version in chosen:
            try:
                concern = self._read(concern_id, version)
                if concern.owner != owner:
                    self._kept(
                        replace(concern, owner=owner), (self._change(concern, by, "owner", concern.owner, owner),)
                    )
                done += 1
            except Conflict as conflict:
                left.append(conflict.current.reference if isinstance(conflict.current, Concern) else concern_id)
            except NotFound:
                left.append(concern_id)
        return Assigned(done, tuple(left))

    def reassign(self, leaver: str, to: str, by: str) -> int:
        """Give all concerns of somebody who leaves to another, in one step; how many there were."""
        if leaver == to or not leaver:
            raise BadInput("to", "Choose another person to take over.")
        return self._store.reassign(leaver, to, by, iso(self._clock.now()))

    def close_link(self, concern_id: str, version: int, by: str) -> Concern:
        """Let the GP's link lead nowhere any more, when they say that it fell into wrong hands."""
        concern = self._read(concern_id, version)
        self._store.revoke_links(concern_id)
        return self._kept(concern, (self._change(concern, by, "link closed"),))

    def _follow(self, twin: Concern, leading: Concern, by: str) -> tuple[Update, ...]:
        """What was merged into a duplicate follows it, so that no merging is more than one step deep."""
        return tuple(
            self._update(
                replace(each, merged_into=leading.id), (self._change(each, by, "merged", after=leading.reference),)
            )
            for each in self.duplicates(twin.id)
        )

    def _read(self, concern_id: str, version: int) -> Concern:
        concern = self.concern(concern_id)
        if concern.version != version:
            raise Conflict("Somebody else changed this concern after you read it.", concern)
        return concern

    def _kept(
        self,
        concern: Concern,
        changes: tuple[Change, ...],
        messages: tuple[Message, ...] = (),
        mails: tuple[Mail, ...] = (),
    ) -> Concern:
        return self._keep(self._update(concern, changes, messages, mails))[0]

    def _keep(self, *updates: Update) -> tuple[Concern, ...]:
        return self._store.keep(*updates)

    def _update(
        self,
        concern: Concern,
        changes: tuple[Change, ...],
        messages: tuple[Message, ...] = (),
        mails: tuple[Mail, ...] = (),
    ) -> Update:
        return Update(replace(concern, changed=iso(self._clock.now())), changes, messages, mails)

    def _change(self, concern: Concern, by: str, what: str, before: str = "", after: str = "") -> Change:
        return Change(self._clock.new_id(), concern.id, iso(self._clock.now()), by, what, str(before), str(after))

    def _message(self, concern: Concern, kind: MessageKind, key: str, words: str, by: str) -> Message:
        own = uuid.uuid5(uuid.NAMESPACE_OID, f"{concern.id}\n{kind}\n{key}".encode("utf-8", "surrogatepass").hex())
        return Message(str(own), concern.id, kind, iso(self._clock.now()), by, words)

    def _said(self, message: Message) -> bool:
        return message.id in {each.id for each in self._store.trail(message.concern).messages}

    def _mail(self, concern: Concern, reply: Message) -> Mail:
        state = MailState.WAITING if self._mails else MailState.NOT_SENT
        key = f"reply:{reply.id}:{concern.id}"
        reason = "" if self._mails else NO_MAIL_SERVER
        return Mail(key, concern.id, MailKind.REPLY, TO_GP, reply.at, state, reason=reason)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput("due", "Enter the due date as a day, month and year.") from None


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
