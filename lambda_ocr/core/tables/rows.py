"""From rows of text to a table's rows: each has one row of text that tells it, and what belongs to that.

A row of text tells a row of the table where most of the columns that do (`Layout.anchors`) hold a value there. What
stands between two such is the one's or the other's: by where the first row has its other columns, or by the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.tables.layout import Layout
from lambda_ocr.core.tables.options import OPTIONS
from lambda_ocr.core.tables.words import TextRow, Word

_FREE = ("text", "choice")
"""Types of which any print may be a value that was misread."""
_FIGURES = ("integer", "number", "amount", "date", "time", "datetime")
_SIGNS = frozenset("0123456789.,'+-\N{MINUS SIGN}\N{EN DASH}()¥￥$€£%/:年月日时分秒")
"""Characters of figures."""


@dataclass(frozen=True, eq=False)
class Row:
    """One row: the words of each column, in reading order, and where the row's telling print stands."""

    middle: float
    cells: tuple[tuple[Word, ...], ...]
    bottom: float
    """Middle of its lowest row of text."""


def rows_of(layout: Layout, text: Sequence[TextRow], height: float) -> list[Row]:
    """The table's rows, top to bottom."""
    telling = [at for at, row in enumerate(text) if tells(layout, row, height)]
    groups = {at: [at] for at in telling}
    for at, row in enumerate(text):
        owner = None if at in groups else _owner(layout, text, telling, at, height)
        if owner is not None and _is_within(layout, row, row.middle - text[owner].middle, height):
            groups[owner].append(at)
    return [_row(layout, text[at], [text[each] for each in sorted(groups[at])], height) for at in telling]


def tells(layout: Layout, row: TextRow, height: float) -> bool:
    """Whether most of the telling columns hold a value, or what may be a misread one."""
    cells = dict.fromkeys(layout.anchors, "")
    for word, open_ in _parted(layout, row.words, layout.anchors, height):
        at = _column(layout, word, open_, height)
        if at is not None:
            cells[at] += word.text
    filled = sum(_may_be(layout.kind(at), said) for at, said in cells.items())
    return filled >= (len(layout.anchors) + 1) // 2


def _may_be(kind: FieldType, said: str) -> bool:
    meant = kind.meanings([said]) if said else ()
    if meant and not meant[0].failed:
        return True
    letters = [letter for letter in said if letter.isalnum()]
    digits = sum(letter.isdigit() for letter in letters)
    return bool(letters) and (kind.name in _FREE or 2 * digits >= len(letters))


def _owner(layout: Layout, text: Sequence[TextRow], telling: Sequence[int], at: int, height: float) -> int | None:
    """Which row a row of text belongs to that tells none itself."""
    above = max((each for each in telling if each < at), default=None)
    below = min((each for each in telling if each > at), default=None)
    up = None if above is None or not _is_chain(text, above, at, height) else above
    down = None if below is None or not _is_chain(text, at, below, height) else below
    is_above, is_below = layout.stands_above(height), layout.stands_below(height)
    if is_above and not is_below:
        return down
    if is_above and up is not None and down is not None:
        return up if text[at].middle - text[at - 1].middle <= text[at + 1].middle - text[at].middle else down
    return up


def _is_chain(text: Sequence[TextRow], first: int, last: int, height: float) -> bool:
    """Whether rows of text follow each other as lines of one row do."""
    gaps = (text[at + 1].middle - text[at].middle for at in range(first, last))
    return max(gaps) <= OPTIONS.line_gap_heights * height


def _row(layout: Layout, telling: TextRow, text: Sequence[TextRow], height: float) -> Row:
    cells: list[list[Word]] = [[] for _ in layout.columns]
    for row in text:
        for at, word in _placed(layout, row, row.middle - telling.middle, height):
            if at is not None:
                cells[at].append(word)
    return Row(telling.middle, tuple(map(tuple, cells)), max(row.middle for row in text))


def _is_within(layout: Layout, row: TextRow, down: float, height: float) -> bool:
    """Whether all that a row of text says stands in columns: else it is a remark between two rows (`2 x   0,69`)."""
    every = range(len(layout.columns))
    return all(
        at is not None or _column(layout, word, every, height) is not None
        for at, word in _placed(layout, row, down, height)
    )


