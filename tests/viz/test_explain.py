"""The debugging picture: what was found is drawn where it was found, and refusals are explained too."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from examples.draw.camera import phone
from lambda_ocr.alignment import features
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.explain import Sight, Tile, best_guess, sight
from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import rectangle, transform
from lambda_ocr.core.model import Field, Image, Prepared, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.trace import Fate, TracedLine, TracedStep
from lambda_ocr.entrypoints.cli.explain_files import explained
from lambda_ocr.entrypoints.cli.main import main
from lambda_ocr.viz.explain import AFTER, BEFORE, DROPPED, KEPT, Explanation, _verdict, draw_explanation
from tests.support.drawn_forms import PAGE, form, photograph
from tests.support.drawn_script import DetectorThatSeesInk, RecognizerThatTellsColours

FORM = form(3)
PICTURE = (1400, 1100)
FIELD = Field("total", rectangle(100, 100, 300, 140))
"""On a grey picture of 600 x 400."""


def grey(width: int = 600, height: int = 400) -> Image:
    return np.full((height, width, 3), 128, np.uint8)


def described() -> TemplateFeatures:
    """No words are on the form for these engines: its print alone is what is looked at."""
    return features.describe(FORM.template(), FORM.fields, DetectorThatSeesInk(), RecognizerThatTellsColours())


def explanation(**given: object) -> Explanation:
    shift = np.array([[1, 0, 40], [0, 1, 20], [0, 0, 1.0]])
    known: dict[str, object] = {
        "template": grey(),
        "picture": grey(),
        "fields": (FIELD,),
        "reading": None,
        "refusal": None,
        "sight": Sight(shift, (Tile((50, 50), (90, 70)), Tile((500, 300), None))),
    }
    return Explanation(**{**known, **given})  # type: ignore[arg-type]


def colours(drawn: Pillow.Image, box: tuple[int, int, int, int]) -> set[tuple[int, ...]]:
    return {tuple(pixel) for pixel in np.asarray(drawn.crop(box)).reshape(-1, 3).tolist()}


def red(drawn: Pillow.Image) -> int:
    """Pixels below the pictures in the colour of lines let go."""
    return int(np.all(np.asarray(drawn)[416:] == DROPPED, axis=2).sum())


def right(x: int, y: int) -> tuple[int, int, int, int]:
    """A few pixels around a place of the picture, which stands 16 pixels right of the template."""
    return (x + 616 - 3, y - 3, x + 616 + 3, y + 3)


def test_a_field_is_drawn_where_the_whole_page_s_homography_puts_it() -> None:
    drawn = draw_explanation(explanation())
    assert BEFORE in colours(drawn, right(140, 140))
    assert BEFORE not in colours(drawn, right(100, 140))
    assert AFTER not in colours(drawn, (616, 0, 1216, 400))


def test_lines_kept_and_let_go_are_drawn_in_colours_of_their_own() -> None:
    kept = (TracedLine(rectangle(150, 300, 250, 320), Fate.KEPT, ("12",), "12"),)
    dropped = (TracedLine(rectangle(400, 200, 500, 220), Fate.OUTSIDE),)
    drawn = draw_explanation(explanation(kept=kept, dropped=dropped))
    assert KEPT in colours(drawn, right(250, 310))
    assert DROPPED in colours(drawn, right(500, 210))


def test_reasons_stand_beside_the_picture() -> None:
    line = TracedLine(rectangle(400, 200, 500, 220), Fate.OUTSIDE)
    without, with_one = draw_explanation(explanation()), draw_explanation(explanation(dropped=(line,)))
    assert red(with_one) > red(without)


def test_the_steps_that_were_asked_are_told_in_turn_with_what_each_found() -> None:
    steps = (TracedStep("orb", 0.124, True), TracedStep("outline", 0.3, False), TracedStep("sift", 0.97, True))
    seen = [text for _, text in _verdict(explanation(steps=steps))]
    assert "steps asked: orb 12%, outline 30% (too little to go by), sift 97%" in seen


def test_a_refusal_is_explained_without_any_place() -> None:
    refusal = TemplateMismatch("The picture is not of this template.", agreement=0.1)
    drawn = draw_explanation(explanation(refusal=refusal, sight=None))
    assert BEFORE not in colours(drawn, (616, 0, 1216, 400))
    assert drawn.height > 400


def test_the_print_that_the_aligner_finds_is_where_the_photograph_has_it() -> None:
    view = phone(PAGE, PICTURE, 0.8, yaw=10, pitch=12, spin=9)
    picture = photograph(FORM.sheet(5), view, PICTURE)
    seen = sight(described(), picture, view.plane)
    assert seen.found > 0.7 * len(seen.tiles)  # values in the fields are other ones
    away = [math.dist(tile.picture, transform(view.plane, tile.template)[0]) for tile in seen.tiles if tile.picture]
    assert float(np.median(away)) < 1.5


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The aligner as it is; ink is found and none of it can be read."""
    detector, recognizer = DetectorThatSeesInk(), RecognizerThatTellsColours()
    return Reader(PrintAligner(detector, recognizer), detector, recognizer)


@pytest.fixture(scope="module")
def prepared(reader: Reader) -> Prepared:
    template = Template("t1", FORM.fields, b"", "2026-01-01T00:00:00Z")
    return reader.prepare(template, reader.describe(FORM.template(), FORM.fields))


def test_a_photograph_is_explained_with_its_reading(reader: Reader, prepared: Prepared) -> None:
    view = phone(PAGE, PICTURE, 0.8, yaw=10, pitch=12, spin=9)
    seen = explained(reader, prepared, FORM.template(), photograph(FORM.sheet(5), view, PICTURE))
    assert seen.refusal is None
    assert seen.reading is not None
    assert seen.sight is not None
    assert [(step.agreement, step.taken) for step in seen.steps if step.name == seen.reading.alignment.method] == [
        (seen.reading.alignment.agreement, True)
    ]
    assert np.array_equal(seen.sight.image_from_template, seen.reading.alignment.image_from_template)
    assert {AFTER, BEFORE} <= colours(draw_explanation(seen), (916, 0, 1816, 700))


def test_a_refused_picture_is_explained_by_the_best_guess_there_is(reader: Reader, prepared: Prepared) -> None:
    other = np.ascontiguousarray(FORM.template()[:, ::-1])
    seen = explained(reader, prepared, FORM.template(), other)
    assert seen.reading is None
    assert seen.refusal is not None
    assert seen.kept == ()
    assert len({step.name for step in seen.steps}) > 2, "one after the other, and none convinced"
    assert max(step.agreement for step in seen.steps) < OPTIONS.convinced_share
    assert AFTER not in colours(draw_explanation(seen), (916, 0, 1816, 640))


def test_a_picture_of_nothing_leads_to_no_guess() -> None:
    assert best_guess(described(), grey()) is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["a.png", "--endpoint", "http://127.0.0.1:1"], "own store"),
        (["a.png", "b.png"], "name one"),
    ],
    ids=["at an endpoint", "two pictures"],
)
def test_what_cannot_be_explained_is_said_before_anything_is_read(
    options: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CUSTOM_OCR_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "b.png"):
        cv2.imwrite(name, grey())
    assert main(["query", "some-id", *options, "--explain", "out.png"]) == 2
    assert said in capsys.readouterr().err
    assert not Path("out.png").exists()
