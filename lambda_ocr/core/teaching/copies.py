"""What one further copy shows of a template: which of its print stands there too, and what its fields say."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points
from lambda_ocr.core.model import Alignment, Quad, Reading


@dataclass(frozen=True)
class PrintSeen:
    """A printed line of the template outside its fields, looked for on one copy."""

    at: Quad
    """In template pixels."""
    text: str
    stands: bool | None
    """None where the copy does not tell: it lies off the picture, or too little can be seen there."""
    moved: bool = False
    """Whether it stands elsewhere: a row more or less is above it."""


@dataclass(frozen=True, eq=False)
class CopyStudied:
    """One copy, placed on the template."""

    alignment: Alignment
    lines: tuple[PrintSeen, ...]
    tiles: Points
    """Centres (n, 2) of the pieces of print outside the fields that should be on the picture, in template pixels."""
    found: NDArray[np.bool_]
    """Which of them are there."""
    tile: float
    """Side of such a piece, template pixels."""
    judged: Any = None
    """What the aligner saw of the page, for its `weight`."""


@dataclass(frozen=True, eq=False)
class CopyRead:
    """A copy as it is taught: what it shows, what was read, and its right values as far as somebody gave them."""

    digest: str
    """Of its file."""
    studied: CopyStudied
    reading: Reading
    values: Mapping[str, str]
    """By the names of the fields."""

    @property
    def right(self) -> tuple[int, int] | None:
        """How many of the fields whose right values are known read so, and of how many; None where none is known."""
        told = [(field.value, self.values[field.name]) for field in self.reading.fields if field.name in self.values]
        return (sum(same(value, right) for value, right in told), len(told)) if told else None


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, however their spaces and the widths of their characters are."""
    return bare(one) == bare(other)


def bare(text: str) -> str:
    """A text by what it is compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
