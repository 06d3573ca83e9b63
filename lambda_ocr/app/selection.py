"""Which template a page is of: the index names a few, each is aligned with the page, and the judge's weight decides.

The page is looked at once, however many templates are tried: a quick look each, and a thorough one at the likeliest
where none was enough. Sisters that fit as well are told apart by the captions that one of them has alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.index_keeping import IndexKeeping
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OverBudget, TemplateMismatch, TemplateNotFound
from lambda_ocr.core.model import Alignment, Image, Prepared, TemplateCandidate, TemplateRef, Verdict
from lambda_ocr.core.ports import DocumentReader, TemplateIndex

SISTER_SHARE = 0.5
"""Of the likeness of one that fits: what is less like the page is not aligned any more. One that does not fit takes ten
times as long as one that does, and sister layouts are about as like."""
MOST_FITTING = 6
"""Sisters that fit, after which no further one is tried: the likelier ones came before."""
TELLING_NATS = 2.0
"""What the captions that differ must tell for a sister that weighs less."""
MOST_IN_VAIN = 6
"""Quick looks in vain, after which nothing else that is named for the same reason is tried, nor a further sister: of
what the right template says no other says as much, and a shortlist as flat as a stranger's is looked at no further."""
WORTH_A_THOROUGH_LOOK = 0.15
"""Share of the fixed print that a quick look found (of true pages that needed more, at least 0.35)."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The template that a page is of, and where it lies there."""

    ref: TemplateRef
    prepared: Prepared
    alignment: Alignment
    others: Sequence[tuple[str, float]] = ()
    """Ids of those that were tried besides, and the share of the fixed print of each that was found."""


class NoneFits(TemplateMismatch):
    """The page is of none of the templates in question."""

    def __init__(self, candidates: Sequence[tuple[str, float]]) -> None:
        super().__init__(
            "The page is of none of the templates in question. Add one for documents like it, or send a sharper "
            "picture of the whole page."
        )
        self.candidates = tuple(candidates)
        """Ids, and the share of the fixed print of each that was found; the likeliest first."""


class Selection:
    """Reader, templates and index together; safe to share among threads."""

    def __init__(
        self, reader: DocumentReader, templates: TemplateCache, index: TemplateIndex, keeping: IndexKeeping
    ) -> None:
        self._reader, self._templates, self._index, self._keeping = reader, templates, index, keeping

    def choose(self, picture: Image, among: Sequence[str], budget: Budget) -> Choice:
        """The template of a page, among those named, or all; raises `NoneFits` or `OverBudget`."""
        page = self._reader.look(picture, budget)
        self._keeping.keep_in_line(among, budget)
        tried = _Tried()
        for candidate in self._index.candidates(page, among or None):
            if candidate.likeness < tried.enough or len(tried.fits) == MOST_FITTING:
                break
            if tried.is_worth_a_look(candidate):
                self._try(tried, candidate, page, budget)
        for sister in self._sisters(tried, among):
            self._try(tried, sister, page, budget)
        return self._surest(tried, page, budget)

    def _sisters(self, tried: _Tried, among: Sequence[str]) -> Iterator[TemplateCandidate]:
        """Those that say most of what one says that fits, however little they look like the page: keypoints are
        distinct by chance, and what all sisters have drowns what the right one has alone."""
        if not tried.fits:
            return
        before = len(tried.refused)
        for sister in self._index.sisters(tried.likeliest() or ""):
            if len(tried.fits) == MOST_FITTING or len(tried.refused) - before == MOST_IN_VAIN:
                return
            if sister.template_id not in tried.refused and (not among or sister.template_id in among):
                yield sister

    def _try(self, tried: _Tried, candidate: TemplateCandidate, page: Any, budget: Budget) -> None:
        """A quick look at one."""
        template_id = candidate.template_id
        if template_id in tried.fits:
            return
        try:
            tried.fits[template_id] = self._aligned(template_id, page, budget, thorough=False)
            tried.enough = max(tried.enough, SISTER_SHARE * candidate.likeness)
        except TemplateMismatch as refusal:
            tried.refuse(template_id, refusal, is_plain=candidate.is_plain)
        except TemplateNotFound:
            return  # deleted meanwhile

    def _surest(self, tried: _Tried, page: Any, budget: Budget) -> Choice:
        """The one that weighs most, after a thorough look where a quick one does not convince."""
        while (template_id := tried.likeliest()) is not None:
            found = tried.fits.pop(template_id, None)
            try:
                if found is None or found.alignment.verdict is not Verdict.MATCHED:
                    found = self._aligned(template_id, page, budget, thorough=True)
                return self._told_apart(tried, found, page, budget)
            except TemplateMismatch as refusal:
                tried.refuse(template_id, refusal)
                tried.looked_at.add(template_id)
            except TemplateNotFound:
                tried.refused.pop(template_id, None)  # deleted since its quick look
        raise NoneFits(tried.others())

    def _told_apart(self, tried: _Tried, found: Choice, page: Any, budget: Budget) -> Choice:
        """The one that was found, or a sister that fits as well where their own captions speak for that; what was
        found is kept where the budget ends meanwhile."""
        sisters = tuple(tried.fits.values())
        tried.fits[found.ref.template_id] = found
        with suppress(OverBudget):
            for sister in sisters:
                if self._difference(sister, found, page, budget) >= TELLING_NATS:
                    found = self._confirmed(sister, page, budget) or found
        return replace(found, others=tried.others(found.ref.template_id))

    def _confirmed(self, sister: Choice, page: Any, budget: Budget) -> Choice | None:
        """A sister, after a thorough look where the quick one does not convince; None where that refuses it."""
        if sister.alignment.verdict is Verdict.MATCHED:
            return sister
        with suppress(TemplateMismatch, TemplateNotFound):
            return self._aligned(sister.ref.template_id, page, budget, thorough=True)
        return None

    def _difference(self, one: Choice, other: Choice, page: Any, budget: Budget) -> float:
        mine, others = ((each.prepared, each.alignment) for each in (one, other))
        return self._reader.difference(mine, others, page, budget)

    def _aligned(self, template_id: str, page: Any, budget: Budget, *, thorough: bool) -> Choice:
        ref = self._templates.find(template_id, None)
        prepared = self._templates.get(ref, budget)
        return Choice(ref, prepared, self._reader.align(prepared, page, budget, thorough=thorough))


