"""The index of templates kept in line with the store, whoever changes that.

Rule: nothing rests on the index. Before it is asked, it is told of what the store has gained, changed and lost; entries
come from where they are kept, and are made of the templates where they are not.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import starmap
from typing import Any, NoReturn

from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.errors import InvalidPicture, InvalidRequest, OcrError, TemplateNotFound
from lambda_ocr.core.model import Prepared, TemplateCandidate, TemplateRef
from lambda_ocr.core.ports import IndexEntries, Store, TemplateIndex

log = logging.getLogger(__name__)

MOST_INDEXED = 10_000
"""Templates that are candidates where none is named: as many as were measured (bench selection)."""
MOST_MADE_ANEW = 500
"""The same where no entries are kept: each process makes them of the store's data, 30 ms each."""
MOST_KEPT = 12_000
"""Templates that the index remembers, 40 KB each, when others are named again and again."""
LOST_AT_ONCE = 20
"""Entries whose rest was lost that a request makes anew, in 0.6 s: meanwhile they are known by their words, so nobody
need wait for all."""
MADE_AT_ONCE = 100
"""Entries that are made before they are kept, so that a request whose time ends leaves its work to the next."""


class NoIndex:
    """Stands in where a process has none."""

    version = ""

    def entry(self, features: Any) -> bytes:
        """Nothing is kept."""
        return b""

    def put(self, entries: Mapping[str, bytes], whole: object = None) -> None:
        """Forget them at once."""

    def drop(self, template_ids: Collection[str]) -> None:
        """Nothing was known."""

    def alike(self, entry: bytes) -> tuple[TemplateCandidate, ...]:
        """None is known."""
        return ()

    def sisters(self, template_id: str) -> tuple[TemplateCandidate, ...]:
        """None is known."""
        return ()

    def candidates(self, page: Any, among: Collection[str] | None = None) -> NoReturn:
        """Refuse by name."""
        raise InvalidRequest(
            'This process has no index of its templates. Name the right one in "template_id".',
            member="template_id",
        )


class NoEntries:
    """Keeps nothing: each process makes its entries anew."""

    def load(self, wanted: object, fingerprint: str) -> dict[TemplateRef, bytes]:
        """There are none."""
        return {}

    def whole(self, wanted: object, fingerprint: str) -> dict[TemplateRef, bytes]:
        """There are none."""
        return {}

    def save(self, entries: object, fingerprint: str) -> None:
        """Forget them."""

    def drop(self, template_ids: object) -> None:
        """There were none."""


class IndexKeeping:
    """Store, templates, index and its entries together; safe to share among threads."""

    def __init__(
        self,
        store: Store,
        templates: TemplateCache,
        index: TemplateIndex,
        entries: IndexEntries,
    ) -> None:
        self._store, self._templates, self._index, self._entries = store, templates, index, entries
        self._fingerprint = f"{templates.reader_version}-{index.version}"
        self._known: dict[str, int] = {}
        self._lost: set[TemplateRef] = set()
        """Known, but cut short, and what was left of them is nowhere any more."""
        self._lock = threading.Lock()

    def keep_in_line(self, among: Sequence[str], budget: Budget) -> None:
        """Put in what is new or changed in the store, or named, and drop what is gone; raises `OverBudget`."""
        with self._lock:
            there = self._named(among) if among else self._all()
            if not among or len(self._known | there) > MOST_KEPT:
                self._drop([gone for gone in self._known if gone not in there])
            newest = list(starmap(TemplateRef, there.items()))
            changed = [ref for ref in newest if self._known.get(ref.template_id) != ref.version]
            lost = [ref for ref in newest if ref in self._lost][:LOST_AT_ONCE]
            self._put([*changed, *lost], budget)

    def learn(self, prepared: Prepared, version: int) -> None:
        """Keep the entry of a template that was added or changed, so that nobody need make it of the store's data."""
        ref = TemplateRef(prepared.template_id, version)
        self._entries.save({ref: self._index.entry(prepared.features)}, self._fingerprint)

    def alike(self, prepared: Prepared, budget: Budget) -> tuple[str, ...]:
        """Templates that may be taken for this one, the likeliest first; none where they cannot be told."""
        try:
            self.keep_in_line((), budget)
        except OcrError:  # there are too many, or time is over
            return ()
        alike = self._index.alike(self._index.entry(prepared.features))
        return tuple(each.template_id for each in alike if each.template_id != prepared.template_id)

    def forget(self, template_ids: Sequence[str]) -> None:
        """Templates were deleted."""
        self._entries.drop(template_ids)

    def _all(self) -> dict[str, int]:
        if not self._store.list_ids(1):
            return {}
        there = {ref.template_id: ref.version for ref in self._store.heads()}
        most = min(MOST_INDEXED, MOST_MADE_ANEW) if isinstance(self._entries, NoEntries) else MOST_INDEXED
        if len(there) > most:
            raise InvalidRequest(
                f"There are more than {most} templates, too many to look for the right one among all. Name "
                'those that come into question: "template_id": ["…", "…"].',
                member="template_id",
            )
        return there

    def _named(self, among: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for template_id in among:
            try:
                found[template_id] = self._templates.newest(template_id).version
            except TemplateNotFound:
                continue  # deleted since it was named
        return found

    def _drop(self, gone: Sequence[str]) -> None:
        self._index.drop(gone)
        for template_id in gone:
            del self._known[template_id]

    def _put(self, refs: Sequence[TemplateRef], budget: Budget) -> None:
        if not refs:
            return
        kept = self._entries.load(refs, self._fingerprint)
        self._know({ref: entry for ref, entry in kept.items() if ref in set(refs)})
        with self._making() as made:
            for ref in refs:
                if self._known.get(ref.template_id) == ref.version and ref not in self._lost:
                    continue
                entry = self._made(ref, budget)
                self._lost.discard(ref)
                if entry is not None:
                    made[ref] = entry
                if len(made) >= MADE_AT_ONCE:
                    self._keep(made)

    @contextmanager
    def _making(self) -> Iterator[dict[TemplateRef, bytes]]:
        """What was made is kept, also where time ends."""
        made: dict[TemplateRef, bytes] = {}
        try:
            yield made
        finally:
            self._keep(made)

    def _keep(self, made: dict[TemplateRef, bytes]) -> None:
        if made:
            self._know(made)
            self._entries.save(dict(made), self._fingerprint)
            made.clear()

    def _know(self, entries: dict[TemplateRef, bytes]) -> None:
        try:
            whole = partial(self._whole, {ref.template_id: ref for ref in entries})
            self._index.put({ref.template_id: entry for ref, entry in entries.items()}, whole)
        except ValueError:
            log.warning("entries of the index are damaged; they are made anew")
            return
        self._known.update((ref.template_id, ref.version) for ref in entries)
        self._lost.difference_update(entries)

    def _whole(self, put: Mapping[str, TemplateRef], template_ids: Collection[str]) -> Mapping[str, bytes]:
        """Of the versions that were put; the index asks while others may put in line what changed."""
        found = self._entries.whole([put[template_id] for template_id in template_ids], self._fingerprint)
        self._lost.update(ref for ref, entry in found.items() if entry is None)
        return {ref.template_id: entry for ref, entry in found.items() if entry is not None}

    def _made(self, ref: TemplateRef, budget: Budget) -> bytes | None:
        budget.check(Part.ALIGN)
        try:
            _, prepared = self._templates.once(ref, budget)
        except (TemplateNotFound, InvalidPicture):
            return None  # deleted meanwhile, or its picture is damaged: no reason to refuse the page
        return self._index.entry(prepared.features)
