"""Refinement of a homography hypothesis by tile matching, coarse to fine.

Keypoints and outlines give a homography that is right to a few pixels of a page that lies flat; a field is read through
one that is right to a fraction of a line, on paper that curls. So tiles are matched, a homography and a residual warp
are fitted to where they were found, and tiles are matched again where that moves them: iterated closest point, with NCC
matching for the closest point (Besl and McKay 1992). On the coarse print first, where a look is cheap and reaches as
far as a bad hypothesis is off, then on the fine print, which is exact but sees seven pixels far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.residual_warp import ResidualWarp, fit_warp
from lambda_ocr.alignment.verification.tile_matching import Evidence, match_tiles
from lambda_ocr.alignment.verification.tiles import FixedPrint
from lambda_ocr.core.geometry import transform
from lambda_ocr.core.model import Matrix


@dataclass(frozen=True)
class _Schedule:
    """Of the looks at print of one size: which degree of residual warp each may fit, and how far each reaches."""

    degrees: tuple[int, ...]
    reach: int
    still: float
    """Working pixels: a refinement that moves nine tiles in ten less than this needs no further look."""
    clear: float = 0.0
    """Working pixels: nor does one that leaves nine tiles in ten nearer than this, if `most_found_share` are found."""


def glimpsed(coarse: FixedPrint, picture: ImagePyramid, hypothesis: Matrix) -> bool:
    """Whether a third of the coarse tiles, looked for far around, finds any of itself.

    For hypotheses of which most are wrong (an outline does not say which side is up): a third of a look's price.
    """
    return match_tiles(coarse.third, picture, hypothesis, OPTIONS.wide_reach_px).found > 0


def refined(
    coarse: FixedPrint, fine: FixedPrint, picture: ImagePyramid, hypothesis: Matrix, known: Sequence[Evidence] = ()
) -> Evidence | None:
    """The hypothesis refined: the fine tiles found where the coarse ones led to.

    None when little is found, or nothing beyond `known`: what earlier pieces of the page found already.
    """
    # Degrees grow from the first coarse look on: a cubic fitted to the wrong matches of a bad hypothesis would follow
    # them.
    on_coarse = _Schedule(
        OPTIONS.coarse_warp_degrees, OPTIONS.coarse_reach_px, OPTIONS.coarse_still_px, OPTIONS.coarse_clear_px
    )
    on_fine = _Schedule(OPTIONS.fine_warp_degrees, OPTIONS.fine_reach_px, OPTIONS.fine_still_px, OPTIONS.fine_clear_px)
    # A hypothesis of few inliers is off by more than the usual reach at the far end of the page. Twice the reach has
    # four times the places, so only where nearly nothing was found.
    start = match_tiles(coarse, picture, hypothesis, on_coarse.reach)
    if start.found < OPTIONS.widen_below_share * max(int(start.visible.sum()), 1):
        start = match_tiles(coarse, picture, hypothesis, OPTIONS.wide_reach_px)
    if not _adds(start, known):  # a hypothesis that finds nothing new is dropped for the price of one coarse look
        return None
    led, image_from_template, warp = _refined_on(coarse, picture, start, on_coarse)
    if not _adds(led, known):  # it ran into a piece that is known
        return None
    seen = match_tiles(fine, picture, image_from_template, on_fine.reach, warp=warp, led_by=led)
    if seen.found < led.found:  # what was fitted may mislead: the bare hypothesis is the other choice
        plain = match_tiles(fine, picture, hypothesis, OPTIONS.coarse_reach_px)
        seen = plain if plain.found > seen.found else seen
    # The last step of the fit is taken into the homography and the shifts that are kept, without another look.
    last = _refined_on(fine, picture, seen, on_fine)[0]
    return replace(last, image_from_template=last.refit, shifts=last.seen_from(last.refit), coarse=led.tiles)


def _adds(evidence: Evidence, known: Sequence[Evidence]) -> bool:
    """Whether it found print outside the fields (what is in them changes) that no known piece was led by."""
    mine = set(evidence.tiles[evidence.outside].tolist())
    return len(mine.difference(*(piece.coarse.tolist() for piece in known))) >= OPTIONS.min_new_tiles


def _refined_on(
    fixed: FixedPrint, picture: ImagePyramid, evidence: Evidence, schedule: _Schedule
) -> tuple[Evidence, Matrix, ResidualWarp | None]:
    """Fit and look again while that moves the tiles and loses none; the last evidence, and what fits it.

    Refinement may run away on print that repeats (a table's rows): so a look that finds fewer tiles than the one before
    is undone. It ends early where another look could not move a field visibly: most looks are spared so.
    """
    for degree in schedule.degrees:
        image_from_template, warp = _fit(evidence, degree)
        still = _movement(fixed, evidence, image_from_template, warp) < schedule.still
        if still or _residual(evidence, image_from_template, warp) * fixed.factor < schedule.clear:
            return evidence, image_from_template, warp
        again = match_tiles(fixed, picture, image_from_template, schedule.reach, warp=warp, led_by=evidence)
        if again.found < OPTIONS.min_kept_share * evidence.found:
            return evidence, evidence.image_from_template, evidence.warp
        evidence = again
    return evidence, *_fit(evidence, schedule.degrees[-1])


def _residual(evidence: Evidence, image_from_template: Matrix, warp: ResidualWarp | None) -> float:
    """Residual of the fit: how far nine in ten of the tiles found lie at most from where it puts them, template pixels.

    Infinitely far while less than `most_found_share` of the print is found: the rest may lie anywhere.
    """
    if evidence.found < OPTIONS.most_found_share * max(int(evidence.visible.sum()), 1):
        return float("inf")
    left = evidence.seen_from(image_from_template) - (warp.at(evidence.places) if warp else 0.0)
    return float(np.percentile(np.linalg.norm(left, axis=1), 90, method="higher"))


def _fit(evidence: Evidence, degree: int) -> tuple[Matrix, ResidualWarp | None]:
    """The homography, and the residual warp on it, that explain where the tiles were found.

    The homography first, so that the warp is left with what no plane explains, which is small and smooth.
    """
    return evidence.refit, fit_warp(evidence.places, evidence.seen_from(evidence.refit), degree)


def _movement(fixed: FixedPrint, evidence: Evidence, image_from_template: Matrix, warp: ResidualWarp | None) -> float:
    """How far nine visible tiles in ten move at most between how they were looked at and what is new, working px."""
    places = fixed.centres[evidence.visible]
    if not len(places):
        return 0.0
    before = places + (evidence.warp.at(places) if evidence.warp else 0.0)
    after = places + (warp.at(places) if warp else 0.0)
    moved = transform(np.linalg.inv(evidence.image_from_template), transform(image_from_template, after)) - before
    far = np.nan_to_num(np.linalg.norm(moved, axis=1), nan=np.inf)
    return float(np.percentile(far, 90, method="higher")) * fixed.factor
