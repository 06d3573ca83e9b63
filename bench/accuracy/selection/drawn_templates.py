"""Drawn templates as the selection asks for them: an entry of each in the index, the rest only of those that are
aligned with a page.

Rule: what a template says is known from drawing it, so no network reads it; all else is what the product makes of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np

from bench.accuracy.selection.kept import ENTRIES, Kept, fingerprint
from bench.accuracy.selection.layouts import Drawn, Layout
from lambda_ocr.alignment import features
from lambda_ocr.alignment.features import TemplateFeatures, grey_of
from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.proposals.keypoints import Keypoints, OrientedKeypoints
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.selection.entry import Entry, entry_of
from lambda_ocr.alignment.selection.print_index import QUIET_GRAMS
from lambda_ocr.core.geometry import fitted
from lambda_ocr.core.model import CanvasInput, Prepared, TemplateRef

SEEN = 500
"""Templates whose keypoints are their own, whatever they say."""
ALIGNED_KEPT = 64
"""Templates ready to be aligned that are remembered."""
NO_SIFT = Keypoints(np.zeros((0, 2)), np.zeros((0, 128), np.float32))


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


def entries(layouts: Sequence[Layout], kept: Kept) -> Iterator[tuple[str, bytes]]:
    """Of all templates; those that are kept are not drawn again. Beyond `SEEN` the keypoints of one that says enough to
    be known by its words, which is not asked for by its looks, are those of an earlier one: as many, and as many to
    compare, in a tenth of the time."""
    of, lent = fingerprint(ENTRIES), list[OrientedKeypoints]()
    for at, layout in enumerate(layouts):
        borrowed = lent[at % SEEN] if at >= SEEN else None
        made = kept.once(of, f"entry {layout.name}", lambda: _made(layout, borrowed).to_bytes())  # noqa: B023
        if at < SEEN:
            lent.append(Entry.from_bytes(made).keypoints)
        yield layout.name, made


def _made(layout: Layout, borrowed: OrientedKeypoints | None) -> Entry:
    if borrowed is None:
        return entry(layout)
    nobody: Any = SimpleNamespace(orb=borrowed, captions=captions(anchors(layout.words())))
    made = entry_of(nobody)
    return made if len(made.grams) >= QUIET_GRAMS else entry(layout)


class Looks:
    """The page looked at last, for all who ask for it again."""

    def __init__(self, aligner: Any) -> None:
        self.aligner = aligner
        self._last: tuple[Any, Any] = (None, None)

    def of(self, picture: Any, lines: Callable[[Any], tuple[Anchor, ...]] | None = None) -> Any:
        """The features of a picture; `lines` tells what is read on it, if not by looking now."""
        if self._last[0] is not picture:
            page = self.aligner.extract(picture)
            if lines:
                vars(page)["lines"] = lines(page)
            self._last = picture, page
        return self._last[1]


class DrawnTemplates:
    """Stands in for the templates' cache and the reader: finds, prepares and aligns drawn templates."""

    def __init__(self, layouts: Sequence[Layout], looks: Looks) -> None:
        self._by_name: Mapping[str, Layout] = {layout.name: layout for layout in layouts}
        self._looks, self._aligner = looks, looks.aligner
        self._described = lru_cache(ALIGNED_KEPT)(self._describe)
        self._with_sift = lru_cache(ALIGNED_KEPT)(self._described_whole)
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
        seen = self._with_sift(prepared.template_id).features if thorough else prepared.features
        return self._aligner.align(seen, page, prepared.fields, budget=budget, thorough=thorough)

    def difference(self, one: Any, other: Any, page: Any, budget: Any) -> float:
        """As the reader does."""
        mine, others = ((prepared.features, alignment) for prepared, alignment in (one, other))
        return float(self._aligner.difference(mine, others, page, budget))

    def _describe(self, name: str) -> Prepared:
        """All but SIFT, which takes nine tenths of the time and is asked for at a thorough look alone."""
        with patch.object(keypoints, "sift", lambda *given, **options: NO_SIFT):
            return self._described_whole(name)

    def _described_whole(self, name: str) -> Prepared:
        begun = time.process_time()
        drawn = self._by_name[name].template()
        nobody: Any = SeesNothing()
        made: TemplateFeatures = features.describe(drawn.pixels, drawn.fields, nobody, self._aligner._recognizer)
        made = replace(made, anchors=anchors(drawn))
        self.drawing_s += time.process_time() - begun
        return Prepared(name, tuple(drawn.fields), (), made.size, made)
