"""`evaluate`: labelled copies are read, and compared with their right values. Nothing of it is kept.

Rule: a copy is read as `query` reads it; one that is refused is one entry, never the loss of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lambda_ocr.app.file_pages import OF_THE_PAGE
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.use_cases.life.labelled_copies import check_names
from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.model import Prepared, Reading
from lambda_ocr.wire.life.comparing import compared, evaluate_answer
from lambda_ocr.wire.life.messages import CopyCompared
from lambda_ocr.wire.messages.life import EvaluateRequest, LabelledCopy


def check(resources: Resources, request: EvaluateRequest) -> None:
    """Refuse what can be refused before a picture is fetched."""
    ref = resources.templates.find(request.template_id, request.version)
    check_names(resources.store.get(ref), request.copies)
    if not any(copy.values for copy in request.copies):
        raise InvalidRequest(
            'No copy has "values" to compare with. Send the right values of its fields, by their keys.', member="copies"
        )


def answer(resources: Resources, request: EvaluateRequest, call: Call) -> dict[str, Any]:
    """Every field with a known value, and the sums."""
    check(resources, request)
    ref = resources.templates.find(request.template_id, request.version)
    comparing = _Comparing(resources, call, resources.templates.get(ref, call.budget))
    copies = [comparing.one(copy) for copy in request.copies]
    return evaluate_answer(ref, copies).model_dump(mode="json")


@dataclass(frozen=True, eq=False)
class _Comparing:
    """Reads copies, each with a budget of its own."""

    resources: Resources
    call: Call
    prepared: Prepared

    def one(self, copy: LabelledCopy) -> CopyCompared:
        """A copy beside its right values."""
        try:
            return compared(self._read(copy), copy.values, None)
        except OF_THE_PAGE as refusal:
            return compared(None, copy.values, refusal)

    def _read(self, copy: LabelledCopy) -> Reading:
        data, budget = self.call.picture(copy, self.resources), self.call.budget.anew()
        page = self.call.page(data, copy, self.resources).page
        return self.resources.reader.read(self.prepared, page.pixels, budget=budget, layer=page.text_layer)
