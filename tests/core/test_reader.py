"""The reading as a whole, on a script of coloured blocks: real pixels, no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.evidence import LOW_CONFIDENCE
from lambda_ocr.core.geometry import points, rectangle, scaling, transform_quad, warp
from lambda_ocr.core.model import Field, FieldReading, Image, LineInput, Matrix, Prepared, Quad, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.calibration import chance, signs_of
from lambda_ocr.core.recognition.lattice import Lattice
from tests.support.drawn_script import (
    CALIBRATION,
    HIGH,
    STEP,
    AlignerThatFindsNothing,
    AlignerThatIsTold,
    DetectorThatSeesInk,
    RecognizerThatSays,
    RecognizerThatTellsColours,
    page,
    write,
)

NAME = Field("name", rectangle(100, 50, 400, 84))
NUMBER = Field("number", rectangle(100, 120, 400, 154))
REMARK = Field("remark", rectangle(450, 50, 750, 154))
FIELDS = (REMARK, NAME, NUMBER)
"""In an order that is neither that of the page nor of the alphabet."""


def form() -> Image:
    """The template: three fields, filled in."""
    paper = page()
    write(paper, 110, 57, "RGB RGB")
    write(paper, 110, 127, "CMK")
    for top in (57, 90, 123):
        write(paper, 460, top, "RGBCMK")
    return paper


class Scene:
    """A template prepared by a reader whose parts are at hand."""

    def __init__(self, image_from_template: Matrix | None = None, **own: Matrix) -> None:
        place = np.eye(3) if image_from_template is None else image_from_template
        self.detector, self.recognizer = DetectorThatSeesInk(), RecognizerThatTellsColours()
        self.reader = Reader(AlignerThatIsTold(place, own), self.detector, self.recognizer)

    def prepared(self, fields: tuple[Field, ...] = FIELDS, picture: Image | None = None) -> Prepared:
        template = Template("t1", fields, b"", "2026-01-01T00:00:00Z")
        return self.reader.prepare(template, self.reader.describe(form() if picture is None else picture, fields))

    def read(self, picture: Image, fields: tuple[Field, ...] = FIELDS) -> dict[str, FieldReading]:
        reading = self.reader.read(self.prepared(fields), picture)
        assert [item.name for item in reading.fields] == [item.name for item in fields]
        return {item.name: item for item in reading.fields}


def values(fields: dict[str, FieldReading]) -> dict[str, str]:
    return {name: item.value for name, item in fields.items()}


# -- values -----------------------------------------------------------------------------------------------


def test_every_field_is_read_in_template_order() -> None:
    paper = page()
    write(paper, 120, 58, "BBG")
    write(paper, 110, 126, "KKKKKK")
    write(paper, 460, 57, "RG")
    write(paper, 460, 90, "BC")
    fields = Scene().read(paper)
    assert list(fields) == ["remark", "name", "number"]
    assert values(fields) == {"remark": "RG BC", "name": "BBG", "number": "KKKKKK"}
    assert {item.status for item in fields.values()} == {Status.OK}


TURNED: Matrix = np.array([[0, -1, 500], [1, 0, 0], [0, 0, 1.0]])
SLANTED: Matrix = np.array([[0.9, -0.25, 140], [0.22, 0.95, 10], [0.0002, 0.0001, 1]])


@pytest.mark.parametrize(
    ("image_from_template", "size"),
    [(scaling(2.5), (2000, 1250)), (scaling(0.6), (480, 300)), (TURNED, (500, 800)), (SLANTED, (800, 600))],
    ids=["larger", "smaller", "on its side", "slanted"],
)
def test_what_was_written_is_read_wherever_the_page_lies(image_from_template: Matrix, size: tuple[int, int]) -> None:
    picture = warp(form(), image_from_template, size, border=255)
    fields = Scene(image_from_template).read(picture)
    assert values(fields) == {"remark": "RGBCMK RGBCMK RGBCMK", "name": "RGBRGB", "number": "CMK"}
    for item in FIELDS:
        assert points(fields[item.name].position) == pytest.approx(
            points(transform_quad(image_from_template, item.quad))
        )


@pytest.mark.parametrize("image_from_template", [np.eye(3), SLANTED], ids=["flat", "slanted"])
def test_a_line_s_position_is_where_it_stands_on_the_picture(image_from_template: Matrix) -> None:
    paper = page()
    drawn: Quad = write(paper, 130, 58, "BBGRRM")
    picture = warp(paper, image_from_template, (800, 600), border=255)
    (line,) = Scene(image_from_template).read(picture)["name"].lines
    assert points(line.position) == pytest.approx(points(transform_quad(image_from_template, drawn)), abs=0.3 * HIGH)


def test_fields_follow_their_own_piece_of_the_paper() -> None:
    """The lower half of the page slipped to the right and down by half a field."""
    slipped = np.array([[1, 0, 40], [0, 1, 17], [0, 0, 1.0]])
    paper = page()
    write(paper, 110, 57, "RGB")
    write(paper, 150, 144, "CMKB")
    assert values(Scene(None, number=slipped).read(paper))["number"] == "CMKB"
    assert values(Scene(None, number=slipped).read(paper))["name"] == "RGB"


# -- neighbours -------------------------------------------------------------------------------------------


def test_an_empty_field_takes_no_value_from_around_it() -> None:
    """Print above, below, left and right, some of it just reaching in."""
    paper = page()
    for top in (25, 92):
        write(paper, 100, top, "RGBCMKRGBCMKRGBCMKR")
    write(paper, 20, 58, "KKKKK")
    write(paper, 402, 58, "MMM")
    fields = Scene().read(paper, (NAME,))
    assert (fields["name"].value, fields["name"].status) == ("", Status.EMPTY)
    assert (fields["name"].confidence, fields["name"].lines) == (0.0, ())


def test_a_label_before_the_value_and_a_unit_after_it_are_left_out() -> None:
    paper = page()
    write(paper, 100 - 5 * STEP, 58, "KKKKKRGBRG")
    write(paper, 404, 58, "BB")
    assert values(Scene().read(paper, (NAME,))) == {"name": "RGBRG"}


def test_the_label_s_colon_is_no_value() -> None:
    paper = page()
    write(paper, 102, 58, ":RGB")
    assert values(Scene().read(paper, (NAME,))) == {"name": "RGB"}
    write(paper, 102, 58, ":   ")
    blank = page()
    write(blank, 102, 58, ":")
    assert Scene().read(blank, (NAME,))["name"].status is Status.EMPTY


def test_a_first_letter_three_pixels_outside_is_read() -> None:
    paper = page()
    write(paper, 97, 58, "RGB")
    assert values(Scene().read(paper, (NAME,))) == {"name": "RGB"}


def test_a_neighbour_line_that_reaches_into_the_field_is_not_read_with_its_line() -> None:
    paper = page()
    write(paper, 110, 52, "RGB")
    write(paper, 110, 84 - HIGH * 2 // 5, "KKKKKK")
    assert values(Scene().read(paper, (NAME,))) == {"name": "RGB"}


def test_fields_side_by_side_share_no_letter() -> None:
    left = Field("left", rectangle(100, 50, 100 + 5 * STEP - 2, 84))
    right = Field("right", rectangle(100 + 5 * STEP - 2, 50, 100 + 10 * STEP, 84))
    paper = page()
    write(paper, 100, 57, "RRRRRGGGGG")
    assert values(Scene().read(paper, (left, right))) == {"left": "RRRRR", "right": "GGGGG"}


# -- statuses ---------------------------------------------------------------------------------------------


def test_a_field_nobody_can_read_surely_says_so() -> None:
    paper = page()
    write(paper, 110, 58, "RGB", pale=0.55)
    write(paper, 110, 127, "CMK")
    fields = Scene().read(paper, (NAME, NUMBER))
    assert fields["name"].status is Status.LOW_CONFIDENCE
    assert 0 < fields["name"].confidence < LOW_CONFIDENCE
    assert fields["number"].status is Status.OK


def test_only_lines_in_doubt_are_looked_at_again_all_together() -> None:
    scene = Scene()
    prepared = scene.prepared()
    scene.recognizer.batches.clear()
    paper = page()
    write(paper, 110, 58, "RGB", pale=0.4)
    write(paper, 110, 127, "CMK")
    write(paper, 460, 57, "BG", pale=0.4)
    scene.reader.read(prepared, paper)
    # One look at three plain lines; then two in doubt as the detector draws them, and those once more.
    assert scene.recognizer.batches == [3, 2, 2]


def test_what_is_doubtful_beside_a_field_costs_no_second_look() -> None:
    scene = Scene()
    prepared = scene.prepared((NAME,))
    scene.recognizer.batches.clear()
    paper = page()
    write(paper, 110, 58, "RGB")
    write(paper, 66, 58, "C", pale=0.4)
    assert values({field.name: field for field in scene.reader.read(prepared, paper).fields})["name"] == "RGB"
    assert sum(scene.recognizer.batches) == 1


def test_two_looks_that_differ_are_settled_by_a_third() -> None:
    """The plain look has doubts; the detector's is sure of something else."""
    scene = Scene()
    prepared = scene.prepared((NUMBER,))
    paper = page()
    write(paper, 110, 127, "RGB")
    recognizer = RecognizerThatSays(("RGC", 0.7), ("RGB", 0.99), ("RGB", 0.95))
    reader = Reader(AlignerThatIsTold(), scene.detector, recognizer)
    (number,) = reader.read(prepared, paper).fields
    assert number.value == "RGB"
    assert recognizer.left == []


