"""The pieces of a page, and which piece speaks for a field.

Paper curls, folds and, on receipts, grows: header and totals of one page may each agree with a homography of their own.
So the page is kept as several pieces, each with the tiles that support it, and every field follows the piece whose
print lies around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, homography, points, scale_at
from lambda_ocr.core.model import Matrix, Placement, Quad
from lambda_ocr.engines.alignment.bend import Bend, fitted
from lambda_ocr.engines.alignment.fixed_print import FixedPrint
from lambda_ocr.engines.alignment.looking import Evidence

FLAT_PX = 0.5
"""Distance left on paper that does not bend, in template pixels."""
FAR_FROM_PRINT_PX = 5.0
"""Doubt of a field that no print surrounds."""
IN_FIELDS = 0.25
"""What a tile inside a field has to say against one outside: its value may be another, and seem to have moved."""
ROWS = 2.5
"""How much faster support fades across lines than along them: a receipt drifts by whole lines."""
MOST_TILES_ASKED, FEWEST_TILES = 12, 7
"""Tiles a piece must find: a twentieth of the template's, within these bounds."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of the page that lies as its evidence says."""

    evidence: Evidence

    @cached_property
    def curl(self) -> Bend | None:
        """What homography and all tiles together leave over; None for flat paper."""
        shifts = self.evidence.shifts
        if float(np.median(np.linalg.norm(shifts, axis=1))) < FLAT_PX:
            return None
        return fitted(self.evidence.places, shifts, 3)

    @cached_property
    def left(self) -> Points:
        """How far each tile lies from where homography and curl put it, template pixels."""
        return self.evidence.shifts - (self.curl.at(self.evidence.places) if self.curl else 0.0)

    @cached_property
    def error(self) -> float:
        """Median distance left, template pixels."""
        return float(np.median(np.linalg.norm(self.left, axis=1)))


def joined(fixed: FixedPrint, pieces: Sequence[Piece], new: Evidence | None) -> list[Piece]:
    """The pieces and a new one, largest first, each big enough and with fixed print that no larger one finds."""
    if new is None:
        return list(pieces)
    fewest = min(MOST_TILES_ASKED, max(FEWEST_TILES, len(fixed.tiles) // 20))
    kept: list[Piece] = []
    known: set[int] = set()
    for piece in sorted([*pieces, Piece(new)], key=lambda piece: -piece.evidence.found):
        mine = piece.evidence
        if mine.found >= fewest and len(set(mine.tiles[mine.outside].tolist()) - known) >= fewest // 2:
            kept.append(piece)
            known.update(mine.tiles.tolist())
    return kept


def agreement(fixed: FixedPrint, pieces: Sequence[Piece]) -> float:
    """Share of the fixed tiles in the frame that any piece found."""
    if not pieces:
        return 0.0
    visible = pieces[0].evidence.visible & fixed.outside
    found = np.zeros(len(fixed.tiles), bool)
    for piece in pieces:
        found[piece.evidence.tiles] = True
    return float((found & fixed.outside).sum()) / max(int(visible.sum()), 1)


def place(pieces: Sequence[Piece], field: Quad) -> Placement:
    """The field on the piece whose print surrounds it, moved as that print moved."""
    corners = points(field)
    centre, spread = corners.mean(axis=0), spread_around(pieces, corners)
    piece = nearest(pieces, corners)
    weight = nearness(piece.evidence, corners, spread)
    moved = piece.curl.at(corners) if piece.curl else np.zeros((4, 2))
    shift, doubt = _local_shift(piece.left, weight)
    own = [_own_shift(piece, corner, spread, shift) for corner in corners] if piece.curl else shift
    local = piece.evidence.image_from_template @ homography(corners, corners + moved + own)
    return Placement(local, doubt * scale_at(local, centre))


def nearest(pieces: Sequence[Piece], corners: Points) -> Piece:
    """The piece whose print surrounds a field (4, 2)."""
    spread = spread_around(pieces, corners)
    return max(pieces, key=lambda piece: float(nearness(piece.evidence, corners, spread).sum()))


def spread_around(pieces: Sequence[Piece], corners: Points) -> float:
    """How far from a field (4, 2) print has much to say of it, template pixels."""
    return max(1.5 * float(np.ptp(corners[:, 1])), 0.06 * _extent(pieces))


def nearby(pieces: Sequence[Piece], lines: Sequence[Quad], tiles: int = 6) -> list[Matrix]:
    """`image_from_template` around each line, by the tiles nearest to it alone: a tenth of the price of `place`, and
    good enough to look for print that is sought around its place.
    """
    places = np.concatenate([piece.evidence.places for piece in pieces])
    shifts = np.concatenate([piece.evidence.shifts for piece in pieces])
    owner = np.repeat(np.arange(len(pieces)), [len(piece.evidence.places) for piece in pieces])
    found = []
    for line in lines:
        nearest = np.argsort(((places - points(line).mean(axis=0)) ** 2).sum(axis=1))[:tiles]
        mine = nearest[owner[nearest] == owner[nearest[0]]]
        x, y = np.median(shifts[mine], axis=0)
        moved = np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])
        found.append(pieces[int(owner[nearest[0]])].evidence.image_from_template @ moved)
    return found


def _extent(pieces: Sequence[Piece]) -> float:
    return float(np.ptp(np.concatenate([piece.evidence.places for piece in pieces]), axis=0).max())


def nearness(evidence: Evidence, corners: Points, spread: float) -> NDArray[np.float64]:
    """How much each tile has to say of the field: 1 beside it, fading with distance, faster across lines."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    away = np.maximum(np.maximum(low - evidence.places, evidence.places - high), 0) * (1, ROWS)
    trust = np.where(evidence.outside, 1.0, IN_FIELDS)
    return np.asarray(np.exp(-0.5 * (away**2).sum(axis=1) / spread**2) * evidence.likeness * trust)


def _local_shift(left: Points, weight: NDArray[np.float64]) -> tuple[Points, float]:
    """Weighted median of what is left around a field, less where support is thin; and the doubt that remains."""
    total = float(weight.sum())
    if total < 1e-3:
        return np.zeros(2), float(np.median(np.linalg.norm(left, axis=1))) + FAR_FROM_PRINT_PX
    middle = np.array([_weighted_median(along, weight) for along in left.T]) * total / (total + 0.5)
    scatter = float((weight * np.linalg.norm(left - middle, axis=1)).sum() / total)
    return middle, scatter + 1.0 / (1.0 + total)


def _own_shift(piece: Piece, corner: NDArray[np.float64], spread: float, shift: Points) -> Points:
    """What is left around one corner, as far as print stands there; else the field's shift."""
    weight = nearness(piece.evidence, corner[None], spread)
    total = float(weight.sum())
    if total < 1e-3:
        return shift
    middle = np.array([_weighted_median(along, weight) for along in piece.left.T])
    return np.asarray(shift + (middle - shift) * total / (total + 1.0))


def _weighted_median(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    running = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
