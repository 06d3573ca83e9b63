"""How sure readings are over time, by template and version: a form that was reprinted shows here first.

Rule: counts, and nothing of what any document says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.review.documents import Reviewed

RECENT_DAYS = 7
"""A week, so that no weekday weighs more than another."""
BEFORE_DAYS = 28
"""The weeks that the recent one is compared with."""
NEGLIGIBLE = 1e-18
"""Share of a sum that a double does not show."""


@dataclass(frozen=True)
class DayCounted:
    """What became of a day's documents with one version of a template."""

    day: str
    """UTC, `YYYY-MM-DD`."""
    template_id: str
    version: int
    documents: int = 0
    refused: int = 0
    doubtful: int = 0
    """Read, with a field that is not sure or no value of its type."""
    reviewed: int = 0
    """Documents that a person looked at."""


@dataclass(frozen=True)
class FieldCounted:
    """What people said of one field."""

    template_id: str
    version: int
    key: str
    reviewed: int
    corrected: int


@dataclass(frozen=True)
class Drift:
    """A template's recent documents beside those before."""

    template_id: str
    before: float
    """Share that was refused or doubtful, 0 to 1."""
    before_of: int
    recent: float
    recent_of: int
    chance: float
    """That a share rises so far though nothing changed: Fisher's exact test, one-sided, 0 to 1."""


class ReadingCounts(Protocol):
    """Counts documents; safe to share among threads. What cannot be counted is said in the log, and never raised."""

    def document(self, ref: TemplateRef, *, refused: bool, doubtful: bool) -> None:
        """One was read, or refused."""
        ...

    def reviewed(self, reviewed: Reviewed) -> None:
        """A person looked at one."""
        ...

    def days(self, since: str, template_id: str = "") -> tuple[DayCounted, ...]:
        """From a day on, the oldest first; raises an OcrError where they are counted elsewhere."""
        ...

    def fields(self, since: str, template_id: str = "") -> tuple[FieldCounted, ...]:
        """From a day on, what people corrected."""
        ...


def drifts(days: Sequence[DayCounted], recent_from: str) -> tuple[Drift, ...]:
    """Each template's days from `recent_from` on beside those before, the least likely by chance first."""
    of_templates: dict[str, list[DayCounted]] = defaultdict(list)
    for day in days:
        of_templates[day.template_id].append(day)
    found = [_drift(template_id, its_days, recent_from) for template_id, its_days in of_templates.items()]
    return tuple(sorted((each for each in found if each), key=lambda each: each.chance))


def _drift(template_id: str, of_template: Sequence[DayCounted], recent_from: str) -> Drift | None:
    """None where there is nothing to compare."""
    before, before_of = _sums([day for day in of_template if day.day < recent_from])
    recent, recent_of = _sums([day for day in of_template if day.day >= recent_from])
    if not before_of or not recent_of:
        return None
    chance = chance_of_rise(before, before_of, recent, recent_of)
    return Drift(template_id, before / before_of, before_of, recent / recent_of, recent_of, chance)


def _sums(days: Sequence[DayCounted]) -> tuple[int, int]:
    return sum(day.refused + day.doubtful for day in days), sum(day.documents for day in days)


def chance_of_rise(before: int, before_of: int, recent: int, recent_of: int) -> float:
    """Fisher's exact test, one-sided: exact for few documents as well, of which a rule of thumb would ring."""
    found, of = before + recent, before_of + recent_of
    whole = _choices(of, recent_of)
    tail, n = 0.0, recent
    while n <= min(found, recent_of):
        term = math.exp(_choices(found, n) + _choices(of - found, recent_of - n) - whole)
        tail += term
        is_falling = n * of >= found * recent_of  # past the middle every term is below the one before
        if is_falling and term <= NEGLIGIBLE * tail:
            break
        n += 1
    return min(tail, 1.0)


def _choices(of: int, taken: int) -> float:
    """The logarithm of a binomial coefficient; of an impossible one that of nothing."""
    if not 0 <= taken <= of:
        return -math.inf
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)
