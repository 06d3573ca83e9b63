"""What a printed line says before a field that it runs into: the label of `Name: Ada`, where a detector sees one line.

Rule: places and characters of one line only; whether that is a label is for others to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import cut_along, points, side_lengths
from lambda_ocr.core.model import Quad, Text

MIN_SHARED_HEIGHT = 0.5
"""Share of the lower one's height that line and field have in common, where the one runs into the other."""
MIN_HEAD_HEIGHTS = 1.0
"""Length of a head, in heights of its line; what is shorter is the edge of a field that was drawn generously."""


def head_of(line: Quad, text: Text, fields: NDArray[np.float64]) -> tuple[Quad, str] | None:
    """The beginning of a line (template pixels) and what it says, up to the first of the fields (n, 4, 2) that
    begins within it; None where none does, or the line begins in a field.
    """
    length, height = side_lengths(line)
    end = float(_starts(line, fields).min(initial=length))
    if not MIN_HEAD_HEIGHTS * height <= end < length:
        return None
    said = Text.of(glyph for glyph in text.glyphs if glyph.at * length < end).text
    return (cut_along(line, 0.0, end / length), said) if said else None


def _starts(line: Quad, fields: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far along a line the fields on its row begin; none that stands on another, or all before or behind."""
    length, height = side_lengths(line)
    a, b, _, d = points(line)
    axes = np.stack(((b - a) / max(length, 1e-6), (d - a) / max(height, 1e-6)), axis=1)
    low, high = ((fields - a) @ axes).min(axis=1), ((fields - a) @ axes).max(axis=1)
    common = np.minimum(height, high[:, 1]) - np.maximum(0.0, low[:, 1])
    lower = np.minimum(height, high[:, 1] - low[:, 1])
    is_on_row = common >= MIN_SHARED_HEIGHT * lower
    return np.asarray(low[is_on_row & (low[:, 0] < length) & (high[:, 0] > 0), 0])
