"""Which detected lines are a field's, how they are cut, and how they are joined to a value.

A line is the field's when most of its height lies within the field. Along the line the recognizer decides: the line is
read with what stands left and right of the field, and characters are kept by where they stand, so that a neighbour's
text is never cut in half and a first character never lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np

from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Glyph, Quad, Text
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.row_joining import at_x, rows, thickness

Frame = tuple[float, float, float, float]


def belongs(line: Quad, frame: Frame) -> bool:
    """Whether a line of the region is the field's: by height above all, and at least half a character of it inside.

    Across the line a field is drawn exactly enough (lines are apart); along it values are as long as they are, and the
    characters are parted after reading (`within`).
    """
    left, top, right, bottom = frame
    low, high = _vertical_extent(line, left, right)
    inside = min(high, bottom) - max(low, top)
    x = points(line)[:, 0]
    across = min(x.max(), right) - max(x.min(), left)
    return bool(
        high - low < OPTIONS.max_box_field_ratio * (bottom - top)
        and inside >= OPTIONS.min_inside_share * min(high - low, bottom - top)
        and across >= 0.5 * min(high - low, float(np.ptp(x)))
    )


def _vertical_extent(line: Quad, left: float, right: float) -> tuple[float, float]:
    """Top and bottom of a (tilted) line at the middle of its part within [left, right].

    Not of the whole line: one that leans by its height over a page is in the field where the field is.
    """
    a, b, c, d = points(line)
    middle = (max(left, min(a[0], d[0])) + min(right, max(b[0], c[0]))) / 2
    return at_x(a, b, middle), at_x(d, c, middle)


def clipped(line: Quad, frame: Frame) -> Quad:
    """The line cut to the field's width and `reach_heights` line heights beyond."""
    a, b, c, d = points(line)
    reach = OPTIONS.reach_heights * np.linalg.norm(d - a)
    left, right = frame[0] - reach, frame[2] + reach

    def cut(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x0, x1 = max(left, start[0]), min(right, end[0])
        return np.array([x0, at_x(start, end, x0)]), np.array([x1, at_x(start, end, x1)])

    (a, b), (d, c) = cut(a, b), cut(d, c)
    return tuple((float(x), float(y)) for x, y in (a, b, c, d))  # type: ignore[return-value]


def moved(text: Text, line: Quad, other: Quad) -> Text:
    """What was read along one line, its characters placed along another cut through the same print."""
    (start, end), (low, high) = _ends(line), _ends(other)

    def at(glyph: Glyph) -> Glyph:
        place = (start + glyph.at * (end - start) - low) / max(high - low, 1e-6)
        return replace(glyph, at=place, rival=glyph.rival and replace(glyph.rival, at=place))

    return replace(text, glyphs=tuple(map(at, text.glyphs)))


def _ends(line: Quad) -> tuple[float, float]:
    """Where a line begins and ends, along the region."""
    x = points(line)[:, 0]
    return float(x[[0, 3]].mean()), float(x[[1, 2]].mean())


def within(text: Text, line: Quad, frame: Frame) -> Text:
    """The part of a line's text that stands in the field."""
    start, end = _ends(line)
    slack = OPTIONS.max_outside_heights * np.linalg.norm(points(line)[3] - points(line)[0])
    away = [max(frame[0] - place, place - frame[2]) for place in (start + g.at * (end - start) for g in text.glyphs)]
    kept = _without_label_colon(_without_strays(text.glyphs, away, float(slack)))
    word_gap = OPTIONS.min_word_gap_heights * float(slack) / OPTIONS.max_outside_heights / max(end - start, 1e-6)
    return Text.of(_spaced(kept, word_gap))


def _spaced(glyphs: Sequence[Glyph], apart: float) -> Iterator[Glyph]:
    """The characters, with a space between two that stand farther `apart` than within a word, and than the others.

    Over the widest gaps the network says no space: 76 of 90 drawn pairs of words kept their blank, with this all do.
    And than the others, or the cells of a comb would come out as words of one letter.
    """
    steps = [after.at - before.at for before, after in pairwise(glyphs)]
    wide = max(apart, OPTIONS.min_word_gap_ratio * float(np.median(steps))) if steps else apart
    yield from glyphs[:1]
    for (before, after), step in zip(pairwise(glyphs), steps, strict=True):
        if step > wide and not (before.character.isspace() or after.character.isspace()):
            yield Glyph(" ", min(before.confidence, after.confidence), (before.at + after.at) / 2)
        yield after


def _without_strays(glyphs: Sequence[Glyph], away: Sequence[float], slack: float) -> list[Glyph]:
    """The characters at most `slack` away from the field, less words beside the value that lie mostly outside it.

    By words: where a field is a few pixels off, the first letter of the neighbouring word lies within the slack
    (realset 381 to 382 of 393). A field that holds nothing else keeps what it has.
    """
    kept: list[list[Glyph]] = []
    strays: list[list[Glyph]] = []
    for is_space, run in groupby(zip(glyphs, away, strict=True), key=lambda pair: pair[0].character.isspace()):
        word = list(run)
        mine = [glyph for glyph, distance in word if distance <= slack]
        # Whoever draws a field around a sentence easily leaves its point outside.
        if (
            len(word) > 1
            and len(mine) == len(word) - 1
            and _closes(word[-2], word[-1], slack / OPTIONS.max_outside_heights)
        ):
            mine.append(word[-1][0])
        inside = sum(distance <= 0 for _, distance in word)
        (kept if is_space or 2 * inside > len(word) else strays).append(mine)
    words = [run for run in kept if not all(glyph.character.isspace() for glyph in run)]
    return [glyph for run in (kept if words else strays) for glyph in run]


def _closes(before: tuple[Glyph, float], last: tuple[Glyph, float], height: float) -> bool:
    """Whether the last of two characters, each with how far outside it stands, is the point right after a letter.

    A number's may be anyone's, and one farther off is a speck, a leader's or another column's.
    """
    is_point = last[0].character in ".。" and before[0].character.isalpha()
    return is_point and 0 < last[1] - before[1] <= OPTIONS.point_heights * height


def _without_label_colon(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """A colon that a value begins with closes the label before it."""
    for index, glyph in enumerate(glyphs):
        if not (glyph.character.isspace() or glyph.character in ":："):
            return glyphs[index:]
    return ()


def of_field(lines: Sequence[Quad], frame: Frame) -> list[Quad]:
    """The field's lines from top to bottom; where the field is high enough for one only, the one that fills it best."""
    mine = rows([line for line in lines if belongs(line, frame)])
    if len(mine) < 2:
        return mine

    def inside(line: Quad) -> float:  # the share of its height that lies in the field
        low, high = _vertical_extent(line, frame[0], frame[2])
        return (min(high, frame[3]) - max(low, frame[1])) / max(high - low, 1e-6)

    # A low field drawn between two lines, or a little off on a copy, has half of each.
    line_height = float(np.median([thickness(line) for line in mine]))
    is_single = frame[3] - frame[1] < OPTIONS.max_single_heights * line_height
    return [max(mine, key=inside)] if is_single else mine


def supposed(frame: Frame, line_height: float) -> list[Quad]:
    """The field itself as a line, where none was seen and it is high enough for one only."""
    middle, half = (frame[1] + frame[3]) / 2, min(line_height, frame[3] - frame[1]) / 2
    return [rectangle(frame[0], middle - half, frame[2], middle + half)] if frame[3] - frame[1] < 4 * half else []


def joined(texts: Sequence[str]) -> str:
    """Lines as one value: nothing between two lines of Chinese or Japanese script, a space otherwise."""
    value = ""
    for text in filter(None, texts):
        value += ("" if not value or (_is_cjk(value[-1]) and _is_cjk(text[0])) else " ") + text
    return value


def has_ideographs(text: str) -> bool:
    """Whether a text holds Chinese or Japanese script."""
    return any(map(_is_cjk, text))


def _is_cjk(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC", "BOPOMOFO"))
