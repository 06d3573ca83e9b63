"""Fields that come to lie upon each other on a drawn copy: a row that is not there is missing, and no other is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.verification.flow import Flow
from lambda_ocr.alignment.verification.label_search import SoughtLabel, Stands
from lambda_ocr.core.geometry import homography, points, rectangle, transform
from lambda_ocr.core.model import Field, Image, Placement, Quad
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.recognizer import PaddleLineRecognizer

WIDE, HIGH = 820, 880
Written = tuple[tuple[int, int, str], ...]
"""Left, top and text of each line."""
ALWAYS: Written = (
    (60, 30, "NORTHWICK TRADING COMPANY"),
    (60, 75, "14 Harbour Lane, Northwick, registered dealer"),
    (60, 105, "Delivery note and statement of goods received"),
    (60, 790, "Goods once accepted are not taken back without this note"),
    (60, 820, "Questions are answered by the office in Harbour Lane"),
)
EDGES = (60, 160, 430, 560, 760)
HEADS = ("Quantity", "Description of goods", "Unit price", "Amount payable")
REMARKS = ("Please ring at the rear door.", "Pallets go back with the driver.", "Two boxes were opened here.")
GUEST = "Ada Quiller"

NOTE = {
    **{head: rectangle(left, 178, right, 208) for head, (left, right) in zip(HEADS, pairwise(EDGES), strict=True)},
    "remarks": rectangle(296, 288, 780, 387),
    "below remarks": rectangle(290, 387, 520, 415),
    "guest": rectangle(290, 527, 520, 555),
    "below guest": rectangle(290, 567, 520, 595),
}
LIST = {"above guest": rectangle(290, 197, 520, 225), "guest": rectangle(290, 237, 520, 265)}


@pytest.fixture(scope="module")
def aligner() -> PrintAligner:
    return PrintAligner(PaddleLineDetector(threads=2), PaddleLineRecognizer(threads=2))


@pytest.fixture(autouse=True, scope="module")
def _forgotten() -> Iterable[None]:
    yield
    _registered.cache_clear()


def note(*cells: str, left: int = 0, up: int = 0, guest: str = GUEST) -> Written:
    """Adjoining cells under their heads, the second so far to the `left`; remarks of three lines (of two where what is
    below is so far `up`), and a name that has no label on a row of its own: without it the row below stands there.
    """
    grid = (
        (edge + 4 - (left if edge == EDGES[1] else 0), top, text)
        for top, row in ((150, HEADS), (182, cells))
        for edge, text in zip(EDGES[:4], row, strict=True)
    )
    remarks = ((300, 294 + 30 * at, line) for at, line in enumerate(REMARKS[up > 0 :]))
    closed = 0 if guest else 40
    return (
        *grid,
        (564, 212, "plus carriage"),
        (300, 260, "Remarks of the receiver"),
        *remarks,
        (60, 390 - up, "Deposit for pallets"),
        (300, 390 - up, "174.00"),
        (60, 422 - up, "Carriage and duty are paid by the receiver"),
        (60, 480, "Delivered to the house of"),
        (300, 530, guest),
        (60, 570 - closed, "Paid to the driver"),
        (300, 570 - closed, "25.00"),
        (60, 640, "Please count the boxes and pallets at once"),
    )


def listed(guest: str) -> Written:
    """A labelled row, and a name below it that has no label: without it all that stands below moves up."""
    up = 0 if guest else 40
    terms = ("Carriage and duty are paid by the", "receiver of the goods, who signs on", "arrival and keeps the copy")
    return (
        (60, 200, "Amount payable"),
        (300, 200, "174.00"),
        (300, 240, guest),
        *((60, 280 + 40 * at - up, term) for at, term in enumerate(terms)),
        *((330, 400 + 40 * at - up, term) for at, term in enumerate(terms)),
    )


def paper(written: Written) -> Image:
    sheet = Pillow.new("RGB", (WIDE, HIGH), (250, 249, 246))
    pen = ImageDraw.Draw(sheet)
    for left, top, text in (*ALWAYS, *written):
        pen.text((left, top), text, (20, 20, 24), ImageFont.load_default(20))
    return np.asarray(sheet)[..., ::-1].copy()


SEEN = homography(rectangle(0, 0, WIDE, HIGH), ((66, 41), (998, 62), (1004, 1066), (52, 1053)))
"""`image_from_template` of every copy."""


def placed(aligner: PrintAligner, template: Written, copy: Written, fields: dict[str, Quad]) -> dict[str, Placement]:
    """Each field of a photographed copy."""
    asked = tuple(Field(name, corners) for name, corners in fields.items())
    seen = cv2.warpPerspective(paper(copy), SEEN, (1064, 1112), borderValue=(120, 125, 130))
    noise = np.random.default_rng(1).normal(0, 4, seen.shape)
    photograph = np.asarray((cv2.GaussianBlur(seen, (0, 0), 0.7) + noise).clip(0, 255), np.uint8)
    found = aligner.align(_registered(aligner, template, asked), aligner.extract(photograph), asked)
    return dict(zip(fields, found.placements, strict=True))


@cache
def _registered(aligner: PrintAligner, written: Written, fields: tuple[Field, ...]) -> Any:
    return aligner.load(aligner.describe(paper(written), fields))


TEMPLATE = note("12", "Copper kettles", "14.50", "174.00")


def missing(placements: dict[str, Placement]) -> list[str]:
    return [name for name, each in placements.items() if each.is_missing]


def test_cells_that_adjoin_stay_though_their_edges_come_to_overlap(aligner: PrintAligner) -> None:
    assert missing(placed(aligner, TEMPLATE, note("3", "Iron skillets", "7.20", "21.60", left=2), NOTE)) == []


def test_a_field_of_several_lines_stays_where_a_line_moves_into_its_foot(aligner: PrintAligner) -> None:
    found = placed(aligner, TEMPLATE, note("3", "Iron skillets", "7.20", "21.60", up=18), NOTE)
    assert not found["remarks"].is_missing


def test_a_row_that_is_not_there_is_missing_where_the_next_one_stands_in_its_place(aligner: PrintAligner) -> None:
    found = placed(aligner, TEMPLATE, note("3", "Iron skillets", "7.20", "21.60", guest=""), NOTE)
    assert missing(found) == ["guest"]
    moved = points(NOTE["below guest"]) - (0, 40)
    assert (
        np.abs(transform(found["below guest"].image_from_template, NOTE["below guest"]) - transform(SEEN, moved)).max()
        < 4
    )


def test_a_row_that_is_not_there_is_missing_where_it_was_taken_along_by_what_stands_below(
    aligner: PrintAligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece that moved by a row finds print on the line of a field that is not there: the next row's, and frames."""
    monkeypatch.setattr(Flow, "_explained", lambda self, pieces, field, height: field == LIST["guest"])
    assert missing(placed(aligner, listed(GUEST), listed(""), LIST)) == ["guest"]


def test_print_found_on_a_field_s_own_line_speaks_for_it_as_a_label_does(
    aligner: PrintAligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Flow, "_explained", lambda self, pieces, field, height: field == NOTE["guest"])
    assert missing(placed(aligner, TEMPLATE, note("3", "Iron", "7.20", "21.60", guest=""), NOTE)) == []


def test_what_is_missing_itself_stands_in_no_other_s_place(
    aligner: PrintAligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A label may be found, but weakly, where another's stands."""
    monkeypatch.setattr(SoughtLabel, "is_displaced", lambda self, others, height: self.stands is Stands.BESIDE)
    found = placed(aligner, listed(GUEST), listed(""), LIST)
    assert missing(found) == ["above guest"]
