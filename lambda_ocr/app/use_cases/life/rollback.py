"""`rollback`: what an earlier version held becomes the next version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.use_cases.life.update import expected
from lambda_ocr.core.budget import Part
from lambda_ocr.core.clock import now
from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.wire.messages.life import RollbackRequest
from lambda_ocr.wire.messages.template_answers import VersionAnswer


def answer(resources: Resources, request: RollbackRequest, call: Call) -> dict[str, Any]:
    """The new version's number; raises `VersionConflict` where another was faster."""
    newest = expected(resources, request.template_id, request.expected_version)
    if request.version == newest.version:
        raise InvalidRequest(
            f"Version {newest.version} is the newest already. Ask `versions` for the earlier ones.", member="version"
        )
    before = resources.store.get(resources.templates.find(request.template_id, request.version))
    after = replace(before, version=newest.version + 1, created=now())
    derived = resources.templates.derived(before.ref)
    if derived is None:
        page = resources.kept_page(before.picture)
        derived = resources.reader.describe(page.pixels, before.fields, call.budget, before.variable)
    call.budget.check(Part.STORE)
    resources.published(after, derived)
    return VersionAnswer(template_id=after.template_id, version=after.version).model_dump(mode="json")
