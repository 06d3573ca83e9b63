"""One reading of a drawn page before the first request, so that no client pays for lazy allocations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.model import Field, Image, Template

if TYPE_CHECKING:
    from lambda_ocr.core.ports import DocumentReader

_FIELD = Field("warm-up", ((300.0, 60.0), (620.0, 60.0), (620.0, 110.0), (300.0, 110.0)))


def warm_up(reader: DocumentReader) -> None:
    """Read a small page with one field through every step; what is read does not matter."""
    page = _page()
    template = Template("warm-up", (_FIELD,), cv2.imencode(".png", page)[1].tobytes(), "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(page, template.fields))
    try:
        reader.read(prepared, page)
    except TemplateMismatch:
        return  # too plain a page to be trusted; the networks have run all the same


def _page() -> Image:
    page = np.full((480, 640, 3), 255, np.uint8)
    for row, text in enumerate(("Invoice number 20261122", "Date and place", "Paid by the customer", "Total 128.00")):
        cv2.putText(page, text, (30, 95 + 110 * row), cv2.FONT_HERSHEY_DUPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
        cv2.rectangle(page, (15, 45 + 110 * row), (625, 120 + 110 * row), (90, 90, 90), 2)
    return page
