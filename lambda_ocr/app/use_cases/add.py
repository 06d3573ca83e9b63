"""`add`: a picture and the fields on it become a template.

Rule: nothing is kept until all is done, and nothing of what nobody waits for any more.
"""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.checking import unchecked
from lambda_ocr.app.idempotency import id_of, is_same
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.clock import now
from lambda_ocr.core.errors import InvalidRequest, TemplateNotFound
from lambda_ocr.core.model import Image, Template
from lambda_ocr.documents.keeping import kept
from lambda_ocr.wire.messages.template_answers import AddAnswer, Checked, CheckedAddAnswer
from lambda_ocr.wire.messages.templates import AddRequest
from lambda_ocr.wire.quads import placed, struck_out
from lambda_ocr.wire.requests import fields_of, page_of, rules_of


def answer(resources: Resources, request: AddRequest, call: Call) -> dict[str, Any]:
    """Register; with `detail`, read the template back first. The same idempotency key is the same template."""
    fields = fields_of(request)
    data = call.picture(request, resources)
    page = call.page(data, request, resources).page
    data = kept(data, page, resources.limits.max_bytes)
    fields, variable = placed(fields, page.size), struck_out(request.variable, page.size)
    about = (request.name, request.note, variable)
    template = Template(
        id_of(request.idempotency_key),
        fields,
        data,
        now(),
        *about,
        rules=rules_of(request.rules, fields),
        page_of=page_of(request.page_of),
    )
    if request.idempotency_key and is_kept(resources, template) and not request.detail:
        return AddAnswer(template_id=template.template_id).model_dump(mode="json")
    derived = resources.reader.describe(page.pixels, fields, call.budget, variable)
    answered = AddAnswer(template_id=template.template_id)
    if request.detail:
        found = checked(resources, template, derived, page.pixels, call.budget)
        answered = CheckedAddAnswer(template_id=template.template_id, **vars(found))
    call.budget.check(Part.STORE)
    try:
        resources.created(template, derived)
    except ValueError:  # the id is taken: the same idempotency key, answered meanwhile or before
        if not is_kept(resources, template):
            raise
    return answered.model_dump(mode="json")


def checked(resources: Resources, template: Template, derived: bytes, picture: Image, budget: Budget) -> Checked:
    """What reading a template back tells before it is kept."""
    if resources.checking is None:
        return unchecked()
    return resources.checking.found(template, derived, picture, budget)


def is_kept(resources: Resources, template: Template) -> bool:
    """Whether this very template is there already; raises `InvalidRequest` where its key was another one's."""
    try:
        kept = resources.store.get(template.ref)
    except TemplateNotFound:
        return False
    if not is_same(kept, template):
        raise InvalidRequest(
            'The "idempotency_key" was used for another template. Use a new key for each template.',
            member="idempotency_key",
            template_id=template.template_id,
        )
    return True
