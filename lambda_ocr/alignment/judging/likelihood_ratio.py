"""Two hypotheses weighed: the picture is of this template, or of something else.

A caption is the same print again, or other print stands in its place. Under "this template" it is the same as often as
lines of its kind are fixed, `Caption.fixed`. "Something else" is a mixture: a stranger, or a sister layout that has a
part of the captions in common, up to most of them. So captions found again speak only softly (a sister has them too),
and captions replaced speak loudly where they are surely fixed, hardly where they may change. All in nats: a log
likelihood ratio (LLR) is positive where this template is the likelier (Neyman and Pearson 1933).
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
    llr: float


def captions_llr(looks: Sequence[Look]) -> float:
    """LLR of the two hypotheses given the captions; 0 where there are none."""
    if not looks:
        return 0.0
    fixed = np.array([look.fixed for look in looks])
    # Bounded: a misread caption, or a strip on a fold, must not outweigh all others by itself.
    ratio = np.exp(np.clip([look.llr for look in looks], -OPTIONS.max_look_nats, OPTIONS.max_look_nats))

    def likelihood(mixture: Sequence[tuple[float, float]]) -> float:
        # What is seen of a caption, in units of "other print stands there": it stands there again with probability
        # share * fixed, and is `ratio` times as likely to be seen so then. Captions are independent given the share of
        # them that the document has, which is why the mixture is over that and not over each caption.
        of_share = [np.log(weight) + np.log1p(share * fixed * (ratio - 1)).sum() for share, weight in mixture]
        return float(np.logaddexp.reduce(of_share))

    return likelihood(OPTIONS.faithful_mixture) - likelihood(OPTIONS.stranger_mixture)


def tiles_llr(share: float) -> float:
    """LLR of the share, 0 to 1, of fixed tiles found again.

    Much is missing on poor true pictures as well, and a sister layout has most of the tiles: so it says little upwards.
    """
    return float(np.interp(share, OPTIONS.tile_shares, OPTIONS.tile_nats))


def reading_llr(likeness: float, letters: float, ideographs: bool) -> float:
    """LLR, the same print to other print, of a reading that agrees in a share of so many letters.

    Letter by letter, each the same with `same_letter_share` or by chance, which is less of thousands of ideographs.
    """
    chance = OPTIONS.chance_ideograph_share if ideographs else OPTIONS.chance_letter_share
    agree, differ = np.log(OPTIONS.same_letter_share / chance), np.log((1 - OPTIONS.same_letter_share) / (1 - chance))
    return float(min(letters, OPTIONS.max_counted_letters) * (likeness * agree + (1 - likeness) * differ))
