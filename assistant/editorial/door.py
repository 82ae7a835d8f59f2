"""The door of editing: drafts, replays, gaps, freshness, and what makes words live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.accounts.model import Person
from assistant.clock import Clock, iso
from assistant.editorial.archive import unpacked
from assistant.editorial.drafts import OWN_WORDS, Drafts, applied
from assistant.editorial.following import Follower, Told
from assistant.editorial.freshness import Freshness
from assistant.editorial.gaps import Gaps
from assistant.editorial.model import Draft, DraftEvent, DraftState, Figures, Published
from assistant.editorial.pins import Answerer, broken_pins
from assistant.editorial.replays import REPLAY, Replays, in_a_thread
from assistant.editorial.reviews import PLAN, SEND, Reviews
from assistant.errors import BadInput, Conflict, NotAllowed, NotFound
from assistant.jobs import Duties
from assistant.model import Answer, Asked
from assistant.shelf import Shelf
from assistant.store.ports import EditorialStore
from knowledge.library import Library
from knowledge.model import Finding, Severity
from knowledge.reader import read
from knowledge.release import content_hash


class PinsBroken(Conflict):
    """A release breaks pinned questions; `broken` says which."""

    def __init__(self, broken: tuple[Finding, ...]) -> None:
        super().__init__("This would break pinned questions. Correct it, or let an approver give a reason.", broken)
        self.broken = broken


class Editorial:
    """What editors do. `follower` is None where the folder is not watched (the command line)."""

    def __init__(
        self,
        store: EditorialStore,
        shelf: Shelf,
        answer: Answerer,
        clock: Clock,
        *,
        one_person: bool = False,
        follower: Follower | None = None,
        aside: Callable[[Callable[[], None]], None] = in_a_thread,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._answer = answer
        self._clock = clock
        self._one_person = one_person
        self.follower = follower
        self.drafts = Drafts(store, clock, one_person=one_person)
        self.replays = Replays(store, shelf, answer, clock, aside)
        self.freshness = Freshness(store, clock)
        self.gaps = Gaps(store, shelf)

    def duties(self, reviews: Reviews | None) -> Duties:
        """What the worker does for editing: replays, and reminders of reviews where mail can be sent."""
        if reviews is None:
            return Duties({REPLAY: self.replays.run})
        return Duties({REPLAY: self.replays.run, PLAN: reviews.plan, SEND: reviews.send}, (PLAN,))

    # ---- what there is

    @property
    def told(self) -> Told:
        """What the folder and the live release give cause to say."""
        return self.follower.told if self.follower else Told()

    @property
    def library(self) -> Library:
        """The live release, opened."""
        return self._shelf.library

    def releases(self, limit: int = 50, before: int = 2**31 - 1) -> tuple[Published, ...]:
        """The releases, newest first."""
        return self._store.releases(limit, before)

    def history(self, path: str) -> tuple[tuple[Published, str], ...]:
        """How a file came to be what it is, newest first."""
        return self._store.texts_of(path)[::-1]

    def content(self) -> dict[str, bytes]:
        """The files of the live release."""
        return dict(self._shelf.library.release.content)

    def figures(self) -> Mapping[str, Figures]:
        """How articles do with GPs, by article id."""
        return self._store.article_figures()

    def try_question(self, draft: Draft, question: str) -> Answer:
        """What a question would be answered with the draft. Raises Conflict and ContentError."""
        return self._answer(self._trial(draft), Asked(question, ""))

    def _trial(self, draft: Draft) -> Library:
        return self._shelf.build(applied(draft, self.content()))

    # ---- what makes words live

    def publish(self, person: Person, draft_id: str, version: int, note: str = "", override: str = "") -> Published:
        """Make an approved draft live.

        Raises Conflict when it is not approved, has changed, or what it changes has; PinsBroken when it breaks pinned
        questions and no reason is given to publish it all the same; BadInput when its file has an error.
        """
        draft = self.drafts.draft(draft_id)
        if draft.version != version or draft.state is not DraftState.APPROVED:
            raise Conflict("Only a draft that has been approved as it stands can be published.", draft)
        if override.strip() and person.id in draft.authors and not self._one_person:
            raise NotAllowed(OWN_WORDS)
        live, content = self._live()
        change = applied(draft, content)
        done = self.drafts.published(draft, person, override or note)
        return self._go_live(person, live, change, note or draft.path, override.strip(), done)

    def restore(self, person: Person, number: int, reason: str) -> Published:
        """Make an earlier release live again. Raises NotFound, BadInput without a reason."""
        if not reason.strip():
            raise BadInput("reason", "Say why.")
        wanted = next((each for each in self._store.releases(1, number + 1) if each.number == number), None)
        if wanted is None:
            raise NotFound("There is no such release.")
        live, _ = self._live()
        note = f"Release {number} again: {reason.strip()}"
        return self._go_live(person, live, self._store.release_content(wanted.hash), note, reason.strip())

    def take_in(self, person: Person, data: bytes, override: str = "") -> Published:
        """Make the content of a zip file live, all of it or nothing. Raises BadInput and PinsBroken."""
        content = unpacked(data)
        live, _ = self._live()
        return self._go_live(person, live, content, "Imported", override.strip())

    def _live(self) -> tuple[Published, dict[str, bytes]]:
        live = self._store.live_release()
        if live is None:
            raise Conflict("There is no published release yet. Wait a moment.")
        return live, self._store.release_content(live.hash)

    def _go_live(
        self,
        person: Person,
        live: Published,
        content: dict[str, bytes],
        note: str,
        override: str,
        change: tuple[Draft, DraftEvent] | None = None,
    ) -> Published:
        _refuse_errors(content, self._store.release_content(live.hash))
        library = self._shelf.build(content)
        broken = () if override else broken_pins(library, self._shelf.library, self._answer)
        if broken:
            raise PinsBroken(broken)
        now = iso(self._clock.now())
        release = Published(
            live.number + 1, content_hash(content), now, person.id, person.name, note[:500], override[:500]
        )
        self._store.publish(release, content, change)
        self._shelf.swap(library)
        if self.follower:
            self.follower.arrived(release)
        return release


def _refuse_errors(content: dict[str, bytes], live: dict[str, bytes]) -> None:
    """Raise BadInput for errors that the live content has not."""
    known = {replace(finding, line=0) for finding in read(live).findings}
    errors = [
        finding
        for finding in read(content).findings
        if finding.severity is Severity.ERROR and replace(finding, line=0) not in known
    ]
    if errors:
        raise BadInput("text", "; ".join(str(finding) for finding in errors[:5]))
