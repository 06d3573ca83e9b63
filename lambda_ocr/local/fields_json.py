"""What is drawn on a template as JSON text, for the store; the wire has its own messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import Field, Quad


def fields_to_json(fields: Sequence[Field], variable: Sequence[Quad] = ()) -> str:
    """`[{"name", "quad", "options"}, …]`, in `{"fields", "variable"}` where print was struck out; pure ASCII, so that
    any name a client sent can be kept.
    """
    drawn = [{"name": item.name, "quad": item.quad, "options": dict(item.options)} for item in fields]
    return json.dumps({"fields": drawn, "variable": list(variable)} if variable else drawn, allow_nan=False)


def fields_from_json(text: str) -> tuple[tuple[Field, ...], tuple[Quad, ...]]:
    """Fields and struck out print as `fields_to_json` wrote them; raises `StoreUnavailable` of anything else."""
    try:
        stored = json.loads(text)
        drawn = stored if isinstance(stored, dict) else {"fields": stored, "variable": []}
        fields = tuple(Field(item["name"], _quad(item["quad"]), item["options"]) for item in drawn["fields"])
        return fields, tuple(_quad(corners) for corners in drawn["variable"])
    except (ValueError, TypeError, KeyError) as error:
        raise StoreUnavailable("a template's fields are damaged in the store; restore its file from a copy") from error


def _quad(corners: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d
