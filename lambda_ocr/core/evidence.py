"""Everything known of one field on one picture, from where it lies to why it reads as it does.

One `FieldEvidence` a field travels through the reading. A look of another kind (another region, another height, another
corner) is a *variant* of it; the better of the two decides, and what was tried beside can be kept for whoever asks why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lambda_ocr.core.model import Check, Field, FieldAnnotation, Line, Placement, Status
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Seen, Transcript

LOW_CONFIDENCE = 0.6
"""Chance of being right below which a value is doubtful."""


@dataclass(frozen=True, eq=False)
class FieldEvidence:
    """What is known of one field so far."""

    field: Field
    placement: Placement
    note: FieldAnnotation | None = None
    """What the template's own picture says in the field; None while that is being found out."""
    region: Region | None = None
    """The field cut upright from the picture; None where it lies off it."""
    candidates: tuple[LineCandidate, ...] = ()
    """Lines that are to be read."""
    seen: Seen | None = None
    """What a detector saw; None while none was asked."""
    doubtful: LineReading | None = None
    """A first look at the only line, where it left doubts: it votes with later ones."""
    transcript: Transcript | None = None
    """The reading that counts, and its reason; None where nothing was read yet."""
    tried: tuple[Transcript, ...] = ()
    """All readings in their order, kept where somebody asks why."""

    @property
    def shown(self) -> Region:
        """The region of a field that is on the picture."""
        assert self.region is not None
        return self.region

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines read, top to bottom."""
        return self.transcript.lines if self.transcript else ()

    @property
    def unexplained(self) -> float:
        """Share of the field's ink that its lines leave over."""
        return self.transcript.unexplained if self.transcript else 0.0

    @property
    def is_filled(self) -> bool:
        """Whether the template's own field holds print, so that the height of its lines is known."""
        return self.note is not None and bool(self.note.value)

    @property
    def is_open(self) -> bool:
        """Whether nothing was read, or print was missed."""
        return self.transcript is None or not self.lines or self.transcript.is_incomplete

    @property
    def is_sure(self) -> bool:
        """Whether all of the field was read, and surely."""
        return self.transcript is not None and self.transcript.is_sure

    @property
    def checks(self) -> tuple[Check, ...]:
        """What a caller should know."""
        known = self.transcript
        noticed = {
            Check.UNEXPLAINED_INK: known is not None and known.is_incomplete,
            Check.UNREAD_SIGN: any(line.unread for line in self.lines),
            Check.EXTENDS: known is not None and known.extends,
        }
        return tuple(check for check, is_so in noticed.items() if is_so)

    def status(self, confidence: float) -> Status:
        """What became of the field, whose value is right with this chance."""
        if self.placement.is_missing:
            return Status.EMPTY
        if self.region is None:
            return Status.OUT_OF_FRAME
        if self.transcript and self.transcript.is_incomplete:
            return Status.LOW_CONFIDENCE
        if not self.lines:
            return Status.EMPTY
        return Status.OK if confidence >= LOW_CONFIDENCE else Status.LOW_CONFIDENCE

    def anew(self, region: Region, note: FieldAnnotation | None = None) -> FieldEvidence:
        """A variant: the same field, not read yet, in another region, and known by another note where one is given."""
        unread = FieldEvidence(self.field, self.placement, note or self.note, region)
        return replace(unread, tried=self.tried)

    def decided(self, transcript: Transcript, *, keep: bool) -> FieldEvidence:
        """Read so; `keep` it among what was tried."""
        return replace(self, transcript=transcript, tried=(*self.tried, transcript) if keep else ())

    def taking(self, variant: FieldEvidence, reason: Reason | None = None) -> FieldEvidence:
        """This field read as its variant was, for a `reason` of its own where one is given."""
        known = variant.transcript
        known = replace(known, reason=reason) if known and reason else known
        return replace(self, transcript=known, tried=variant.tried)

    def passing_over(self, variant: FieldEvidence) -> FieldEvidence:
        """This field read as it was, though the variant was tried."""
        return replace(self, tried=variant.tried)


Fields = Sequence[FieldEvidence]


def among(fields: Fields, chosen: Callable[[FieldEvidence], bool], step: Callable[[Fields], Fields]) -> Fields:
    """`step` done to the chosen fields, all at once; the others as they are, all in their order."""
    return compared(fields, [each if chosen(each) else None for each in fields], step, lambda _, after: after)


def compared(
    fields: Fields,
    variants: Sequence[FieldEvidence | None],
    read: Callable[[Fields], Fields],
    pick: Callable[[FieldEvidence, FieldEvidence], FieldEvidence],
) -> Fields:
    """Each field beside its variant, where it has one (`variants` in the order of `fields`), all variants read at once:
    few large batches cost less than many small ones. `pick` makes one of the two.
    """
    asked = [variant for variant in variants if variant]
    if not asked:
        return fields
    readings = iter(read(asked))
    return [pick(each, next(readings)) if variant else each for each, variant in zip(fields, variants, strict=True)]


def better(reason: Reason) -> Callable[[FieldEvidence, FieldEvidence], FieldEvidence]:
    """Picks the one of two readings of a field that explains more of it; the variant's is taken for this reason."""

    def pick(known: FieldEvidence, variant: FieldEvidence) -> FieldEvidence:
        first, second = known.transcript, variant.transcript
        assert first and second
        return known.taking(variant, reason) if second.weight > first.weight else known.passing_over(variant)

    return pick


def longer(within: FieldEvidence, drawn_out: FieldEvidence) -> FieldEvidence:
    """A field's reading within its edges, or, where it says that and more, the one with the field drawn out.

    A character that the edge cuts may have been read as another.
    """
    short, long = (sorted(("".join(line.text.split()) for line in each.lines), key=len) for each in (within, drawn_out))
    more = sum(map(len, long)) > sum(map(len, short))
    same = all(any(text[1:-1] in other for other in long) for text in short)
    if not (more and same):
        return within.passing_over(drawn_out)
    taken = within.taking(drawn_out, Reason.BEYOND_EDGE)
    assert taken.transcript
    return replace(taken, transcript=replace(taken.transcript, extends=True))
