"""What stands on the same row of a template as a line does: labels before it, amounts behind it.

Rows run as the line's own text does, so that a page may lie on its side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.core.geometry import points, side_lengths
from lambda_ocr.core.model import Quad

_AMOUNT = re.compile(r"[0-9]+[.,][0-9]{2}(?![0-9])")


@dataclass(frozen=True, eq=False)
class Gaps:
    """How far lines (n,) end before one, and begin behind it, in its heights; -inf where they are on another row."""

    before: NDArray[np.float64]
    behind: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """All lines of a template (n, 4, 2), which of them are labels, which are amounts, and which stand in fields."""

    corners: NDArray[np.float64]
    labels: NDArray[np.bool_]
    amounts: NDArray[np.bool_]
    held: NDArray[np.bool_]

    @staticmethod
    def of(anchors: Sequence[Anchor]) -> Rows:
        """The rows of a template."""
        amount = [
            bool(_AMOUNT.search(anchor.text)) and sum(map(str.isalpha, anchor.text)) <= 3  # those of a currency
            for anchor in anchors
        ]
        return Rows(
            np.array([anchor.quad for anchor in anchors], np.float64).reshape(-1, 4, 2),
            np.array([anchor.text.rstrip().endswith((":", "：")) for anchor in anchors], bool),
            np.array(amount, bool),
            np.array([not anchor.outside for anchor in anchors], bool),
        )

    def gaps(self, line: Quad) -> Gaps:
        """To all lines that overlap it by half the lower one's height, across its own direction."""
        a, b, *_ = points(line)
        right = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
        placed = (self.corners - a) @ np.stack([right, (-right[1], right[0])], axis=1)
        length, height = side_lengths(line)
        (left, top), (end, bottom) = placed.min(axis=1).T, placed.max(axis=1).T
        overlap = np.minimum(bottom, height) - np.maximum(top, 0)
        # Half of the lower one: a price is often set larger than what it is the price of.
        on_row = overlap >= np.minimum(bottom - top, height) / 2
        # The detector draws boxes a little too long: ends that overlap by so much still count as one behind the other.
        before, behind = (
            (gap + OPTIONS.row_touch_heights * height) / max(height, 1e-6) for gap in (-end, left - length)
        )
        return Gaps(np.where(on_row, before, -np.inf), np.where(on_row, behind, -np.inf))
