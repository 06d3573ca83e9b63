"""How well a template reads copies whose right values are known: sums, how far scores can be trusted, and what risk
goes with each score from which values are taken without a look.

Rule: a value is right when it says what the truth says, spaces and the widths of characters aside; a field of a refused
picture was not read, which is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lambda_ocr.core.teaching.copies import same

BANDS = (99.0, 95.0, 90.0, 80.0, 60.0, 0.0)
"""Lower ends of the scores that are put together."""
BOUNDS = (0.0, 50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 93.0, 95.0, 97.0, 98.0, 99.0, 99.5)
"""Scores from which values may be taken without a look."""


@dataclass(frozen=True)
class FieldOutcome:
    """A field whose right value is known, as it was read; `value` is None where the picture was refused."""

    key: str
    truth: str
    value: str | None
    score: float = 0.0
    """0 to 100."""

    @property
    def is_right(self) -> bool:
        """Whether it says what the truth says."""
        return self.value is not None and same(self.value, self.truth)


@dataclass(frozen=True)
class Tally:
    """Fields by what became of them."""

    right: int
    wrong: int
    refused: int

    @property
    def read(self) -> int:
        """Those of pictures that were not refused."""
        return self.right + self.wrong

    @property
    def share(self) -> float:
        """Right ones of all, 0 to 1."""
        return self.right / max(self.right + self.wrong + self.refused, 1)


@dataclass(frozen=True)
class Band:
    """Fields read with a score from `low` on, below the next band's."""

    low: float
    tally: Tally


@dataclass(frozen=True)
class Risk:
    """What taking values from a score on without a look brings."""

    bound: float
    taken: float
    """Share of all fields, 0 to 1, refused pictures' among them."""
    wrong: float
    """Share of those taken that are wrong."""


@dataclass(frozen=True)
class Evaluation:
    """The sums."""

    pictures: int
    refused: int
    tally: Tally
    by_field: tuple[tuple[str, Tally], ...]
    reliability: tuple[Band, ...]
    risk: tuple[Risk, ...]


def evaluated(copies: Sequence[Sequence[FieldOutcome]], refused: int) -> Evaluation:
    """The sums of all copies, each its fields with a known value; `refused`: how many of the pictures were."""
    fields = [field for copy in copies for field in copy]
    keys = dict.fromkeys(field.key for field in fields)
    return Evaluation(
        len(copies),
        refused,
        _tally(fields),
        tuple((key, _tally([field for field in fields if field.key == key])) for key in keys),
        tuple(_bands(fields)),
        tuple(_risk(fields, bound) for bound in BOUNDS) if fields else (),
    )


def _tally(fields: Sequence[FieldOutcome]) -> Tally:
    def count(chosen: Callable[[FieldOutcome], bool]) -> int:
        return sum(map(chosen, fields))

    right = count(lambda field: field.is_right)
    refused = count(lambda field: field.value is None)
    return Tally(right, len(fields) - right - refused, refused)


def _bands(fields: Sequence[FieldOutcome]) -> list[Band]:
    read = [field for field in fields if field.value is not None]
    highs = (float("inf"), *BANDS)
    return [
        Band(low, _tally([field for field in read if low <= field.score < high]))
        for low, high in zip(BANDS, highs, strict=False)
    ]


def _risk(fields: Sequence[FieldOutcome], bound: float) -> Risk:
    # What is empty and should be has a score of 0: taken at no bound but the lowest, it costs a look.
    taken = [field for field in fields if field.value is not None and field.score >= bound]
    wrong = sum(not field.is_right for field in taken)
    return Risk(bound, len(taken) / len(fields), wrong / len(taken) if taken else 0.0)
