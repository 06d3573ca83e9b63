"""Piecewise homographies of a page, and which piece speaks for a field.

Paper curls, folds and, on receipts, grows: header and totals of one page may each agree with a homography of their own.
So the page is kept as several pieces, each a refined homography with a residual warp and the tiles that support them,
and every field follows the piece whose print lies around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.verification.residual_warp import ResidualWarp, fit_warp
from lambda_ocr.alignment.verification.tile_matching import Evidence
from lambda_ocr.alignment.verification.tiles import FixedPrint
from lambda_ocr.core.geometry import Points, homography, points, scale_at, transform
from lambda_ocr.core.model import Placement, Quad


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of the page that lies as its evidence says."""

    evidence: Evidence

    @cached_property
    def warp(self) -> ResidualWarp | None:
        """The residual warp of all its tiles; None for flat paper, where it would fit noise."""
        shifts = self.evidence.shifts
        if float(np.median(np.linalg.norm(shifts, axis=1))) < OPTIONS.flat_px:
            return None
        return fit_warp(self.evidence.places, shifts, 3)

    @cached_property
    def residual(self) -> Points:
        """How far each tile lies from where homography and warp put it, template pixels."""
        return self.evidence.shifts - (self.warp.at(self.evidence.places) if self.warp else 0.0)

    @cached_property
    def ranked(self) -> tuple[tuple[NDArray[np.int_], NDArray[np.float64]], ...]:
        """The tiles by how far they lie off to the right, and down: their order, and the distances so ordered."""
        return tuple((order, along[order]) for along in self.residual.T for order in (np.argsort(along),))

    @cached_property
    def error(self) -> float:
        """Median distance left, template pixels."""
        return float(np.median(np.linalg.norm(self.residual, axis=1)))

    def explains(self, places: Points, seen: Points, near: float) -> NDArray[np.bool_]:
        """Which places of the template (n, 2) it puts within `near` page pixels of where they are `seen` (n, 2); none
        behind its horizon.
        """
        there = places + (self.warp.at(places) if self.warp else 0.0)
        off = np.linalg.norm(transform(self.evidence.image_from_template, there) - seen, axis=1)
        return np.asarray(off <= near)  # NaN is not


