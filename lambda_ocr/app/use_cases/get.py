"""`get`: a template is shown as it was registered."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.previews import shown
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.wire.answers import get_answer
from lambda_ocr.wire.messages.templates import GetRequest


def answer(resources: Resources, request: GetRequest, call: Call) -> dict[str, Any]:
    """The newest version, or the one asked for, with its picture where that is asked for."""
    template = resources.store.get(resources.templates.find(request.template_id, request.version))
    page = resources.kept_page(template.picture)
    return get_answer(template, page.size, shown(template.picture, page.pixels, request.picture))
