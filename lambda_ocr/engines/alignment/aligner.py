"""Finding the template on a picture: a cascade of hypotheses from cheap to strong, and one verifier.

Every step proposes homographies; the fixed print judges each (`pieces.settled`). The cascade stops as soon as the print
found is convincing, and refuses when no step convinces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np

from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import (
    fitted,
    is_convex,
    polygon_mask,
    rectangle,
    scale_at,
    scaling,
    signed_area,
    transform,
    transform_quad,
)
from lambda_ocr.core.model import Alignment, Field, Image, Matrix, Quad, Verdict
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.engines.alignment import anchors, keypoints
from lambda_ocr.engines.alignment.anchors import Anchor, Words
from lambda_ocr.engines.alignment.fixed_print import Evidence, FixedPrint, Grey, choose_tiles
from lambda_ocr.engines.alignment.keypoints import Keypoints
from lambda_ocr.engines.alignment.pieces import Picture, agreement, place, settled

VERSION = "1"
WORKING = 1280
"""Longest side of the template picture for tiles and SIFT."""
CHEAP = 1024
"""Longest side for ORB."""
LOOKING = 1600
"""Longest side of a query for the verifier."""
CONVINCED = 0.55
"""Agreement at which no stronger step is asked. True pairs measured: 0.37 to 1, nine in ten above 0.56; sister
layouts 0.42 to 0.51; other wrong pictures at most 0.2."""
ACCEPTED = 0.30
"""Agreement from which ordinary likeness of words is enough (SAME_WORDS); below it CERTAIN_WORDS are asked."""
IN_DOUBT = 0.15
"""Agreement below which nothing is asked any more."""
SAME_WORDS, CERTAIN_WORDS = 0.70, 0.85
FEWEST_WORDS = 4
FEWEST_TILES = 12
SMALLEST, LARGEST = 0.05, 20.0
"""Picture pixels per template pixel."""
STEEPEST = 6.0
"""How much larger one corner of the page may come out than another."""


@dataclass(frozen=True, eq=False)
class Features:
    """All the aligner keeps of a template."""

    size: tuple[int, int]
    fixed: FixedPrint
    orb: Keypoints
    sift: Keypoints
    anchors: tuple[Anchor, ...]


class PrintAligner:
    """`Aligner` on fixed print; detector and recognizer read its words when the print leaves doubt."""

    version = VERSION

    def __init__(self, detector: LineDetector, recognizer: LineRecognizer) -> None:
        self._detector, self._recognizer = detector, recognizer

    def describe(self, picture: Image, fields: Sequence[Field]) -> bytes:
        """Tiles and keypoints outside the fields, as npz."""
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        quads = [field.quad for field in fields]
        working, factor = fitted(grey, WORKING)
        cheap, cheap_factor = fitted(grey, CHEAP)
        tiles = choose_tiles(working)
        mask = _outside(quads, factor, working)
        outside = mask[tiles[:, 1].astype(int), tiles[:, 0].astype(int)] > 0
        strong = keypoints.sift(working, mask).scaled(1 / factor)
        quick = keypoints.orb(cheap, _outside(quads, cheap_factor, cheap)).scaled(1 / cheap_factor)
        words = anchors.read_anchors(picture, quads, self._detector, self._recognizer)
        packed = BytesIO()
        np.savez_compressed(
            packed,
            version=np.array(VERSION),
            size=np.array([grey.shape[1], grey.shape[0]]),
            grey=working,
            factor=np.array(factor),
            tiles=tiles,
            outside=outside,
            orb_places=quick.places.astype(np.float32),
            orb_descriptors=quick.descriptors,
            sift_places=strong.places.astype(np.float32),
            sift_descriptors=strong.descriptors,
            anchors=np.frombuffer(anchors.to_bytes(words), np.uint8),
        )
        return packed.getvalue()

    def load(self, described: bytes) -> Features:
        """Unpack what `describe` made."""
        with np.load(BytesIO(described), allow_pickle=False) as stored:
            kept = {name: stored[name] for name in stored.files}
        if str(kept.get("version")) != VERSION:
            raise ValueError("The derived data are of another aligner.")
        fixed = FixedPrint(kept["grey"], float(kept["factor"]), kept["tiles"], kept["outside"])
        width, height = (int(side) for side in kept["size"])
        return Features(
            (width, height),
            fixed,
            Keypoints(kept["orb_places"].astype(np.float64), kept["orb_descriptors"]),
            Keypoints(kept["sift_places"].astype(np.float64), kept["sift_descriptors"]),
            anchors.from_bytes(kept["anchors"].tobytes()),
        )

    def align(self, features: Features, fields: Sequence[Field], picture: Image) -> Alignment:
        """Ask step after step until the fixed print convinces; raises TemplateMismatch."""
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        looking = Picture(*fitted(grey, LOOKING))
        pieces: list[Evidence] = []
        method = ""
        for name, propose in _STEPS.items():
            before = agreement(features.fixed, pieces)
            for hypothesis in propose(features, grey):
                if _is_sane(hypothesis, features.size, grey.shape):
                    pieces = _joined(pieces, settled(features.fixed, looking, hypothesis))
            share = agreement(features.fixed, pieces)
            method = name if share > before else method
            if share >= CONVINCED:
                break
        if not pieces or agreement(features.fixed, pieces) < IN_DOUBT:
            raise _mismatch(features, pieces, None)
        if agreement(features.fixed, pieces) < CONVINCED:
            self._ask_words(features, pieces, picture)
        return _alignment(features, fields, pieces, method)

    def _ask_words(self, features: Features, pieces: Sequence[Evidence], picture: Image) -> None:
        """Where print leaves doubt, words decide: the fixed lines are read again and must say the same."""
        words = anchors.words_on(
            picture, features.anchors, lambda line: place(pieces, line).image_from_template, self._recognizer
        )
        needed = SAME_WORDS if agreement(features.fixed, pieces) >= ACCEPTED else CERTAIN_WORDS
        if words.lines < FEWEST_WORDS and needed is CERTAIN_WORDS:
            raise _mismatch(features, pieces, words)
        if words.lines >= FEWEST_WORDS and words.likeness < needed:
            raise _mismatch(features, pieces, words)


def _outside(quads: Sequence[Quad], factor: float, grey: Grey) -> Grey:
    """255 where no field lies, on a template scaled by `factor`."""
    scaled = [transform_quad(scaling(factor), corners) for corners in quads]
    return np.asarray(255 - polygon_mask(scaled, (grey.shape[1], grey.shape[0])), np.uint8)


def _orb_step(features: Features, grey: Grey) -> Iterator[Matrix]:
    small, factor = fitted(grey, CHEAP)
    matches = keypoints.match_orb(features.orb, keypoints.orb(small).scaled(1 / factor))
    return (found for found, _ in keypoints.homographies(matches, 2))


def _sift_step(longest: int) -> Callable[[Features, Grey], Iterator[Matrix]]:
    def propose(features: Features, grey: Grey) -> Iterator[Matrix]:
        small, factor = fitted(grey, longest)
        matches = keypoints.match_sift(features.sift, keypoints.sift(small, most=8000).scaled(1 / factor))
        return (found for found, _ in keypoints.homographies(matches, 3))

    return propose


_STEPS: dict[str, Callable[[Features, Grey], Iterator[Matrix]]] = {
    "orb": _orb_step,
    "sift": _sift_step(WORKING),
    "sift_fine": _sift_step(2 * WORKING),
}


def _is_sane(image_from_template: Matrix, size: tuple[int, int], shape: tuple[int, ...]) -> bool:
    """The page comes out convex, not mirrored, of a believable size, and partly on the picture."""
    corners = transform(image_from_template, rectangle(0, 0, *size))
    if not np.all(np.isfinite(corners)) or not is_convex(corners) or signed_area(corners) <= 0:
        return False
    scales = [scale_at(image_from_template, corner) for corner in rectangle(0, 0, *size)]
    return min(scales) > SMALLEST and max(scales) < min(LARGEST, STEEPEST * min(scales))


def _joined(pieces: list[Evidence], new: Evidence) -> list[Evidence]:
    """The pieces with a new one, when it is big enough and finds print that none has found."""
    if new.found < FEWEST_TILES:
        return pieces
    known = set().union(*(piece.tiles.tolist() for piece in pieces)) if pieces else set()
    if len(set(new.tiles.tolist()) - known) < FEWEST_TILES // 2:
        return pieces
    return [*pieces, new]


def _mismatch(features: Features, pieces: Sequence[Evidence], words: Words | None) -> TemplateMismatch:
    facts = {} if words is None else {"words": round(words.likeness, 3), "lines": words.lines}
    return TemplateMismatch(
        "The picture is not of this template: too little of the template's fixed print is found on it. "
        "Check the template_id, or take a sharper picture of the whole document.",
        agreement=round(agreement(features.fixed, pieces), 3),
        tiles=max((piece.found for piece in pieces), default=0),
        **facts,
    )


def _alignment(features: Features, fields: Sequence[Field], pieces: Sequence[Evidence], method: str) -> Alignment:
    share = agreement(features.fixed, pieces)
    main = max(pieces, key=lambda piece: piece.found)
    scale = scale_at(main.image_from_template, np.array(features.size) / 2)
    return Alignment(
        main.image_from_template,
        tuple(place(pieces, field.quad) for field in fields),
        Verdict.MATCHED if share >= CONVINCED else Verdict.WEAK,
        len(set().union(*(piece.tiles.tolist() for piece in pieces))),
        float(np.median(np.linalg.norm(main.shifts, axis=1))) * scale,
        share,
        method,
    )
