"""`export`: a version of a template as one file."""

from __future__ import annotations

import base64
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.documents.portable import packed
from lambda_ocr.wire.life.moving import ExportAnswer, manifest_of
from lambda_ocr.wire.messages.life import ExportRequest


def answer(resources: Resources, request: ExportRequest, call: Call) -> dict[str, Any]:
    """The newest version, or the one asked for."""
    template = resources.store.get(resources.templates.find(request.template_id, request.version))
    file = base64.b64encode(packed(manifest_of(template), template.picture)).decode("ascii")
    return ExportAnswer(template_id=template.template_id, version=template.version, file=file).model_dump(mode="json")
