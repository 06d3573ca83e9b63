"""The residual warp: what a homography leaves over on paper that is no plane, as a smooth displacement.

A polynomial of the page's coordinates, in template pixels, fitted by iteratively reweighted least squares (Holland and
Welsch 1977; outliers are weighed down as their square) with a ridge penalty (Hoerl and Kennard 1970). A homography
alone put the fields of curled examples up to 45 px off, with the warp 24. Beyond the tiles that support it, it stays as
it is at their edge: a cubic runs off otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.geometry import Points


@dataclass(frozen=True, eq=False)
class ResidualWarp:
    """Displacement (x, y) in template pixels at places in template pixels."""

    coefficients: NDArray[np.float64]
    """(terms, 2), of `_terms`."""
    degree: int
    low: Points
    high: Points
    """The rectangle of print it was fitted to."""

    def at(self, places: Points) -> Points:
        """Displacements (n, 2) of places (n, 2)."""
        held = np.clip(places, self.low, self.high)
        return np.asarray(_terms(held, self.low, self.high, self.degree) @ self.coefficients)


def fit_warp(places: Points, shifts: Points, most: int) -> ResidualWarp | None:
    """The simplest warp that explains shifts (n, 2) at places (n, 2); None for too few tiles.

    A higher degree, `most` at most, is taken only when it leaves clearly less than the one below it: between the tiles
    it is less to be trusted.
    """
    best, least = None, np.inf
    for degree, tiles in enumerate(OPTIONS.min_tiles_for_degree, start=1):
        if degree <= most and len(places) >= tiles:
            warp, left = _of_degree(places, shifts, degree)
            if left < OPTIONS.max_residual_share * least:
                best, least = warp, left
    return best


def _of_degree(places: Points, shifts: Points, degree: int) -> tuple[ResidualWarp, float]:
    """The warp of one degree, and the median residual that it leaves."""
    low, high = places.min(axis=0), places.max(axis=0)
    design = _terms(places, low, high, degree)
    # Bending costs, turn and stretch do not: they are the rest of a homography that was not fitted well. The 1e-9 keeps
    # tiles on one line solvable.
    pull = np.diag([OPTIONS.warp_ridge * len(places) if sum(powers) > 1 else 1e-9 for powers in _powers(degree)])
    weights, middle = np.ones(len(places)), ((len(places) - 1) // 2, len(places) // 2)
    for _ in range(OPTIONS.warp_rounds):
        weighted = design * weights[:, None]
        solution = np.linalg.solve(design.T @ weighted + pull, weighted.T @ shifts)
        left = np.sqrt(((design @ solution - shifts) ** 2).sum(axis=1))
        # `np.median` at a third of its price: this is taken some hundred times a picture.
        lower, upper = np.partition(left, middle)[list(middle)]
        median = float((lower + upper) / 2)
        # The scale is the median residual, a third of a pixel at least: of nearly perfect fits it would cast out tiles
        # for the rounding of their peaks.
        weights = 1 / np.maximum(left / max(median, 0.3), 1) ** 2
    return ResidualWarp(solution, degree, low, high), median


def _powers(degree: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]


def _terms(places: Points, low: Points, high: Points, degree: int) -> NDArray[np.float64]:
    """Monomials of coordinates scaled to -1 to 1, (n, terms): unscaled, the cube of a pixel's place drowns the rest."""
    x, y = ((places - low) / np.maximum(high - low, 1.0) * 2 - 1).T
    of_x, of_y = ([along**power for power in range(degree + 1)] for along in (x, y))
    return np.stack([of_x[i] * of_y[j] for i, j in _powers(degree)], axis=1)
