"""`teach`: further copies of a document show what of it is fixed, and what each field may hold.

Rule: a copy that cannot be taken is told, never the loss of the others; nothing is kept until all were looked at, and
then as one new version. What was derived from the template holds for it: lessons are facts beside the drawing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lambda_ocr.app.file_pages import OF_THE_PAGE
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.use_cases.life.labelled_copies import check_names
from lambda_ocr.app.use_cases.life.update import expected
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.clock import now
from lambda_ocr.core.errors import InvalidRequest, OcrError, TemplateMismatch
from lambda_ocr.core.model import Prepared, Template
from lambda_ocr.core.teaching.copies import CopyRead
from lambda_ocr.core.teaching.learning import forgotten, learned
from lambda_ocr.wire.life.lessons import lesson_details
from lambda_ocr.wire.life.messages import CopyDetail, TeachAnswer
from lambda_ocr.wire.messages.life import LabelledCopy, TeachRequest

MOST_OTHERS = 3
"""Other templates whose pictures are laid beside a template that is taught: a quick look each, 0.2 to 1 s."""
OTHERS_SECONDS, OTHERS_SHARE = 6.0, 0.5
"""For all of these at most, and of the time left then: what the copies taught is to be kept."""


def check(resources: Resources, request: TeachRequest) -> None:
    """Refuse what can be refused before a picture is fetched."""
    if not request.copies and not request.forget:
        raise InvalidRequest(
            'There is nothing to learn or to forget. Send "copies", or lessons to "forget".', member="copies"
        )
    ref = expected(resources, request.template_id, request.expected_version)
    _check_names(resources.store.get(ref), request)


def answer(resources: Resources, request: TeachRequest, call: Call) -> dict[str, Any]:
    """The new version and its lessons; raises `VersionConflict`, or `TemplateMismatch` where no copy can be taken."""
    check(resources, request)
    ref = expected(resources, request.template_id, request.expected_version)
    before = resources.store.get(ref)
    prepared = resources.templates.get(ref, call.budget)
    kept = replace(before, taught=forgotten(before.taught, request.forget))
    studies = _Studies(resources, call, prepared, set(kept.taught.copies))
    seen = [studies.of(copy) for copy in request.copies]
    if seen and all(one.status == "refused" for one in seen):
        raise _none_fits(seen)
    read = [one.read for one in seen if one.read]
    others = list(_others(resources, prepared, call.budget)) if read else []
    taught = learned(kept, read, resources.reader.weighing(prepared), others)
    after = before
    if taught != before.taught:
        after = replace(before, taught=taught, created=now(), version=before.version + 1)
        call.budget.check(Part.STORE)
        resources.templates.publish(after, resources.templates.derived(ref) or _derived(resources, before, call))
    return TeachAnswer(
        template_id=after.template_id,
        version=after.version,
        copies=[one.detail() for one in seen],
        lessons=lesson_details(after),
    ).model_dump(mode="json")


def _others(resources: Resources, prepared: Prepared, budget: Budget) -> Iterator[Any | None]:
    """The own pictures of the templates most like this one, as they are judged for it; fewer where time is over."""
    budget = budget.anew().within(min(OTHERS_SECONDS, OTHERS_SHARE * budget.seconds_left()))
    for template_id in resources.keeping.alike(prepared, budget)[:MOST_OTHERS]:
        try:
            other = resources.store.get(resources.store.head(template_id))
            page = resources.kept_page(other.picture)
            yield resources.reader.beside(prepared, page.pixels, budget=budget)
        except OcrError:
            continue  # deleted meanwhile, damaged, or out of time: copies teach what they can


@dataclass(frozen=True)
class _Seen:
    """What became of one copy."""

    status: Literal["taught", "known", "refused"]
    read: CopyRead | None = None
    refusal: OcrError | None = None

    def detail(self) -> CopyDetail:
        """For the answer."""
        told = self.read.right if self.read else None
        return CopyDetail(
            status=self.status,
            reason=self.refusal.code if self.refusal else None,
            message=self.refusal.message if self.refusal else None,
            right=told[0] if told else None,
            of=told[1] if told else None,
        )


@dataclass(frozen=True, eq=False)
class _Studies:
    """Looks at copies, each with a budget of its own."""

    resources: Resources
    call: Call
    prepared: Prepared
    known: set[str]
    """Digests of copies that say nothing more: taught before, or earlier in the same request."""

    def of(self, copy: LabelledCopy) -> _Seen:
        """One copy, or why it cannot be taken."""
        data = self.call.picture(copy, self.resources)
        digest = hashlib.sha256(data).hexdigest()
        if digest in self.known:
            return _Seen("known")
        try:
            read = self._read(data, digest, copy, copy.values)
        except OF_THE_PAGE as refusal:
            return _Seen("refused", refusal=refusal)
        self.known.add(digest)
        return _Seen("taught", read)

    def _read(self, data: bytes, digest: str, copy: LabelledCopy, values: Mapping[str, str]) -> CopyRead:
        budget = self.call.budget.anew()
        page = self.call.page(data, copy, self.resources).page
        studied, reading = self.resources.reader.study(self.prepared, page.pixels, budget=budget)
        return CopyRead(digest, studied, reading, values)


def _check_names(template: Template, request: TeachRequest) -> None:
    """Raise `InvalidRequest` for values of a field that there is not, and for lessons."""
    check_names(template, request.copies)
    known = {lesson.id for lesson in template.taught.lessons}
    gone = [] if request.forget == "all" else [one for one in request.forget if one not in known]
    if gone:
        raise InvalidRequest(f'There is no lesson "{gone[0]}" any more. `get` shows them.', member="forget")


def _derived(resources: Resources, template: Template, call: Call) -> bytes:
    page = resources.kept_page(template.picture)
    return resources.reader.describe(page.pixels, template.fields, call.budget, template.variable)


def _none_fits(seen: list[_Seen]) -> OcrError:
    """The refusal where every copy was refused: the first one's reason, as one of a request for them all."""
    reasons = [one.refusal for one in seen if one.refusal]
    if len(seen) == 1:
        return reasons[0]
    return TemplateMismatch(
        "None of the copies can be taken, so nothing was changed. " + reasons[0].message,
        copies=[{"reason": reason.code.value, **reason.details} for reason in reasons],
    )
