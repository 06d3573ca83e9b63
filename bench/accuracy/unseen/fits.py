"""What is fitted, and how each picture comes out when it is fitted without that picture's kind.

Rule: one entry of `FITTED` for everything whose numbers come from pictures. An entry learns from the sights of other
kinds and says how a sight of the kind left out comes out then; it does not read anything again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Protocol

import numpy as np

from bench.accuracy.fitting import Calibration, Logistic, Marks
from bench.accuracy.unseen.sights import FieldSeen, Sight

Refitted = Callable[[Sight], Sight]


class Fitted(Protocol):
    """Something fitted on pictures."""

    @property
    def name(self) -> str:
        """What it is called in the report."""
        ...

    def refitted(self, others: Sequence[Sight]) -> Refitted:
        """Fit on the sights of other kinds; what is returned re-tells a sight of the kind left out."""
        ...


@dataclass(frozen=True)
class Scores:
    """The weights of `core.recognition.calibration`."""

    name: str = "score"

    def refitted(self, others: Sequence[Sight]) -> Refitted:
        """Scores by a logistic line fitted on fields of other kinds; nothing changes where all of them are right."""
        known = marks(others)
        if len(set(known.right.tolist())) < 2:
            return lambda sight: sight
        line = Logistic.fit(known)
        return lambda sight: replace(sight, fields=tuple(_scored(line, seen) for seen in sight.fields))


@dataclass(frozen=True)
class Judging:
    """The judge's numbers: `fit` learns from (evidence, is it true) of other kinds to say what is accepted.

    A true picture that only the new fit accepts has no values: it counts as accepted, and its fields as not read.
    """

    fit: Callable[[Sequence[tuple[object, bool]]], Callable[[object], bool]]
    name: str = "judge"

    def refitted(self, others: Sequence[Sight]) -> Refitted:
        """Accepted or refused anew, wherever the judge told what it weighed."""
        known = [(sight.evidence, sight.true) for sight in others if sight.evidence is not None]
        if len({true for _, true in known}) < 2:
            return lambda sight: sight
        accepts = self.fit(known)

        def judged(sight: Sight) -> Sight:
            if sight.evidence is None or accepts(sight.evidence) == sight.accepted:
                return sight
            fields = tuple(replace(seen, value=None) for seen in sight.fields)
            return replace(sight, accepted=not sight.accepted, fields=fields)

        return judged


FITTED: tuple[Fitted, ...] = (Scores(),)
"""Everything fitted; the judge's numbers join as `Judging(fit)` once they are fitted by a function."""


def left_out(sights: Sequence[Sight], fitted: Sequence[Fitted] = FITTED) -> tuple[Sight, ...]:
    """Every sight as it comes out with everything fitted on the other kinds, in the order given."""
    found: dict[int, Sight] = {}
    for kind in dict.fromkeys(sight.kind for sight in sights):
        others = [sight for sight in sights if sight.kind != kind]
        told = [one.refitted(others) for one in fitted]
        for place, sight in enumerate(sights):
            if sight.kind == kind:
                found[place] = reduce(lambda seen, retell: retell(seen), told, sight)
    return tuple(found[place] for place in range(len(sights)))


def marks(sights: Sequence[Sight]) -> Marks:
    """The fields with text of true pictures, as what is fitted takes them."""
    read = [(sight.kind, seen) for sight in sights if sight.true for seen in sight.fields if seen.signs is not None]
    signs = [seen.signs for _, seen in read if seen.signs is not None]
    return Marks(
        np.array([sign.mean for sign in signs]),
        np.array([sign.weakest for sign in signs]),
        np.array([sign.off for sign in signs]),
        np.array([float(sign.length) for sign in signs]),
        np.array([float(seen.right) for _, seen in read]),
        tuple(kind for kind, _ in read),
    )


def _scored(line: Calibration, seen: FieldSeen) -> FieldSeen:
    if seen.signs is None:
        return seen
    signs = seen.signs
    mean, weakest, off, length = (
        np.array([float(value)]) for value in (signs.mean, signs.weakest, signs.off, signs.length)
    )
    one = Marks(mean, weakest, off, length, np.zeros(1), ("",))
    return replace(seen, score=100 * float(line.chance(one)[0]))
