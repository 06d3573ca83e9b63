"""Everything the aligner keeps of a template, made once and stored as npz (never a pickle)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

import cv2
import numpy as np

from lambda_ocr.alignment.judging import taught_bound
from lambda_ocr.alignment.judging.captions import Caption, Role, captions
from lambda_ocr.alignment.judging.headlines import headed
from lambda_ocr.alignment.judging.line_letters import letters, mass
from lambda_ocr.alignment.judging.strips import Strips
from lambda_ocr.alignment.judging.taught_print import told
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints, text_anchors
from lambda_ocr.alignment.proposals.keypoints import Keypoints, OrientedKeypoints
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.verification.label_search import LabelLines
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey, choose_tiles
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import fitted, points, polygon_mask, scaling, transform_quad
from lambda_ocr.core.model import Field, Image, Lesson, Quad
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.core.templates.template_annotations import DAMAGED

VERSION = "7"


@dataclass(frozen=True, eq=False)
class TemplateFeatures:
    """Places are in template pixels, but for the fixed print, which has scales of its own."""

    size: tuple[int, int]
    fixed: FixedPrint
    coarse: FixedPrint
    orb: OrientedKeypoints
    sift: Keypoints
    anchors: tuple[Anchor, ...]
    lessons: tuple[Lesson, ...] = ()
    """What further copies taught of the print outside the fields."""
    drawn: FixedPrint | None = None
    """The fixed print as it was before any lesson."""

    @property
    def bound(self) -> float | None:
        """Weight from which a page is taken for the template's, where copies taught one, nats."""
        return taught_bound.told(self.lessons)

    @cached_property
    def captions(self) -> tuple[Caption, ...]:
        """The anchors, each with what it is and how likely it stands on every copy."""
        return told(headed(captions(self.anchors)), self.lessons)

    @cached_property
    def compared(self) -> tuple[Caption, ...]:
        """Those that are looked for on a picture: outside all fields, and no values."""
        return tuple(line for line in self.captions if line.anchor.outside and line.role is not Role.VALUE)

    @cached_property
    def strips(self) -> Strips:
        """What these look like, in their order."""
        return Strips(self.fixed, [line.anchor.quad for line in self.compared])

    @cached_property
    def labels(self) -> LabelLines:
        """Lines outside all fields with letters enough to be known by: what a field's own row may be known by."""
        known = (line for caption in self.captions if (line := caption.before_fields))
        return LabelLines([line for line in known if mass(letters(line.anchor.text)) >= OPTIONS.min_caption_letters])

    @cached_property
    def label_strips(self) -> Strips:
        """What these look like, in their order."""
        return Strips(self.fixed, [line.anchor.quad for line in self.labels.lines])

    @cached_property
    def lasting(self) -> FixedPrint:
        """The fixed print without the tiles on lines that are likely to change; all of it where nothing else is."""
        # Towns, dates and numbers outside the fields are other ones on the next copy. Counted as missing print, they
        # had a true tax invoice at 0.58 of its tiles; 0.77 without them (docs/tuning.md, "The judge").
        centres, counted = self.fixed.centres, self.fixed.outside.copy()
        for line in self.captions:
            if line.fixed < OPTIONS.min_lasting:
                corners = points(line.anchor.quad)
                low, high = corners.min(axis=0), corners.max(axis=0)
                margin = (high - low).min() / 3  # of a tile so near, most of the print is the line's
                counted &= ~np.all((centres > low - margin) & (centres < high + margin), axis=1)
        return replace(self.fixed, outside=counted) if counted.any() else self.fixed


