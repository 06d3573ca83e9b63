"""An action of the tests' own, written as any other: the size of a picture, and how many templates there are."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict

from lambda_ocr.app.actions import Action
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.steps import Lane
from lambda_ocr.wire.messages.common import PictureRequest


class MeasureRequest(PictureRequest):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["measure"]
    unit: Literal["px"] = "px"


def answer(resources: Resources, request: MeasureRequest, call: Call) -> dict[str, Any]:
    """Width and height in a unit."""
    with call.clock.step("decode"):
        width, height = call.page(call.picture(request, resources), request, resources).page.size
    measures = {"width": width, "height": height, "unit": request.unit, "templates": len(resources.store.list_ids())}
    return {**measures, "timings_ms": call.clock.with_total({})}


LINE = {"measure": Action(MeasureRequest, answer, Lane.READ)}
"""The line of the table."""
