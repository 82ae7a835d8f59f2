"""Keeps one process on the newest release, and the folder and the record at one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from assistant.clock import Clock, iso
from assistant.editorial.commits import Commit, no_commit
from assistant.editorial.folder_files import Changes, differences, finish, write_changes
from assistant.editorial.folder_watch import Common, FolderWatch, Snapshot
from assistant.editorial.model import NO_STANDSTILL, Published, Standstill
from assistant.editorial.pins import Answerer, broken_pins
from assistant.errors import Conflict, StoreUnavailable
from assistant.shelf import Shelf
from assistant.store.ports import ReleaseStore
from assistant.store.write_lock import WriteLock
from knowledge.errors import ContentError
from knowledge.library import Library
from knowledge.mending import Mended, mend
from knowledge.model import Finding, Severity
from knowledge.release import content_hash

EVERY = 0.5
"""Seconds between two looks."""

LONGEST_WAIT = 5.0
"""Seconds an editor's choice waits for another process that looks at the folder."""

BY_FOLDER = ("", "The folder")
FOLDER_NOTE = "Changed in the folder"

UNWRITABLE_WAIT = 60
"""Looks until a folder that could not be written is tried again."""

BOTH_CHANGED = (
    "The folder and the published release have both changed since they were last the same. Nothing was overwritten: "
    "the published release stays live until an editor chooses."
)
PINS_BROKEN = "The folder's files break pinned questions, so they did not go live. The release before stays."
CANNOT_BUILD = "The newest content cannot be used, so the release before stays live."

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What editors and operators are told of the folder and the live release."""

    findings: tuple[Finding, ...] = ()
    standstill: Standstill = NO_STANDSTILL
    folder_problem: str = ""
    commit_problem: str = ""
    node_problem: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """Each problem in a sentence; broken files one by one, with file and line."""
        errors = tuple(str(finding) for finding in self.findings if finding.severity is Severity.ERROR)
        told = (self.standstill.what, self.folder_problem, self.commit_problem, self.node_problem)
        return tuple(problem for problem in told if problem) + errors


class Follower:
    """One of these in every process. `step` does all that is to be done; `start` does it all the time."""

    def __init__(
        self,
        shelf: Shelf,
        store: ReleaseStore,
        watch: FolderWatch,
        answer: Answerer,
        clock: Clock,
        lock_file: Path,
        commit: Commit = no_commit,
    ) -> None:
        self._shelf = shelf
        self._store = store
        self._watch = watch
        self._answer = answer
        self._clock = clock
        self._lock_file = lock_file
        self._commit = commit
        self._alone = WriteLock(lock_file, 0.0)
        self._one_step = threading.Lock()
        self._stop = threading.Event()
        self._number = 0
        self._rejected = 0
        self._refused = ""
        self._looked_at = ("", "")
        self._mended = Mended({})
        self._wait = 0
        self.told = Told()

    # ---- all the time

    def start(self) -> None:
        """Step in a thread of its own until `stop`."""
        threading.Thread(target=self._run, name="follow-releases", daemon=True).start()

    def stop(self) -> None:
        """Step no more."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.step()
            except Exception:  # noqa: BLE001 -- whatever is wrong with one look, the next may find it put right
                _log.exception("release.follow_failed")

    def step(self) -> None:
        """One look at the record and the folder, and what follows from it."""
        with self._one_step:
            try:
                self.follow()  # first: people wait for new words, the folder only for its files
                self._meet_folder()
            except StoreUnavailable:
                _log.warning("release.record_down")

    # ---- the record's newest release

    def follow(self) -> None:
        """Build the record's newest release, test it and make it live; where it fails here, keep the one before."""
        newest = self._store.live_release()
        if newest is None or newest.number in (self._number, self._rejected):
            return
        if newest.hash == self._shelf.library.release_hash:
            self.arrived(newest)
            return
        problem = self._try(newest)
        if problem:
            self._rejected = newest.number
            self.told = replace(self.told, node_problem=problem)
            _log.error("release.rejected", release=newest.hash[:12])
        else:
            self.arrived(newest)

    def arrived(self, release: Published) -> None:
        """Note that this release is live here."""
        self._number = release.number
        self.told = replace(self.told, node_problem="")

    def _try(self, newest: Published) -> str:
        try:
            library = self._shelf.build(self._store.release_content(newest.hash))
        except ContentError as error:
            return f"Release {newest.hash[:12]} cannot be built here: {error}"
        broken = () if newest.override else broken_pins(library, self._shelf.library, self._answer)
        if broken:
            return f"Release {newest.hash[:12]} fails its own test here, so the one before answers: {broken[0].message}"
        self._shelf.swap(library)
        return ""

    # ---- the folder

    def _meet_folder(self) -> None:
        try:
            with self._alone.held():
                finish(self._watch.folder)
                folder = self._watch.look()
                if folder is not None:
                    self._compare(folder)
        except StoreUnavailable as error:
            if "held by another" not in str(error):
                raise
        except OSError as error:
            self.told = replace(self.told, folder_problem=f"The folder cannot be read: {error.strerror or error}.")

    def _compare(self, folder: Snapshot) -> None:
        """Which of the two has changed since they were last the same decides which one follows the other."""
        newest, common = self._store.live_release(), self._watch.common
        last = newest.hash if newest else ""
        if (folder.digest, last) == (common.digest, common.release):
            self._at_one(folder, common)
        elif newest and folder.digest == common.digest:
            self._write(folder, common, newest)
        elif newest is None or last == common.release:
            self._take(folder, newest)
        else:
            self._meet(folder, common, last)

    def _mend(self, folder: Snapshot, last: str) -> Mended:
        """What of the folder can go live; read again only when folder or record have changed."""
        if self._looked_at != (folder.digest, last):
            self._mended = mend(folder.content, self._store.release_content(last) if last else {})
            self._looked_at = (folder.digest, last)
            self.told = replace(self.told, findings=folder.findings + self._mended.findings)
        return self._mended

    def _at_one(self, folder: Snapshot, common: Common) -> None:
        """Folder and record are the same; a broken file in the folder is told of all the same."""
        self._mend(folder, common.release)
        self.told = replace(self.told, standstill=NO_STANDSTILL, folder_problem="", commit_problem=common.uncommitted)

    def _take(
        self, folder: Snapshot, newest: Published | None, override: str = "", by: tuple[str, str] = BY_FOLDER
    ) -> None:
        """The folder alone has changed: test what it holds and publish it."""
        if folder.digest == self._refused and not override:
            return
        content = self._mend(folder, newest.hash if newest else "").content
        found = content_hash(content)
        if newest is None or found != newest.hash:
            release = Published(newest.number + 1 if newest else 1, found, self._now(), *by, FOLDER_NOTE, override)
            if not self._publish(folder, release, content):
                return
        self._watch.agree(Common(folder.digest, found))

    def _publish(self, folder: Snapshot, release: Published, content: dict[str, bytes]) -> bool:
        library = self._built(folder, content, release.override)
        if library is None:
            return False
        try:
            self._store.publish(release, content)
        except Conflict:
            return False  # another machine was first; the next look sees both
        self._shelf.swap(library)
        self.arrived(release)
        return True

    def _built(self, folder: Snapshot, content: dict[str, bytes], override: str) -> Library | None:
        """The content as a release that holds its pinned questions; None where it does not, which is told."""
        try:
            library = self._shelf.build(content)
        except ContentError as error:
            standstill = Standstill(CANNOT_BUILD, error.findings)
        else:
            broken = () if override else broken_pins(library, self._shelf.library, self._answer)
            if not broken:
                return library
            standstill = Standstill(PINS_BROKEN, broken, "override")
        self._refused = folder.digest
        self.told = replace(self.told, standstill=standstill)
        return None

    def _write(self, folder: Snapshot, common: Common, newest: Published) -> None:
        """The record alone has changed: bring the folder to it, touching only what changed."""
        if self._wait:
            self._wait -= 1
            return
        old, new = self._store.release_content(common.release), self._store.release_content(newest.hash)
        changes = differences(old, new)
        try:
            write_changes(self._watch.folder, changes, old)
        except Conflict as error:
            self.told = replace(self.told, standstill=Standstill(BOTH_CHANGED + f" {error}", asks="choose"))
            self._wait = UNWRITABLE_WAIT
        except OSError as error:
            why = error.strerror or str(error)
            problem = f"What was published is live, but could not be written to the folder: {why}."
            self.told = replace(self.told, folder_problem=problem)
            self._wait = UNWRITABLE_WAIT
        else:
            written = {path: data for path, data in {**folder.content, **changes}.items() if data is not None}
            self._agree_and_commit(Common(content_hash(written), newest.hash), changes, newest)
            self.told = replace(self.told, folder_problem="", standstill=NO_STANDSTILL)

    def _agree_and_commit(self, common: Common, changes: Changes, newest: Published) -> None:
        """Agreed first: what git makes of it, or where it is killed, changes nothing of what was written."""
        self._watch.agree(common)
        if said := self._commit(self._watch.folder, changes.keys(), newest):
            self._watch.agree(replace(common, uncommitted=said))
        self.told = replace(self.told, commit_problem=said)

    def _meet(self, folder: Snapshot, common: Common, last: str) -> None:
        """Both have changed. They may have come to the same; a folder new to us may hold an earlier release."""
        content = self._mend(folder, last).content
        found = content_hash(content)
        if found == last or (not common.digest and self._store.release_content(found)):
            self._watch.agree(Common(folder.digest, found))
        elif self.told.standstill.asks != "choose":
            changed = sorted(differences(self._store.release_content(last), content))
            told = tuple(Finding(path, 1, "both-changed", "Not the same in folder and record.") for path in changed)
            self.told = replace(self.told, standstill=Standstill(BOTH_CHANGED, told, "choose"))

    # ---- what an editor chooses

    def take_folder(self, person: str, name: str, reason: str) -> None:
        """Publish the folder's files as they are, whatever stood against it. Raises StoreUnavailable and OSError."""
        with self._one_step, WriteLock(self._lock_file, LONGEST_WAIT).held():
            self._take(self._watch.now(), self._store.live_release(), reason, (person, name))

    def take_record(self) -> None:
        """Bring the folder to the published release, whatever it holds. Raises StoreUnavailable and OSError."""
        with self._one_step, WriteLock(self._lock_file, LONGEST_WAIT).held():
            newest, folder = self._store.live_release(), self._watch.now()
            if newest is None:
                return
            changes = differences(folder.content, self._store.release_content(newest.hash))
            write_changes(self._watch.folder, changes, folder.content)
            self.told = Told()
            self._agree_and_commit(Common(newest.hash, newest.hash), changes, newest)

    def _now(self) -> str:
        return iso(self._clock.now())
