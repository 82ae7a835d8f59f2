"""The windows that journeys run in: wide and narrow, with and without JavaScript."""

from collections.abc import Callable

import pytest

Window = tuple[int, bool]
"""Its width in CSS pixels, and whether scripts run."""

EACH_ONCE: list[Window] = [(1280, True), (320, False)]
EVERY: list[Window] = [(width, scripts) for width in (1280, 320) for scripts in (True, False)]


def _named(window: Window) -> str:
    return f"{window[0]} {'with' if window[1] else 'without'} JavaScript"


def window_of(windows: list[Window]) -> Callable[..., Window]:
    """A fixture `window` that makes each of these in turn."""
    return pytest.fixture(name="window", params=windows, ids=_named)(lambda request: request.param)
