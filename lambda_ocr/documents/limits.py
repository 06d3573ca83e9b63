"""What a file and its pages may have: checked before a single pixel is decoded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from lambda_ocr.core.errors import PictureTooLarge


def _for_ever() -> float:
    return math.inf


@dataclass(frozen=True)
class PictureLimits:
    """What is accepted: bytes of the file, pixels of a page's longest side."""

    max_bytes: int = 10 * 1024 * 1024
    max_side: int = 4096
    reducible_px: int = 0
    """Pixels of a page that is made smaller, down to `max_side`, where it is larger than that; 0: it is refused."""
    seconds: float = 20.0
    """For opening a file, and for each page, in a decoder's process of its own."""
    pages: int = 100
    """Taken in one request by the actions that take several: more than a minute's worth."""
    page_px: int = 50_000_000
    """What `reducible_px` is for those."""
    left: Callable[[], float] = field(default=_for_ever, compare=False)
    """Seconds until nobody waits for the pages any more."""

    def seconds_now(self) -> float:
        """For what is begun now."""
        return min(self.seconds, self.left())

    def check_bytes(self, count: int) -> None:
        """Raise `PictureTooLarge` for a file of more bytes."""
        if count > self.max_bytes:
            raise PictureTooLarge(
                f"The picture has {count} bytes; at most {self.max_bytes} are accepted. "
                "Send a smaller or more strongly compressed picture.",
                bytes=count,
                max_bytes=self.max_bytes,
            )

    def check_size(self, width: int, height: int) -> None:
        """Raise `PictureTooLarge` for a page of more pixels along a side, unless it may be reduced."""
        if max(width, height) > self.max_side and width * height > self.reducible_px:
            most = (
                f"it may have {self.reducible_px} in all"
                if self.reducible_px
                else f"its longest side may have {self.max_side}"
            )
            raise PictureTooLarge(
                f"The picture is {width} x {height} pixels; {most}. Scale it down.",
                width=width,
                height=height,
                max_side=self.max_side,
            )

    def reduction(self, width: int, height: int) -> float:
        """What a page's sides are multiplied by so that it is no larger than a page may be: 1 or less."""
        return min(1.0, self.max_side / max(width, height))
