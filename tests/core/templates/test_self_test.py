"""The registration self-test, on the script of coloured blocks: each warning where it is due, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Alignment, Check, Field, Image, Placement, Prepared, Template, Verdict
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.templates.augmentation import Distortion
from lambda_ocr.core.templates.lint import WarningCode, in_other_script
from lambda_ocr.core.templates.self_test import SelfTest, examine, matches
from lambda_ocr.core.trace import NULL_TRACE, Trace
from tests.support.drawn_script import (
    AlignerThatFindsNothing,
    AlignerThatIsTold,
    DetectorThatSeesInk,
    RecognizerThatTellsColours,
    page,
    write,
)

NAME = Field("name", rectangle(100, 50, 400, 84))
NUMBER = Field("number", rectangle(100, 120, 400, 154))
DISTORTIONS = (Distortion("turned", turn=8), Distortion("small", scale=0.8), Distortion("tilted", tilt=(0.1, 0.1)))


def form() -> Image:
    paper = page()
    write(paper, 110, 57, "RGB RGB")
    write(paper, 110, 127, "CMK")
    return paper


class AlignerThatHasSeenThem(AlignerThatIsTold):
    """Knows the form and its drawn distortions by their pixels, and refuses every other picture."""

    def __init__(self, paper: Image, distortions: Sequence[Distortion], refuses: Sequence[str] = ()) -> None:
        super().__init__()
        self.asked = 0
        self._seen = [(paper, np.eye(3))]
        for drawn in (item.of(paper) for item in distortions):
            if drawn.name not in refuses:
                self._seen.append((drawn.picture, drawn.image_from_page))

    def align(
        self,
        features: str,
        page: Image,
        fields: Sequence[Field],
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
        *,
        thorough: bool = True,
    ) -> Alignment:
        """The place it remembers."""
        self.asked += 1
        for known, place in self._seen:
            if np.array_equal(known, page):
                placements = tuple(Placement(place, 0.5) for _ in fields)
                return Alignment(place, placements, Verdict.MATCHED, 100, 0.5, 0.9, "remembered")
        raise TemplateMismatch("The picture is not of this template.")


class AlignerWithPrintAt(AlignerThatIsTold):
    """Its fixed print lies where the test says."""

    def __init__(self, places: NDArray[np.float64]) -> None:
        super().__init__()
        self._places = places

    def landmarks(self, features: str) -> NDArray[np.float64]:
        """As told."""
        return self._places


def prepared(reader: Reader, paper: Image, fields: Sequence[Field]) -> Prepared:
    template = Template("t1", tuple(fields), b"", "2026-01-01T00:00:00Z")
    return reader.prepare(template, reader.describe(paper, fields))


def examined(
    paper: Image,
    fields: Sequence[Field],
    aligner: AlignerThatIsTold | None = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> SelfTest:
    known = aligner or AlignerThatHasSeenThem(paper, DISTORTIONS)
    reader = Reader(known, DetectorThatSeesInk(), RecognizerThatTellsColours())
    return examine(
        reader, prepared(reader, paper, fields), paper, Budget(clock=clock), seconds=1.0, distortions=DISTORTIONS
    )


def codes(told: SelfTest) -> list[tuple[WarningCode, int | None]]:
    return [(warning.code, warning.index) for warning in told.warnings]


def test_a_good_template_is_read_back_alike_and_nothing_is_said() -> None:
    told = examined(form(), (NAME, NUMBER))
    assert codes(told) == []
    assert [attempt.distortion for attempt in told.attempts][-3:] == ["turned", "small", "tilted"]
    assert {attempt.values for attempt in told.attempts} == {("RGBRGB", "CMK")}
    assert len(told.attempts) == told.planned


def test_a_field_that_cuts_its_line_is_too_tight() -> None:
    low = Field("name", rectangle(100, 66, 400, 84))
    told = examined(form(), (low, NUMBER))
    assert (WarningCode.FIELD_TOO_TIGHT, 0) in codes(told)
    assert all(index != 1 for _, index in codes(told))


def test_a_field_that_loses_its_last_letter_when_moved_is_too_tight() -> None:
    short = Field("name", rectangle(104, 50, 211, 84))
    told = examined(form(), (short,))
    (warning,) = told.warnings
    assert warning.code is WarningCode.FIELD_TOO_TIGHT
    assert warning.details["lost_when"] == ["fields moved up and left"]


def test_fields_on_one_another_are_named_both() -> None:
    again = Field("again", rectangle(300, 50, 420, 84))
    (warning,) = examined(form(), (NAME, again)).warnings
    assert (warning.code, warning.index) == (WarningCode.FIELDS_OVERLAP, 1)
    assert warning.details == {"other": 0, "other_name": "name", "share": 0.83}


def test_neighbours_that_touch_do_not_overlap() -> None:
    beside = Field("beside", rectangle(400, 50, 500, 84))
    assert codes(examined(form(), (NAME, beside))) == []


@pytest.mark.parametrize(
    "places",
    [
        np.zeros((0, 2)),
        np.array([(x, y) for x in (100, 700) for y in (50, 450)], np.float64),
        np.array([(x, y) for x in range(20, 200, 20) for y in range(50, 500, 50)], np.float64),
    ],
    ids=["none", "four", "a column at the left edge"],
)
def test_a_page_without_print_around_its_fields_is_hard_to_know(places: NDArray[np.float64]) -> None:
    told = examined(form(), (NAME,), AlignerWithPrintAt(places))
    assert (WarningCode.FEW_FIXED_FEATURES, None) in codes(told)


def test_a_template_not_found_on_its_own_picture_is_said_so() -> None:
    told = examined(form(), (NAME,), AlignerThatFindsNothing())
    (warning,) = told.warnings
    assert warning.code is WarningCode.FEW_FIXED_FEATURES
    assert warning.details["refused"] == ["straight"]
    assert told.attempts[0].values is None


def test_distorted_pictures_that_are_refused_are_listed() -> None:
    told = examined(form(), (NAME,), AlignerThatHasSeenThem(form(), DISTORTIONS, refuses=("turned", "small")))
    (warning,) = told.warnings
    assert warning.details == {"refused": ["turned", "small"], "pictures": 3}


def test_a_field_read_otherwise_on_the_distorted_pictures_is_named() -> None:
    """The page is placed where nothing is printed, as a wrong alignment places it."""
    paper = form()
    lost = AlignerThatHasSeenThem(paper, ())
    lost._seen += [(item.of(paper).picture, item.of(paper).image_from_page @ _far()) for item in DISTORTIONS]
    told = examined(paper, (NAME, NUMBER), lost)
    assert codes(told) == [(WarningCode.FIELD_NOT_READ_BACK, 0), (WarningCode.FIELD_NOT_READ_BACK, 1)]
    assert told.warnings[0].details["differing"] == {"turned": "", "small": "", "tilted": ""}


def _far() -> NDArray[np.float64]:
    """A place where nothing is printed."""
    return np.array([[1, 0, 350], [0, 1, 250], [0, 0, 1.0]])


def test_one_distortion_that_differs_is_forgiven() -> None:
    paper = form()
    one_lost = AlignerThatHasSeenThem(paper, DISTORTIONS, refuses=("turned",))
    one_lost._seen.append((DISTORTIONS[0].of(paper).picture, DISTORTIONS[0].of(paper).image_from_page @ _far()))
    assert codes(examined(paper, (NAME,), one_lost)) == []


def test_what_time_cuts_short_is_no_reading_and_what_is_left_out_shows() -> None:
    aligner = AlignerThatHasSeenThem(form(), DISTORTIONS)
    told = examined(form(), (NAME,), aligner, clock=lambda: 2.0 if aligner.asked >= 5 else 0.0)
    assert [attempt.distortion for attempt in told.attempts] == [
        "straight",
        "fields moved up and left",
        "fields moved down and right",
        "turned",
    ]
    assert told.planned == 6


def test_another_picture_does_not_match_and_its_own_does() -> None:
    reader = Reader(AlignerThatHasSeenThem(form(), ()), DetectorThatSeesInk(), RecognizerThatTellsColours())
    ready = prepared(reader, form(), (NAME,))
    assert matches(reader, ready, form())
    assert not matches(reader, ready, page())


def test_a_field_with_letters_that_are_not_read_is_named() -> None:
    reader = Reader(AlignerThatHasSeenThem(form(), ()), DetectorThatSeesInk(), RecognizerThatTellsColours())
    reading = reader.read(prepared(reader, form(), (NAME,)), form())
    assert list(in_other_script(reading)) == []
    passed_over = replace(reading, fields=(replace(reading.fields[0], checks=(Check.UNREAD_SIGN,)),))
    (warning,) = in_other_script(passed_over)
    assert (warning.code, warning.index) == (WarningCode.SCRIPT_NOT_READ, 0)
    assert "unread_sign" in warning.message


def test_every_message_says_what_to_do() -> None:
    twice = replace(NAME, name="twice")
    warnings = [
        *examined(form(), (NAME, twice)).warnings,
        *examined(form(), (Field("low", rectangle(100, 66, 400, 84)),), AlignerWithPrintAt(np.zeros((0, 2)))).warnings,
    ]
    assert {warning.code for warning in warnings} >= {
        WarningCode.FIELDS_OVERLAP,
        WarningCode.FIELD_TOO_TIGHT,
        WarningCode.FEW_FIXED_FEATURES,
    }
    assert all(any(verb in warning.message for verb in ("Draw", "Take", "Use")) for warning in warnings)
