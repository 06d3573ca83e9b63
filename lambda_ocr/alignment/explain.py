"""What the aligner makes of a picture, piece by piece, for people who ask why.

It is looked at again with the aligner's own parts, so that aligning for an answer keeps nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lambda_ocr.alignment.features import TemplateFeatures, grey_of
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.refine_homography import refined
from lambda_ocr.alignment.verification.tile_matching import Evidence
from lambda_ocr.core.geometry import transform
from lambda_ocr.core.model import Image, Matrix, Point


@dataclass(frozen=True)
class Tile:
    """A piece of the template's fixed print: its place there, and on the picture where it was found."""

    template: Point
    picture: Point | None


@dataclass(frozen=True, eq=False)
class Sight:
    """Where one homography puts the template, and the print found there."""

    image_from_template: Matrix
    tiles: tuple[Tile, ...]

    @property
    def found(self) -> int:
        """Tiles found."""
        return sum(tile.picture is not None for tile in self.tiles)


def sight(features: TemplateFeatures, picture: Image, image_from_template: Matrix) -> Sight:
    """Every tile that should be on the picture, looked for where this homography puts it."""
    evidence = refined(features.coarse, features.fixed, ImagePyramid(grey_of(picture)), image_from_template)
    return Sight(image_from_template, tuple(_tiles(features, evidence)) if evidence else ())


def best_guess(features: TemplateFeatures, picture: Image) -> Sight | None:
    """For a picture that was refused: the homography its keypoints propose that most print agrees with."""
    small, factor = ImagePyramid(grey_of(picture)).fitted(OPTIONS.working_side_px)
    matches = keypoints.match_sift(
        features.sift, keypoints.sift(small, most=OPTIONS.max_page_sift_keypoints).scaled(1 / factor)
    )
    guesses = [sight(features, picture, found) for found in keypoints.homographies(matches, 3)]
    return max(guesses, key=lambda guess: guess.found, default=None)


def _tiles(features: TemplateFeatures, evidence: Evidence) -> Iterator[Tile]:
    places = features.fixed.centres
    moved = dict(zip(evidence.tiles.tolist(), evidence.places + evidence.shifts, strict=True))
    for index, (x, y) in enumerate(places):
        if index in moved:
            (u, v), *_ = transform(evidence.image_from_template, moved[index])
            yield Tile((float(x), float(y)), (float(u), float(v)))
        elif evidence.visible[index]:
            yield Tile((float(x), float(y)), None)
