"""Of a line that runs into a field its beginning is known, and what that says; of others nothing."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.alignment.proposals.line_heads import head_of
from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Glyph, Quad, Text

LINE = rectangle(100, 50, 300, 70)
SAID = Text.of(Glyph(char, 0.99, (at + 0.5) / 20) for at, char in enumerate("Sent by: Ada Quiller"))


def field(left: float, right: float, top: float = 47) -> Quad:
    return rectangle(left, top, right, top + 26)


def test_label_and_value_that_were_seen_as_one_line_are_parted_where_the_field_begins() -> None:
    head = head_of(LINE, SAID, np.array([field(188, 320)]))
    assert head is not None
    corners, said = head
    assert said == "Sent by:"
    assert points(corners)[:, 0].tolist() == [100, 188, 188, 100]


def test_the_first_field_that_begins_in_a_line_ends_its_head() -> None:
    head = head_of(LINE, SAID, np.array([field(250, 320), field(188, 240), field(20, 60)]))
    assert head is not None
    assert head[1] == "Sent by:"


@pytest.mark.parametrize(
    "fields",
    [[], [field(188, 320, top=80)], [field(90, 320)], [field(110, 320)], [field(310, 400)]],
    ids=["no field", "another row's", "the line begins in it", "its edge is drawn generously", "it begins behind"],
)
def test_else_a_line_has_no_head(fields: list[Quad]) -> None:
    assert head_of(LINE, SAID, np.array(fields, np.float64).reshape(-1, 4, 2)) is None
