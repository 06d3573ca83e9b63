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

from lambda_ocr.alignment.options import OPTIONS


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
    ratio = np.exp(np.clip([look.same for look in looks], -OPTIONS.max_look_nats, OPTIONS.max_look_nats))

    def likelihood(mixture: Sequence[tuple[float, float]]) -> float:
        log_likelihoods = [np.log(weight) + np.log1p(share * fixed * (ratio - 1)).sum() for share, weight in mixture]
        return float(np.logaddexp.reduce(log_likelihoods))

    return likelihood(OPTIONS.faithful_mixture) - likelihood(OPTIONS.stranger_mixture)


def share_tells(share: float) -> float:
    """What the share of fixed tiles found again tells, 0 to 1."""
    return float(np.interp(share, OPTIONS.tile_shares, OPTIONS.tile_nats))


def reading_tells(likeness: float, letters: float, ideographs: bool) -> float:
    """Log likelihood ratio, the same print to other print, of a reading that agrees in a share of so many letters."""
    chance = OPTIONS.chance_ideograph_share if ideographs else OPTIONS.chance_letter_share
    agree, differ = np.log(OPTIONS.same_letter_share / chance), np.log((1 - OPTIONS.same_letter_share) / (1 - chance))
    return float(min(letters, OPTIONS.max_counted_letters) * (likeness * agree + (1 - likeness) * differ))
