"""The results of a batch, part by part: which were got, and whose url must be lent anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from . import wire
from .answers import Answer

EXPIRED = (400, 403)
"""S3 of a url that was lent too long ago, and of one whose lender's credentials are over."""


class Parts:
    """Those of one batch, from the first page on.

    A url is good for a quarter of an hour, and whoever works on the lines may need longer: then the same page
    is asked for again. Parts are known by where they lie, for others may have come between them meanwhile.
    """

    def __init__(self) -> None:
        self.cursor: str | None = None
        self.is_over = False
        self._got = set[str]()
        self._is_fresh = False

    def left(self, page: wire.BatchAnswer) -> list[str]:
        """Urls of the page's parts that were not got yet."""
        urls = [part["url"] for part in page.get("parts") or []]
        return [url for url in urls if _place(url) not in self._got]

    def has_expired(self, answer: Answer) -> bool:
        """Whether the page must be asked for again; what is refused at once after that is refused."""
        if answer.status not in EXPIRED or self._is_fresh:
            return False
        self._is_fresh = True
        return True

    def lines(self, url: str, answer: Answer) -> Iterator[dict[str, Any]]:
        """Of a part that was got; raises `Refused`."""
        content = answer.stored().decode()
        self._got.add(_place(url))
        self._is_fresh = False
        return (json.loads(line) for line in content.split("\n") if line)

    def turn(self, page: wire.BatchAnswer) -> None:
        """On to the next page."""
        self.cursor = page.get("next_cursor")
        self.is_over = not self.cursor


def _place(url: str) -> str:
    """Without the signature, which is another one each time."""
    return url.partition("?")[0]