class _Tried:
    """What came of the candidates so far, by their ids."""

    def __init__(self) -> None:
        self.fits: dict[str, Choice] = {}
        self.refused: dict[str, float] = {}
        """The share of the fixed print of each that was found."""
        self.plain: set[str] = set()
        """Those among them that the index holds plainly like the page."""
        self.looked_at: set[str] = set()
        """Those that a thorough look refused."""
        self.enough = 0.0
        """Likeness below which nothing is tried any more."""
        self._in_vain = 0
        """Looks that were, at those named for one reason."""

    def is_worth_a_look(self, candidate: TemplateCandidate) -> bool:
        """Whether not too many were looked at in vain that were named for the same reason."""
        if candidate.by_other_signs:
            self._in_vain = 0
        return bool(self.fits) or self._in_vain < MOST_IN_VAIN

    def refuse(self, template_id: str, refusal: TemplateMismatch, is_plain: bool = False) -> None:
        """One does not fit."""
        self._in_vain += 1
        if is_plain:
            self.plain.add(template_id)
        share = float(refusal.details.get("agreement", 0.0))
        self.refused[template_id] = max(share, self.refused.get(template_id, 0.0))

    def likeliest(self) -> str | None:
        """Of those that fit the one that weighs most; where none does, the first of which so much was found, or that is
        so like the page, that a thorough look is worth it, unless another had one."""
        if self.fits:
            return max(self.fits, key=lambda each: _weight(self.fits[each]))
        worth = [each for each in self.refused if self._worth(each)]
        return max(worth, key=self.refused.__getitem__, default=None) if not self.looked_at else None

    def _worth(self, template_id: str) -> bool:
        return template_id in self.plain or self.refused[template_id] >= WORTH_A_THOROUGH_LOOK

    def others(self, chosen: str = "") -> tuple[tuple[str, float], ...]:
        """All but the chosen one, the likeliest first."""
        shares = {**self.refused, **{each: fit.alignment.agreement for each, fit in self.fits.items()}}
        shares.pop(chosen, None)
        return tuple(sorted(shares.items(), key=lambda other: -other[1]))


def _weight(choice: Choice) -> tuple[float, float]:
    return choice.alignment.weight, choice.alignment.agreement
