"""From a homography that is about right to one that the print itself agrees on, and the curl of the paper.

Look, learn from what was found how the paper lies, look again where that moves the print: on the coarse picture first,
where a look is cheap and reaches far, then on the fine one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.core.geometry import transform
from lambda_ocr.core.model import Matrix
from lambda_ocr.engines.alignment.bend import Bend, fitted
from lambda_ocr.engines.alignment.fixed_print import FixedPrint
from lambda_ocr.engines.alignment.looking import Evidence, look_for
from lambda_ocr.engines.alignment.options import OPTIONS
from lambda_ocr.engines.alignment.pyramid import Picture


@dataclass(frozen=True)
class _Manner:
    """How print of one size is followed: how much curl each look may learn, and how far each reaches."""

    degrees: tuple[int, ...]
    reach: int
    still: float
    """Working pixels: a correction that moves nine tiles in ten less than this needs no further look."""
    clear: float = 0.0
    """Working pixels: nor does one that leaves nine tiles in ten nearer than this, if `most_found_share` are found."""


def _roughly() -> _Manner:
    """On the coarse print."""
    still, clear = OPTIONS.coarse_still_px, OPTIONS.coarse_clear_px
    return _Manner(OPTIONS.coarse_warp_degrees, OPTIONS.coarse_reach_px, still, clear)


def _exactly() -> _Manner:
    """On the fine print."""
    return _Manner(OPTIONS.fine_warp_degrees, OPTIONS.fine_reach_px, OPTIONS.fine_still_px)


def glimpsed(coarse: FixedPrint, picture: Picture, hypothesis: Matrix) -> bool:
    """Whether a glance at a third of the coarse print finds any of it."""
    return look_for(coarse.third, picture, hypothesis, OPTIONS.wide_reach_px).found > 0


def settled(
    coarse: FixedPrint, fine: FixedPrint, picture: Picture, hypothesis: Matrix, known: Sequence[Evidence] = ()
) -> Evidence | None:
    """What the fine print says where the coarse print led to; None when little is found, or nothing beyond `known`."""
    start = look_for(coarse, picture, hypothesis, OPTIONS.coarse_reach_px)
    if start.found < OPTIONS.widen_below_share * max(int(start.visible.sum()), 1):
        start = look_for(coarse, picture, hypothesis, OPTIONS.wide_reach_px)
    if not _adds(start, known):
        return None
    led, image_from_template, bend = _followed(coarse, picture, start, _roughly())
    if not _adds(led, known):
        return None
    seen = look_for(fine, picture, image_from_template, OPTIONS.fine_reach_px, bend=bend, led_by=led)
    if seen.found < led.found:  # what was learned may mislead: the plain homography is the other choice
        plain = look_for(fine, picture, hypothesis, OPTIONS.coarse_reach_px)
        seen = plain if plain.found > seen.found else seen
    last = _followed(fine, picture, seen, _exactly())[0]
    return replace(last, image_from_template=last.plane, shifts=last.seen_from(last.plane), coarse=led.tiles)


def _adds(evidence: Evidence, known: Sequence[Evidence]) -> bool:
    """Whether it found print outside the fields that no known piece was led by."""
    mine = set(evidence.tiles[evidence.outside].tolist())
    return len(mine.difference(*(piece.coarse.tolist() for piece in known))) >= OPTIONS.min_new_tiles


def _followed(
    fixed: FixedPrint, picture: Picture, evidence: Evidence, manner: _Manner
) -> tuple[Evidence, Matrix, Bend | None]:
    """Look again while that moves the print and loses none; the last evidence, and what is to be learned from it."""
    for degree in manner.degrees:
        image_from_template, bend = _learned(evidence, degree)
        still = _movement(fixed, evidence, image_from_template, bend) < manner.still
        if still or _left(evidence, image_from_template, bend) * fixed.factor < manner.clear:
            return evidence, image_from_template, bend
        again = look_for(fixed, picture, image_from_template, manner.reach, bend=bend, led_by=evidence)
        if again.found < OPTIONS.min_kept_share * evidence.found:
            return evidence, evidence.image_from_template, evidence.bend
        evidence = again
    return evidence, *_learned(evidence, manner.degrees[-1])


def _left(evidence: Evidence, image_from_template: Matrix, bend: Bend | None) -> float:
    """How far from where homography and bend put it the worst of nine found tiles in ten lies, template pixels.

    Infinitely far while less than `most_found_share` of the print is found: the rest may lie anywhere.
    """
    if evidence.found < OPTIONS.most_found_share * max(int(evidence.visible.sum()), 1):
        return float("inf")
    left = evidence.seen_from(image_from_template) - (bend.at(evidence.places) if bend else 0.0)
    return float(np.percentile(np.linalg.norm(left, axis=1), 90, method="higher"))


def _learned(evidence: Evidence, degree: int) -> tuple[Matrix, Bend | None]:
    """The plane and the curl on it that explain where the tiles were found."""
    return evidence.plane, fitted(evidence.places, evidence.seen_from(evidence.plane), degree)


def _movement(fixed: FixedPrint, evidence: Evidence, image_from_template: Matrix, bend: Bend | None) -> float:
    """How far nine visible tiles in ten move at most between how they were looked at and what is new, working px."""
    places = fixed.centres[evidence.visible]
    if not len(places):
        return 0.0
    before = places + (evidence.bend.at(places) if evidence.bend else 0.0)
    after = places + (bend.at(places) if bend else 0.0)
    moved = transform(np.linalg.inv(evidence.image_from_template), transform(image_from_template, after)) - before
    far = np.nan_to_num(np.linalg.norm(moved, axis=1), nan=np.inf)
    return float(np.percentile(far, 90, method="higher")) * fixed.factor
