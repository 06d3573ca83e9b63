"""From places of lines to their texts: all lines in few batches, ambiguous ones looked at again.

Lines come as `LineCandidate`: where to cut, in which region, and whether the line was seen or is only supposed there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.doubts import agree, is_ambiguous, resolve_lookalikes, stretched, wider
from lambda_ocr.core.form_hint import in_form
from lambda_ocr.core.layout import Region, crop_line
from lambda_ocr.core.lines import within
from lambda_ocr.core.model import FieldNote, Image, LineInput, Quad, Text
from lambda_ocr.core.ports import LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.recognition.labels import Edges, beside, without, without_leaders
from lambda_ocr.core.rover import vote
from lambda_ocr.core.trace import NULL_TRACE, Trace
from lambda_ocr.core.unread import unread

SUPPOSED, WEAKEST = 0.95, 0.8
"""Confidence that a line no detector saw, and each of its characters, must be read with; or the field is empty."""
UNDOUBTED = 0.9
"""Confidence of each character, spaces included, from which one look is enough and no detector is asked. Measured: 802
of 985 fields are read so (two in three on real paper), and all 795 whose truth is known are right."""
NOTHING = Text("", 0.0)


@dataclass(frozen=True, eq=False)
class LineCandidate:
    """A line to be read. `note` is what the template says in the field and beside it: weak hints."""

    line: Quad
    region: Region
    note: FieldNote | None = None
    seen: bool = True
    doubtful: Text | None = None
    """What a look before this one said, with doubts."""


@dataclass(frozen=True, eq=False)
class Look:
    """What one look at a line `said`, and what of that is the field's `value`."""

    said: Text
    value: Text

    @property
    def undoubted(self) -> bool:
        """Whether the look is enough."""
        return _is_sure(self.value, UNDOUBTED) and not self.value.unread


class Transcriber:
    """Reads lines with a recognizer and its own doubts; `hints` lets the template's text decide between look-alikes."""

    def __init__(self, recognizer: LineRecognizer, *, hints: bool = True) -> None:
        self._recognizer, self._hints = recognizer, hints

    @property
    def line(self) -> LineInput:
        """What lines are cut as."""
        return self._recognizer.line

    def at_once(self, picture: Image, candidates: Sequence[LineCandidate], budget: Budget = UNBOUNDED) -> list[Look]:
        """One look at each place."""
        crops = [self._cut(picture, item.line, item.region) for item in candidates]
        texts = read_lines(self._recognizer, crops, budget)
        return [
            Look(text, self._judged(item, text, crop))
            for item, text, crop in zip(candidates, texts, crops, strict=True)
        ]

    def read(
        self, picture: Image, candidates: Sequence[LineCandidate], trace: Trace = NULL_TRACE, budget: Budget = UNBOUNDED
    ) -> list[Look]:
        """What stands at each place, and what of it in the field; empty text where nothing does."""
        crops = [self._cut(picture, item.line, item.region) for item in candidates]
        first = read_lines(self._recognizer, crops, budget)
        texts = list(first)
        ambiguous = [index for index, item in enumerate(candidates) if _is_open(item, texts[index])]
        again = self._again(picture, [(candidates[i], crops[i], texts[i]) for i in ambiguous], budget)
        for index, text in zip(ambiguous, again, strict=True):
            texts[index] = text
        judged = [self._judged(item, text, crop) for item, text, crop in zip(candidates, texts, crops, strict=True)]
        for index, item in enumerate(candidates):
            looks = (first[index], texts[index]) if index in ambiguous else (first[index],)
            trace.read(item.region, item.line, looks, judged[index])
        return [Look(text, value) for text, value in zip(texts, judged, strict=True)]

    def _again(
        self, picture: Image, ambiguous: Sequence[tuple[LineCandidate, Image, Text]], budget: Budget
    ) -> list[Text]:
        """Further looks: more contrast, and, unless an earlier one is known, more margin; three readings vote."""
        looser = [self._cut(picture, wider(item.line), item.region) for item, _, _ in ambiguous if not item.doubtful]
        clearer = [stretched(crop) for _, crop, _ in ambiguous]
        second = read_lines(self._recognizer, [*clearer, *looser], budget)
        others = iter(second[len(ambiguous) :])
        return [
            vote([first, clear], [item.doubtful]) if item.doubtful else vote([first, clear, next(others)])
            for (item, _, first), clear in zip(ambiguous, second[: len(ambiguous)], strict=True)
        ]

    def _judged(self, item: LineCandidate, text: Text, crop: Image) -> Text:
        kept = within(text, item.line, item.region.frame)
        told = beside(text, kept)
        if item.note and self._hints:
            edges = Edges.of(item.line, item.region.frame)
            kept = resolve_lookalikes(without(kept, text, item.note.labels, edges), item.note.value)
            kept = in_form(kept, item.note.value)
        else:
            kept = resolve_lookalikes(kept, "")
        kept = without_leaders(kept)
        if not (item.seen or _is_sure(kept, WEAKEST)):
            return NOTHING
        passed_over = unread(crop, item.line, item.region.frame, text) if kept.text else 0
        return replace(kept, beside=told, unread=passed_over)

    def _cut(self, picture: Image, line: Quad, region: Region) -> Image:
        """A line from the picture itself, or from the region's page where something was taken off that."""
        if region.page is None or region.page_from_region is None:
            return crop_line(picture, line, region.image_from_region, self.line.height_px)
        return crop_line(region.page, line, region.page_from_region, self.line.height_px)


def _is_open(item: LineCandidate, text: Text) -> bool:
    """Whether a look settles nothing: a character within the field is doubtful, or an earlier look said otherwise.

    What stands beside the field need not be sure, and spaces always waver.
    """
    differs = item.doubtful is not None and not agree(item.doubtful, text)
    return differs or is_ambiguous(within(text, item.line, item.region.frame))


def _is_sure(text: Text, weakest: float) -> bool:
    """Whether it is text beyond doubt: rules and box edges read as single strokes."""
    return (
        text.confidence >= SUPPOSED
        and all(glyph.confidence >= weakest for glyph in text.glyphs)
        and sum(character.isalnum() for character in text.text) > 1
    )
