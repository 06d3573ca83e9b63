"""Drawn templates as the selection asks for them: an entry of each in the index, the rest only of those that are
aligned with a page.

Rule: what a template says is known from drawing it, so no network reads it; all else is what the product makes of it.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.accuracy.selection.layouts import Drawn, Layout
from lambda_ocr.alignment import features
from lambda_ocr.alignment.features import TemplateFeatures, grey_of
from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.selection.entry import Entry, entry_of
from lambda_ocr.core.geometry import fitted
from lambda_ocr.core.model import CanvasInput, Prepared, TemplateRef

SEEN = 500
"""Templates whose keypoints are their own."""
ALIGNED_KEPT = 64
"""Templates ready to be aligned that are remembered."""


class SeesNothing:
    """A `LineDetector` for pages whose lines are known."""

    canvas, fingerprint = CanvasInput(32, 1), ""

    def detect(self, image: Any, budget: Any = None) -> Sequence[Any]:
        """No line."""
        return ()


def anchors(drawn: Drawn) -> tuple[Anchor, ...]:
    """Every printed line outside the fields."""
    return tuple(Anchor(corners, words) for words, corners in drawn.captions if len(words) > 2)


def entry(layout: Layout) -> Entry:
    """What the index keeps."""
    drawn = layout.template()
    small, factor = fitted(grey_of(drawn.pixels), OPTIONS.orb_side_px)
    free = features._outside([each.quad for each in drawn.fields], factor, small)
    seen = keypoints.orb(small, free).scaled(1 / factor)
    looks: Any = SimpleNamespace(orb=seen, captions=captions(anchors(drawn)))
    return entry_of(looks)


def entries(layouts: Sequence[Layout], kept: Path) -> Iterator[tuple[str, bytes]]:
    """Of all templates; those that the file has are not drawn again. Beyond `SEEN` their words are their own, and their
    keypoints those of an earlier one: as many, and as many to compare, in a tenth of the time."""
    made: list[Entry] = []
    with kept.open("ab+") as file:
        file.seek(0)
        for layout in layouts[:SEEN]:
            head = file.read(4)
            known = file.read(*struct.unpack("<I", head)) if len(head) == 4 else b""
            made.append(Entry.from_bytes(known) if known else entry(layout))
            if not known:
                new = made[-1].to_bytes()
                file.write(struct.pack("<I", len(new)) + new)
            yield layout.name, made[-1].to_bytes()
    for at, layout in enumerate(layouts[SEEN:]):
        nobody: Any = SimpleNamespace(orb=made[at % SEEN].keypoints, captions=captions(anchors(layout.words())))
        yield layout.name, entry_of(nobody).to_bytes()


class Looks:
    """The page looked at last, for all who ask for it again."""

    def __init__(self, aligner: Any) -> None:
        self.aligner = aligner
        self._last: tuple[Any, Any] = (None, None)

    def of(self, picture: Any) -> Any:
        """The features of a picture."""
        if self._last[0] is not picture:
            self._last = picture, self.aligner.extract(picture)
        return self._last[1]


class DrawnTemplates:
    """Stands in for the templates' cache and the reader: finds, prepares and aligns drawn templates."""

    def __init__(self, layouts: Sequence[Layout], looks: Looks) -> None:
        self._by_name: Mapping[str, Layout] = {layout.name: layout for layout in layouts}
        self._looks, self._aligner = looks, looks.aligner
        self._described = lru_cache(ALIGNED_KEPT)(self._describe)
        self.drawing_s = 0.0
        """Spent so far on what a store has ready: drawing templates, and looking at them."""

    def find(self, template_id: str, version: int | None) -> TemplateRef:
        """Every template has one version."""
        return TemplateRef(template_id, 1)

    def get(self, ref: TemplateRef, budget: Any) -> Prepared:
        """Ready to be aligned, not to be read."""
        return self._described(ref.template_id)

    def look(self, picture: Any, budget: Any) -> Any:
        """As the reader does."""
        return self._looks.of(picture)

    def align(self, prepared: Prepared, page: Any, budget: Any, *, thorough: bool) -> Any:
        """As the reader does."""
        return self._aligner.align(prepared.features, page, prepared.fields, budget=budget, thorough=thorough)

    def difference(self, one: Any, other: Any, page: Any, budget: Any) -> float:
        """As the reader does."""
        mine, others = ((prepared.features, alignment) for prepared, alignment in (one, other))
        return float(self._aligner.difference(mine, others, page, budget))

    def _describe(self, name: str) -> Prepared:
        begun = time.process_time()
        drawn = self._by_name[name].template()
        nobody: Any = SeesNothing()
        made: TemplateFeatures = features.describe(drawn.pixels, drawn.fields, nobody, self._aligner._recognizer)
        made = replace(made, anchors=anchors(drawn))
        self.drawing_s += time.process_time() - begun
        return Prepared(name, tuple(drawn.fields), (), made.size, made)
