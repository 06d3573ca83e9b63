"""Everything the aligner keeps of a template, made once and stored as npz (never a pickle)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np

from lambda_ocr.core.geometry import fitted, polygon_mask, scaling, transform_quad
from lambda_ocr.core.model import Field, Image, Quad
from lambda_ocr.core.notes import DAMAGED
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.engines.alignment import anchors, keypoints
from lambda_ocr.engines.alignment.anchors import Anchor
from lambda_ocr.engines.alignment.fixed_print import FixedPrint, Grey, choose_tiles
from lambda_ocr.engines.alignment.keypoints import Keypoints

VERSION = "4"
WORKING = 1280
"""Longest side of the template picture for tiles and SIFT."""
CHEAP = 1024
"""Longest side for ORB."""
FEWEST_OUTSIDE = 8
"""Tiles outside all fields below which the print in the fields counts too."""


@dataclass(frozen=True, eq=False)
class Features:
    """Places are in template pixels, but for `fixed`, which has a scale of its own."""

    size: tuple[int, int]
    fixed: FixedPrint
    orb: Keypoints
    sift: Keypoints
    anchors: tuple[Anchor, ...]


def grey_of(picture: Image) -> Grey:
    """(height, width), 8 bits."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def describe(picture: Image, fields: Sequence[Field], detector: LineDetector, recognizer: LineRecognizer) -> Features:
    """Look at a template: keypoints and words outside the fields, tiles everywhere (those in fields are marked)."""
    grey = grey_of(picture)
    quads = [field.quad for field in fields]
    working, factor = fitted(grey, WORKING)
    cheap, cheap_factor = fitted(grey, CHEAP)
    free = _outside(quads, factor, working)
    tiles = choose_tiles(working)
    outside = free[tiles[:, 1].astype(int), tiles[:, 0].astype(int)] > 0
    if outside.sum() < FEWEST_OUTSIDE:  # fields cover the page: what they hold is all there is to go by
        free, outside = np.full_like(free, 255), np.ones_like(outside)
    return Features(
        (grey.shape[1], grey.shape[0]),
        FixedPrint(working, factor, tiles, outside),
        keypoints.orb(cheap, _outside(quads, cheap_factor, cheap)).scaled(1 / cheap_factor),
        keypoints.sift(working, free).scaled(1 / factor),
        anchors.read_anchors(picture, quads, detector, recognizer),
    )


def _outside(quads: Sequence[Quad], factor: float, grey: Grey) -> Grey:
    """255 where no field lies, on a template scaled by `factor`."""
    scaled = [transform_quad(scaling(factor), corners) for corners in quads]
    return np.asarray(255 - polygon_mask(scaled, (grey.shape[1], grey.shape[0])), np.uint8)


def to_bytes(features: Features) -> bytes:
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
        orb_places=features.orb.places.astype(np.float32),
        orb_descriptors=features.orb.descriptors,
        sift_places=features.sift.places.astype(np.float32),
        sift_descriptors=features.sift.descriptors,
        anchors=np.frombuffer(anchors.to_bytes(features.anchors), np.uint8),
    )
    return packed.getvalue()


def from_bytes(described: bytes) -> Features:
    """The features of `to_bytes`; raises ValueError when they are of another version or not ours."""
    kept = _unpacked(described)
    width, height = (int(side) for side in kept["size"])
    return Features(
        (width, height),
        FixedPrint(kept["grey"], float(kept["factor"]), kept["tiles"], kept["outside"]),
        Keypoints(kept["orb_places"].astype(np.float64), kept["orb_descriptors"]),
        Keypoints(kept["sift_places"].astype(np.float64), kept["sift_descriptors"]),
        anchors.from_bytes(kept["anchors"].tobytes()),
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
    | {"orb_places", "orb_descriptors", "sift_places", "sift_descriptors"}
)
