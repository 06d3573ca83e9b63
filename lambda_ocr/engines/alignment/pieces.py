"""From one homography to the pieces of a page, and which piece speaks for a field.

Each hypothesis is corrected by the print it found. Paper curls, folds and, on receipts, grows: header and totals of one
page may each agree with a homography of their own. So the page is kept as several pieces, each with the tiles that
support it, and every field follows the piece whose print lies around it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import (
    Points,
    homography,
    is_convex,
    points,
    rectangle,
    scale_at,
    signed_area,
    transform,
)
from lambda_ocr.core.model import Matrix, Placement, Quad
from lambda_ocr.engines.alignment.bend import fitted
from lambda_ocr.engines.alignment.fixed_print import Evidence, FixedPrint, Picture, look_for

FAR, NEAR = 10, 6
"""Reach of the first and of later looks, in working pixels."""
PLANES = 2
TILES_FOR_PLANE = 12
KEPT = 0.97
"""Rounds of refitting the homography, print it needs, and the share of that print a better one must find again."""
SETTLED_PX = 0.4
"""Distance left, in template pixels, at which looking again gains nothing."""
FLAT_PX = 0.5
"""Distance left on paper that does not bend."""
FAR_FROM_PRINT_PX = 5.0
"""Doubt of a field that no print surrounds."""
IN_FIELDS = 0.25
"""What a tile inside a field has to say against one outside: its value may be another, and seem to have moved."""
ROWS = 2.5
"""How much faster support fades across lines than along them: a receipt drifts by whole lines."""


def settled(fixed: FixedPrint, picture: Picture, image_from_template: Matrix, reach: int = FAR) -> Evidence:
    """Look, learn from what was found how the paper lies, look again: a plane first, then its curl."""
    evidence = _as_plane(fixed, picture, image_from_template, reach)
    for degree, near in _ROUNDS:
        if _is_settled(evidence):
            break
        bend = fitted(evidence.places, evidence.shifts, degree)
        if bend is None:
            break
        again = look_for(fixed, picture, evidence.image_from_template, near, bend)
        if again.found < evidence.found:
            break
        evidence = again
    return evidence


def _as_plane(fixed: FixedPrint, picture: Picture, image_from_template: Matrix, reach: int) -> Evidence:
    """Look, and look again from the homography that the print itself agrees on, while no print is lost by it."""
    evidence = look_for(fixed, picture, image_from_template, reach)
    for _ in range(PLANES):
        if evidence.found < TILES_FOR_PLANE or _is_settled(evidence):
            break
        moved = transform(evidence.image_from_template, evidence.places + evidence.shifts)
        better, _inside = cv2.findHomography(evidence.places, moved, cv2.LMEDS)
        if better is None or not _keeps_shape(np.asarray(better, np.float64), evidence.places):
            break
        again = look_for(fixed, picture, np.asarray(better, np.float64), reach)
        if again.found < KEPT * evidence.found:
            break
        evidence = again
    return evidence


def _keeps_shape(image_from_template: Matrix, places: Points) -> bool:
    """Whether the rectangle around the places stays one: print along a single line fits a plane anyhow."""
    corners = transform(image_from_template, rectangle(*places.min(axis=0), *places.max(axis=0)))
    return bool(np.all(np.isfinite(corners))) and is_convex(corners) and signed_area(corners) > 0


_ROUNDS = ((1, FAR), (2, FAR), (3, NEAR))
"""Degree of the bend and reach of each further look."""


def _is_settled(evidence: Evidence) -> bool:
    """Whether almost all visible print was found almost where it was expected."""
    return (
        evidence.found > 0.9 * max(int(evidence.visible.sum()), 1)
        and float(np.median(np.linalg.norm(evidence.left, axis=1))) < SETTLED_PX
    )


def agreement(fixed: FixedPrint, pieces: Sequence[Evidence]) -> float:
    """Share of the fixed tiles in the frame that any piece found."""
    if not pieces:
        return 0.0
    visible = pieces[0].visible & fixed.outside
    found = np.zeros(len(fixed.tiles), bool)
    for piece in pieces:
        found[piece.tiles] = True
    return float((found & fixed.outside).sum()) / max(int(visible.sum()), 1)


def place(pieces: Sequence[Evidence], field: Quad) -> Placement:
    """The field on the piece whose print surrounds it, moved as that print moved."""
    corners = points(field)
    centre, height = corners.mean(axis=0), float(np.ptp(corners[:, 1]))
    spread = max(1.5 * height, 0.06 * _extent(pieces))
    weights = [_nearness(piece, corners, spread) for piece in pieces]
    best = int(np.argmax([weight.sum() for weight in weights]))
    piece, weight = pieces[best], weights[best]
    smooth = None if _is_flat(piece) else fitted(piece.places, piece.shifts, 3)
    moved = smooth.at(corners) if smooth else np.zeros((4, 2))
    left = piece.shifts - (smooth.at(piece.places) if smooth else 0.0)
    shift, doubt = _local_shift(left, weight)
    local = piece.image_from_template @ homography(corners, corners + moved + shift)
    return Placement(local, doubt * scale_at(local, centre))


def _is_flat(piece: Evidence) -> bool:
    return float(np.median(np.linalg.norm(piece.shifts, axis=1))) < FLAT_PX


def _extent(pieces: Sequence[Evidence]) -> float:
    return float(np.ptp(np.concatenate([piece.places for piece in pieces]), axis=0).max())


def _nearness(piece: Evidence, corners: Points, spread: float) -> NDArray[np.float64]:
    """How much each tile has to say of the field: 1 beside it, fading with distance, faster across lines."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    away = np.maximum(np.maximum(low - piece.places, piece.places - high), 0) * (1, ROWS)
    trust = np.where(piece.outside, 1.0, IN_FIELDS)
    return np.asarray(np.exp(-0.5 * (away**2).sum(axis=1) / spread**2) * piece.likeness * trust)


def _local_shift(left: Points, weight: NDArray[np.float64]) -> tuple[Points, float]:
    """Weighted median of what is left around a field, less where support is thin; and the doubt that remains."""
    total = float(weight.sum())
    if total < 1e-3:
        return np.zeros(2), float(np.median(np.linalg.norm(left, axis=1))) + FAR_FROM_PRINT_PX
    middle = np.array([_weighted_median(along, weight) for along in left.T]) * total / (total + 0.5)
    scatter = float((weight * np.linalg.norm(left - middle, axis=1)).sum() / total)
    return middle, scatter + 1.0 / (1.0 + total)


def _weighted_median(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    running = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