def joined(fixed: FixedPrint, pieces: Sequence[Piece], new: Evidence | None) -> list[Piece]:
    """The pieces and a new one, largest first, each big enough and with fixed print that no larger one finds.

    Under a wrong homography a few tiles are found by chance, and a field beside them would follow. Dropping such pieces
    is one of three changes that took flat fields' worst corner from 72 to 3.6 px together.
    """
    if new is None:
        return list(pieces)
    fewest = min(OPTIONS.min_piece_tiles_cap, max(OPTIONS.min_piece_tiles, len(fixed.tiles) // 20))
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
    """The field on the piece whose print surrounds it, moved as that print moved.

    Homography and warp are fitted to the whole piece; what they leave over nearby is taken by a weighted median of the
    tiles around the field, and around each of its corners where paper is not flat. Where few tiles support it the move
    is damped, so that a field stays with its homography rather than follow a single tile.
    """
    corners = points(field)
    centre, spread = corners.mean(axis=0), spread_around(pieces, corners)
    piece, weight = _nearest(pieces, corners, spread)
    moved = piece.warp.at(corners) if piece.warp else np.zeros((4, 2))
    shift, doubt = _local_shift(piece, weight)
    # On flat paper corners of their own would only turn the field with the noise of their tiles.
    own = _own_shifts(piece, corners, spread, shift) if piece.warp else shift
    local = piece.evidence.image_from_template @ homography(corners, corners + moved + own)
    return Placement(local, doubt * scale_at(local, centre))


def nearest(pieces: Sequence[Piece], corners: Points) -> Piece:
    """The piece whose print surrounds a field (4, 2)."""
    return _nearest(pieces, corners, spread_around(pieces, corners))[0]


def _nearest(pieces: Sequence[Piece], corners: Points, spread: float) -> tuple[Piece, NDArray[np.float64]]:
    """The piece whose print surrounds a field, and how much each of its tiles has to say of it."""
    weights = [nearness(piece.evidence, corners, spread) for piece in pieces]
    best = int(np.argmax([weight.sum() for weight in weights]))
    return pieces[best], weights[best]


def spread_around(pieces: Sequence[Piece], corners: Points) -> float:
    """How far from a field (4, 2) print has much to say of it, template pixels.

    A line or two; on a page of sparse print farther, or nothing would stand near.
    """
    places = np.concatenate([piece.evidence.places for piece in pieces])
    return max(1.5 * float(np.ptp(corners[:, 1])), 0.06 * float(np.ptp(places, axis=0).max()))


def nearby(pieces: Sequence[Piece], places: Points, tiles: int = 6) -> NDArray[np.float64]:
    """`image_from_template` (n, 3, 3) around places (n, 2), by the tiles nearest to each alone.

    A hundredth of the price of `place`, and good enough to look for print that is sought around its place.
    """
    found = np.concatenate([piece.evidence.places for piece in pieces])
    shifts = np.concatenate([piece.evidence.shifts for piece in pieces])
    owner = np.repeat(np.arange(len(pieces)), [len(piece.evidence.places) for piece in pieces])
    nearest = np.argsort(((found - places[:, None]) ** 2).sum(axis=2), axis=1)[:, :tiles]
    own = owner[nearest[:, 0]]
    mine = owner[nearest] == own[:, None]
    # Shifts are told from each piece's own homography: those of another piece are left out. The median of what is left
    # of each row: sorted with the others at the end, at least the nearest tile remains.
    ordered = np.sort(np.where(mine[..., None], shifts[nearest], np.inf), axis=1)
    each, many = np.arange(len(places)), mine.sum(axis=1)
    moved = np.broadcast_to(np.eye(3), (len(places), 3, 3)).copy()
    moved[:, :2, 2] = (ordered[each, (many - 1) // 2] + ordered[each, many // 2]) / 2
    return np.stack([piece.evidence.image_from_template for piece in pieces])[own] @ moved


def nearness(evidence: Evidence, corners: Points, spread: float) -> NDArray[np.float64]:
    """How much each tile has to say of the field: 1 beside it, fading with distance, faster across lines."""
    return _nearness(evidence, corners.min(axis=0), corners.max(axis=0), spread)


def _nearness(evidence: Evidence, low: Points, high: Points, spread: float) -> NDArray[np.float64]:
    """The same of boxes from `low` to `high`, (..., 2) each; (..., n)."""
    low, high = low[..., None, :], high[..., None, :]
    away = np.maximum(np.maximum(low - evidence.places, evidence.places - high), 0) * (1, OPTIONS.across_lines_fade)
    trust = np.where(evidence.outside, 1.0, OPTIONS.field_tile_weight)
    return np.asarray(np.exp(-0.5 * (away**2).sum(axis=-1) / spread**2) * evidence.ncc * trust)


def _local_shift(piece: Piece, weight: NDArray[np.float64]) -> tuple[Points, float]:
    """Weighted median of what is left around a field, less where support is thin; and the doubt that remains."""
    total = float(weight.sum())
    if total < 1e-3:
        return np.zeros(2), float(np.median(np.linalg.norm(piece.residual, axis=1))) + OPTIONS.unsupported_error_px
    # A median, for single tiles are off by a letter; damped by half a tile of no movement, for one tile is no support
    # (decision 5: a field stays unless print moves it).
    middle = _weighted_median(piece, weight) * total / (total + 0.5)
    scatter = float((weight * np.linalg.norm(piece.residual - middle, axis=1)).sum() / total)
    return middle, scatter + 1.0 / (1.0 + total)


def _own_shifts(piece: Piece, corners: Points, spread: float, shift: Points) -> Points:
    """What is left around each corner (n, 2), as far as print stands there; else the field's shift."""
    own = np.repeat(shift[None], len(corners), axis=0)
    for corner, weight in enumerate(_nearness(piece.evidence, corners, corners, spread)):
        total = float(weight.sum())
        if total >= 1e-3:
            own[corner] += (_weighted_median(piece, weight) - shift) * total / (total + 1.0)
    return own


def _weighted_median(piece: Piece, weight: NDArray[np.float64]) -> Points:
    """Of what is left, right and down, where each tile counts by its weight (n,)."""
    running = [(values, np.cumsum(weight[order])) for order, values in piece.ranked]
    return np.array([values[np.searchsorted(sums, sums[-1] / 2)] for values, sums in running])
