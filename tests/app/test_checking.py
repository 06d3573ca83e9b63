"""`add` with `detail`: the new template is read back and compared, and the answer says what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import REQUEST_PX, UNBOUNDED, Budget, Part
from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import Prepared, Template, TemplateRef
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.support.fakes import IndexThatNamesAll, ReaderThatBreaks, ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, as_base64, card


def service_with(
    store: StoreInMemory | None = None, reader: ReaderThatSeesEverything | None = None, **options: Any
) -> OcrService:
    """With all the time there is, if nothing else is said."""
    options = {"self_test_seconds": 3600.0, **options}
    return OcrService(
        store or StoreInMemory(), reader or ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()), **options
    )


def add(service: OcrService, picture: bytes | None = None, **members: Any) -> Any:
    img = as_base64(picture if picture is not None else card())
    response = service.handle({"type": "add", "img": img, "template": [RED, GREEN], **members})
    assert response.status == 200, response.body
    return response.body


def warned(body: Any, code: str) -> list[Any]:
    return [warning for warning in body["warnings"] if warning["code"] == code]


class ReaderThatCounts(ReaderThatSeesEverything):
    """Counts its readings."""

    def __init__(self) -> None:
        super().__init__()
        self.readings = 0

    def read(self, prepared: Any, picture: Any, **options: Any) -> Any:
        self.readings += 1
        return super().read(prepared, picture, **options)


class ReaderThatIsDear(ReaderThatCounts):
    """Takes nearly all a request may cost to describe a template."""

    def describe(self, picture: Any, fields: Any, budget: Budget = UNBOUNDED, variable: Any = ()) -> bytes:
        budget.spend(Part.RECOGNISE, REQUEST_PX)
        return super().describe(picture, fields, budget, variable)


class ReaderThatSeesADate(ReaderThatSeesEverything):
    """Every field of the template says the same date."""

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        made = super().prepare(template, derived)
        return replace(made, notes=tuple(replace(note, value="2026-03-11") for note in made.notes))


class StoreThatLosesTheOther(StoreInMemory):
    """Lists templates that cannot be had when asked for."""

    def get(self, ref: TemplateRef) -> Template:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")


@pytest.mark.parametrize("members", [{}, {"detail": False}, {"detail": None}])
def test_without_detail_the_answer_is_the_id_alone_and_nothing_is_read(members: dict[str, Any]) -> None:
    reader = ReaderThatCounts()
    assert list(add(service_with(reader=reader), **members)) == ["template_id"]
    assert reader.readings == 0


def test_after_a_dear_registration_little_is_checked_and_that_is_said() -> None:
    store, reader = StoreInMemory(), ReaderThatIsDear()
    store.create(Template("before", (), card(), ""))
    body = add(service_with(store, reader), detail=True)
    assert reader.readings == len(body["readings"]) == 1 < body["readings_planned"]
    assert body["compared"] == {"done": 0, "of": 1}


def test_with_detail_the_template_is_read_back_and_kept() -> None:
    store = StoreInMemory()
    body = add(service_with(store), detail=True)
    assert list(body) == [
        "template_id",
        "checked",
        "warnings",
        "readings",
        "readings_planned",
        "compared",
        "fixed_print",
        "suggested",
    ]
    assert list(store.templates) == [body["template_id"]]
    assert body["checked"] is True
    assert body["readings"][0] == {"picture": "straight", "refused": False, "differing": []}
    assert body["readings_planned"] >= len(body["readings"]) >= 1
    assert body["compared"] == {"done": 0, "of": 0}


def test_the_type_that_a_field_looks_like_is_suggested_where_it_has_none() -> None:
    typed = [[[12, 10], [50, 10], [50, 30], [12, 30]], "typed", {"type": "text"}]
    body = add(service_with(reader=ReaderThatSeesADate()), template=[RED, typed], detail=True)
    assert body["suggested"] == [{"field": {"index": 0, "name": "名称"}, "options": {"type": "date"}}]


def test_a_warning_names_its_field_and_says_what_to_do() -> None:
    again = [[[12, 10], [50, 10], [50, 30], [12, 30]], "again"]
    body = add(service_with(), template=[RED, again], detail=True)
    (warning,) = warned(body, "fields_overlap")
    assert warning["field"] == {"index": 1, "name": "again"}
    assert "Draw them apart" in warning["message"]
    assert warning["details"] == {"other": 0, "other_name": "名称", "share": 1.0}


def test_a_template_that_takes_the_same_pictures_is_named() -> None:
    service = service_with()
    same, _ = add(service, name="the older one")["template_id"], add(service, card(200, 90))
    body = add(service, detail=True)
    (warning,) = warned(body, "confusable_template")
    assert warning["field"] is None
    assert "the older one" in warning["message"]
    assert warning["details"] == {"template_id": same, "matches_this_picture": True, "its_picture_matches": True}
    assert body["compared"] == {"done": 2, "of": 2}


def test_only_the_most_recent_templates_are_compared() -> None:
    service = service_with()
    for _ in range(22):
        last = add(service)["template_id"]
    body = add(service, detail=True)
    assert body["compared"]["of"] == 20
    assert warned(body, "confusable_template")[0]["details"]["template_id"] == last


def test_those_that_the_index_holds_alike_are_compared_first_however_old_they_are() -> None:
    index = IndexThatNamesAll()
    service = service_with(index=index)
    first, second = add(service)["template_id"], add(service, card(200, 90))["template_id"]
    for _ in range(20):
        add(service, card(140, 90))
    newest = add(service, detail=True)
    assert warned(newest, "confusable_template") == []
    index.likeness = {first: 0.7, second: 0.9}
    body = add(service, detail=True)
    named = [each["details"]["template_id"] for each in warned(body, "confusable_template")]
    assert named == [first, newest["template_id"]]
    assert body["compared"] == {"done": 20, "of": 20}


def test_without_time_the_template_is_read_once_and_compared_with_none_and_the_answer_says_so() -> None:
    reader = ReaderThatCounts()
    service = service_with(reader=reader, self_test_seconds=0.0)
    add(service)
    body = add(service, detail=True)
    assert [reading["picture"] for reading in body["readings"]] == ["straight"]
    assert body["readings_planned"] > 10
    assert body["compared"] == {"done": 0, "of": 1}
    assert reader.readings == 1


def test_comparing_pushes_no_template_out_of_memory() -> None:
    store = StoreInMemory()
    service = service_with(store, cached_templates=1)
    first, _ = add(service)["template_id"], add(service)
    query = {"template_id": first, "img": as_base64(card())}
    service.handle(query)
    add(service, detail=True)
    before = store.gets
    assert service.handle(query).status == 200
    assert store.gets == before


def test_a_template_that_cannot_be_compared_is_left_out() -> None:
    store = StoreThatLosesTheOther()
    service = service_with(store)
    add(service)
    body = add(service, detail=True)
    assert body["compared"] == {"done": 0, "of": 1}
    assert len(store.templates) == 2


def test_a_fault_while_checking_leaves_no_template_behind() -> None:
    store = StoreInMemory()
    service = service_with(store, ReaderThatBreaks())
    refused = service.handle({"type": "add", "img": as_base64(card()), "template": [RED], "detail": True})
    assert refused.status == 500
    assert store.templates == {}


def test_switched_off_nothing_is_read_and_the_answer_says_so() -> None:
    reader = ReaderThatCounts()
    body = add(service_with(reader=reader, self_test=False), detail=True)
    assert body["checked"] is False
    assert (body["warnings"], body["readings"], reader.readings) == ([], [], 0)


def test_detail_of_another_kind_is_refused() -> None:
    request = {"type": "add", "img": as_base64(card()), "template": [RED], "detail": "yes"}
    assert service_with().handle(request).body["error"]["code"] == "invalid_request"
