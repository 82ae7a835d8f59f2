"""Holds the release that is live, and changes it in one step when another has been built and tested."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from assistant.memory import hand_back
from knowledge.encoder import Encoder
from knowledge.library import Library
from knowledge.reader import Content
from knowledge.release import Release

_log = structlog.get_logger(__name__)


class Shelf:
    """One live release. Readers take `library` once and keep it; a swap never changes what they hold."""

    def __init__(self, content: Content, encoder: Encoder | None, cache: Path | None) -> None:
        """Builds the first release by words alone, so that questions can be answered at once. Raises ContentError."""
        self._encoder = encoder
        self._cache = cache
        self._swap = threading.Lock()
        self._ready = False
        self._live = Release.build(content, cache=cache)

    @property
    def library(self) -> Library:
        """The live release, opened."""
        return Library(self._live)

    @property
    def problem(self) -> str:
        """Why meaning is not ranked, or "" when it is or was never asked for."""
        return self._live.problem

    @property
    def wants_meaning(self) -> bool:
        """Whether an encoder was asked for."""
        return self._encoder is not None

    @property
    def encoder(self) -> Encoder | None:
        """The encoder while it is at work, for comparing texts that are no articles; else None."""
        return self._encoder if self._live.semantic else None

    def build(self, content: Content) -> Library:
        """Builds a release of the content beside the live one, which stays live. Raises ContentError.

        Until the encoder has been made ready it ranks by words alone, as the live one does.
        """
        encoder = self._encoder if self._ready else None
        return Library(Release.build(content, encoder, self._cache, self._live))

    def swap(self, library: Library) -> None:
        """Make a release that was built here the live one."""
        with self._swap:
            self._live = library.release
        hand_back()
        _log.info("release.live", release=library.release_hash[:12], problem=self._live.problem)

    def put(self, content: Content) -> Library:
        """Builds a release of the content and makes it live. Raises ContentError."""
        library = self.build(content)
        self.swap(library)
        return library

    def add_meaning(self) -> None:
        """Adds what the encoder makes of the live content; all else goes on meanwhile."""
        if self._encoder is None:
            return
        while not self._ready:
            before = self._live
            self._ready = self._swap_if_still(before, before.with_meaning(self._encoder, self._cache))
        hand_back()
        _log.info("release.live", release=self._live.hash[:12], problem=self._live.problem)

    def _swap_if_still(self, before: Release, release: Release) -> bool:
        with self._swap:
            if self._live is not before:
                return False
            self._live = release
            return True

    def add_meaning_aside(self, start: Callable[[Callable[[], None]], None] | None = None) -> None:
        """The same in a thread of its own."""
        if start is not None:
            start(self.add_meaning)
        else:
            threading.Thread(target=self.add_meaning, name="add-meaning", daemon=True).start()
