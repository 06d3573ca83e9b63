"""Crops read under the type of another field: what comes out as a value there was forced.

Rule: only crops with a known truth count, under types that the truth is no value of. How far a type may go against the
reading is fitted here, on all kinds of document but one, and judged on that one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.accuracy.typed.seen import Seen
from lambda_ocr.core.deciding.decision import Terms, possible_values, typed
from lambda_ocr.core.deciding.looks import Effort
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Calibration, Status

TRIED = 24
"""Other types tried on each crop."""
BOUNDS = tuple(half / 2 for half in range(2, 17))
MOST_OUT = 0.004
"""Share of swapped crops that may come out as a value, doubted or not, when a bound is fitted."""


@dataclass(frozen=True)
class Swap:
    """One crop under another field's type."""

    group: str
    was_read_so: bool
    """Whether the free reading is a value already, though the truth is none: a misreading, not the type's doing."""
    below: float
    """Of the likeliest value; infinite where there is none."""
    status: Status
    is_value: bool


def is_of(kind: FieldType, lines: Sequence[str]) -> bool:
    """Whether print is a value of a type."""
    meanings = kind.meanings(lines)
    return bool(meanings) and not meanings[0].failed


def swaps(crops: Sequence[Seen], kinds: Mapping[str, FieldType], weights: Calibration) -> Iterator[Swap]:
    """Every crop under some of the types, drawn by chance but the same each time; `kinds` by what names each."""
    dice, names = random.Random(0), list(kinds)
    for crop in crops:
        for name in dice.sample(names, min(TRIED, len(names))):
            kind = kinds[name]
            if crop.truth is None or not crop.lines or is_of(kind, [crop.truth]):
                continue
            read = typed(Terms(weights, Effort(), alternatives=False), kind, crop.known, crop.read)
            free = is_of(kind, crop.lines)
            found = [] if free else possible_values(Effort(), kind, crop.known, crop.read)
            below = found[0].below if found else float("inf")
            yield Swap(crop.group, free, below, read.status, read.status is not Status.INVALID)


def fitted(swapped: Sequence[Swap]) -> float:
    """The largest bound with which no more than `MOST_OUT` come out as values."""
    fair = [bound for bound in BOUNDS if share_out(swapped, bound) <= MOST_OUT]
    return max(fair, default=BOUNDS[0])


def share_out(swapped: Sequence[Swap], bound: float) -> float:
    """Share that comes out as a value with a bound."""
    return sum(one.below <= bound for one in swapped) / max(len(swapped), 1)
