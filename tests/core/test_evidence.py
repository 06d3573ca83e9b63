"""A field's evidence on its way: what decides is known with its reason, and variants never mix up the fields."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.core.evidence import FieldEvidence, Fields, among, compared
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, Image, Placement, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.trace import Trace
from lambda_ocr.core.transcript import Reason
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours, page, write

NAME = Field("name", rectangle(100, 50, 400, 84))
BELOW = Field("below", rectangle(100, 100, 400, 134))
OUTSIDE = Field("outside", rectangle(2000, 100, 2400, 134))


class Kept(Trace):
    """Keeps the evidence itself."""

    known: Fields = ()

    def fields(self, fields: Fields) -> None:
        self.known = fields


class KeptWithWhatWasTried(Kept):
    keeps = True


def filled() -> Image:
    """The template, with coloured print in its fields, so that colour says nothing."""
    paper = page()
    write(paper, 110, 57, "CMK")
    write(paper, 110, 107, "CMK")
    return paper


def read(paper: Image, *fields: Field, trace: Kept | None = None) -> Fields:
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    described = reader.describe(filled(), fields)
    trace = trace or Kept()
    reader.read(reader.prepare(Template("t1", fields, b"", "2026-01-01T00:00:00Z"), described), paper, trace)
    return trace.known


def reasons(fields: Fields) -> list[Reason | None]:
    return [each.transcript.reason if each.transcript else None for each in fields]


def test_a_field_whose_row_a_picture_does_not_have_is_empty_whatever_stands_in_its_place() -> None:
    paper = filled()
    reader = Reader(AlignerThatIsTold(missing=frozenset({"name"})), DetectorThatSeesInk(), RecognizerThatTellsColours())
    fields = (NAME, BELOW)
    prepared = reader.prepare(Template("t1", fields, b"", "2026-01-01T00:00:00Z"), reader.describe(paper, fields))
    missing, below = reader.read(prepared, paper).fields
    assert (missing.value, missing.confidence, missing.status) == ("", 0.0, Status.EMPTY)
    assert (below.value, below.status) == ("CMK", Status.OK)


# -- a field's way through a reading ------------------------------------------------------------------------------


def test_what_counts_is_known_with_its_reason() -> None:
    paper = page()
    write(paper, 110, 57, "RGBRGB")
    write(paper, 110, 107, "RGB", pale=0.3)
    assert reasons(read(paper, NAME, BELOW, OUTSIDE)) == [Reason.CLEAN, Reason.DETECTED, None]


def test_a_reading_holds_a_lattice_for_each_look_at_a_line() -> None:
    paper = page()
    write(paper, 110, 57, "RGBRGB")
    write(paper, 110, 107, "RGB", pale=0.35)
    sure, ambiguous = read(paper, NAME, BELOW)
    assert sure.transcript and ambiguous.transcript
    ((one,), (other,)) = sure.transcript.readings, ambiguous.transcript.readings
    assert (len(one.lattices), len(other.lattices)) == (1, 3 if other.candidate.doubtful is None else 2)
    assert (one.value.text, other.value.text) == ("RGBRGB", "RGB")


def test_a_field_keeps_its_note_its_place_and_its_region_whatever_was_looked_at() -> None:
    paper = page()
    write(paper, 110, 57, "RGB", pale=0.3)
    (known,) = read(paper, NAME)
    assert known.field.name == "name"
    assert known.note and known.placement.error_px == pytest.approx(0.7)
    left, top, right, bottom = known.shown.frame
    assert right - left > bottom - top


def test_readings_that_were_tried_are_kept_only_where_somebody_asks_why() -> None:
    paper = page()
    write(paper, 110, 57, "RGB", pale=0.3)
    (known,) = read(paper, NAME)
    (asked,) = read(paper, NAME, trace=KeptWithWhatWasTried())
    assert known.tried == ()
    assert asked.transcript and asked.transcript.readings in [tried.readings for tried in asked.tried]
    assert [line.text for line in asked.lines] == [line.text for line in known.lines]


# -- variants ------------------------------------------------------------------------------------------------------


def blank(name: str, width: float) -> FieldEvidence:
    region = Region(np.zeros((40, 40, 3), np.uint8), (0, 0, width, 20), 20, np.eye(3))
    return FieldEvidence(Field(name, NAME.quad), Placement(np.eye(3), 0.0), region=region)


def test_variants_are_read_together_and_each_meets_its_own_field() -> None:
    fields = [blank(name, 1) for name in "abcd"]
    variants = [None, fields[1].anew(blank("", 2).shown), None, fields[3].anew(blank("", 3).shown)]
    batches: list[list[str]] = []

    def read_all(asked: Fields) -> Fields:
        batches.append([each.field.name for each in asked])
        return asked

    told = compared(fields, variants, read_all, lambda known, variant: variant if variant.shown.frame[2] > 2 else known)
    assert [(each.field.name, each.shown.frame[2]) for each in told] == [("a", 1), ("b", 1), ("c", 1), ("d", 3)]
    assert batches == [["b", "d"]]


def test_where_no_field_has_a_variant_nothing_is_asked() -> None:
    def never(asked: Fields) -> Fields:
        raise AssertionError("asked for nothing")

    fields = [blank("a", 1)]
    assert compared(fields, [None], never, lambda known, _: known) is fields
    assert among(fields, lambda each: each.shown.frame[2] > 5, never) is fields