def grey_of(picture: Image) -> Grey:
    """(height, width), 8 bits."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def describe(
    picture: Image,
    fields: Sequence[Field],
    detector: LineDetector,
    recognizer: LineRecognizer,
    budget: Budget = UNBOUNDED,
) -> TemplateFeatures:
    """Look at a template: keypoints and words outside the fields, tiles everywhere (those in fields are marked)."""
    grey = grey_of(picture)
    quads = [field.quad for field in fields]
    working, factor = fitted(grey, OPTIONS.working_side_px)
    cheap, cheap_factor = fitted(grey, OPTIONS.orb_side_px)
    fixed = _print_on(working, factor, quads, OPTIONS.max_tiles)
    # Where fields cover nearly all print, what they hold is all there is to go by.
    covered = int(fixed.outside.sum()) < OPTIONS.min_outside_tiles
    free = () if covered else quads
    if covered:
        fixed = _print_on(working, factor, free, OPTIONS.max_tiles)
    # The same print once more, small: a look costs a fraction there and reaches farther. Where too little of the print
    # survives the scaling, the fine tiles serve for both.
    small, small_factor = fitted(fixed.grey, OPTIONS.coarse_side_px)
    coarse = _print_on(small, fixed.factor * small_factor, free, OPTIONS.max_coarse_tiles)
    strong = keypoints.sift(working, _outside(free, factor, working), most=OPTIONS.max_template_sift_keypoints)
    return TemplateFeatures(
        (grey.shape[1], grey.shape[0]),
        fixed,
        coarse if len(coarse.tiles) >= OPTIONS.min_coarse_tiles else fixed,
        keypoints.orb(cheap, _outside(quads, cheap_factor, cheap)).scaled(1 / cheap_factor),
        strong.scaled(1 / factor),
        text_anchors.read_anchors(picture, quads, detector, recognizer, budget),
    )


def _print_on(working: Grey, factor: float, quads: Sequence[Quad], most: int) -> FixedPrint:
    """The tiles of a template scaled by `factor`, those in `quads` marked."""
    tiles = choose_tiles(working, most)
    free = _outside(quads, factor, working)
    return FixedPrint(working, factor, tiles, free[tiles[:, 1].astype(int), tiles[:, 0].astype(int)] > 0)


def _outside(quads: Sequence[Quad], factor: float, grey: Grey) -> Grey:
    """255 where no field lies, on a template scaled by `factor`."""
    scaled = [transform_quad(scaling(factor), corners) for corners in quads]
    return np.asarray(255 - polygon_mask(scaled, (grey.shape[1], grey.shape[0])), np.uint8)


def to_bytes(features: TemplateFeatures) -> bytes:
    """The features as npz."""
    packed = BytesIO()
    np.savez_compressed(
        packed,
        version=np.array(VERSION),
        size=np.array(features.size),
        grey=features.fixed.grey,
        factor=np.array(features.fixed.factor),
        tiles=features.fixed.tiles,
        outside=features.fixed.outside,
        coarse_grey=features.coarse.grey,
        coarse_factor=np.array(features.coarse.factor),
        coarse_tiles=features.coarse.tiles,
        coarse_outside=features.coarse.outside,
        orb_places=features.orb.points.places.astype(np.float32),
        orb_descriptors=features.orb.points.descriptors,
        orb_turns=features.orb.turns.astype(np.float32),
        orb_sizes=features.orb.sizes.astype(np.float32),
        sift_places=features.sift.places.astype(np.float32),
        sift_descriptors=features.sift.descriptors,
        anchors=np.frombuffer(text_anchors.to_bytes(features.anchors), np.uint8),
    )
    return packed.getvalue()


def from_bytes(described: bytes) -> TemplateFeatures:
    """The features of `to_bytes`; raises ValueError when they are of another version or not ours."""
    kept = _unpacked(described)
    width, height = (int(side) for side in kept["size"])
    return TemplateFeatures(
        (width, height),
        FixedPrint(kept["grey"], float(kept["factor"]), kept["tiles"], kept["outside"]),
        FixedPrint(kept["coarse_grey"], float(kept["coarse_factor"]), kept["coarse_tiles"], kept["coarse_outside"]),
        OrientedKeypoints(
            Keypoints(kept["orb_places"].astype(np.float64), kept["orb_descriptors"]),
            kept["orb_turns"].astype(np.float64),
            kept["orb_sizes"].astype(np.float64),
        ),
        Keypoints(kept["sift_places"].astype(np.float64), kept["sift_descriptors"]),
        text_anchors.from_bytes(kept["anchors"].tobytes()),
    )


def _unpacked(described: bytes) -> dict[str, Any]:
    try:
        with np.load(BytesIO(described), allow_pickle=False) as stored:
            kept = {name: stored[name] for name in stored.files}
    except DAMAGED as fault:
        raise ValueError("The aligner's data are damaged.") from fault
    if str(kept.get("version")) != VERSION or not kept.keys() >= _MEMBERS:
        raise ValueError("The derived data are of another aligner.")
    return kept


_MEMBERS = frozenset(
    {"size", "grey", "factor", "tiles", "outside", "anchors"}
    | {"coarse_grey", "coarse_factor", "coarse_tiles", "coarse_outside"}
    | {"orb_places", "orb_descriptors", "orb_turns", "orb_sizes", "sift_places", "sift_descriptors"}
)
