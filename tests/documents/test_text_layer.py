"""The characters that a pdf page carries, and their places in its pixels."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.core.document import Page, PlacedCharacter
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from tests.support.drawn_pdfs import HIDDEN, PAGE, Text, pdf

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")


def page(*texts: Text, more: bytes = b"") -> Page:
    with load_document(pdf(texts, more=more), PictureLimits()) as document:
        return document.first


def carried(of: Page) -> tuple[PlacedCharacter, ...]:
    return of.text_layer.characters if of.text_layer else ()


def spelled(of: Page) -> str:
    return "".join(each.character for each in carried(of))


@pytest.mark.parametrize(
    "more",
    [b"", b"/Rotate 90", b"/Rotate 180 /CropBox [30 90 300 280]"],
    ids=["upright", "turned", "turned and cropped"],
)
def test_the_ink_of_a_page_lies_in_the_boxes_of_its_characters(more: bytes) -> None:
    drawn = page(Text("No: 47/O-B", (40, 200)), Text("lower", (60, 100), 24), more=more)
    is_ink = drawn.pixels.min(axis=2) < 128
    boxed = np.zeros_like(is_ink)
    for each in carried(drawn):
        left, top, right, bottom = each.box
        boxed[int(top) - 1 : int(bottom) + 2, int(left) - 1 : int(right) + 2] = True
    assert is_ink.any() and not (is_ink & ~boxed).any()
    assert (is_ink & boxed).sum() > 0.3 * boxed.sum()


def test_it_has_the_spaces_of_a_line_and_none_between_lines() -> None:
    assert spelled(page(Text("two words", (40, 200)), Text("next line", (40, 180)))) == "two wordsnext line"


def test_what_is_not_drawn_is_known_for_hidden() -> None:
    hidden = {
        each.character: each.hidden for each in carried(page(Text("a", (40, 200)), Text("b", (40, 100), mode=HIDDEN)))
    }
    assert hidden == {"a": False, "b": True}


def test_what_lies_off_the_page_is_not_of_it() -> None:
    around = [Text("off", (-60, 100)), Text("off", (100, PAGE[1] + 9)), Text("cropped", (350, 100))]
    assert spelled(page(Text("on", (100, 100)), *around, more=b"/CropBox [50 50 300 280]")) == "on"


def test_a_file_is_taken_at_its_word_what_its_glyphs_mean() -> None:
    assert spelled(page(Text("2019", (40, 200), is_mapped_wrong=True))) == "3129"


def test_a_page_of_too_many_characters_has_no_layer_and_is_drawn() -> None:
    crowded = page(*(Text("x" * 5001, (10, 20 + 20 * row), 0.1) for row in range(4)))
    assert crowded.text_layer is None and crowded.pixels.size


def test_a_page_without_text_has_none() -> None:
    assert page().text_layer is None
