"""Two hypotheses weighed: the picture is of this template, or of something else.

A caption is the same print again, or other print stands in its place. Under "this template" it is the same as often as
lines of its kind are fixed, `Caption.fixed`. "Something else" is a mixture: a stranger, or a sister layout that has a
part of the captions in common, up to most of them. So captions found again speak only softly (a sister has them too),
and captions replaced speak loudly where they are surely fixed, hardly where they may change. Headlines are more than
captions among others: a document that lacks one is hardly this one, however many captions it has in common. All in
nats: a log likelihood ratio (LLR) is positive where this template is the likelier (Neyman and Pearson 1933).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.alignment.options import OPTIONS

_ALL = ((1.0, 1.0),)
"""A mixture: all captions, for certain."""


@dataclass(frozen=True)
class Look:
    """One caption: how likely it is fixed, and the log likelihood ratio of what stands there, the same to other."""

    fixed: float
    llr: float
    is_headline: bool = False
    """Whether it tells what paper this is, or whose: another document has another one, or another of its others."""

    @property
    def ratio(self) -> float:
        """The same as a ratio; bounded, for a misread caption, or a strip on a fold, must not outweigh all others."""
        return float(np.exp(np.clip(self.llr, -OPTIONS.max_look_nats, OPTIONS.max_look_nats)))


def captions_llr(looks: Sequence[Look]) -> float:
    """LLR of the two hypotheses given the captions; 0 where there are none."""
    if not looks:
        return 0.0
    # One that was not seen, or could not be read, says nothing, and is no reason to think of another document either.
    heads = [look for look in looks if look.is_headline and look.llr]
    rest = [look for look in looks if not look.is_headline]
    if not heads:
        return _of_shares(rest, OPTIONS.faithful_mixture) - _of_shares(rest, OPTIONS.stranger_mixture)
    twin, alike = OPTIONS.twin_share, OPTIONS.alike_headlines
    strange = np.log1p(-twin) + _of_shares(rest, OPTIONS.stranger_mixture) + _headlines_of_other(heads, alike)
    # What has every other caption in common is another document only if its headlines are others.
    twins = np.log(twin) + _of_shares(rest, _ALL) + _headlines_of_other(heads, 0.0)
    true = _of_shares(rest, OPTIONS.faithful_mixture) + _of_shares(heads, _ALL)
    return float(true - np.logaddexp(strange, twins))


def _of_shares(looks: Sequence[Look], mixture: Sequence[tuple[float, float]]) -> float:
    """Log likelihood of captions, in units of "other print stands there", of which a document has a share."""
    fixed, ratio = np.array([look.fixed for look in looks]), np.array([look.ratio for look in looks])
    # What is seen of a caption: it stands there again with probability share * fixed, and is `ratio` times as likely to
    # be seen so then. Captions are independent given the share of them that the document has, which is why the mixture
    # is over that and not over each caption.
    of_share = [np.log(weight) + np.log1p(share * fixed * (ratio - 1)).sum() for share, weight in mixture]
    return float(np.logaddexp.reduce(of_share))


def _headlines_of_other(heads: Sequence[Look], alike: float) -> float:
    """The same of the headlines of another document: with probability `alike` they are all the template's, else one at
    least is not, each as likely as not.
    """
    ratio = np.array([look.ratio for look in heads])
    every = 0.5 ** len(heads)
    some = (np.prod((1 + ratio) / 2) - every * np.prod(ratio)) / (1 - every)
    return float(np.log(alike * np.prod(ratio) + (1 - alike) * some))


def tiles_llr(share: float) -> float:
    """LLR of the share, 0 to 1, of fixed tiles found again.

    Much is missing on poor true pictures as well, and a sister layout has most of the tiles: so it says little upwards.
    """
    return float(np.interp(share, OPTIONS.tile_shares, OPTIONS.tile_nats))


def reading_llr(likeness: float, letters: float, ideographs: bool, confidence: float = 0.0) -> float:
    """LLR, the same print to other print, of a reading that agrees in a share of so many letters.

    Letter by letter, each the same with `same_letter_share` or by chance, which is less of thousands of ideographs. A
    reading that is sure of its letters is seldom wrong in any: one word of a line that is another, the rest the same,
    is another line, where a doubtful reading as like as that would be the same one misread.
    """
    chance = OPTIONS.chance_ideograph_share if ideographs else OPTIONS.chance_letter_share
    same = OPTIONS.sure_letter_share if confidence >= OPTIONS.sure_reading else OPTIONS.same_letter_share
    agree, differ = np.log(same / chance), np.log((1 - same) / (1 - chance))
    return float(min(letters, OPTIONS.max_counted_letters) * (likeness * agree + (1 - likeness) * differ))
