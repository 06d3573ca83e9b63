"""The search for the dearest request, in short: it draws requests, and none shows networks more than it may."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from bench.performance.adversary import ACTIONS, KNOWN, SHAPES, Cost, Recipe, Search, fields, page
from lambda_ocr.core.budget import UNBOUNDED, WEIGHT, Budget, Part
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.field_types.table import MOST_COLUMNS
from lambda_ocr.core.model import Field, Image
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.wire.messages.templates import AddRequest
from lambda_ocr.wire.quads import placed
from lambda_ocr.wire.requests import fields_of, parse_request
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours, SeenInk

SMALL = 300
ALLOWED = 150_000
"""For pages so small, what a request's work is for the largest."""


def fields_of_request(recipe: Recipe) -> tuple[Field, ...]:
    """As the service takes them."""
    request = parse_request({"type": "add", "img": "AAAA", "template": fields(recipe)})
    assert isinstance(request, AddRequest)
    return placed(fields_of(request), (recipe.side, recipe.side))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1, 100, 500])
def test_what_is_drawn_are_fields_that_are_taken(shape: str, count: int) -> None:
    taken = fields_of_request(Recipe("add", "words", shape, fields=count))
    columns = taken[0].options.get("columns", ())
    assert len(columns or taken) == (min(count, MOST_COLUMNS) if columns else count)
    assert bool(columns) is (shape == "table")


def test_the_search_goes_on_from_what_cost_most_and_asks_nothing_twice() -> None:
    search, chance = Search(), random.Random(3)
    for seconds, recipe in enumerate(KNOWN):
        search.tell(Cost(recipe, float(seconds), 0.0, "200"))
    dearest = {cost.recipe for cost in search.costs[:5]}
    assert dearest == set(KNOWN[-5:])
    for _ in range(40):
        recipe = search.next(chance)
        assert recipe not in {cost.recipe for cost in search.costs}
        assert any(sum(a != b for a, b in zip(_told(recipe), _told(known), strict=True)) == 1 for known in dearest)
        search.tell(Cost(recipe, 0.0, 0.0, "200"))


def _told(recipe: Recipe) -> tuple[object, ...]:
    return tuple(vars(recipe).values())


class Counted:
    """Networks that count for themselves what they are shown, whatever the budget was told."""

    def __init__(self) -> None:
        self.shown: Counter[Part] = Counter()
        shown = self.shown

        class Detector(DetectorThatSeesInk):
            def detect(self, image: Image, budget: Budget = UNBOUNDED) -> list[SeenInk]:
                found = super().detect(image, budget)
                shown[Part.DETECT] += image.shape[0] * image.shape[1]
                return found

        class Recognizer(RecognizerThatTellsColours):
            def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
                read = super().recognize(crops, budget)
                shown[Part.RECOGNISE] += sum(crop.shape[0] * crop.shape[1] for crop in crops)
                return read

        self.reader = Reader(AlignerThatIsTold(), Detector(), Recognizer())


def test_whatever_is_drawn_networks_are_shown_no_more_than_a_request_may() -> None:
    chance, ends = random.Random(1), Counter[str]()
    for number in range(40):
        recipe = replace(chance.choice(KNOWN), side=SMALL, glyph=8)
        for _ in range(3):
            recipe = replace(recipe.varied(chance), side=SMALL, glyph=8, fields=chance.choice([1, 10, 30]), seed=number)
        picture = cv2.imdecode(np.frombuffer(page(recipe), np.uint8), cv2.IMREAD_COLOR)
        counted, budget = Counted(), Budget(pixels=ALLOWED)
        try:
            if recipe.action == ACTIONS[0]:
                counted.reader.lines(np.asarray(picture, np.uint8), budget)
            else:
                counted.reader.describe(np.asarray(picture, np.uint8), fields_of_request(recipe), budget)
            ends["answered"] += 1
        except OverBudget as refused:
            ends[str(refused.details["part"])] += 1
        assert sum(WEIGHT[part] * pixels for part, pixels in counted.shown.items()) <= ALLOWED
    assert ends["answered"] >= 5 and ends["crop"] + ends["detect"] + ends["recognise"] >= 5, ends
