"""What is said of a page that is not taken for the template's: why, what to do, and the facts of it."""

from __future__ import annotations

from typing import Any

from lambda_ocr.alignment.cascade import Found
from lambda_ocr.alignment.judging.judge import Judgement
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.errors import TemplateMismatch

TOO_LITTLE = (
    "The picture is not of this template: too little of the template's fixed print is found on it. "
    "Check the template_id, or take a sharper picture of the whole document."
)
UNLIKE_COPIES = (
    "The picture is not of this template: enough of its fixed print is found on it, but it is less like the template "
    "than the copies that were taught. Check the template_id; if it is such a document, teach it as a further copy."
)


def refusal(at: Found, verdict: Judgement | None) -> TemplateMismatch:
    """The refusal, with what was found; `verdict` is None where too little print was found to ask captions."""
    facts: dict[str, Any] = {}
    if verdict is not None:
        facts = {"words": round(verdict.same, 3), "lines": len(verdict.asked), "weight": round(verdict.weight, 2)}
        facts["needed"] = round(verdict.needed, 2)
        facts["against"] = list(verdict.against(OPTIONS.max_captions_named))
    return TemplateMismatch(
        UNLIKE_COPIES if verdict is not None and verdict.passes_untaught else TOO_LITTLE,
        agreement=round(at.share, 3),
        tiles=max((piece.evidence.found for piece in at.pieces), default=0),
        **facts,
    )
