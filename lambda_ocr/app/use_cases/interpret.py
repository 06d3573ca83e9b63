"""`interpret`: what texts mean under types of fields, and which type they look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Check
from lambda_ocr.core.quoting import encodable
from lambda_ocr.core.templates.suggestions import common
from lambda_ocr.wire.life.meanings import InterpretAnswer, MeaningDetail
from lambda_ocr.wire.messages.reading import InterpretedText, InterpretRequest


def answer(_resources: Resources, request: InterpretRequest, _call: Call) -> dict[str, Any]:
    """By the parsers that read fields."""
    return InterpretAnswer(fields=[_told(each) for each in request.fields]).model_dump(mode="json")


def _nothing(**known: Any) -> MeaningDetail:
    """What is known, and of the rest that nothing is."""
    unknown: dict[str, Any] = {
        "type": None,
        "normalized": None,
        "meanings": [],
        "held": [],
        "checks": [],
        "suggested": None,
    }
    return MeaningDetail(**{**unknown, "problem": None, **known})


def _told(asked: InterpretedText) -> MeaningDetail:
    if asked.options is not None:
        return _under(asked.options, asked.text.splitlines())
    found = common([asked.text])
    return _nothing(suggested=dict(found) if found else None)


def _under(options: Mapping[str, Any], lines: Sequence[str]) -> MeaningDetail:
    try:
        kind = field_type(options)
    except ValueError as error:
        return _nothing(problem=encodable(f"The options {error}."))
    known = _nothing(type=kind.name)
    if isinstance(kind, (*Graphic.__args__, Table)) or not any(line.strip() for line in lines):
        return known
    return known.model_copy(update=_facts(kind.meanings(lines)))


def _facts(meanings: Sequence[Meaning]) -> dict[str, Any]:
    """Of print under a type that is read as print."""
    if not meanings:
        return {"checks": [Check.NOT_OF_FORM]}
    first, *others = meanings
    if first.failed:
        return {"checks": list(first.failed), "held": list(first.held)}
    return {
        "normalized": None if others else first.normalized,
        "meanings": [each.normalized for each in meanings],
        "checks": [Check.AMBIGUOUS] if others else [],
        "held": list(first.held),
    }
