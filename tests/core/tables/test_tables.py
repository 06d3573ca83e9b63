"""Tables on drawn sheets, through the reader: rows found, cells read, where a table ends."""

from __future__ import annotations

import random

import numpy as np
import pytest

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.document import PlacedCharacter, TextLayer
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.model import Check, Held, Status
from tests.support.drawn_script import HIGH, STEP, page, write
from tests.support.drawn_tables import (
    FIGURE,
    HEADING,
    ITEM,
    PITCH,
    QUANTITY,
    TOP,
    TOTAL,
    Sheet,
    coded,
    entry,
    line,
    read,
)

TEMPLATE = Sheet([entry("MKCKM", "R", "GB"), entry("CCM", "B", "RRG")])


def cells(found: object) -> list[list[str]]:
    return [[cell.value for cell in row] for row in found.rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(10))
def test_rows_are_read_however_many_there_are(seed: int) -> None:
    hand = random.Random(seed)

    def word(letters: str, most: int) -> str:
        return "".join(hand.choices(letters, k=hand.randint(1, most)))

    rows = [[word("CMK", 9), word("RGB", 2), word("RGB", 5)] for _ in range(hand.randint(1, 12))]
    found = read(TEMPLATE, Sheet([entry(*row) for row in rows], gap=hand.choice((1, 4))).drawn())
    assert cells(found) == rows
    assert found.value == "\n".join("\t".join(row) for row in rows)
    assert found.normalized == [dict(zip(("item", "quantity", "total"), row, strict=True)) for row in rows]
    assert (found.status, found.type, found.checks) == (Status.OK, "table", ())


def test_a_text_of_several_lines_is_its_row_s() -> None:
    rows = [entry("MMMKC", "R", "G"), [(ITEM, "CCKKK")], [(ITEM, "K")], entry("CMC", "B", "RR"), [(ITEM, "MM")]]
    assert cells(read(TEMPLATE, Sheet(rows).drawn())) == [["MMMKC CCKKK K", "R", "G"], ["CMC MM", "B", "RR"]]


def test_a_text_above_its_figures_is_with_those_below_it() -> None:
    rows = [[(ITEM, "MMM")], [(QUANTITY, "R"), (TOTAL, "G")], [(ITEM, "KK")], [(QUANTITY, "B"), (TOTAL, "RRR")]]
    template = Sheet(rows[:2])
    columns = coded(others_down=PITCH)
    assert cells(read(template, Sheet(rows).drawn(), columns)) == [["MMM", "R", "G"], ["KK", "B", "RRR"]]


def test_two_columns_above_each_other_keep_their_own() -> None:
    rows = [entry("MMM", "R", "G"), [(ITEM, "KKC")], entry("CC", "B", "RR"), [(ITEM, "MKM")]]
    columns = [*coded(), (line(ITEM, TOP + PITCH, 340), "remark", {})]
    found = read(Sheet(rows[:2]), Sheet(rows).drawn(), columns)
    assert cells(found) == [["MMM", "R", "G", "KKC"], ["CC", "B", "RR", "MKM"]]


def test_a_cell_is_compared_with_what_the_file_says_at_its_own_part_of_the_line() -> None:
    text = "RRG R G"
    sheet, columns = Sheet([[(ITEM, text)]]), [*coded()]
    columns[0] = (line(ITEM, TOP, 3 * STEP), "item", {})
    columns[1:] = [(line(ITEM + at * STEP, TOP, STEP), name, FIGURE) for at, name in ((4, "quantity"), (6, "total"))]
    lefts = ((each, ITEM + at * STEP) for at, each in enumerate(text))
    layer = TextLayer(
        tuple(PlacedCharacter(each, (left, TOP, left + STEP - 4, TOP + HIGH), False) for each, left in lefts)
    )
    found = read(sheet, sheet.drawn(), columns, layer=layer)
    assert cells(found) == [["RRG", "R", "G"]]
    assert all(cell.checks == () and Held.TEXT_LAYER in cell.held for cell in found.rows[0])


def test_a_line_with_print_beside_the_columns_is_no_part_of_a_row() -> None:
    rows = [entry("MMM", "R", "G"), [(ITEM, "C"), (510, "RG")], entry("KK", "B", "RR")]
    assert cells(read(TEMPLATE, Sheet(rows).drawn())) == [["MMM", "R", "G"], ["KK", "B", "RR"]]


