"""When a field counts as right, and how a wrong one differs."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


def normalised(text: str | None) -> str:
    """NFKC without white space: what two readings are compared by."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def is_right(read: str | None, truth: str) -> bool:
    """Whether a reading says what the truth says."""
    return normalised(read) == normalised(truth)


@dataclass(frozen=True)
class Miss:
    """A field read otherwise than it is; `read` is None where the picture was refused."""

    group: str
    picture: str
    field: str
    truth: str
    read: str | None

    @property
    def kind(self) -> str:
        """`refused`, `empty`, or how many characters are off."""
        if self.read is None:
            return "refused"
        if not normalised(self.read):
            return "empty"
        off = distance(normalised(self.read), normalised(self.truth))
        return "1 character" if off == 1 else f"{off} characters"

    def __str__(self) -> str:
        return f"{self.group} {self.picture} {self.field}: truth {self.truth!r}, read {self.read!r}"


def distance(first: str, second: str) -> int:
    """Characters to insert, drop or replace to make one text the other (Levenshtein)."""
    before = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != other)))
        before = now
    return before[-1]
