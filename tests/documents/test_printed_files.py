"""A note as programs write it into a pdf (`files/printed/make.sh`): what its own text says of what is seen on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from lambda_ocr.core.deciding.text_layer import LayerText
from lambda_ocr.core.document import Page
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, FieldReading, Held, Line, Quad, Status
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from tests.core.deciding.test_text_layer import DIFFERS, SAME, TEXT
from tests.support.made_files import made

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")

NOTE = (
    "No. DN-2026/0047-B",
    "Consignee Ada Example",
    "Office affluent & first",
    "Total 1,234.50 EUR",
    "收货人 王小明",
)
Said = tuple[tuple[Check, ...], tuple[Held, ...]]
SILENT: Said = ((), ())


def rows(page: Page) -> Iterator[Quad]:
    """Where ink lies, line by line: rows of print, with what hangs below them."""
    ink = page.pixels.min(axis=2) < 128
    edges = np.flatnonzero(np.diff(np.pad(ink.any(axis=1), 1).astype(int)))
    for top, bottom in edges.reshape(-1, 2).tolist():
        across = np.flatnonzero(ink[top:bottom].any(axis=0))
        yield rectangle(int(across[0]), top, int(across[-1]) + 1, bottom)


def told(name: str) -> list[tuple[str, Said]]:
    """Of each line, read as it is but for its spaces: the value that it becomes, and what is said of it."""
    with load_document(made(f"printed/{name}"), PictureLimits()) as document:
        page = document.first
    assert page.text_layer is not None
    layer = LayerText(page.text_layer)
    found: list[tuple[str, Said]] = []
    for line, place in zip(NOTE, rows(page), strict=False):
        seen = line.replace(" ", "")
        at = Line(seen, 0.98, place, 0.5, sureness=(0.99,) * len(seen))
        done = layer.compared(TEXT, layer.agreed(TEXT, FieldReading("f", seen, 0.9, Status.OK, place, (at,), 0.5)))
        found.append((done.value, (done.checks, done.held)))
    return found


@pytest.mark.parametrize(("name", "lines"), [("chromium", 5), ("libreoffice", 5), ("reportlab", 5), ("cairo", 4)])
def test_a_line_that_a_program_printed_has_the_programs_own_characters(name: str, lines: int) -> None:
    assert told(f"{name}.pdf") == [(line, SAME) for line in NOTE[:lines]]


def test_a_map_that_lies_of_a_ligature_is_told_and_radicals_are_the_ideographs_they_stand_for() -> None:
    *upper, names = told("ghostscript.pdf")
    assert upper == [
        *((line, SAME) for line in NOTE[:2]),
        ("Officeaffluent&first", DIFFERS),
        (NOTE[3], SAME),
    ]
    assert names == (NOTE[4], SAME)


def test_what_a_scans_own_reading_hides_under_it_agrees_or_is_silent_and_words_no_value() -> None:
    *latin, ideographs = told("ocrmypdf.pdf")
    assert latin == [(line.replace(" ", ""), SAME) for line in NOTE[:4]]
    assert ideographs == ("收货人王小明", SILENT)
