"""How the lines of a template run: most of them one way, watermarks and stamps aslant to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor


def aslant(anchors: Sequence[Anchor]) -> NDArray[np.bool_]:
    """(n,): those that lean by more than `max_lean_degrees` against the others; not those on their side."""
    lean = np.degrees(_angles(anchors) - _direction(anchors))
    return np.asarray(np.abs((lean + 45) % 90 - 45) > OPTIONS.max_lean_degrees)


def depths(anchors: Sequence[Anchor]) -> NDArray[np.float64]:
    """(n,): how far down each stands, 0 to 1 from the first line to the last, as the lines run."""
    if not anchors:
        return np.zeros(0)
    direction = _direction(anchors)
    down = _corners(anchors).mean(axis=1) @ np.array([-np.sin(direction), np.cos(direction)])
    return np.asarray((down - down.min()) / max(float(np.ptp(down)), 1e-6))


def _corners(anchors: Sequence[Anchor]) -> NDArray[np.float64]:
    return np.array([anchor.quad for anchor in anchors], np.float64).reshape(-1, 4, 2)


def _angles(anchors: Sequence[Anchor]) -> NDArray[np.float64]:
    """(n,), radians."""
    corners = _corners(anchors)
    along = corners[:, 1] - corners[:, 0]
    return np.asarray(np.arctan2(along[:, 1], along[:, 0]))


def _direction(anchors: Sequence[Anchor]) -> float:
    """In which most lines run, radians: the one that the others turn least against (a median on the circle)."""
    angles = _angles(anchors)
    turns = np.abs(np.angle(np.exp(1j * (angles[:, None] - angles)))).sum(axis=1)
    return float(angles[turns.argmin()]) if len(angles) else 0.0
