"""A page is looked at once, however many templates it is tried against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from examples.draw.camera import scan
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.proposals import keypoints, outline
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.model import Alignment
from tests.support.drawn_forms import PAGE, form, photograph
from tests.support.drawn_script import DetectorThatSeesInk, RecognizerThatTellsColours, page, write

FORMS = (form(1), form(2), form(3))
SIZE = (1000, 740)
VIEW = scan(PAGE, SIZE, 1.0, 5.0)


@pytest.fixture(scope="module")
def aligner() -> PrintAligner:
    return PrintAligner(DetectorThatSeesInk(), RecognizerThatTellsColours())


@pytest.fixture(scope="module")
def templates(aligner: PrintAligner) -> list[Any]:
    return [aligner.load(aligner.describe(each.template(), each.fields)) for each in FORMS]


def counting(calls: Counter[str], name: str, called: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        calls[name] += 1
        return called(*given, **named)

    return counted


@pytest.mark.parametrize(("longest", "sizes"), [(1280, 1), (1300, 2)])
def test_a_page_of_none_of_three_templates_is_looked_at_and_read_once(
    aligner: PrintAligner, templates: list[Any], monkeypatch: pytest.MonkeyPatch, longest: int, sizes: int
) -> None:
    """SIFT looks at it shrunk and then as it is, where that is more."""
    sheet = page(longest, 500)
    for row, text in enumerate(("RGRB", "BRGG", "GBBR")):
        write(sheet, 100, 60 + 120 * row, text)
    calls: Counter[str] = Counter()
    for module, name in ((keypoints, "orb"), (keypoints, "sift"), (outline, "outlines")):
        monkeypatch.setattr(module, name, counting(calls, name, getattr(module, name)))
    detector, recognizer = DetectorThatSeesInk(), RecognizerThatTellsColours()
    mine = PrintAligner(detector, recognizer)
    seen = mine.extract(sheet)
    assert not calls, "nothing is computed before it is asked for"
    for template in templates:
        with pytest.raises(TemplateMismatch):
            mine.align(template, seen, ())
    assert calls == {"orb": 1, "sift": sizes, "outlines": 1}
    assert len(detector.canvases) == 1
    assert recognizer.batches == [3]


def test_what_other_templates_asked_of_a_page_changes_nothing(aligner: PrintAligner, templates: list[Any]) -> None:
    picture = photograph(FORMS[2].sheet(5), VIEW, SIZE)
    alone = aligner.align(templates[2], aligner.extract(picture), FORMS[2].fields)
    shared = aligner.extract(picture)
    for template in templates[:2]:
        with pytest.raises(TemplateMismatch):
            aligner.align(template, shared, ())
    assert same(aligner.align(templates[2], shared, FORMS[2].fields), alone)


def same(first: Alignment, second: Alignment) -> bool:
    pairs = zip(first.placements, second.placements, strict=True)
    return np.array_equal(first.image_from_template, second.image_from_template) and all(
        np.array_equal(one.image_from_template, other.image_from_template) for one, other in pairs
    )
