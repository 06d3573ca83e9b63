"""Readings as Label Studio's tasks with predictions: people correct them there, and what they export is imported here.

A field is three results of one region: the rectangle, its label (the key), its transcription; in percent of the
picture, turned about the upper left corner (labelstud.io, "Import pre-annotated data", the OCR template).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_ocr.core.errors import OcrError
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.cli.pictures_given import content
from lambda_ocr.entrypoints.cli.querying import Outcome
from lambda_ocr.settings import Settings


def as_tasks(outcomes: Sequence[Outcome], settings: Settings) -> str:
    """A task a picture, in JSON; those without a size are left out, and said."""
    tasks = [_task(outcome, size) for outcome in outcomes if (size := _size(outcome, settings))]
    return json.dumps(tasks, ensure_ascii=False, indent=2) + "\n"


def _size(outcome: Outcome, settings: Settings) -> tuple[int, int] | None:
    """The picture's, as a viewer shows it."""
    try:
        limits = PictureLimits(settings.max_picture_bytes, settings.max_picture_side)
        with load_document(content(outcome.picture, settings), limits) as document:
            return document.first.size
    except (OSError, OcrError) as error:
        print(f"custom-ocr: no task of {outcome.picture}: {error}", file=sys.stderr)
        return None


def _task(outcome: Outcome, size: tuple[int, int]) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"ocr": outcome.picture}}
    if not outcome.answer.ok:
        return {**task, "meta": {"refused": outcome.answer.code}}
    body = outcome.answer.body
    fields = [(at, field) for at, field in enumerate(outcome.fields) if field["position"]]
    results = [result for at, field in fields for result in _results(f"field-{at}", field, size)]
    scores = [field["score"] for _, field in fields]
    predicted = {
        "model_version": f"custom-ocr {body['template_id']} {body['version']}",
        "score": round(min(scores, default=0.0) / 100, 4),
        "result": results,
    }
    return {**task, "predictions": [predicted]}


def _results(region: str, field: Mapping[str, Any], size: tuple[int, int]) -> list[dict[str, Any]]:
    value = _value(field["position"], size)
    about = {
        "id": region,
        "to_name": "image",
        "original_width": size[0],
        "original_height": size[1],
        "image_rotation": 0,
        "score": round(field["score"] / 100, 4),
    }
    return [
        {**about, "from_name": "bbox", "type": "rectangle", "value": value},
        {**about, "from_name": "label", "type": "labels", "value": {**value, "labels": [field["key"]]}},
        {**about, "from_name": "transcription", "type": "textarea", "value": {**value, "text": [field["value"]]}},
    ]


def _value(position: Sequence[Sequence[float]], size: tuple[int, int]) -> dict[str, float]:
    """The quad as a turned rectangle: its upper edge, and the length of its left one."""
    (x0, y0), (x1, y1), _, (x3, y3) = position
    across, down = 100 / size[0], 100 / size[1]
    return {
        "x": round(x0 * across, 4),
        "y": round(y0 * down, 4),
        "width": round(math.dist((x0, y0), (x1, y1)) * across, 4),
        "height": round(math.dist((x0, y0), (x3, y3)) * down, 4),
        "rotation": round(math.degrees(math.atan2(y1 - y0, x1 - x0)) % 360, 4),
    }
