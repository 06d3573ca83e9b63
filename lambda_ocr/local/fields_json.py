"""Fields as JSON text, for the store; the wire has its own messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import Field, Quad


def fields_to_json(fields: Sequence[Field]) -> str:
    """`[{"name", "quad", "options"}, …]`; pure ASCII, so that any name a client sent can be kept."""
    return json.dumps(
        [{"name": item.name, "quad": item.quad, "options": dict(item.options)} for item in fields], allow_nan=False
    )


def fields_from_json(text: str) -> tuple[Field, ...]:
    """What `fields_to_json` wrote; raises `StoreUnavailable` when it is anything else."""
    try:
        return tuple(Field(item["name"], _quad(item["quad"]), item["options"]) for item in json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreUnavailable("a template's fields are damaged in the store; restore its file from a copy") from error


def _quad(corners: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d
