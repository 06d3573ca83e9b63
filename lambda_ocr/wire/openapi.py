"""The contract as an OpenAPI 3.1 document, generated from the messages: `python -m lambda_ocr.wire.openapi`.

Rule: nothing is described by hand that a model or the table of errors says already; a test holds docs/openapi.json to
it.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from lambda_ocr.wire import routes
from lambda_ocr.wire.errors import STATUS
from lambda_ocr.wire.life.batch import BatchAnswer
from lambda_ocr.wire.life.drift import DriftAnswer
from lambda_ocr.wire.life.meanings import InterpretAnswer
from lambda_ocr.wire.life.messages import EvaluateAnswer, PreviewAnswer, TeachAnswer
from lambda_ocr.wire.life.moving import ExportAnswer, ImportAnswer
from lambda_ocr.wire.life.review import ReviewAnswer
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.messages.errors import ErrorAnswer
from lambda_ocr.wire.messages.reading_answers import DetailAnswer, DetectAnswer, KeyValue
from lambda_ocr.wire.messages.template_answers import (
    AddAnswer,
    CheckedAddAnswer,
    CheckedVersionAnswer,
    DeleteAnswer,
    GetAnswer,
    ListAnswer,
    PageAnswer,
    UploadAnswer,
    VersionAnswer,
    VersionsAnswer,
)
from lambda_ocr.wire.openapi_examples import ANSWER_EXAMPLES, REQUEST_EXAMPLES
from lambda_ocr.wire.read_messages import ClassifyAnswer, ReadAnswer

ROUTES = tuple(f"/{name}" for name in routes.ROUTES)
"""The second is the predecessor's spelling; a trailing slash answers alike."""

ANSWERS: dict[str, tuple[type[BaseModel], ...]] = {
    "add": (CheckedAddAnswer, AddAnswer),
    "query": (DetailAnswer,),
    "del": (DeleteAnswer,),
    "list": (ListAnswer, PageAnswer),
    "get": (GetAnswer,),
    "detect": (DetectAnswer,),
    "upload": (UploadAnswer,),
    "update": (CheckedVersionAnswer, VersionAnswer),
    "versions": (VersionsAnswer,),
    "rollback": (VersionAnswer,),
    "preview": (PreviewAnswer,),
    "teach": (TeachAnswer,),
    "evaluate": (EvaluateAnswer,),
    "export": (ExportAnswer,),
    "import": (ImportAnswer,),
    "review": (ReviewAnswer,),
    "drift": (DriftAnswer,),
    "interpret": (InterpretAnswer,),
    "batch": (BatchAnswer,),
    "read": (ReadAnswer,),
    "classify": (ClassifyAnswer,),
}
"""What each type of request is answered with; a `query` without `detail` with a list of `KeyValue`."""

_OBJECTS = tuple(dict.fromkeys(model for models in ANSWERS.values() for model in models))
_ANSWERS = (*_OBJECTS, KeyValue, ErrorAnswer)


def document() -> dict[str, Any]:
    """The whole document, as a JSON value."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Custom OCR",
            "version": "1.0.0",
            "description": "Register a template, one picture and named quads on it, then read other pictures of the "
            "same kind of document. One route, where the member `type` tells the requests apart; and beside it one for "
            "each type, where it may be left out.",
        },
        "paths": {
            **{route: {"post": _operation(route)} for route in ROUTES},
            **{f"{ROUTES[0]}/{type_}": {"post": _operation_of(type_)} for type_ in routes.TYPES},
        },
        "components": {"schemas": _schemas()},
    }


def text() -> str:
    """The document as committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operation(route: str) -> dict[str, Any]:
    return {
        "operationId": route.strip("/").replace("-", "_dash_"),
        "summary": "Add, query, change, delete, list or show templates; find text on a picture",
        "requestBody": {
            "required": True,
            "content": _json({"anyOf": [_ref(model) for model in REQUESTS.values()]}, REQUEST_EXAMPLES),
        },
        "responses": {"200": _success(), **_refusals()},
    }


def _operation_of(type_: str) -> dict[str, Any]:
    """The route of one type: a policy or a throttle may name it."""
    return {
        "operationId": f"{ROUTES[0].strip('/')}_{type_}",
        "summary": f"The type `{type_}` alone",
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(REQUESTS[type_])}}},
        "responses": {"200": _success_of(type_), **{status: _as_on_the_one_route(status) for status in _refusals()}},
    }


def _success_of(type_: str) -> dict[str, Any]:
    answers = [*([_READINGS] if type_ == "query" else []), *map(_ref, ANSWERS[type_])]
    schema = answers[0] if len(answers) == 1 else {"anyOf": answers}
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _as_on_the_one_route(status: str) -> dict[str, str]:
    return {"$ref": f"#/paths/~1{routes.ROUTES[0]}/post/responses/{status}"}


def _success() -> dict[str, Any]:
    answers = [_READINGS, *map(_ref, _OBJECTS)]
    return {"description": "Done.", "content": _json({"anyOf": answers}, ANSWER_EXAMPLES)}


def _refusals() -> dict[str, Any]:
    codes = defaultdict(list)
    for code, status in STATUS.items():
        codes[status].append(code.value)
    return {
        str(status): {
            "description": "Refused with code " + ", ".join(f"`{code}`" for code in codes[status]) + ".",
            "content": {"application/json": {"schema": _ref(ErrorAnswer)}},
        }
        for status in sorted(codes)
    }


def _json(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "examples": {name: {"value": v} for name, v in examples.items()}}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


_READINGS = {"type": "array", "items": _ref(KeyValue), "description": "Answer to a query, in template order."}


def _schemas() -> dict[str, Any]:
    requests = [(model, "validation") for model in REQUESTS.values()]
    answers = [(model, "serialization") for model in _ANSWERS]
    _, schema = models_json_schema([*requests, *answers], ref_template="#/components/schemas/{model}")  # type: ignore[list-item]
    definitions: dict[str, Any] = schema["$defs"]
    return definitions


if __name__ == "__main__":
    sys.stdout.write(text())