def _placed(layout: Layout, row: TextRow, down: float, height: float) -> Iterator[tuple[int | None, Word]]:
    """The words of a row of text, so far below its row's telling print, each with its column; None beside all."""
    asked = _on_level(layout, down, height)
    last: tuple[int, Word] | None = None
    for word, open_ in _parted(layout, row.words, asked, height):
        at = _column(layout, word, open_, height)
        if at is None and last and _runs_on(layout, last[1], word, last[0], height):
            at = last[0]
        last = None if at is None else (at, word)
        yield at, word


def _parted(
    layout: Layout, words: Sequence[Word], asked: Sequence[int], height: float
) -> Iterator[tuple[Word, Sequence[int]]]:
    """The words, a figure cut off from what is printed against it: `0,25*C`; each with the columns it may be of."""
    figures = [at for at in asked if layout.kind(at).name in _FIGURES]
    for word in words:
        at, cut = next(((at, cut) for at in figures if (cut := _cut(layout, at, word, height))), (-1, (word,)))
        for part in cut:
            is_rest = len(cut) > 1 and not any(letter.isdigit() for letter in part.text)
            yield part, [each for each in asked if not (is_rest and each == at)]


def _cut(layout: Layout, at: int, word: Word, height: float) -> tuple[Word, ...]:
    """A word in parts, one of which is a figure that stands in the column; nothing where it is one whole or has none.

    What is cut off is never a digit or a sign, nor a letter right beside the figure, as of `5.8M`.
    """
    left, _, right, _ = layout.places[at]
    runs = [list(run) for is_of, run in groupby(range(len(word.glyphs)), lambda at: word.text[at] in _SIGNS) if is_of]
    slack = OPTIONS.slack_heights * height
    mine = [run for run in runs if any(left - slack <= word.places[each] <= right + slack for each in run)]
    if len(mine) != 1 or len(mine[0]) == len(word.glyphs):
        return ()
    start, end = mine[0][0], mine[0][-1] + 1
    parts = [word.part(0, start), word.part(start, end), word.part(end)]
    around = parts[0].text[-1:] + parts[2].text[:1]
    others = parts[0].text + parts[2].text
    is_torn = around.isalnum() or any(letter.isdigit() for letter in others)
    is_figure = not is_torn and _may_be(layout.kind(at), parts[1].text)
    return tuple(part for part in parts if part.glyphs) if is_figure else ()


def _on_level(layout: Layout, down: float, height: float) -> list[int]:
    """Columns that may have print so far below a row's telling print, the likeliest level first.

    Further lines of a cell are as near to the column that it is of as to any.
    """
    top, bottom = layout.anchor_band
    middle = (top + bottom) / 2

    def away(at: int) -> float:
        _, low, _, high = layout.places[at]
        return max(low - middle - down, down - (high - middle), 0.0)

    mine = [at for at in range(len(layout.columns)) if at not in layout.anchors or abs(down) < height / 2]
    return sorted(mine, key=lambda at: (away(at), at))


def _column(layout: Layout, word: Word, asked: Sequence[int], height: float) -> int | None:
    """The column that a word stands in with half of it, the first of those `asked`; a long figure, with its end."""
    slack = OPTIONS.slack_heights * height
    inside = {}
    for at in asked:
        left, _, right, _ = layout.places[at]
        inside[at] = [left - slack <= place <= right + slack for place in word.places]
    for at, each in inside.items():
        if 2 * sum(each) >= len(each):
            return at
    is_figure = any(letter.isdigit() for letter in word.text)
    return next((at for at, each in inside.items() if each[-1] and is_figure and layout.kind(at).name != "text"), None)


def _runs_on(layout: Layout, before: Word, word: Word, at: int, height: float) -> bool:
    """Whether a word beside all columns goes on with the text before it."""
    gap = word.places[0] - before.places[-1]
    return layout.kind(at).name == "text" and gap <= OPTIONS.overflow_heights * height
