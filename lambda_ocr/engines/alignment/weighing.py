"""Two hypotheses weighed: the picture is of this template, or of something else.

A caption is the same print again, or other print stands in its place. Under "this template" it is the same as often as
lines of its kind are fixed, `Caption.fixed`. "Something else" is a mixture: a stranger, or a sister layout that has a
part of the captions in common, up to most of them. So captions found again speak only softly (a sister has them too),
and captions replaced speak loudly where they are surely fixed, hardly where they may change. All in nats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FAITHFUL = ((1.0, 0.9), (0.7, 0.1))
"""This template: by how much all lines may be less fixed than their kind, and how likely that is."""
IN_COMMON = ((0.02, 0.25), (0.3, 0.25), (0.55, 0.25), (0.8, 0.25))
"""Something else: the share of captions that it has in common with the template, and how likely that is."""
STRONGEST = 8.0
"""What one look at one caption can tell at most."""
RIGHT, BY_CHANCE, IDEOGRAPHS_BY_CHANCE = 0.95, 0.25, 0.10
"""Share of a caption's letters in which two readings of it agree, and two lines that have nothing in common."""
COUNTED = 10.0
"""Letters of a caption that count: beyond, they are no longer independent of one another."""
SHARES, SHARES_TELL = (0.10, 0.25, 0.45, 0.65), (-3.0, -1.0, 0.0, 0.3)
"""Share of the fixed tiles found, and what it tells."""
ACCEPTED = -0.4
"""Weight from which a picture is taken for the template's (docs/tuning.md)."""


@dataclass(frozen=True)
class Look:
    """One caption: how likely it is fixed, and the log likelihood ratio of what stands there, the same to other."""

    fixed: float
    same: float


def words_tell(looks: Sequence[Look]) -> float:
    """Log likelihood ratio of the two hypotheses given the captions; 0 where there are none."""
    if not looks:
        return 0.0
    fixed = np.array([look.fixed for look in looks])
    ratio = np.exp(np.clip([look.same for look in looks], -STRONGEST, STRONGEST))

    def likelihood(mixture: Sequence[tuple[float, float]]) -> float:
        told = [np.log(weight) + np.log1p(share * fixed * (ratio - 1)).sum() for share, weight in mixture]
        return float(np.logaddexp.reduce(told))

    return likelihood(FAITHFUL) - likelihood(IN_COMMON)


def share_tells(share: float) -> float:
    """What the share of fixed tiles found again tells, 0 to 1."""
    return float(np.interp(share, SHARES, SHARES_TELL))


def reading_tells(likeness: float, letters: float, ideographs: bool) -> float:
    """Log likelihood ratio, the same print to other print, of a reading that agrees in a share of so many letters."""
    chance = IDEOGRAPHS_BY_CHANCE if ideographs else BY_CHANCE
    agree, differ = np.log(RIGHT / chance), np.log((1 - RIGHT) / (1 - chance))
    return float(min(letters, COUNTED) * (likeness * agree + (1 - likeness) * differ))
