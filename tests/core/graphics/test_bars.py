"""Codes on a drawn page, through the reader: payloads come back exactly, or not at all."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as some

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, Field, FieldReading, Image, Quad, Status, Template
from lambda_ocr.core.reader import Reader
from tests.support.drawn_marks import photographed
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours, page

FIELD = rectangle(100, 150, 420, 260)
OFF = np.array([[1.0, 0, 3.0], [0, 1.0, -3.0], [0, 0, 1.0]])


def code(payload: str, symbology: str, high: int = 90) -> Image:
    """A code in black on white, about so high."""
    made = zxingcpp.create_barcode(payload, zxingcpp.barcode_format_from_str(symbology))
    small = np.asarray(made.to_image(scale=1))
    drawn = cv2.resize(small, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    if symbology in ("QRCode", "DataMatrix", "Aztec"):
        return np.asarray(cv2.cvtColor(drawn, cv2.COLOR_GRAY2BGR), np.uint8)
    bars = cv2.resize(
        drawn[:1] if drawn.shape[0] < 4 else drawn[2:3], (drawn.shape[1], high), interpolation=cv2.INTER_NEAREST
    )
    return np.asarray(cv2.cvtColor(bars, cv2.COLOR_GRAY2BGR), np.uint8)


def with_code(payload: str, symbology: str, left: int = 110, top: int = 155) -> Image:
    paper, drawn = page(), code(payload, symbology)
    paper[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return paper


def read(picture: Image, *symbologies: str, corners: Quad = FIELD, seed: int = 1, blur: float = 0.6) -> FieldReading:
    options = {"type": "barcode", **({"symbologies": list(symbologies)} if symbologies else {})}
    seen, away = photographed(picture, seed, blur=blur)
    reader = Reader(AlignerThatIsTold(OFF @ away), DetectorThatSeesInk(), RecognizerThatTellsColours())
    fields = (Field("bars", corners, options),)
    kept = reader.prepare(Template("drawn", fields, b"", "2026-01-01T00:00:00Z"), reader.describe(page(), fields))
    return reader.read(kept, seen).fields[0]


@pytest.mark.parametrize(
    ("symbology", "payload"),
    [
        ("QRCode", "01,10,4200194130,00517742,995.58,20260311,76812345678901234567,"),
        ("Code128", "SF1403366180127"),
        ("EAN13", "6901234567892"),
        ("DataMatrix", "Lot 7 / 样张"),
    ],
)
def test_a_payload_comes_back_exactly(symbology: str, payload: str) -> None:
    found = read(with_code(payload, symbology))
    assert (found.value, found.normalized, found.status, found.type) == (payload, payload, Status.OK, "barcode")
    assert found.lines == ()


@settings(max_examples=15, deadline=None)
@given(
    payload=some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30),
    seed=some.integers(0, 50),
)
def test_whatever_is_encoded_is_decoded_or_nothing_is(payload: str, seed: int) -> None:
    assert read(with_code(payload, "QRCode"), seed=seed).value in (payload, "")


def test_a_field_without_a_code_is_empty() -> None:
    found = read(page())
    assert (found.value, found.normalized, found.status) == ("", None, Status.EMPTY)


def test_bars_that_cannot_be_decoded_are_doubted() -> None:
    paper = with_code("SF1403366180127", "Code128")
    paper[150:260, 100:420] = cv2.blur(paper[150:260, 100:420], (13, 1))
    found = read(paper)
    assert (found.value, found.status) == ("", Status.LOW_CONFIDENCE)
    assert Check.UNEXPLAINED_INK in found.checks


def test_a_code_of_another_symbology_is_none() -> None:
    paper = with_code("SF1403366180127", "Code128")
    assert read(paper, "Code128").value == "SF1403366180127"
    assert read(paper, "QRCode").value == ""


def test_a_code_beside_the_field_is_none_of_it() -> None:
    paper = with_code("6901234567892", "EAN13", left=450)
    assert read(paper).value == ""


def test_two_codes_in_a_field_are_told_and_none_is_chosen() -> None:
    paper, second = with_code("one", "QRCode"), code("two", "QRCode")
    paper[155 : 155 + second.shape[0], 250 : 250 + second.shape[1]] = second
    found = read(paper)
    assert (found.normalized, found.status) == (None, Status.LOW_CONFIDENCE)
    assert sorted(one.value for one in found.candidates) == ["one", "two"] and Check.AMBIGUOUS in found.checks
