"""A request's way in steps, each of which says what it keeps busy, so that a server need not let one wait for another.

Rule: a step never raises; it gives the next step or the response. Who has one thread only takes them one after the
other (`finished`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from lambda_ocr.wire.response import Response


class Lane(StrEnum):
    """What a step keeps busy."""

    OPEN = "open"
    """A processor, for as long as a body takes to be parsed: tens of milliseconds."""
    FETCH = "fetch"
    """Somebody else's server: up to `fetch_seconds`, and hardly anything of ours."""
    QUICK = "quick"
    """The store: `list`, `get`, `del`, `upload`."""
    READ = "read"
    """The networks, for up to all seconds that a request may take."""


@dataclass(frozen=True)
class Step:
    """What is to be done next for one request. What it holds (a body, a picture) is let go with it."""

    lane: Lane
    do: Callable[[], Next]


Next: TypeAlias = Step | Response


def finished(step: Next) -> Response:
    """The response after all steps, done here and now."""
    while isinstance(step, Step):
        step = step.do()
    return step
