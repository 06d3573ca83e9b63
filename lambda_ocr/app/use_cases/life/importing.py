"""`import`: a template's portable file becomes a template here, with a new id.

Rule: what is derived of it is made anew, for the file may come from another release, or from anybody.
"""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.idempotency import id_of
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.use_cases.add import is_kept
from lambda_ocr.core.budget import Part
from lambda_ocr.core.clock import now
from lambda_ocr.core.model import Template
from lambda_ocr.documents.keeping import kept
from lambda_ocr.documents.portable import unpacked
from lambda_ocr.wire.life.moving import ImportAnswer, request_of, taught_of
from lambda_ocr.wire.messages.life import ImportRequest
from lambda_ocr.wire.quads import placed, struck_out
from lambda_ocr.wire.requests import fields_of, page_of, rules_of


def answer(resources: Resources, request: ImportRequest, call: Call) -> dict[str, Any]:
    """Register what is in the file; the same idempotency key is the same template."""
    with call.clock.step("fetch"):
        data = call.picture(request, resources)
    file = unpacked(data, resources.limits.max_bytes)
    add = request_of(file.manifest, file.picture)
    page = call.page(file.picture, add, resources).page
    fields = placed(fields_of(add), page.size)
    template = Template(
        id_of(request.idempotency_key),
        fields,
        kept(file.picture, page, resources.limits.max_bytes),
        now(),
        add.name,
        add.note,
        struck_out(add.variable, page.size),
        rules=rules_of(add.rules, fields),
        taught=taught_of(file.manifest, len(fields)),
        page_of=page_of(add.page_of),
    )
    if not (request.idempotency_key and is_kept(resources, template)):
        derived = resources.reader.describe(page.pixels, fields, call.budget, template.variable)
        call.budget.check(Part.STORE)
        resources.templates.create(template, derived)
    return ImportAnswer(
        template_id=template.template_id, fields=len(fields), lessons=len(template.taught.lessons)
    ).model_dump(mode="json")
