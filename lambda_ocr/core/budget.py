"""What one request may still cost: seconds until its caller gives up, and pixels for the networks.

Made at the door from the caller's own deadline and handed down; whoever is about to run a network asks first. A request
that asks for more is refused by name, before anything of it is kept.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lambda_ocr.core.errors import OverBudget


class Part(StrEnum):
    """What a request is busy with, as a refusal names it."""

    DECODE = "decode"
    ALIGN = "align"
    DETECT = "detect"
    RECOGNISE = "recognise"
    SELF_TEST = "self_test"
    STORE = "store"


@dataclass(frozen=True)
class Allowance:
    """Pixels that the networks of one request may be shown, padding included."""

    detected_px: float = 24e6
    recognised_px: float = 16e6


class Budget:
    """Seconds and pixels left to one request; safe to share among threads."""

    def __init__(
        self,
        seconds: float = math.inf,
        allowance: Allowance | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        gone: threading.Event | None = None,
    ) -> None:
        self._clock, self._end = clock, clock() + seconds
        self._seconds, self._allowance = seconds, allowance or Allowance()
        self._spent = {Part.DETECT: 0.0, Part.RECOGNISE: 0.0}
        self._gone = gone or threading.Event()

    def abandon(self) -> None:
        """The caller has gone: the next check ends the work. May be called from any thread."""
        self._gone.set()

    def within(self, seconds: float) -> Budget:
        """A budget for a part of the work: pixels of its own, no more than `seconds` and than is left of the whole."""
        return Budget(min(seconds, self.seconds_left()), self._allowance, clock=self._clock, gone=self._gone)

    def seconds_left(self) -> float:
        """Until the deadline, 0 when it is over or nobody waits any more."""
        return 0.0 if self._gone.is_set() else max(0.0, self._end - self._clock())

    def is_left(self) -> bool:
        """Whether there is time to begin something."""
        return self.seconds_left() > 0

    def check(self, part: Part) -> None:
        """Raise `OverBudget` where no time is left for more of `part`."""
        if self._gone.is_set():
            raise OverBudget("The caller has gone; the work was ended.", part=part.value, abandoned=True)
        if not self.is_left():
            raise OverBudget(
                f"The request takes longer than the {self._seconds:.0f} seconds there are for it; it was busy with "
                f"{part.value}. {_INSTEAD[part]}",
                part=part.value,
                seconds=round(self._seconds, 1),
            )

    def spend(self, part: Part, pixels: float) -> None:
        """Take `pixels` for a run of a network; raises `OverBudget` where there are not so many left, or no time."""
        self.check(part)
        allowed = self._allowance.detected_px if part is Part.DETECT else self._allowance.recognised_px
        if math.isinf(allowed):
            return
        self._spent[part] += pixels
        if self._spent[part] > allowed:
            raise OverBudget(
                f"The request asks to {part.value} more than the {allowed / 1e6:.1f} million pixels there are for one "
                f"request. {_INSTEAD[part]}",
                part=part.value,
                allowed_px=round(allowed),
            )


UNBOUNDED = Budget(allowance=Allowance(math.inf, math.inf))

_INSTEAD = {
    Part.DECODE: "Send a smaller picture.",
    Part.ALIGN: "Send a smaller picture of the document, with less around it.",
    Part.DETECT: "Send a smaller picture, or fewer or smaller fields.",
    Part.RECOGNISE: "Send fewer or shorter fields: make two templates of one, or draw the fields around their values.",
    Part.STORE: "Leave out detail, or send it again with an idempotency_key.",
    Part.SELF_TEST: "Leave out detail, or make two templates of one.",
}
