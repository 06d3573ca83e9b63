"""What a printed line says before a field that it runs into: the label of `Name: Ada`, where a detector sees one line.

Rule: places and characters of one line only; whether that is a label is for others to say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.geometry import cut_along, points, side_lengths
from lambda_ocr.core.model import Quad, Text

MIN_SHARED_HEIGHT = 0.5
"""Share of the lower one's height that line and field have in common, where the one runs into the other."""
MIN_HEAD_HEIGHTS = 1.0
"""Length of a head, in heights of its line; what is shorter is the edge of a field that was drawn generously."""


def head_of(line: Quad, text: Text, fields: Sequence[Quad]) -> tuple[Quad, str] | None:
    """The beginning of a line (template pixels) and what it says, up to the first field that begins within it; None
    where none does, or the line begins in a field.
    """
    length, height = side_lengths(line)
    end = min((start for field in fields if (start := _start(line, field)) is not None), default=length)
    if not MIN_HEAD_HEIGHTS * height <= end < length:
        return None
    said = Text.of(glyph for glyph in text.glyphs if glyph.at * length < end).text
    return (cut_along(line, 0.0, end / length), said) if said else None


def _start(line: Quad, field: Quad) -> float | None:
    """How far along a line a field on its row begins; None where it stands on another, or all before or behind."""
    length, height = side_lengths(line)
    a, b, _, d = points(line)
    axes = np.stack(((b - a) / max(length, 1e-6), (d - a) / max(height, 1e-6)))
    along, across = axes @ (points(field) - a).T
    common = min(height, float(across.max())) - max(0.0, float(across.min()))
    lower = min(height, float(np.ptp(across)))
    is_on_row = common >= MIN_SHARED_HEIGHT * lower
    return float(along.min()) if is_on_row and along.min() < length and along.max() > 0 else None
