"""What one reading may cost, and what its derived data depend on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, Image, PrintedPage, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.templates import template_annotations
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours, page, write

NAME = Field("name", rectangle(100, 50, 400, 84))


def form() -> Image:
    paper = page()
    write(paper, 110, 57, "RGB RGB")
    return paper


def reader() -> Reader:
    return Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())


class RecognizerWhoseCallerLeaves(RecognizerThatTellsColours):
    """While it reads its first batch, the caller hangs up."""

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        texts = super().recognize(crops, budget)
        budget.abandon()
        return texts


@pytest.mark.parametrize(("pixels", "part"), [(1e2, "crop"), (8e3, "detect"), (2e4, "recognise")])
def test_describing_a_template_ends_where_its_pixels_do_and_names_the_part(pixels: float, part: str) -> None:
    with pytest.raises(OverBudget) as refused:
        reader().describe(form(), (NAME,), Budget(pixels=pixels))
    assert refused.value.details["part"] == part


def test_a_query_ends_where_its_pixels_do() -> None:
    mine = reader()
    prepared = mine.prepare(Template("t", (NAME,), b"", ""), mine.describe(form(), (NAME,)))
    assert mine.read(prepared, form(), budget=Budget()).fields[0].value == "RGBRGB"
    with pytest.raises(OverBudget):
        mine.read(prepared, form(), budget=Budget(pixels=1e3))


def test_no_network_is_asked_for_a_caller_who_has_gone() -> None:
    recognizer = RecognizerWhoseCallerLeaves()
    mine = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), recognizer)
    with pytest.raises(OverBudget):
        mine.describe(form(), (NAME,), Budget(1000))
    assert len(recognizer.batches) == 1


def test_of_a_page_that_says_too_much_the_first_lines_are_read_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = page(800, 1000)
    for row in range(12):
        write(paper, 60, 40 + 70 * row, "RGBRGBRGB")
    whole = reader().lines(paper)
    assert (len(whole.lines), whole.left_out) == (12, 0)
    per_line = 48 * round(48 * (8 * 16 + 12) / 20)
    monkeypatch.setattr("lambda_ocr.core.reader.PAGE_PX", 5.5 * per_line)
    part = reader().lines(paper)
    assert part == PrintedPage(whole.lines[:5], left_out=7)


class Other:
    """An engine's part under another name."""

    def __init__(self, part: object, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.version = fingerprint
        self.load = getattr(part, "load", None)


def test_derived_data_are_of_the_aligner_both_networks_the_annotations_and_opencv(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aligner, detector, recognizer = AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours()
    mine = Reader(aligner, detector, recognizer)
    assert Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours()).version == mine.version
    others = [
        Reader(Other(aligner, "other"), detector, recognizer),  # type: ignore[arg-type]
        Reader(aligner, Other(detector, "other"), recognizer),  # type: ignore[arg-type]
        Reader(aligner, detector, Other(recognizer, "other")),  # type: ignore[arg-type]
        Reader(aligner, Other(detector, recognizer.fingerprint), Other(recognizer, detector.fingerprint)),  # type: ignore[arg-type]
    ]
    monkeypatch.setattr(template_annotations, "VERSION", "other")
    others.append(Reader(aligner, detector, recognizer))
    monkeypatch.undo()
    monkeypatch.setattr("cv2.__version__", "other")
    others.append(Reader(aligner, detector, recognizer))
    assert len({mine.version, *(other.version for other in others)}) == 1 + len(others)


def test_what_another_engine_derived_is_not_read_with() -> None:
    mine = reader()
    other = Reader(AlignerThatIsTold(), Other(DetectorThatSeesInk(), "other"), RecognizerThatTellsColours())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="another version"):
        other.prepare(Template("t", (NAME,), b"", ""), mine.describe(form(), (NAME,)))


def test_a_part_of_the_work_has_no_more_time_than_the_whole_and_ends_with_it() -> None:
    whole = Budget(10)
    assert whole.within(1000).seconds_left() <= 10
    assert whole.within(2).seconds_left() <= 2
    part = whole.within(5)
    whole.abandon()
    with pytest.raises(OverBudget):
        part.check(Part.ALIGN)


def test_unbounded_readings_are_what_bounded_ones_are() -> None:
    mine = reader()
    assert mine.describe(form(), (NAME,)) == mine.describe(form(), (NAME,), Budget())
    assert np.isfinite(mine.lines(form(), Budget()).lines[0].text.confidence)


