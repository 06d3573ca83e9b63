"""Which template a page is of: the index names a few, each is aligned with the page, and the judge's weight decides.

The page is looked at once, however many templates are tried: a quick look each, and a thorough one at the likeliest
where none was enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from lambda_ocr.app.index_keeping import IndexKeeping
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import InvalidRequest, TemplateMismatch, TemplateNotFound
from lambda_ocr.core.model import Alignment, Image, Prepared, TemplateCandidate, TemplateRef, Verdict
from lambda_ocr.core.ports import DocumentReader, TemplateIndex

SISTER_SHARE = 0.5
"""Of the likeness of one that fits: what is less like the page is not aligned any more. One that does not fit takes ten
times as long as one that does, and sister layouts are about as like."""
MOST_FITTING = 6
"""Sisters that fit, after which no further one is tried: the likelier ones came before."""
MOST_IN_VAIN = 6
"""Quick looks in vain, after which nothing else that is named for the same reason is tried: of what the right template
says no other says as much, and a shortlist as flat as a stranger's is looked at no further."""
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


class NoIndex:
    """Stands in where a process has none."""

    version = ""

    def entry(self, features: Any) -> bytes:
        """Nothing is kept."""
        return b""

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Forget them at once."""

    def drop(self, template_ids: Collection[str]) -> None:
        """Nothing was known."""

    def alike(self, entry: bytes) -> tuple[TemplateCandidate, ...]:
        """None is known."""
        return ()

    def candidates(self, page: Any, among: Collection[str] | None = None) -> NoReturn:
        """Refuse by name."""
        raise InvalidRequest(
            'This process has no index of its templates. Name the right one in "template_id".',
            member="template_id",
        )


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
        return self._surest(tried, page, budget)

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
            if found is not None and found.alignment.verdict is Verdict.MATCHED:
                return replace(found, others=tried.others())
            try:
                found = self._aligned(template_id, page, budget, thorough=True)
                return replace(found, others=tried.others(template_id))
            except TemplateMismatch as refusal:
                tried.refuse(template_id, refusal)
                tried.looked_at.add(template_id)
        raise NoneFits(tried.others())

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
