"""`del`: templates are forgotten, all of those named or none."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.wire.messages.template_answers import DeleteAnswer
from lambda_ocr.wire.messages.templates import DeleteRequest


def answer(resources: Resources, request: DeleteRequest, call: Call) -> dict[str, Any]:
    """What was deleted, in the shape it was asked."""
    asked = request.template_id
    ids = tuple(dict.fromkeys([asked] if isinstance(asked, str) else asked))
    resources.store.delete(ids)
    for template_id in ids:
        resources.templates.forget(template_id)
    resources.keeping.forget(ids)
    return DeleteAnswer(template_id=asked).model_dump(mode="json")
