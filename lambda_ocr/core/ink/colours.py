"""Ink by its colour: what a stamp or another pen put over, or beside, black print is taken off again.

Black ink keeps light of every colour from coming back, a stamp's only of some. Whether a field holds both is told by
Otsu's criterion over how unequal its pixels' channels are; then each pixel's depth is unmixed into black and the tint
measured there (linear unmixing, as colour deconvolution does it for stains: Ruifrok & Johnston 2001). What is left of
the tint would still be read: the recogniser sees ink a tenth as deep as print.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import Region, large_page
from lambda_ocr.core.text_lines.work import PER_COLOUR_PX

Depth = NDArray[np.float32]
"""How much darker than the paper around it each pixel is, 0 to 1."""
Mask = NDArray[np.bool_]

MIN_INK_DEPTH = 0.2
"""Depth of a pixel's darkest channel from which it is ink."""
MIN_COLOUR_DEPTH_SHARE, MIN_COLOUR_DEPTH = 0.5, 0.25
"""Share of the deepest ink's depth from which a pixel tells of its ink's colour, and the least such depth."""
MIN_OTSU_CRITERION, MIN_MEANS_APART = 0.74, 0.22
"""Otsu's criterion, and distance of the two means, from which a field holds two inks. Fields of one ink (navy and
violet pens, brown, green and black print in photographs) reach 0.68 and 0.15, fields with a stamp begin at 0.77 and
0.24; a share of 3 % is an ink."""
MIN_INK_SHARE = 0.03
MIN_COLOURED_MEAN = 0.15
"""How unequal the channels of a single ink are, at the mean, from which it is coloured; black print reaches 0.12."""
MIN_INK_SQUARES = 0.06
"""Ink of either kind in a field, in squares of the line height, from which it is print: half a digit."""
MAX_REMNANT_BLACK, MIN_CERTAIN_BLACK = 0.1, 0.25
"""Black in a pixel up to which it is what the unmixing leaves of the tint, and from which it surely is print."""
FULL_BLACK_SHARE = 0.7
"""Share of the darkest print's depth that is drawn black: what a stamp covers is paler. With these three 150 of 160
drawn values under and beside stamps are read, 145 to 150 from 0.15, 0.3 and 0.9 on."""
FRINGE_PX = 3
"""Pixels of black print's own surroundings that are not looked at: a lens fringes its edges with colour."""
CHARACTER_HEIGHTS = (0.25, 1.3)
"""Height of a black character, in line heights: rules are lower, sides of boxes higher."""
MAX_CHARACTER_WIDTH_HEIGHTS = 2.5
"""A black shape wider than this, in line heights, is a rule or the frame of a field."""
TOUCHING_HEIGHTS, MAX_LINE_RATIO = 0.2, 1.6
"""Line heights between coloured shapes that are one thing (lines of text lie farther apart), and heights of black
characters from which it is no line of theirs: a stamp has its ring or frame, a red number behind a black label is as
high as that."""


@dataclass(frozen=True, eq=False)
class Inks:
    """What black and what coloured ink a field holds."""

    black: float
    """Area of black characters, in squares of the line height."""
    coloured: float
    tint: Depth
    """Depth of the coloured ink by channel (BGR): (3,), of unit length."""

    @property
    def both(self) -> bool:
        """Whether coloured ink lies over or beside black print."""
        return min(self.black, self.coloured) >= MIN_INK_SQUARES


NO_INKS = Inks(0.0, 0.0, np.zeros(3, np.float32))


def has_coloured(region: Region) -> bool:
    """Whether print of coloured ink stands in the field or close around it, from where it may reach into another's."""
    height, width = region.image.shape[:2]
    return inks(replace(region, frame=(0, 0, width, height))).coloured >= MIN_INK_SQUARES


