"""`classify`: what each page is, or that it is unknown, without its fields being read."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_ocr.core.model import TemplateCandidate
from lambda_ocr.documents.limits import PictureLimits
from tests.support.desk import LARGE, SMALL, STRANGE, Desk, pages
from tests.support.fakes import IndexThatNamesAll, ReaderThatSeesEverything
from tests.support.pictures import as_base64, card


class ReaderThatOnlyAligns(ReaderThatSeesEverything):
    """Reads no field."""

    def read_aligned(self, *given: Any, **options: Any) -> Any:
        raise AssertionError("read")


@pytest.fixture
def desk() -> Desk:
    return Desk(ReaderThatOnlyAligns())


def test_each_page_is_named_or_unknown(desk: Desk) -> None:
    body = desk.read(pages(LARGE, STRANGE, SMALL), type="classify")
    first, unknown, last = body["classes"]
    assert (first["page"], first["template_id"], first["version"], first["likeness"]) == (1, desk.large, 1, 0.93)
    assert first["outline"] == [[0, 0], [150, 0], [150, 90], [0, 90]] and first["reason"] is None
    assert {each["template_id"] for each in first["candidates"]} <= {desk.small}
    assert (unknown["page"], unknown["template_id"], unknown["reason"]) == (2, None, "template_mismatch")
    assert "none of the templates" in unknown["message"] and len(unknown["candidates"]) == 2
    assert (last["template_id"], body["pages"]) == (desk.small, 3)


def test_those_that_are_named_are_the_only_ones_in_question(desk: Desk) -> None:
    body = desk.read(pages(LARGE, SMALL), type="classify", template_id=desk.small, pages="2,1")
    assert [(each["page"], each["template_id"]) for each in body["classes"]] == [(2, desk.small), (1, None)]


def test_what_fits_besides_is_told_as_a_candidate(desk: Desk) -> None:
    sister = desk.added(SMALL)
    [classified] = desk.read(pages(SMALL), type="classify")["classes"]
    assert {classified["template_id"], classified["candidates"][0]["template_id"]} == {desk.small, sister}
    assert classified["candidates"][0]["likeness"] == 0.93


@pytest.mark.parametrize(("nats", "is_sister"), [(1.0, False), (9.0, True)])
def test_of_two_that_fit_what_differs_decides_where_it_tells_enough(nats: float, is_sister: bool) -> None:
    asked: list[str] = []

    class ReaderThatTells(ReaderThatOnlyAligns):
        """What differs speaks for the one that was not found first."""

        def difference(self, one: Any, other: Any, page: Any, budget: Any = None) -> float:
            asked.extend(prepared.template_id for prepared, _ in (other, one))
            return nats

    desk = Desk(ReaderThatTells())
    mine = {desk.small, desk.added(SMALL)}
    [classified] = desk.read(pages(SMALL), type="classify")["classes"]
    assert len(asked) == 2 and set(asked) == mine
    assert classified["template_id"] == asked[is_sister]
    assert classified["candidates"][0]["template_id"] == asked[not is_sister]


def test_a_sister_that_looks_less_like_the_page_is_tried_too() -> None:
    class IndexOfSisters(IndexThatNamesAll):
        """All say the same."""

        def sisters(self, template_id: str) -> list[TemplateCandidate]:
            return [TemplateCandidate(each, 0.9) for each in self.known if each != template_id]

    desk = Desk(ReaderThatOnlyAligns(), IndexOfSisters())
    sister = desk.added(SMALL)
    desk.index.likeness = {desk.small: 12.0, sister: 0.5}
    [classified] = desk.read(pages(SMALL), type="classify")["classes"]
    assert (classified["template_id"], classified["candidates"][0]["template_id"]) == (desk.small, sister)
    [alone] = desk.read(pages(SMALL), type="classify", template_id=[desk.small, desk.large])["classes"]
    assert sister not in [each["template_id"] for each in alone["candidates"]]


def test_a_page_that_cannot_be_taken_says_why() -> None:
    desk = Desk(ReaderThatOnlyAligns(), limits=PictureLimits(max_side=200, page_px=50_000))
    [classified] = desk.read(pages((300, 200)), type="classify")["classes"]
    assert (classified["template_id"], classified["reason"]) == (None, "picture_too_large")


def test_the_outline_of_a_page_that_was_made_smaller_is_in_its_own_pixels() -> None:
    desk = Desk(ReaderThatOnlyAligns(), limits=PictureLimits(max_side=150))
    [classified] = desk.read(pages((300, 180)), type="classify")["classes"]
    assert classified["template_id"] == desk.large
    assert classified["outline"] == [[0, 0], [300, 0], [300, 180], [0, 180]]


def test_an_unknown_template_and_a_file_that_is_none_are_refused(desk: Desk) -> None:
    ask = {"type": "classify", "img": as_base64(card())}
    assert desk.service.handle({**ask, "template_id": "none"}).status == 404
    assert desk.service.handle({"type": "classify", "img": as_base64(b"PK")}).status == 415