def test_of_many_fields_those_that_are_plain_are_described_without_a_detector() -> None:
    paper = page(800, 3000)
    fields = []
    for row in range(60):
        write(paper, 110, 17 + 48 * row, "RGBCMKRGBCMKRGB")
        fields.append(Field(str(row), rectangle(100, 10 + 48 * row, 700, 44 + 48 * row)))
    mine, detector = reader(), DetectorThatSeesInk()
    many = Reader(AlignerThatIsTold(), detector, RecognizerThatTellsColours())
    few = mine.prepare(Template("t", tuple(fields[:1]), b"", ""), mine.describe(paper, fields[:1])).notes
    notes_of_many = many.prepare(Template("t", tuple(fields), b"", ""), many.describe(paper, fields)).notes
    assert {note.value for note in notes_of_many} == {few[0].value} == {"RGBCMKRGBCMKRGB"}
    assert all(abs(note.line_height - few[0].line_height) < 0.45 * few[0].line_height for note in notes_of_many)
    assert not detector.canvases


def described(paper: Image, fields: Sequence[Field], budget: Budget) -> DetectorThatSeesInk:
    """What was shown to the detector."""
    detector = DetectorThatSeesInk()
    Reader(AlignerThatIsTold(), detector, RecognizerThatTellsColours()).describe(paper, fields, budget)
    return detector


SLITS = [Field(str(left), rectangle(left, 4, left + 6, 1996)) for left in range(4, 1990, 8)]


def test_fields_that_are_too_dear_together_are_refused_before_the_first_is_cut() -> None:
    budget = Budget(pixels=1e6)
    with pytest.raises(OverBudget) as refused:
        described(page(2000, 2000), SLITS, budget)
    assert refused.value.details["part"] == "crop"
    assert budget.share_left() == 1


DENSE = [Field("", rectangle(left, top, left + 180, top + 24)) for left in (20, 220) for top in (8, 40, 72)]
KINDS = {
    "clean": [Field(str(row), rectangle(100, 10 + 48 * row, 700, 44 + 48 * row)) for row in range(8)],
    "slits": SLITS[:4],
    "crowded": DENSE,
    "the page": [Field("page", rectangle(4, 4, 796, 496))],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("printed", [True, False])
def test_what_is_foreseen_is_never_more_than_what_it_costs(kind: str, printed: bool) -> None:
    paper, foreseen = page(2000, 2000) if kind == "slits" else page(), []

    class Foreseeing(Budget):
        def foresee(self, part: Part, work: float) -> None:
            foreseen.append(work)

    if printed:
        for row in range(10):
            write(paper, 110, 17 + 48 * row, "RGBCMKRGBCMKRGB")
    budget = Foreseeing(pixels=1e8)
    described(paper, KINDS[kind], budget)
    assert 0 < foreseen[0] <= 1e8 - budget.pixels_left()


def test_where_it_would_be_dear_no_detector_is_asked_for_the_heights_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = page(800, 500)
    for row in range(16):
        write(paper, 20, 20 + 28 * row, "RGBCMK" * 5)
    fields = [Field("", rectangle(left, top, left + 140, top + 40)) for top in range(8, 400, 32) for left in (20, 180)]
    monkeypatch.setattr("lambda_ocr.core.templates.template_look.DEAR_PX", 0.0)
    asked = described(paper, fields, Budget(pixels=1e8)).canvases
    monkeypatch.setattr("lambda_ocr.core.templates.template_look.MAX_HEIGHTS_WORK_SHARE", 0.0)
    spared = described(paper, fields, Budget(pixels=1e8)).canvases
    assert 0 < len(spared) < len(asked)


def test_a_page_of_print_in_one_field_is_not_refused_for_its_many_lines() -> None:
    paper = page(1200, 2400)
    for row in range(80):
        write(paper, 20, 10 + 29 * row, "RGBCMK" * 12)
    whole = Field("whole", rectangle(5, 5, 1195, 2395))
    mine, blank = reader(), page(1200, 2400)
    for template, picture in ((paper, paper), (blank, paper)):
        prepared = mine.prepare(Template("t", (whole,), b"", ""), mine.describe(template, (whole,), Budget()))
        mine.read(prepared, picture, budget=Budget())