def test_confidence_is_the_chance_that_its_lines_and_its_place_tell() -> None:
    paper = page()
    write(paper, 460, 57, "K", pale=0.5)
    write(paper, 460, 90, "KKK")
    remark = Scene().read(paper, (REMARK,))["remark"]
    one, three = remark.lines
    signs = signs_of([one, three], remark.error_px)
    assert signs.mean == pytest.approx((one.confidence + 3 * three.confidence) / 4)
    assert remark.confidence == chance(signs, CALIBRATION) < signs.mean
    assert one.confidence < three.confidence


def test_what_the_template_says_too_is_likelier_right() -> None:
    same, other = page(), page()
    write(same, 110, 58, "RGB RGB", pale=0.4)
    write(other, 110, 58, "BGR BGR", pale=0.4)
    first, second = (Scene().read(paper, (NAME,))["name"] for paper in (same, other))
    assert [line.weakest for line in first.lines] == [line.weakest for line in second.lines]
    assert first.confidence > second.confidence > 0


@pytest.mark.parametrize(
    ("shift", "status"), [(-200, Status.OK), (-300, Status.OUT_OF_FRAME), (-500, Status.OUT_OF_FRAME)]
)
def test_a_field_beyond_the_edge_is_out_of_frame(shift: int, status: Status) -> None:
    """At -200 a third of the field is cut off (its letters with it), at -300 two thirds are."""
    moved = np.array([[1, 0, shift], [0, 1, 0], [0, 0, 1.0]])
    picture = warp(form(), moved, (800, 500), border=255)
    name = Scene(moved).read(picture)["name"]
    assert name.status is status
    if status is Status.OUT_OF_FRAME:
        assert (name.value, name.confidence, name.lines) == ("", 0.0, ())
    assert points(name.position) == pytest.approx(points(NAME.quad) + np.array([shift, 0]))