def has_stamp(region: Region) -> bool:
    """Whether all coloured ink beside the black print of a field belongs to things too high for a line of it.

    Such a thing may reach into the field from outside, so that what lies around it is looked at too.
    """
    if not inks(region).both:
        return False
    height, width = region.image.shape[:2]
    around = _parted(replace(region, frame=(0, 0, width, height)))
    if around is None:
        return False
    _, black, coloured = around
    characters = _shapes(black, region.line_height)
    if not len(characters):
        return False
    # Ideographs fall into parts: the higher ones tell how high the line's print is.
    line = float(np.percentile(characters[:, cv2.CC_STAT_HEIGHT], 75))
    reach = round(TOUCHING_HEIGHTS * region.line_height) | 1
    joined = cv2.dilate(coloured.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, things, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    tall = things[:, cv2.CC_STAT_HEIGHT] - reach > MAX_LINE_RATIO * line
    tall[0] = False  # the paper
    # A stamp's words stand free within its ring or frame.
    starts, sizes = things[:, :2], things[:, 2:4]
    centres = (starts + sizes / 2)[:, None]
    within = np.all((centres > starts[tall]) & (centres < (starts + sizes)[tall]), axis=2)
    low = ~(tall | within.any(axis=1))
    left, top, right, bottom = (max(0, round(side)) for side in region.frame)
    inside = (slice(top, bottom), slice(left, right))
    of_a_line = coloured[inside] & low[labels[inside]]
    return bool(of_a_line.sum() < MIN_INK_SQUARES * region.line_height**2)


def without_colour(picture: Image, region: Region, line_px: int, budget: Budget = UNBOUNDED) -> Region:
    """The region with its black print alone; the same one where it holds no coloured ink beside that.

    Raises `OverBudget`.

    Its lines are cut from the page made here, so that page is as large as lines are read: `line_px` high.
    """
    found = inks(region)
    if not found.both:
        return region
    height, width = region.image.shape[:2]
    budget.spend(Part.CROP, PER_COLOUR_PX * height * width)
    page = large_page(picture, region, line_px)
    return replace(
        region,
        image=_black(region.image, region.line_height, found.tint),
        page=_black(page.image, page.line_height, found.tint),
        page_from_region=page.from_region,
    )


def inks(region: Region) -> Inks:
    """The inks within a field on light paper."""
    parted = _parted(region)
    if parted is None:
        return NO_INKS
    depths, black, coloured = parted
    square = region.line_height**2
    # Black rules and frames are no value that a stamp lies over.
    of_characters = float(_shapes(black, region.line_height)[:, cv2.CC_STAT_AREA].sum())
    return Inks(of_characters / square, float(coloured.sum()) / square, _tint(depths[coloured]))


def _parted(region: Region) -> tuple[Depth, Mask, Mask] | None:
    """Within the frame: depths, which pixels are black, which coloured; None where nothing is of a colour."""
    # Most fields hold no colour at all: every other pixel tells that, at a fraction of the price.
    left, top, right, bottom = (max(0, round(side)) for side in region.frame)
    if not _is_tinted(region.image[top:bottom:2, left:right:2]):
        return None
    depths = _depths(region.image, region.line_height)[top:bottom, left:right]
    full = _deepest(depths)
    unequal = (full - _least(depths)) / np.maximum(full, MIN_INK_DEPTH)
    # Only deep pixels tell of colour: the soft edges of black print take on that of the paper and of the lens.
    deep = full > max(MIN_COLOUR_DEPTH, MIN_COLOUR_DEPTH_SHARE * float(np.percentile(full, 99.5)))
    if not deep.any():
        return None
    between = _otsu(unequal[deep])
    if between is None:  # one ink, black or coloured by its mean
        between = 0.0 if float(unequal[deep].mean()) > MIN_COLOURED_MEAN else 1.0
    black = deep & (unequal < between)
    # A lens fringes the edges of black print with colour, so right beside it nothing counts as coloured.
    beside_black = cv2.dilate(black.astype(np.uint8), np.ones((FRINGE_PX, FRINGE_PX), np.uint8)) > 0
    return depths, black, (full > MIN_INK_DEPTH) & (unequal >= between) & ~beside_black


def _otsu(values: NDArray[np.float32]) -> float | None:
    """The threshold (of values from 0 to 1) that parts them best (Otsu 1979); None where they are of one kind.

    His criterion, between-class variance over all variance, decides that as well: fixed bounds on how unequal channels
    are took navy pens, brown and violet print for two inks (38 fields of real paper and the examples).
    """
    counts, edges = np.histogram(values, 50, (0, 1))
    share = counts / counts.sum()
    middles = (edges[:-1] + edges[1:]) / 2
    below, sums = np.cumsum(share)[:-1], np.cumsum(share * middles)[:-1]
    allowed = np.minimum(below, 1 - below) >= MIN_INK_SHARE
    if not allowed.any():
        return None
    mean = float((share * middles).sum())
    low, high = sums / np.maximum(below, 1e-9), (mean - sums) / np.maximum(1 - below, 1e-9)
    between = np.where(allowed, below * (1 - below) * (high - low) ** 2, 0)
    best = int(between.argmax())
    spread = float((share * (middles - mean) ** 2).sum())
    are_two = between[best] >= MIN_OTSU_CRITERION * spread and high[best] - low[best] >= MIN_MEANS_APART
    return float(edges[best + 1]) if are_two else None


def _tint(depths: Depth) -> Depth:
    """The direction of coloured pixels (n, 3), by the deeper half of them: pale ones are paper for the most part."""
    if not len(depths):
        return NO_INKS.tint
    deep = depths[depths.max(axis=1) >= np.percentile(depths.max(axis=1), 50)]
    mean = np.median(deep, axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)


def _black(image: Image, line_height: float, tint: Depth) -> Image:
    """A picture in grey of its black ink alone: as dark as a pixel's lightest channel is, where its depth, unmixed into
    black and tint (least squares), holds black."""
    depths = _depths(image, line_height)
    # Least squares of two directions, (1, 1, 1) and the tint, by Cramer's rule on their normal equations.
    of_black, of_tint = depths.mean(axis=2) * 3, depths @ tint
    alike, tints = float(tint.sum()), float(tint @ tint)
    black = (of_black * tints - of_tint * alike) / (3 * tints - alike**2)
    # The black found says where print is, the lightest channel how dark: drawn by the black itself, 66 of 80 values
    # under a stamp are read, so 71 (docs/tuning.md, "Something over or beside the print").
    surely = np.clip((black - MAX_REMNANT_BLACK) / (MIN_CERTAIN_BLACK - MAX_REMNANT_BLACK), 0, 1)
    least = _least(depths)
    left = surely * np.clip(least / max(FULL_BLACK_SHARE * float(np.percentile(least, 99)), 0.1), 0, 1)
    return np.repeat((255 * (1 - left)).astype(np.uint8)[..., None], 3, axis=2)


def _is_tinted(image: Image) -> bool:
    """Whether anything here may be of a colour: cheap, and most fields hold nothing."""
    if not image.size:
        return False
    blue, green, red = cv2.split(np.ascontiguousarray(image))
    spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    below = np.cumsum(np.bincount(spread.ravel(), minlength=256)) / spread.size
    middle, high = np.searchsorted(below, (0.5, 0.995))
    return bool(high > middle + 255 * MIN_INK_DEPTH * MIN_MEANS_APART)


def _depths(image: Image, line_height: float) -> Depth:
    """(height, width, 3): by channel, against paper that may lie in shadow."""
    # Paper is the lightest within half a line, smoothed; a quarter of the size shows as much of it.
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(line_height / 2) | 1)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), (0, 0), reach / 4)
    paper = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(1 - image / np.maximum(paper.astype(np.float32), 1), 0, 1), np.float32)


def _deepest(depths: Depth) -> Depth:
    """(height, width): the greatest channel of each pixel. OpenCV takes a fifth of the time of NumPy's reduction."""
    blue, green, red = cv2.split(depths)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.float32)


def _least(depths: Depth) -> Depth:
    """(height, width): the least channel of each pixel."""
    blue, green, red = cv2.split(depths)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.float32)


def _shapes(black: Mask, line_height: float) -> NDArray[np.int32]:
    """Shapes as large as characters are (n, 5), as OpenCV describes them: left, top, width, height, area."""
    shapes = cv2.connectedComponentsWithStats(black.astype(np.uint8), connectivity=8)[2][1:]
    wide, high = shapes[:, cv2.CC_STAT_WIDTH], shapes[:, cv2.CC_STAT_HEIGHT]
    low, top = (share * line_height for share in CHARACTER_HEIGHTS)
    kept = (high >= low) & (high <= top) & (wide <= MAX_CHARACTER_WIDTH_HEIGHTS * line_height)
    return np.asarray(shapes[kept], np.int32)
