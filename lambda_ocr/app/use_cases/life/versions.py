"""`versions`: what became of a template, newest first."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.wire.messages.life import VersionsRequest
from lambda_ocr.wire.messages.template_answers import VersionDetail, VersionsAnswer


def answer(resources: Resources, request: VersionsRequest, call: Call) -> dict[str, Any]:
    """Every version and when it was made."""
    ref = resources.templates.newest(request.template_id)
    kept = resources.store.versions(ref.template_id)
    listed = [VersionDetail(version=each.version, created_at=each.created) for each in kept]
    return VersionsAnswer(template_id=ref.template_id, versions=listed).model_dump(mode="json")
