"""Fields read once more without the watermark under their print, where that says clearly something else.

Rule: grain and shadows of poor pictures look like pale ink too, and taking them off costs points and thin strokes: only
a reading beyond doubt, by at least two characters another, is taken (docs/tuning.md, "Something over or beside the
print").
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

import numpy as np

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.evidence import FieldEvidence, Fields, compared
from lambda_ocr.core.geometry import points
from lambda_ocr.core.ink.watermarks import without_watermark
from lambda_ocr.core.model import Image, Quad
from lambda_ocr.core.recognition.transcriber import UNDOUBTED
from lambda_ocr.core.transcript import Reason

MIN_LEAN_DEGREES = 7.0
"""How far a detector's box leans that joins slanted words with print, or holds them alone: 18 to 22 degrees in drawn
families, at most 6 on worn receipts whose grain looks like pale ink. With 10, 67 of 80 drawn cells are read, 71 so, 74
without this, which costs twice the time on poor photographs."""
MIN_OTHER_CHARACTERS = 2
"""Characters that only one of two readings has, from which they say something else."""
MIN_KEPT_SHARE = 0.4
"""Length of the reading without the watermark, in that of the one with it; less, and print went with it: of `17:57:00`
in red a `5` was left, read surely."""


def cleared(fields: Fields, read: Callable[[Fields], Fields], picture: Image, line_px: int, budget: Budget) -> Fields:
    """The fields, each read without its watermark where it has one and that counts; raises `OverBudget`."""
    variants = [_variant(each, picture, line_px, budget) for each in fields]
    return compared(fields, variants, read, _picked)


def _variant(known: FieldEvidence, picture: Image, line_px: int, budget: Budget) -> FieldEvidence | None:
    """Of a field in which a detector saw a line that leans, and of which nothing was taken off yet."""
    told = known.transcript
    if told is None or told.seen is None or told.region.page is not None:
        return None
    if not any(_lean(line) >= MIN_LEAN_DEGREES for line in told.seen.everything):
        return None
    region = without_watermark(picture, known.shown, line_px, budget)
    return known.anew(region) if region else None


def _lean(line: Quad) -> float:
    """Degrees by which a line of a region leans from level or upright, whichever is nearer."""
    a, b, _, _ = points(line)
    degrees = abs(float(np.degrees(np.arctan2(b[1] - a[1], b[0] - a[0])))) % 90
    return min(degrees, 90 - degrees)


def _picked(known: FieldEvidence, variant: FieldEvidence) -> FieldEvidence:
    sure = bool(variant.lines) and min(line.weakest for line in variant.lines) >= UNDOUBTED
    one, other = ("".join("".join(line.text.split()) for line in each.lines) for each in (known, variant))
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    is_other = max(len(one), len(other)) - common >= MIN_OTHER_CHARACTERS
    if sure and is_other and len(other) >= MIN_KEPT_SHARE * len(one):
        return known.taking(variant, Reason.WITHOUT_WATERMARK)
    return known.passing_over(variant)
