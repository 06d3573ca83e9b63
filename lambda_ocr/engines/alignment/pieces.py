"""From one homography to the pieces of a page, and which piece speaks for a field.

Each hypothesis is corrected by the print it found. Paper curls, folds and, on receipts, grows: header and totals of one
page may each agree with a homography of their own. So the page is kept as several pieces, each with the tiles that
support it, and every field follows the piece whose print lies around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, points, scale_at
from lambda_ocr.core.model import Matrix, Placement, Quad
from lambda_ocr.engines.alignment.fixed_print import Evidence, FixedPrint, Grey, look_for

FAR, NEAR = 10, 5
"""Reach of the first and of later looks, in working pixels."""
ROWS = 2.5
"""How much faster support fades across lines than along them: a receipt drifts by whole lines."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A query at working size: `factor` scales picture pixels to working pixels."""

    grey: Grey
    factor: float


def settled(fixed: FixedPrint, picture: Picture, image_from_template: Matrix) -> Evidence:
    """Look, correct the homography by what was found, look again closely."""
    evidence = look_for(fixed, picture.grey, picture.factor, image_from_template, FAR)
    for reach in (FAR, NEAR):
        if evidence.found < 2 * len(("x", "y", "1")):
            return evidence
        corrected = evidence.image_from_template @ _correction(evidence)
        again = look_for(fixed, picture.grey, picture.factor, corrected, reach)
        if again.found < evidence.found:
            return evidence
        evidence = again
    return evidence


def _correction(evidence: Evidence) -> Matrix:
    """The affine map of template coordinates that the shifts ask for, by least squares with outliers weighed down."""
    places, moved = evidence.places, evidence.places + evidence.shifts
    weights = np.ones(len(places))
    centre = places.mean(axis=0)
    design = np.c_[places - centre, np.ones(len(places))]
    for _ in range(5):
        root = np.sqrt(weights)[:, None]
        solution, *_ = np.linalg.lstsq(design * root, moved * root, rcond=None)
        left = np.linalg.norm(design @ solution - moved, axis=1)
        weights = 1 / np.maximum(left / max(float(np.median(left)), 0.3), 1) ** 2
    affine = np.eye(3)
    affine[:2, :2] = solution[:2].T
    affine[:2, 2] = solution[2] - solution[:2].T @ centre
    return affine


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
    shift, doubt = _local_shift(piece, weight)
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1.0]])
    local = piece.image_from_template @ move
    return Placement(local, doubt * scale_at(local, centre))


def _extent(pieces: Sequence[Evidence]) -> float:
    return float(np.ptp(np.concatenate([piece.places for piece in pieces]), axis=0).max())


def _nearness(piece: Evidence, corners: Points, spread: float) -> NDArray[np.float64]:
    """How much each tile has to say of the field: 1 beside it, fading with distance, faster across lines."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    away = np.maximum(np.maximum(low - piece.places, piece.places - high), 0) * (1, ROWS)
    return np.asarray(np.exp(-0.5 * (away**2).sum(axis=1) / spread**2) * piece.likeness)


def _local_shift(piece: Evidence, weight: NDArray[np.float64]) -> tuple[Points, float]:
    """Weighted mean of the shifts around a field, drawn to zero where support is thin; and the doubt that is left."""
    total = float(weight.sum())
    if total < 1e-3:
        return np.zeros(2), float(np.median(np.linalg.norm(piece.shifts, axis=1))) + 5.0
    mean = (weight[:, None] * piece.shifts).sum(axis=0) / (total + 0.5)
    scatter = float((weight * np.linalg.norm(piece.shifts - mean, axis=1)).sum() / total)
    return mean, scatter + 1.0 / (1.0 + total)
