"""Whether the score of a typed field means what it says: log loss, and what each kind left out would add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

CLOSEST = 1e-4


@dataclass(frozen=True)
class Scored:
    """A field that was read as a value of its type."""

    group: str
    before: float
    """Chance of being right that the reader gives, of any text."""
    after: float
    """That its type makes of it."""
    is_right: bool


def told(scored: Sequence[Scored]) -> str:
    """Of all of them."""
    left_out = [
        (one, moved(one.before, fitted([other for other in scored if other.group != group])))
        for group in sorted({one.group for one in scored})
        for one in scored
        if one.group == group
    ]
    fits = [fitted([other for other in scored if other.group != group]) for group in {one.group for one in scored}]
    return (
        f"log loss of {len(scored)} fields read as values, {sum(not one.is_right for one in scored)} of them wrong: "
        f"{_mean([(one.before, one.is_right) for one in scored]):.4f} as text, "
        f"{_mean([(one.after, one.is_right) for one in scored]):.4f} as typed, "
        f"{_mean([(chance, one.is_right) for one, chance in left_out]):.4f} with what the other kinds add "
        f"({min(fits):.2f} to {max(fits):.2f} nats)"
    )


def moved(chance: float, nats: float) -> float:
    """A chance with so much added to its log odds."""
    held = min(max(chance, CLOSEST), 1 - CLOSEST)
    return 1 / (1 + exp(-(log(held / (1 - held)) + nats)))


def fitted(scored: Sequence[Scored]) -> float:
    """What is to be added to the log odds, shrunk a little to nothing (Newton's method)."""
    nats = 0.0
    for _ in range(30):
        chances = [moved(one.before, nats) for one in scored]
        slope = sum(chance - one.is_right for chance, one in zip(chances, scored, strict=True)) + nats
        nats -= slope / (sum(chance * (1 - chance) for chance in chances) + 1)
    return nats


def _mean(pairs: Sequence[tuple[float, bool]]) -> float:
    held = [(min(max(chance, CLOSEST), 1 - CLOSEST), is_right) for chance, is_right in pairs]
    return -sum(log(chance if is_right else 1 - chance) for chance, is_right in held) / max(len(held), 1)
