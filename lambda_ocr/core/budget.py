"""What one request may still cost: seconds until its caller gives up, and work of the networks.

Made at the door from the caller's own deadline and handed down; whoever is about to run a network asks first. A request
that asks for more is refused by name, before anything of it is kept.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from enum import StrEnum

from lambda_ocr.core.errors import OverBudget


class Part(StrEnum):
    """What a request is busy with, as a refusal names it."""

    DECODE = "decode"
    ALIGN = "align"
    CROP = "crop"
    DETECT = "detect"
    RECOGNISE = "recognise"
    STORE = "store"


WEIGHT = {Part.CROP: 0.004, Part.DETECT: 0.2, Part.RECOGNISE: 1.0}
"""What a pixel costs, the recogniser's being one. Measured on a processor without AVX-512, in processor seconds a
million pixels: 2.8 to 3.5 of lines, 0.56 to 0.66 of a canvas, 0.005 to 0.013 averaged down into a field's region."""
REQUEST_PX = 5e6
"""Pixels of lines, or what costs as much, of one request at the most: about 16 processor seconds there, and 500 short
fields, or 32 lines of a whole page's width."""


class Budget:
    """Seconds and pixels left to one request; safe to share among threads."""

    def __init__(
        self,
        seconds: float = math.inf,
        pixels: float = REQUEST_PX,
        *,
        clock: Callable[[], float] = time.monotonic,
        whole: Budget | None = None,
    ) -> None:
        self._clock, self._end = clock, clock() + seconds
        self._seconds, self._allowed, self._spent = seconds, pixels, 0.0
        self._whole = whole or self
        self._gone: threading.Event = whole._gone if whole else threading.Event()

    def abandon(self) -> None:
        """The caller has gone: the next check ends the work. May be called from any thread."""
        self._gone.set()

    def within(self, seconds: float) -> Budget:
        """A budget for a part of the work: no more than `seconds`, and of the same pixels."""
        return Budget(min(seconds, self.seconds_left()), clock=self._clock, whole=self._whole)

    def anew(self) -> Budget:
        """A budget for one page of several: of the same seconds, and of as many pixels as a request has."""
        page = Budget(self.seconds_left(), self._whole._allowed, clock=self._clock)
        page._gone = self._whole._gone
        return page

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
        whole = self._whole
        if math.isinf(whole._allowed):
            return
        whole._spent += pixels * WEIGHT[part]
        if whole._spent > whole._allowed:
            raise self._too_much(part)

    def foresee(self, part: Part, work: float) -> None:
        """Raise `OverBudget` now where `work`, in the budget's pixels, is certain to come and more than is left."""
        if work > self.pixels_left():
            raise self._too_much(part)

    def _too_much(self, part: Part) -> OverBudget:
        allowed = self._whole._allowed
        return OverBudget(
            f"The request holds more to {part.value} than one request may, {allowed / 1e6:.1f} million "
            f"pixels of lines. {_INSTEAD[part]}",
            part=part.value,
            allowed_px=round(allowed),
        )

    def pixels_left(self) -> float:
        """What may still be spent."""
        return max(0.0, self._whole._allowed - self._whole._spent)

    def share_left(self) -> float:
        """What may still be spent, of all that might be: 0 to 1."""
        return 1.0 if math.isinf(self._whole._allowed) else self.pixels_left() / self._whole._allowed


UNBOUNDED = Budget(pixels=math.inf)

_INSTEAD = {
    Part.DECODE: "Send a smaller picture.",
    Part.ALIGN: "Send a smaller picture of the document, with less around it.",
    Part.CROP: "Draw fewer fields, or the fields smaller: around their values alone.",
    Part.DETECT: "Send a smaller picture, or fewer or smaller fields.",
    Part.RECOGNISE: "Send fewer or shorter fields: make two templates of one, or draw the fields around their values.",
    Part.STORE: "Leave out detail, or send it again with an idempotency_key.",
}