def test_with_every_field_out_of_frame_nothing_is_detected() -> None:
    scene = Scene(np.array([[1, 0, 5000], [0, 1, 0], [0, 0, 1.0]]))
    prepared = scene.prepared()
    scene.detector.canvases.clear()
    reading = scene.reader.read(prepared, page())
    assert {item.status for item in reading.fields} == {Status.OUT_OF_FRAME}
    assert scene.detector.canvases == []


def test_a_blank_page_is_empty_fields() -> None:
    assert {item.status for item in Scene().read(page()).values()} == {Status.EMPTY}


def test_a_picture_of_another_template_is_refused() -> None:
    reader = Reader(AlignerThatFindsNothing(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    template = Template("t1", FIELDS, b"", "2026-01-01T00:00:00Z")
    with pytest.raises(TemplateMismatch):
        reader.read(reader.prepare(template, reader.describe(form(), FIELDS)), page())


# -- cost and derived data --------------------------------------------------------------------------------


def test_plain_fields_take_one_pass_of_the_recognizer_and_no_detector() -> None:
    scene = Scene()
    prepared = scene.prepared()
    scene.detector.canvases.clear()
    scene.recognizer.batches.clear()
    reading = scene.reader.read(prepared, form())
    assert scene.detector.canvases == []
    assert [lines for lines in scene.recognizer.batches if lines] == [5]
    assert list(reading.timings_ms) == ["align", "crop", "detect", "recognise", "join"]
    assert min(reading.timings_ms.values()) >= 0


def test_fields_that_are_not_plain_share_one_pass_of_the_detector() -> None:
    scene = Scene()
    prepared = scene.prepared()
    scene.detector.canvases.clear()
    scene.recognizer.batches.clear()
    paper = 255 - form()  # light print on a dark ground
    scene.reader.read(prepared, paper)
    assert len(scene.detector.canvases) == 1
    *together, alone = [lines for lines in scene.recognizer.batches if lines]
    assert len(together) <= 2
    assert alone == 1  # the one field left empty, whose letters stand free in it


def test_the_template_s_own_reading_gives_heights_and_values() -> None:
    notes = dict(zip((item.name for item in FIELDS), Scene().prepared().notes, strict=True))
    assert {name: note.value for name, note in notes.items()} == {
        "remark": "RGBCMK RGBCMK RGBCMK",
        "name": "RGBRGB",
        "number": "CMK",
    }
    assert [note.line_height for note in notes.values()] == pytest.approx([HIGH] * 3, abs=2)


def test_a_field_of_vertical_text_is_read_in_its_direction() -> None:
    tall = Field("tall", rectangle(600, 200, 634, 480))
    line = page(280, 34)
    write(line, 20, 7, "RGBCMK")
    paper = page()
    paper[200:480, 600:634] = np.rot90(line, -1)  # a quarter turn clockwise: it reads downwards
    scene = Scene()
    prepared = scene.prepared((tall,), paper)
    assert (prepared.notes[0].turn, prepared.notes[0].value) == (1, "RGBCMK")
    (reading,) = scene.reader.read(prepared, paper).fields
    assert reading.value == "RGBCMK"
    assert points(reading.position) == pytest.approx(points(tall.quad))


def test_derived_data_of_another_reader_is_refused() -> None:
    derived = Scene().reader.describe(form(), FIELDS)
    template = Template("t1", FIELDS, b"", "2026-01-01T00:00:00Z")
    other = Reader(AlignerThatIsTold(version="told-2"), DetectorThatSeesInk(), RecognizerThatTellsColours())
    assert other.version != Scene().reader.version
    with pytest.raises(ValueError, match="version"):
        other.prepare(template, derived)


def test_a_prepared_template_knows_its_size_and_fields() -> None:
    prepared = Scene().prepared()
    assert (prepared.template_id, prepared.size, prepared.fields) == ("t1", (800, 500), FIELDS)
    assert prepared.features == "told-1 3"


@pytest.mark.parametrize("factor", [1, 3], ids=["small", "larger than is looked at"])
def test_all_lines_of_a_picture_are_found_in_its_own_pixels(factor: int) -> None:
    paper = page()
    drawn = {"RGB": write(paper, 100, 60, "RGB"), "CMKC": write(paper, 500, 300, "CMKC")}
    picture = warp(paper, scaling(factor), (800 * factor, 500 * factor))
    found = {line.text.text: line.position for line in Scene().reader.lines(picture).lines}
    assert found.keys() == drawn.keys()
    for text, place in drawn.items():
        assert points(found[text]) == pytest.approx(points(place) * factor, abs=2 * factor)
    assert Scene().reader.lines(page()).lines == ()


def test_lines_are_cut_as_high_as_the_recogniser_reads_them() -> None:
    class Lower(RecognizerThatTellsColours):
        line = LineInput(32, 160, 3200)
        heights: ClassVar[set[int]] = set()

        def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
            self.heights.update(crop.shape[0] for crop in crops)
            return super().recognize(crops, budget)

    recognizer = Lower()
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), recognizer)
    template = Template("t1", FIELDS, b"", "2026-01-01T00:00:00Z")
    read = reader.read(reader.prepare(template, reader.describe(form(), FIELDS)), form())
    assert [item.value for item in read.fields] == ["RGBCMK RGBCMK RGBCMK", "RGBRGB", "CMK"]
    assert recognizer.heights == {32}
