"""Which template a page is of: the index names a few, each is aligned with the page, and the judge's weight decides.

The page is looked at once, however many templates are tried. The index is kept in line with the store when it is asked,
so that a template of another process is found, too; nothing rests on it, lost it is made anew.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.errors import InvalidPicture, InvalidRequest, TemplateMismatch, TemplateNotFound
from lambda_ocr.core.model import Alignment, Image, Prepared, TemplateCandidate, TemplateRef
from lambda_ocr.core.ports import DocumentReader, Store, TemplateIndex

MOST_INDEXED = 500
"""Templates that are candidates where none is named. The index compares a page with each: 0.3 ms a template."""
MOST_KEPT = 2000
"""Templates that the index remembers, 32 KB each, when others are named again and again."""
SISTER_SHARE = 0.5
"""Of the likeness of one that fits: what is less like the page is not aligned any more. One that does not fit takes ten
times as long as one that does, and sister layouts are about as like."""


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

    def put(self, template_id: str, features: Any) -> None:
        """Forget it at once."""

    def drop(self, template_id: str) -> None:
        """Nothing was known."""

    def candidates(self, page: Any, among: Collection[str] | None = None) -> NoReturn:
        """Refuse by name."""
        raise InvalidRequest(
            'This process has no index of its templates. Name the right one in "template_id".',
            member="template_id",
        )


class Selection:
    """Store, reader and index together; safe to share among threads."""

    def __init__(self, store: Store, reader: DocumentReader, templates: TemplateCache, index: TemplateIndex) -> None:
        self._store, self._reader, self._templates, self._index = store, reader, templates, index
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def choose(self, picture: Image, among: Sequence[str], budget: Budget) -> Choice:
        """The template of a page, among those named, or all; raises `NoneFits` or `OverBudget`."""
        page = self._reader.look(picture, budget)
        fits, others, enough = list[Choice](), list[tuple[str, float]](), 0.0
        for candidate in self._candidates(page, among, budget):
            if candidate.likeness < enough:
                break
            try:
                fits.append(self._aligned(candidate.template_id, page, budget))
                enough = max(enough, SISTER_SHARE * candidate.likeness)
            except TemplateMismatch as refusal:
                others.append((candidate.template_id, float(refusal.details.get("agreement", 0.0))))
            except TemplateNotFound:
                continue  # deleted meanwhile
        if not fits:
            raise NoneFits(sorted(others, key=lambda other: -other[1]))
        *less, best = sorted(fits, key=lambda fit: (fit.alignment.weight, fit.alignment.agreement))
        others += [(fit.ref.template_id, fit.alignment.agreement) for fit in less]
        return replace(best, others=tuple(sorted(others, key=lambda other: -other[1])))

    def _aligned(self, template_id: str, page: Any, budget: Budget) -> Choice:
        ref = self._templates.find(template_id, None)
        prepared = self._templates.get(ref, budget)
        return Choice(ref, prepared, self._reader.align(prepared, page, budget))

    def _candidates(self, page: Any, among: Sequence[str], budget: Budget) -> Iterator[TemplateCandidate]:
        with self._lock:
            self._keep_in_line(among, budget)
        return self._index.candidates(page, among or None)

    def _keep_in_line(self, among: Sequence[str], budget: Budget) -> None:
        """Put in what is new in the store, or named, and drop what is gone."""
        there = set(among or self._store.list_ids(MOST_INDEXED + 1))
        if len(there) > MOST_INDEXED:
            raise InvalidRequest(
                f"There are more than {MOST_INDEXED} templates, too many to look for the right one among all. Name "
                'those that come into question: "template_id": ["…", "…"].',
                member="template_id",
            )
        if not among or len(self._known | there) > MOST_KEPT:
            for gone in self._known - there:
                self._index.drop(gone)
            self._known &= there
        for new in there - self._known:
            self._put(new, budget)

    def _put(self, template_id: str, budget: Budget) -> None:
        budget.check(Part.ALIGN)
        try:
            _, prepared = self._templates.once(self._store.head(template_id), budget)
        except (TemplateNotFound, InvalidPicture):
            return  # deleted meanwhile, or its picture is damaged: no reason to refuse the page
        self._index.put(template_id, prepared.features)
        self._known.add(template_id)