def test_what_follows_on_the_template_ends_a_table_without_a_gap() -> None:
    copy = Sheet([entry("MMM", "R", "G")], following="").drawn()
    write(copy, ITEM, TOP + PITCH, "CCCC CCCC")
    write(copy, TOTAL, TOP + PITCH, "GGB")
    write(copy, ITEM, TOP + 2 * PITCH, "KKM")
    write(copy, TOTAL, TOP + 2 * PITCH, "RR")
    assert cells(read(TEMPLATE, copy)) == [["MMM", "R", "G"]]


def test_a_gap_ends_a_table() -> None:
    rows = [entry("MMM", "R", "G"), None, None, None, entry("KK", "B", "RR")]
    assert cells(read(TEMPLATE, Sheet(rows, following="").drawn())) == [["MMM", "R", "G"]]


@pytest.mark.parametrize("off", [-0.9, 0.9])
def test_a_heading_is_no_row_though_the_table_is_placed_a_line_off(off: float) -> None:
    template = Sheet([entry("MKCKM", "R", "GB"), entry("CCM", "B", "RRG")], heading=HEADING + "  R  GB")
    paper = template.drawn()
    write(paper, QUANTITY, TOP - PITCH, "R")
    write(paper, TOTAL, TOP - PITCH, "GB")
    shifted = np.roll(paper, round(off * PITCH), axis=0)
    assert cells(read(template, shifted)) == [["MKCKM", "R", "GB"], ["CCM", "B", "RRG"]]


def test_a_cell_without_print_is_empty() -> None:
    found = read(TEMPLATE, Sheet([entry("MMM", "", "G"), entry("", "R", "B")]).drawn())
    assert cells(found) == [["MMM", "", "G"], ["", "R", "B"]]
    assert found.rows[0][1].status is Status.EMPTY
    assert found.status is Status.OK
    assert found.normalized[0] == {"item": "MMM", "quantity": None, "total": "G"}


def test_a_cell_that_is_no_value_is_said_and_makes_the_table_doubtful() -> None:
    found = read(TEMPLATE, Sheet([entry("MMM", "R", "G"), entry("KK", "R", "MMM")]).drawn())
    assert found.rows[1][2].status is Status.INVALID
    assert found.status is Status.LOW_CONFIDENCE
    assert found.normalized[1]["total"] is None


def test_a_table_without_rows_is_empty() -> None:
    found = read(TEMPLATE, Sheet([None, None]).drawn())
    assert (found.rows, found.value, found.status, found.normalized) == ((), "", Status.EMPTY, None)


def test_a_table_that_is_off_the_picture_is_out_of_frame() -> None:
    assert read(TEMPLATE, TEMPLATE.drawn()[: TOP - PITCH]).status is Status.OUT_OF_FRAME


def test_a_table_whose_first_row_stands_at_the_picture_s_upper_edge_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.drawn_tables.TOP", 8)
    template = Sheet(TEMPLATE.rows, heading="")
    assert cells(read(template, template.drawn())) == [["MKCKM", "R", "GB"], ["CCM", "B", "RRG"]]


def test_a_table_that_runs_to_the_picture_s_edge_may_go_on() -> None:
    rows = [entry("MMM", "R", "G")] * 12
    found = read(TEMPLATE, Sheet(rows, following="").drawn()[: TOP + 5 * PITCH])
    assert len(found.rows) == 5
    assert (found.status, found.checks) == (Status.LOW_CONFIDENCE, (Check.END_UNSEEN,))


def test_a_figure_printed_beyond_its_column_on_the_left_is_whole() -> None:
    found = read(TEMPLATE, Sheet([[(ITEM, "MM"), (QUANTITY, "R"), (TOTAL - 32, "RGBRGB")]]).drawn())
    assert cells(found) == [["MM", "R", "RGBRGB"]]


def test_a_page_full_of_rows_is_refused_by_name_where_it_is_too_dear() -> None:
    paper = page(800, 4000)
    for top in range(TOP, 3900, PITCH):
        for left, text in entry("MKC KM CMK", "RG", "RGBRG"):
            write(paper, left, top, text)
    with pytest.raises(OverBudget) as refused:
        read(TEMPLATE, paper, budget=Budget(pixels=600_000))
    assert refused.value.details["part"] in ("detect", "recognise")
