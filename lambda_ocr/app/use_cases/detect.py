"""`detect`: every line of text on a picture, without a template."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.wire.answers import detect_answer
from lambda_ocr.wire.messages.reading import DetectRequest


def answer(resources: Resources, request: DetectRequest, call: Call) -> dict[str, Any]:
    """The lines, and where each character stands."""
    with call.clock.step("fetch"):
        data = call.picture(request, resources)
    with call.clock.step("decode"):
        page = call.page(data, request, resources).page
    with call.clock.step("read"):
        printed = resources.reader.lines(page.pixels, call.budget)
    return detect_answer(printed, page.size, call.clock.with_total({}))
