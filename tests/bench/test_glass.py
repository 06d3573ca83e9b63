"""What counts as a document found on the glass."""

from __future__ import annotations

from bench.accuracy.glass import _is_there
from lambda_ocr.core.geometry import rectangle


def test_a_receipt_of_more_rows_than_its_template_is_found_and_one_beside_it_is_not() -> None:
    receipt = rectangle(100, 100, 400, 1100)
    assert _is_there({"outline": rectangle(100, 100, 400, 800)}, receipt)
    assert not _is_there({"outline": rectangle(420, 100, 720, 1100)}, receipt)
    assert not _is_there({"outline": rectangle(100, 900, 400, 1600)}, receipt)
