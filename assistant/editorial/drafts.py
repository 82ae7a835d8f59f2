"""Drafts from the first word to the approval: who may do what, and that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from assistant.accounts.model import Person
from assistant.clock import Clock, iso
from assistant.editorial.articles import renamed
from assistant.editorial.folder_files import safe_path
from assistant.editorial.model import OPEN, Draft, DraftEvent, DraftState, Editing, Waiting
from assistant.errors import BadInput, Conflict, NotAllowed, NotFound, StoreUnavailable, TooLong
from assistant.normalising import normalise, within
from assistant.store.ports import EditorialStore

LONGEST_TEXT = 64 * 1024
LONGEST_NOTE = 2_000
STILL_HERE = timedelta(minutes=2)
"""How long after their last sign somebody counts as editing."""

OWN_WORDS = "Somebody else has to approve this: you wrote in it."
NOT_OPEN = "This draft is closed. Begin a new one."


class Drafts:
    """What editors work on. `person` is who does it."""

    def __init__(self, store: EditorialStore, clock: Clock, *, one_person: bool) -> None:
        """With `one_person` authors may approve what they wrote, and the history says that they did."""
        self._store = store
        self._clock = clock
        self._one_person = one_person

    def open(self) -> tuple[Draft, ...]:
        """The drafts that are being worked on, latest changed first."""
        return self._store.drafts(sorted(OPEN))

    def draft(self, draft_id: str) -> Draft:
        """One draft. Raises NotFound."""
        found = self._store.draft(draft_id)
        if found is None:
            raise NotFound("There is no such draft.")
        return found

    def history(self, draft_id: str) -> tuple[DraftEvent, ...]:
        """What was done to a draft and said of it, oldest first."""
        return self._store.draft_events(draft_id)

    def begin(self, person: Person, path: str, text: str, concerns: Iterable[str] = ()) -> Draft:
        """A draft of a file as it shall be; its live text, if it has one, is what it changes. Raises BadInput.

        `concerns` are the ids of those that wait for it.
        """
        base = self.live_text(safe_path(path))
        now = self._now()
        draft_id = self._clock.new_id()
        draft = Draft(
            draft_id, path, "", base, _checked(text), DraftState.DRAFT, 1, (person.id,), person.name, now, now
        )
        self._store.add_draft(draft, self._event(draft, person, "begun"), concerns)
        return draft

    def beside(self, draft: Draft) -> tuple[Draft, ...]:
        """The other drafts that are being worked on of the same file."""
        files = {draft.path, draft.from_path} - {""}
        return tuple(each for each in self.of_file(*files) if each.id != draft.id)

    def of_file(self, *paths: str) -> tuple[Draft, ...]:
        """The drafts that are being worked on of any of these files."""
        return tuple(each for each in self.open() if {each.path, each.from_path} & set(paths))

    def waiting(self, draft_id: str) -> tuple[Waiting, ...]:
        """The concerns that wait for a draft."""
        return self._store.concerns_of_draft(draft_id)

    def for_concern(self, concern_id: str) -> tuple[Draft, ...]:
        """The drafts that were begun for a concern and not dropped, latest changed first."""
        found = self._store.drafts_for_concern(concern_id)
        return tuple(draft for draft in found if draft.state is not DraftState.DROPPED)

    def answerable_concerns(self) -> frozenset[str]:
        """The concerns that a published draft may answer, until a lead says so or gives them an outcome."""
        return self._store.answerable_concerns()

    def live_text(self, path: str) -> str:
        """What a file says in the live release, "" when it has none of that name."""
        live = self._store.live_release()
        content = self._store.release_content(live.hash) if live else {}
        return content.get(path, b"").decode().removeprefix("\ufeff").replace("\r\n", "\n")

    # ---- writing

    def save(self, person: Person, draft_id: str, version: int, text: str, path: str = "") -> Draft:
        """Keep new words, and a new name when one is given; an approval is void then.

        Raises BadInput, TooLong, NotFound, and Conflict with the draft as it is now when it is not at `version`.
        """
        draft = self._at(draft_id, version)
        text, moved = _checked(text), draft
        if path and path != draft.path:
            moved = _moved(draft, safe_path(path))
            text = renamed(text, moved.was_path.removesuffix(".md")) if moved.was_path else text
        if (text, moved) == (draft.text, draft):
            return draft
        back = draft.state is not DraftState.DRAFT
        changed = replace(
            moved,
            text=text,
            state=DraftState.DRAFT,
            authors=tuple(dict.fromkeys((*draft.authors, person.id))),
            changed=self._now(),
        )
        event = self._event(draft, person, "changed", "The review starts again.") if back else None
        return self._store.change_draft(changed, event)

    def rebase(self, person: Person, draft_id: str, version: int) -> Draft:
        """Take what went live meanwhile as what this draft changes. The words of the draft stay as they are."""
        draft = self._at(draft_id, version)
        base = self.live_text(draft.from_path or draft.path)
        changed = replace(draft, base=base, state=DraftState.DRAFT, changed=self._now())
        return self._store.change_draft(changed, self._event(draft, person, "rebased"))

    def see(self, person: Person, draft_id: str) -> tuple[Editing, ...]:
        """Note that somebody has a draft open, and say who else has."""
        now = self._clock.now()
        with suppress(StoreUnavailable):  # a record that takes nothing new can still be read from
            self._store.see_draft(draft_id, Editing(person.id, person.name, iso(now)))
        seen = self._store.draft_seen(draft_id, iso(now - STILL_HERE))
        return tuple(editing for editing in seen if editing.person != person.id)

    # ---- two people

    def submit(self, person: Person, draft_id: str, version: int, note: str = "") -> Draft:
        """Ask for a review. Raises Conflict, NotFound."""
        return self._move(person, draft_id, version, "submitted", DraftState.IN_REVIEW, note, (DraftState.DRAFT,))

    def send_back(self, person: Person, draft_id: str, version: int, note: str) -> Draft:
        """Give a draft back to its authors with a reason. Raises BadInput without one."""
        if not note.strip():
            raise BadInput("note", "Say what should change.")
        under = (DraftState.IN_REVIEW, DraftState.APPROVED)
        return self._move(person, draft_id, version, "sent back", DraftState.DRAFT, note, under)

    def approve(self, person: Person, draft_id: str, version: int, note: str = "") -> Draft:
        """Agree to a draft as it stands. Raises NotAllowed for an author, unless this is a one-person site."""
        draft = self._at(draft_id, version)
        own = person.id in draft.authors
        if own and not self._one_person:
            raise NotAllowed(OWN_WORDS)
        what = "approved by an author (one-person site)" if own else "approved"
        return self._move(person, draft_id, version, what, DraftState.APPROVED, note, (DraftState.IN_REVIEW,))

    def drop(self, person: Person, draft_id: str, version: int) -> Draft:
        """Give a draft up; it stays in the record."""
        return self._move(person, draft_id, version, "dropped", DraftState.DROPPED, "", tuple(OPEN))

    def comment(self, person: Person, draft_id: str, words: str) -> None:
        """Say something of a draft. Raises NotFound, BadInput."""
        draft = self.draft(draft_id)
        note = within(normalise(words, "comment", lines=True), LONGEST_NOTE, "comment")
        self._store.add_draft_event(self._event(draft, person, "said", note))

    # ----

    def published(self, draft: Draft, person: Person, note: str) -> tuple[Draft, DraftEvent]:
        """The draft as it is once published, and the event that says so; for the record to keep with the release."""
        done = replace(draft, state=DraftState.PUBLISHED, changed=self._now())
        return done, self._event(draft, person, "published", note)

    def _move(
        self,
        person: Person,
        draft_id: str,
        version: int,
        what: str,
        to: DraftState,
        note: str,
        out_of: tuple[DraftState, ...],
    ) -> Draft:
        draft = self._at(draft_id, version)
        if draft.state not in out_of:
            raise Conflict("This draft has come further, or was sent back, since you opened it.", draft)
        kept = normalise(note, "note", lines=True) if note.strip() else ""
        if len(kept) > LONGEST_NOTE:
            raise TooLong("note", LONGEST_NOTE, len(kept))
        changed = replace(draft, state=to, changed=self._now())
        return self._store.change_draft(changed, self._event(draft, person, what, kept))

    def _at(self, draft_id: str, version: int) -> Draft:
        draft = self.draft(draft_id)
        if not draft.state.open:
            raise Conflict(NOT_OPEN, draft)
        if draft.version != version:
            raise Conflict("Somebody changed this draft since you opened it. Nothing is lost.", draft)
        return draft

    def _event(self, draft: Draft, person: Person, what: str, note: str = "") -> DraftEvent:
        return DraftEvent(self._clock.new_id(), draft.id, self._now(), person.id, person.name, what, note)

    def _now(self) -> str:
        return iso(self._clock.now())


def _moved(draft: Draft, path: str) -> Draft:
    was = draft.from_path if draft.base else ""
    return replace(draft, path=path, was_path="" if was == path else was)


def _checked(text: str) -> str:
    """The text with unified line ends and one at its end. Raises TooLong, BadInput."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
    if len(text.encode(errors="replace")) > LONGEST_TEXT * 8:
        raise TooLong("text", LONGEST_TEXT * 8, len(text))
    if any(character < " " and character not in "\n\t" for character in text):
        raise BadInput("text", "There is a control character in this text.")
    return text


def applied(draft: Draft, content: dict[str, bytes]) -> dict[str, bytes]:
    """The content with the draft in it. Raises Conflict, with the text there is now, when it changed meanwhile."""
    now = content.get(draft.from_path, b"") if draft.from_path else content.get(draft.path, b"")
    text = now.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    if text != draft.base:
        raise Conflict("What this draft changes has gone live in other words meanwhile.", text)
    if draft.was_path and draft.path in content:
        raise BadInput("path", f"There is a file {draft.path} already.")
    kept = {path: data for path, data in content.items() if path != draft.was_path}
    return {**kept, draft.path: draft.text.encode()}
