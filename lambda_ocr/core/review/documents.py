"""A document that is kept for a person's look, and what the person said of it.

Rule: whoever has it has a lease on it, so that no two persons have the same one; what is said without it is not taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from lambda_ocr.core.errors import LeaseLost

LEASE_SECONDS = 900.0
"""For which a document is one person's: long enough for the longest form, short enough to come back the same hour."""
MOST_COUNTED = 1000


class Reason(StrEnum):
    """Why somebody should look."""

    REFUSED = "refused"
    INVALID = "invalid"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class DocumentKept:
    """A document as it was read, or refused."""

    review_id: str
    """Made of the template's version and the picture: the same document is kept once."""
    template_id: str
    version: int
    reason: Reason
    created: str
    """UTC, ISO 8601."""
    told: Mapping[str, Any]
    """What the service answered, as JSON: a reading with everything known, or an error's members."""
    picture: bytes
    """A jpg of the pixels that were read."""


@dataclass(frozen=True)
class Leased:
    """A document that is one person's for a while."""

    lease: str
    document: DocumentKept


@dataclass(frozen=True)
class FieldReviewed:
    """A field as it was read, and as the person left it."""

    key: str
    read: str | None
    """None: nothing was, for the picture was refused."""
    value: str

    @property
    def corrected(self) -> bool:
        """Whether the person changed it."""
        return self.read != self.value


@dataclass(frozen=True)
class Reviewed:
    """What a person said of a document."""

    review_id: str
    template_id: str
    version: int
    reason: Reason
    created: str
    reviewed_at: str
    reviewer: str
    identified: bool
    """Whether the door knew them, or they gave a name themselves."""
    fields: tuple[FieldReviewed, ...]


class ReviewQueue(Protocol):
    """Keeps documents for the days that were chosen, and hands each to one person; safe to share among threads."""

    def put(self, document: DocumentKept) -> bool:
        """Keep it for somebody; False where it is known already, or was looked at. Raises `StoreUnavailable`."""
        ...

    def take(self, reviewer: str, template_id: str = "") -> Leased | None:
        """The first in the queue (of this template), now this person's; None where none waits."""
        ...

    def finish(self, lease: str, reviewed: Reviewed) -> None:
        """Keep what the person said, once; raises `LeaseLost` where the document is not theirs any more."""
        ...

    def release(self, review_id: str, lease: str) -> None:
        """Give it back unseen, to the end of the queue; nothing happens where it is somebody else's by now."""
        ...

    def waiting(self) -> int:
        """How many nobody has looked at, counted up to `MOST_COUNTED`."""
        ...

    def get(self, review_id: str) -> DocumentKept | None:
        """A document that is kept, looked at or not; None when it is gone."""
        ...

    def reviewed(self, limit: int, cursor: str = "") -> tuple[tuple[Reviewed, ...], str | None]:
        """What was said, oldest first, and where the next page begins; None on the last."""
        ...


def lost(review_id: str) -> LeaseLost:
    """The document is not this person's."""
    return LeaseLost(
        "The document is not yours any more: its lease ran out, somebody finished it, or its days are over. Ask for "
        "the next one.",
        review_id=review_id,
    )
