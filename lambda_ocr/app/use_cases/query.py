"""`query`: a picture is read with a template."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.budget import Part
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.wire.answers import detail_answer, list_answer
from lambda_ocr.wire.messages.reading import QueryRequest


def check(resources: Resources, request: QueryRequest) -> None:
    """Refuse an unknown template or version before a picture is fetched."""
    resources.templates.find(request.template_id, request.version)


def answer(resources: Resources, request: QueryRequest, call: Call) -> Any:
    """Key, value and score of each field; with `detail`, everything known."""
    call.budget.check(Part.DECODE)
    with call.clock.step("template"):
        ref = resources.templates.find(request.template_id, request.version)
        prepared = resources.templates.get(ref, call.budget)
    with call.clock.step("fetch"):
        data = call.picture(request, resources)
    with call.clock.step("decode"):
        taken = call.page(data, request, resources)
    prepared = replace(prepared, alternatives=request.detail)
    try:
        reading = resources.reader.read(prepared, taken.page.pixels, budget=call.budget, layer=taken.page.text_layer)
    except TemplateMismatch as refusal:
        resources.after.refused(ref, refusal, taken.page.pixels)
        raise
    resources.after.read(ref, reading, taken.page.pixels)
    if request.detail:
        place = (taken.page.index + 1, taken.of)
        return detail_answer(reading, ref.version, call.clock.with_total(reading.timings_ms), place)
    return list_answer(reading)
