"""The index kept in line: what is lost of an entry is made of its template again, and nobody waits for all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from lambda_ocr.app import index_keeping
from lambda_ocr.app.index_keeping import IndexKeeping
from lambda_ocr.core.budget import UNBOUNDED
from lambda_ocr.core.model import TemplateRef

REFS = [TemplateRef(f"t{at}", 1) for at in range(9)]


class Index:
    """Knows what was put, and asks for what is left of it."""

    version = "1"

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.whole: Any = None

    def entry(self, features: bytes) -> bytes:
        return features

    def put(self, entries: Mapping[str, bytes], whole: Any) -> None:
        self.known |= entries
        self.whole = self.whole or whole

    def drop(self, template_ids: Collection[str]) -> None:
        for template_id in template_ids:
            del self.known[template_id]


class Entries:
    """Brings first parts; what is left of them is there, lost, or cannot be asked for."""

    def __init__(self) -> None:
        self.rest: dict[TemplateRef, bytes | None] = {}
        self.asked = list[TemplateRef]()
        self.saved = list[TemplateRef]()
        self.short = dict.fromkeys(REFS, b"short")

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        return {ref: self.short.pop(ref) for ref in wanted if ref in self.short}

    def whole(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes | None]:
        self.asked += wanted
        return {ref: self.rest[ref] for ref in wanted if ref in self.rest}

    def save(self, entries: Mapping[TemplateRef, bytes], fingerprint: str) -> None:
        self.saved += entries

    def drop(self, template_ids: Collection[str]) -> None: ...


def keeping(index: Any, entries: Entries) -> IndexKeeping:
    store: Any = SimpleNamespace(list_ids=lambda most: ["t0"], heads=lambda: REFS)
    templates: Any = SimpleNamespace(
        reader_version="1",
        newest=lambda template_id: TemplateRef(template_id, 1),
        once=lambda ref, budget: (None, SimpleNamespace(features=f"made of {ref.template_id}".encode())),
    )
    return IndexKeeping(store, templates, index, entries)


def test_an_entry_whose_rest_is_lost_is_made_of_its_template_and_one_that_cannot_be_asked_for_is_not() -> None:
    index, entries = Index(), Entries()
    kept = keeping(index, entries)
    kept.keep_in_line((), UNBOUNDED)
    assert set(index.known.values()) == {b"short"} and not entries.saved
    entries.rest = {REFS[1]: None, REFS[2]: b"whole"}
    assert index.whole(["t0", "t1", "t2"]) == {"t2": b"whole"}
    kept.keep_in_line(["t0", "t2"], UNBOUNDED)
    assert not entries.saved
    for among in (["t0", "t1"], ()):
        kept.keep_in_line(among, UNBOUNDED)
        assert entries.saved == [REFS[1]] and index.known["t1"] == b"made of t1", "once"


def test_of_many_whose_rest_is_lost_a_request_makes_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_keeping, "LOST_AT_ONCE", 4)
    index, entries = Index(), Entries()
    kept = keeping(index, entries)
    kept.keep_in_line((), UNBOUNDED)
    entries.rest = dict.fromkeys(REFS)
    index.whole([ref.template_id for ref in REFS])
    for many in (4, 8, 9, 9):
        kept.keep_in_line((), UNBOUNDED)
        assert len(entries.saved) == len(set(entries.saved)) == many


def test_what_is_left_is_that_of_the_version_that_was_put() -> None:
    class AsksAtOnce(Index):
        def put(self, entries: Mapping[str, bytes], whole: Any) -> None:
            whole(list(entries))

    entries = Entries()
    keeping(AsksAtOnce(), entries).keep_in_line((), UNBOUNDED)
    assert entries.asked == REFS
