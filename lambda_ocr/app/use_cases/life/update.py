"""`update`: a template is changed, which makes a new version of it.

Rule: the version before stays as it is, and nothing is kept until all is done. What is derived from a template depends
on its picture, on where its fields and its struck out print lie, and on which fields are read as print; while these
stay, it is not derived again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.use_cases.add import checked
from lambda_ocr.core.budget import Part
from lambda_ocr.core.clock import now
from lambda_ocr.core.document import Page
from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.model import Template, TemplateRef
from lambda_ocr.core.teaching.learning import carried_over
from lambda_ocr.core.templates.refusals import conflict
from lambda_ocr.core.templates.template_annotations import looked_at_as
from lambda_ocr.documents.keeping import kept
from lambda_ocr.wire.messages.life import ChangeRequest, UpdateRequest
from lambda_ocr.wire.messages.template_answers import CheckedVersionAnswer, VersionAnswer
from lambda_ocr.wire.quads import placed, struck_out
from lambda_ocr.wire.requests import fields_of, page_of, rules_of


def check(resources: Resources, request: ChangeRequest) -> None:
    """Refuse what can be refused before a picture is fetched."""
    _changes(request)
    expected(resources, request.template_id, request.expected_version)


def answer(resources: Resources, request: UpdateRequest, call: Call) -> dict[str, Any]:
    """The new version's number; raises `VersionConflict` where another was faster."""
    change = changed(resources, request, call)
    after, derived = change.after, change.derived
    answered = VersionAnswer(template_id=after.template_id, version=after.version)
    if request.detail:
        found = checked(resources, after, derived, change.page.pixels, call.budget)
        answered = CheckedVersionAnswer(template_id=after.template_id, version=after.version, **vars(found))
    call.budget.check(Part.STORE)
    resources.published(after, derived)
    return answered.model_dump(mode="json")


@dataclass(frozen=True, eq=False)
class Change:
    """A template before and after a change that is not kept yet."""

    ref: TemplateRef
    """Of the version before."""
    after: Template
    page: Page
    """Of its picture."""
    derived: bytes
    """From the template after the change."""


def changed(resources: Resources, request: ChangeRequest, call: Call) -> Change:
    """What a request makes of a template; raises `VersionConflict` where it was made to an earlier version."""
    _changes(request)
    ref = expected(resources, request.template_id, request.expected_version)
    before = resources.store.get(ref)
    picture, page = _picture(resources, request, call, before)
    fields = before.fields if request.template is None else fields_of(request)
    variable = before.variable if request.variable is None else request.variable
    after = replace(
        before,
        picture=picture,
        fields=placed(fields, page.size),
        variable=struck_out(variable, page.size),
        name=before.name if request.name is None else request.name,
        note=before.note if request.note is None else request.note,
        rules=rules_of(before.rules if request.rules is None else request.rules, fields),
        page_of=before.page_of if request.page_of is None else page_of(request.page_of or None),
        created=now(),
        version=before.version + 1,
    )
    after = replace(after, taught=carried_over(before, after))
    derived = resources.templates.derived(ref) if _is_known_alike(before, after) else None
    if derived is None:
        derived = resources.reader.describe(page.pixels, after.fields, call.budget, after.variable)
    return Change(ref, after, page, derived)


def _picture(resources: Resources, request: ChangeRequest, call: Call, before: Template) -> tuple[bytes, Page]:
    """The picture that the new version has, and its page."""
    if not request.has_picture:
        return before.picture, resources.kept_page(before.picture)
    data = call.picture(request, resources)
    page = call.page(data, request, resources).page
    return kept(data, page, resources.limits.max_bytes), page


def expected(resources: Resources, template_id: str, version: int | None) -> TemplateRef:
    """The newest version, which the change is made to; raises `VersionConflict` where that is not the one expected."""
    newest = resources.templates.newest(template_id)
    if version is not None and version != newest.version:
        raise conflict(template_id, version, newest.version)
    return newest


def _changes(request: ChangeRequest) -> None:
    """Raise `InvalidRequest` where nothing is to be changed: most likely a member is missing."""
    given = (request.template, request.variable, request.rules, request.page_of, request.name, request.note)
    if not request.has_picture and all(member is None for member in given):
        raise InvalidRequest(
            "Nothing is to be changed. "
            'Send at least one of "template", "variable", "rules", "page_of", "name", "note", "img" and "url".',
            member="template",
        )


def _is_known_alike(before: Template, after: Template) -> bool:
    """Whether what is derived from the one holds for the other (`DocumentReader.describe` says what it depends on)."""
    places = [[(field.quad, looked_at_as(field)) for field in each.fields] for each in (before, after)]
    return places[0] == places[1] and before.variable == after.variable and before.picture == after.picture
