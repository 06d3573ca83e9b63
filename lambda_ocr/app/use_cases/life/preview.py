"""`preview`: pictures are read with a template as it is, and as a change would make it. Nothing of it is kept.

Rule: the change is the one that an `update` of the same members makes; a picture that one of the two refuses is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.file_pages import OF_THE_PAGE
from lambda_ocr.app.resources import Call, PageTaken, Resources
from lambda_ocr.app.use_cases.life.update import changed
from lambda_ocr.core.model import Prepared
from lambda_ocr.wire.answers import detailed
from lambda_ocr.wire.life.messages import CopyPreviewed, PreviewAnswer, PreviewReading
from lambda_ocr.wire.messages.life import Copy, PreviewRequest


def answer(resources: Resources, request: PreviewRequest, call: Call) -> dict[str, Any]:
    """Both readings of each picture; raises what `update` would, and leaves the template as it was."""
    change = changed(resources, request, call)
    before = resources.templates.get(change.ref, call.budget)
    after = resources.reader.prepare(change.after, change.derived)
    previewing = _Previewing(resources, call, before, after, change.ref.version)
    return PreviewAnswer(
        template_id=change.ref.template_id,
        version=change.ref.version,
        copies=[previewing.one(copy) for copy in request.copies],
    ).model_dump(mode="json")


@dataclass(frozen=True, eq=False)
class _Previewing:
    """Reads copies with both templates, each reading with a budget of its own."""

    resources: Resources
    call: Call
    before: Prepared
    after: Prepared
    version: int

    def one(self, copy: Copy) -> CopyPreviewed:
        """A picture by both; it is decoded once."""
        try:
            taken = self.call.page(self.call.picture(copy, self.resources), copy, self.resources)
        except OF_THE_PAGE as refusal:
            told = PreviewReading(refused=refusal.code, message=refusal.message, answer=None)
            return CopyPreviewed(before=told, after=told)
        return CopyPreviewed(
            before=self._read(self.before, taken, self.version), after=self._read(self.after, taken, self.version + 1)
        )

    def _read(self, prepared: Prepared, taken: PageTaken, version: int) -> PreviewReading:
        budget, shown = self.call.budget.anew(), replace(prepared, alternatives=True)
        try:
            reading = self.resources.reader.read(shown, taken.page.pixels, budget=budget, layer=taken.page.text_layer)
        except OF_THE_PAGE as refusal:
            return PreviewReading(refused=refusal.code, message=refusal.message, answer=None)
        told = detailed(reading, version, reading.timings_ms, (taken.page.index + 1, taken.of))
        return PreviewReading(refused=None, message=None, answer=told)
