"""What a field of marks says, by how strong each of its places is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from lambda_ocr.core.field_types.graphics import Mark
from lambda_ocr.core.field_types.graphics.mark import SELECTED, UNSELECTED
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.model import Candidate, Check, Status


@dataclass(frozen=True)
class Said:
    """What a field that is not read as print says."""

    value: str
    normalized: Any
    confidence: float
    status: Status = Status.OK
    checks: tuple[Check, ...] = ()
    candidates: tuple[Candidate, ...] = ()


NOTHING = Said("", None, 0.0, Status.EMPTY)


def said(kind: Mark, strengths: Sequence[float]) -> Said:
    """Of one place whether it is selected; of a row, which are."""
    chances = [chance(strength) for strength in strengths]
    is_sure = all(is_decided(strength) for strength in strengths)
    status = Status.OK if is_sure else Status.LOW_CONFIDENCE
    confidence = min(max(share, 1 - share) for share in chances)
    if not kind.members:
        selected = chances[0] > 0.5
        return Said(SELECTED if selected else UNSELECTED, selected, confidence, status)
    chosen = [name for name, share in zip(kind.members, chances, strict=True) if share > 0.5]
    value = ", ".join(chosen)
    if kind.many and chosen:
        return Said(value, chosen, confidence, status)
    if len(chosen) == 1:
        return Said(value, chosen[0], confidence, status)
    if not chosen:
        is_blank = is_sure and not stands_out(strengths)
        return Said("", [] if kind.many else None, confidence, Status.EMPTY if is_blank else Status.LOW_CONFIDENCE)
    shares = sorted(zip(chances, kind.members, strict=True), reverse=True)
    candidates = tuple(Candidate(name, name, share) for share, name in shares[: len(chosen)])
    doubted = min(confidence, OPTIONS.several_chance)
    return Said(value, None, doubted, Status.LOW_CONFIDENCE, (Check.SEVERAL_SELECTED,), candidates)


def chance(strength: float, steepness: float = OPTIONS.steepness) -> float:
    """That a place is marked: logistic in the logarithm of its strength, even at 1."""
    odds = steepness * log(max(strength, 1e-3))
    return 1 / (1 + exp(-odds))


def stands_out(strengths: Sequence[float]) -> bool:
    """Whether one place of a row, too faint for a mark, is far from all others: a thin tick over print."""
    *_, second, first = sorted(strengths)
    return first >= OPTIONS.faint_mark and first >= OPTIONS.faint_ratio * second


def is_decided(strength: float) -> bool:
    """Whether a strength lies clear of 1."""
    return strength <= 1 / OPTIONS.doubt_ratio or strength >= OPTIONS.doubt_ratio
