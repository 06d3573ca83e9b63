"""Pieces of one row of print joined into one line.

A detector may see one row as several boxes, overlapping or apart; read as one line nothing is read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.geometry import Points, points, quad
from lambda_ocr.core.model import Quad
from lambda_ocr.core.text_lines.options import OPTIONS


def at_x(start: np.ndarray, end: np.ndarray, x: float) -> float:
    """Where an edge from `start` to `end` stands at `x`; in its middle, if it is upright."""
    run = end[0] - start[0]
    return float(start[1] + (end[1] - start[1]) * ((x - start[0]) / run if abs(run) > 1e-6 else 0.5))


def rows(lines: Sequence[Quad]) -> list[Quad]:
    """Lines from top to bottom, pieces of one row joined into one line (realset 345 to 372 of 393, with the template's
    own line heights and directions).
    """
    pieces = sorted(map(_measured, lines), key=lambda piece: float(piece.middle[1]))
    reaches = _reaches(pieces)
    found: list[list[int]] = []
    for index, piece in enumerate(pieces):
        low, high = reaches[index]
        near = (row for row in found if reaches[row[-1]][0] < high and reaches[row[-1]][1] > low)
        row = next((row for row in near if _on_one_row(pieces[row[-1]], piece)), None)
        if row is None:
            found.append([index])
        else:
            row.append(index)
    return [_across([pieces[index].line for index in row]) for row in found]


@dataclass(frozen=True, eq=False)
class _Piece:
    """A line with its measures: of a dense page each is asked for again and again."""

    line: Quad
    corners: Points
    middle: Points
    thick: float
    length: float


def _measured(line: Quad) -> _Piece:
    return _Piece(line, points(line), _middle(line), thickness(line), float(np.ptp(points(line)[:, 0])))


def _reaches(pieces: Sequence[_Piece]) -> list[tuple[float, float]]:
    """From where to where down the picture each may share a row with a piece of the others, wherever that stands."""
    if not pieces:
        return []
    places = [float(piece.middle[0]) for piece in pieces]
    ends = min(places), max(places)
    return [_reach(piece, ends) for piece in pieces]


def _reach(piece: _Piece, ends: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d = piece.corners
    y, half = float(piece.middle[1]), piece.thick / 2
    edges = [at_x(*edge, x) for edge in ((a, b), (d, c)) for x in ends]
    return min(y - half, *edges), max(y + half, *edges)


def _middle(line: Quad) -> np.ndarray:
    return np.asarray(points(line).mean(axis=0))


def thickness(line: Quad) -> float:
    """Height of a line at its left end, across its own direction."""
    return float(np.linalg.norm(points(line)[3] - points(line)[0]))


def _on_one_row(first: _Piece, second: _Piece) -> bool:
    """Whether two lines of like height share more than half of it, tilt taken into account or, as it may be noise of
    a short line, left out.
    """
    # The longer one tells the row's tilt: a detector's tilt of a short word is noise (3 degrees were seen).
    longer, shorter = (first, second) if first.length >= second.length else (second, first)
    a, b, c, d = longer.corners
    (x, y), half = shorter.middle, shorter.thick / 2
    tilted = at_x(a, b, x), at_x(d, c, x)
    level = float(longer.middle[1]) - longer.thick / 2, float(longer.middle[1]) + longer.thick / 2

    def shared(top: float, bottom: float) -> bool:
        # Of like height: a letter of small print beside a large figure is another row's. Rows of one paragraph share
        # accents and descenders, less than half of a height.
        thin, thick = sorted((bottom - top, 2 * half))
        return bool(thick < 2 * thin and min(bottom, y + half) - max(top, y - half) > 0.55 * thin)

    return shared(*tilted) or shared(*level)


def _across(row: Sequence[Quad]) -> Quad:
    """One quad over all pieces of a row: the longest piece, drawn out to both ends and as high as any piece needs."""
    if len(row) == 1:
        return row[0]
    a, b, c, d = _direction(row)
    corners = np.concatenate([points(line) for line in row])
    above = min(0.0, *(float(points(q)[i, 1] - at_x(a, b, points(q)[i, 0])) for q in row for i in (0, 1)))
    below = max(0.0, *(float(points(q)[i, 1] - at_x(d, c, points(q)[i, 0])) for q in row for i in (2, 3)))
    left, right = float(corners[:, 0].min()), float(corners[:, 0].max())
    return (
        (left, at_x(a, b, left) + above),
        (right, at_x(a, b, right) + above),
        (right, at_x(d, c, right) + below),
        (left, at_x(d, c, left) + below),
    )


def _direction(row: Sequence[Quad]) -> np.ndarray:
    """Corners (4, 2) that tell where a row runs: its longest piece's, levelled to both ends where that is short.

    Drawn out over a wide gap, a short word's noisy tilt would miss the word at the other end (one of 90 drawn pairs).
    """
    longest = points(max(row, key=lambda line: np.ptp(points(line)[:, 0])))
    middles = np.array(sorted(map(tuple, map(_middle, row))))
    (x0, y0), (x1, y1) = middles[0], middles[-1]
    if x1 - x0 < OPTIONS.max_short_piece_ratio * np.ptp(longest[:, 0]):
        return longest
    (x, y), half = longest.mean(axis=0), thickness(quad(longest)) / 2
    slope = (y1 - y0) / (x1 - x0)
    left, right = y + slope * (x0 - x), y + slope * (x1 - x)
    return np.array([(x0, left - half), (x1, right - half), (x1, right + half), (x0, left + half)])
