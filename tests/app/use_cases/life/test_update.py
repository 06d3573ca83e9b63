"""A template's life: `update`, `versions`, `rollback`, and `get` and `query` of a version."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.model import Template
from lambda_ocr.documents.sources import PictureSource
from tests.app.test_service import added, error
from tests.app.test_steps import begun
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

CARD, LARGE = as_base64(card()), as_base64(card(240, 160))
URL = "https://example.com/card.png"
WHITE: Any = [[[10, 40], [50, 40], [50, 60], [10, 60]], "blank"]
MOVED: Any = [WHITE[0], RED[1]]


class StoreWhereAnotherIsFaster(StoreInMemory):
    """Somebody publishes a version between our look and our change."""

    def publish(self, template: Template) -> None:
        self.templates[template.template_id] = template
        super().publish(template)


FRONT = {"document": "card", "page": 1, "pages": 2}


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def reader() -> ReaderThatSeesEverything:
    return ReaderThatSeesEverything()


@pytest.fixture
def service(store: StoreInMemory, reader: ReaderThatSeesEverything) -> OcrService:
    return service_with(store, reader)


def service_with(store: StoreInMemory, reader: ReaderThatSeesEverything) -> OcrService:
    web = WebWithTheseFiles({URL: card()})
    return OcrService(store, reader, PictureSource(web, web))


def ask(service: OcrService, type_: str, **members: Any) -> Any:
    response = service.handle({"type": type_, **members})
    assert response.status == 200, response.body
    return response.body


def values(service: OcrService, template_id: str, **members: Any) -> dict[str, str]:
    read = ask(service, "query", template_id=template_id, img=members.pop("img", CARD), **members)
    return {field["key"]: field["value"] for field in read}


# -- update -----------------------------------------------------------------------------------------------


def test_an_update_makes_the_next_version_and_queries_read_with_it(service: OcrService) -> None:
    template_id = added(service)
    assert values(service, template_id) == {"名称": "#ff0000", "识别号": "#008000"}
    assert ask(service, "update", template_id=template_id, template=[MOVED]) == {
        "template_id": template_id,
        "version": 2,
    }
    assert values(service, template_id) == {"名称": "#ffffff"}
    assert values(service, template_id, version=1) == {"名称": "#ff0000", "识别号": "#008000"}
    assert ask(service, "query", template_id=template_id, img=CARD, detail=True)["version"] == 2
    assert ask(service, "query", template_id=template_id, img=CARD, detail=True, version=1)["version"] == 1
    assert ask(service, "list") == {"template_id_list": [template_id]}


def test_what_is_not_given_stays(service: OcrService) -> None:
    spot = WHITE[0]
    first = {"template": [RED, GREEN], "variable": [spot], "name": "card", "note": "blue", "page_of": FRONT}
    template_id = ask(service, "add", img=CARD, **first)["template_id"]
    before = ask(service, "get", template_id=template_id, picture="full")
    changes: list[dict[str, Any]] = [
        *({"name": "ticket"}, {"note": "green"}, {"page_of": {**FRONT, "page": 2}}),
        *({"variable": []}, {"template": [RED]}),
    ]
    for number, change in enumerate([*changes, {"img": LARGE}], 2):
        assert ask(service, "update", template_id=template_id, **change)["version"] == number
        shown = ask(service, "get", template_id=template_id, picture="full")
        changed = {name for name in before if before[name] != shown[name]} - {"created", "version"}
        assert changed == ({"img", "width", "height"} if "img" in change else set(change))
        before = shown


def test_a_page_of_a_document_is_made_one_of_its_own_by_the_empty_string(service: OcrService) -> None:
    template_id = ask(service, "add", img=CARD, template=[RED], page_of=FRONT)["template_id"]
    ask(service, "update", template_id=template_id, page_of=None, name="front")
    assert ask(service, "get", template_id=template_id)["page_of"] == FRONT
    ask(service, "update", template_id=template_id, page_of="")
    assert ask(service, "get", template_id=template_id)["page_of"] is None


@pytest.mark.parametrize("member", ["name", "note"])
def test_name_and_note_are_emptied_by_the_empty_string_and_left_by_null(service: OcrService, member: str) -> None:
    template_id = ask(service, "add", img=CARD, template=[RED], **{member: "old"})["template_id"]
    ask(service, "update", template_id=template_id, template=[GREEN], **{member: None})
    assert ask(service, "get", template_id=template_id)[member] == "old"
    ask(service, "update", template_id=template_id, **{member: ""})
    assert ask(service, "get", template_id=template_id)[member] == ""


def test_derived_data_are_made_anew_only_where_they_depend_on_what_changed(
    service: OcrService, reader: ReaderThatSeesEverything, store: StoreInMemory
) -> None:
    template_id = added(service)
    for change, described in (
        ({"name": "card"}, 1),
        ({"template": [[RED[0], "renamed"], GREEN]}, 1),
        ({"template": [[RED[0], "renamed", {"type": "text"}], GREEN]}, 1),
        ({"variable": []}, 1),
        ({"img": CARD}, 1),
        ({"template": [[RED[0], "renamed"], MOVED]}, 2),
        ({"variable": [WHITE[0]]}, 3),
        ({"img": LARGE}, 4),
    ):
        ask(service, "update", template_id=template_id, **change)
        assert reader.described == described, change
    assert len(store.derived) == 9
    fresh = service_with(store, reader)
    assert [values(fresh, template_id, version=n).keys() for n in (1, 3)] == [{"名称", "识别号"}, {"renamed", "识别号"}]
    assert reader.described == 4


def test_a_field_that_becomes_print_or_is_none_any_more_is_looked_at_anew(
    service: OcrService, reader: ReaderThatSeesEverything
) -> None:
    template_id = added(service)
    for kind, described in (("date", 1), ("mark", 2), ("mark", 2), ("barcode", 3), ("text", 4), ("amount", 4)):
        ask(service, "update", template_id=template_id, template=[[*RED[:2], {"type": kind}], GREEN])
        assert reader.described == described, kind


def test_a_new_picture_may_come_by_url_and_its_fields_must_lie_on_it(service: OcrService) -> None:
    template_id = ask(service, "add", img=LARGE, template=[[[[130, 90], [200, 90], [200, 150], [130, 150]], "far"]])
    lanes, refused = begun(service, {"type": "update", **template_id, "url": URL})
    assert lanes == ["open", "fetch", "read"]
    assert "120 x 80" in error(refused, 400, "invalid_template")["message"]
    assert begun(service, {"type": "update", **template_id, "url": URL, "template": [RED]})[1].body["version"] == 2


def test_a_change_without_a_picture_waits_for_no_fetch(service: OcrService) -> None:
    template_id = added(service)
    assert begun(service, {"type": "update", "template_id": template_id, "name": "x"})[0] == ["open", "read"]
    assert begun(service, {"type": "rollback", "template_id": template_id, "version": 1})[0] == ["open", "read"]
    assert begun(service, {"type": "versions", "template_id": template_id})[0] == ["open", "quick"]


@pytest.mark.parametrize(
    ("members", "code", "said"),
    [
        ({}, "invalid_request", "Nothing is to be changed"),
        ({"expected_version": 1}, "invalid_request", "Nothing is to be changed"),
        ({"name": "x", "img": CARD, "url": URL}, "invalid_request", "exactly one"),
        ({"name": "x" * 257}, "invalid_request", '"name"'),
        ({"name": "x", "expected_version": 0}, "invalid_request", '"expected_version"'),
        ({"name": "x", "expected_version": "1"}, "invalid_request", "is not a whole number"),
        ({"nmae": "x"}, "invalid_request", '"nmae"'),
        ({"template": []}, "invalid_template", "at least 1"),
        ({"template": [[[[1, 2]], "a"]]}, "invalid_template", 'template[0] ("a"): quad'),
        ({"template": [[RED[0][::-1], "a"]]}, "invalid_template", "clockwise"),
        ({"variable": [RED[0][::-1]]}, "invalid_request", "variable[0]"),
        ({"img": "*"}, "invalid_request", "Base64"),
        ({"page_of": {**FRONT, "page": 3}}, "invalid_request", 'is no "page", from 1'),
        ({"page_of": {**FRONT, "pages": 1}}, "invalid_request", "of 2 to 20"),
        ({"page_of": {"document": "card"}}, "invalid_request", '"page_of.page" is missing'),
        ({"page_of": "front"}, "invalid_request", '"page_of" is not an object'),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused_and_changes_nothing(
    service: OcrService, members: dict[str, Any], code: str, said: str
) -> None:
    template_id = added(service)
    request = {"type": "update", "template_id": template_id, **members}
    assert said in error(service.handle(request), 400, code)["message"]
    assert begun(service, request)[1].status == 400
    assert ask(service, "get", template_id=template_id)["version"] == 1


def test_the_template_may_be_a_json_string_here_too(service: OcrService) -> None:
    template_id = added(service)
    ask(service, "update", template_id=template_id, template='[[[[10, 10], [50, 10], [50, 30], [10, 30]], "text"]]')
    assert list(values(service, template_id)) == ["text"]


# -- two who change it ------------------------------------------------------------------------------------


def test_a_change_to_a_version_that_is_not_the_newest_is_refused_with_both_facts(service: OcrService) -> None:
    template_id = added(service)
    assert ask(service, "update", template_id=template_id, name="mine", expected_version=1)["version"] == 2
    for request in ({"type": "update", "name": "theirs"}, {"type": "rollback", "version": 1}):
        refused = service.handle({**request, "template_id": template_id, "expected_version": 1})
        conflict = error(refused, 409, "version_conflict")
        assert conflict["details"] == {"template_id": template_id, "expected_version": 1, "version": 2}
    assert ask(service, "get", template_id=template_id)["name"] == "mine"


def test_a_conflict_is_told_before_a_picture_is_fetched(service: OcrService) -> None:
    template_id = added(service)
    ask(service, "update", template_id=template_id, name="mine")
    request = {"type": "update", "template_id": template_id, "url": "https://example.com/none", "expected_version": 1}
    lanes, refused = begun(service, request)
    assert lanes == ["open", "fetch"]
    error(refused, 409, "version_conflict")


@pytest.mark.parametrize("request_", [{"type": "update", "name": "x"}, {"type": "rollback", "version": 1}])
def test_another_who_is_faster_within_the_same_moment_is_met_with_a_conflict(request_: dict[str, Any]) -> None:
    store, reader = StoreInMemory(), ReaderThatSeesEverything()
    template_id = added(service_with(store, reader))
    ask(service_with(store, reader), "update", template_id=template_id, name="second")
    fast = StoreWhereAnotherIsFaster()
    fast.__dict__.update(store.__dict__)
    refused = service_with(fast, reader).handle({**request_, "template_id": template_id})
    error(refused, 409, "version_conflict")


def test_a_change_in_another_process_is_read_with_at_once(
    store: StoreInMemory, reader: ReaderThatSeesEverything
) -> None:
    mine, other = service_with(store, reader), service_with(store, reader)
    template_id = added(mine)
    assert list(values(mine, template_id)) == ["名称", "识别号"]
    ask(other, "update", template_id=template_id, template=[WHITE])
    assert list(values(mine, template_id)) == ["blank"]


# -- versions, rollback, a version ------------------------------------------------------------------------


def test_versions_are_listed_newest_first(service: OcrService) -> None:
    template_id = added(service)
    for name in ("second", "third"):
        ask(service, "update", template_id=template_id, name=name)
    body = ask(service, "versions", template_id=template_id)
    assert body["template_id"] == template_id
    assert [each["version"] for each in body["versions"]] == [3, 2, 1]
    assert all(set(each) == {"version", "created_at"} and each["created_at"].endswith("Z") for each in body["versions"])


def test_a_rollback_makes_an_old_version_the_next_one(service: OcrService, reader: ReaderThatSeesEverything) -> None:
    template_id = added(service)
    ask(service, "update", template_id=template_id, template=[WHITE], name="wrong", img=LARGE)
    assert ask(service, "rollback", template_id=template_id, version=1) == {"template_id": template_id, "version": 3}
    first, third = (ask(service, "get", template_id=template_id, version=n, picture="full") for n in (1, 3))
    assert {**first, "version": 3, "created": third["created"]} == third
    assert values(service, template_id) == values(service, template_id, version=1)
    assert reader.described == 2


def test_rolling_back_to_the_newest_is_refused_by_name(service: OcrService) -> None:
    template_id = added(service)
    refused = service.handle({"type": "rollback", "template_id": template_id, "version": 1})
    assert "is the newest already" in error(refused, 400, "invalid_request")["message"]


@pytest.mark.parametrize(
    "request_", [{"type": "get"}, {"img": CARD}, {"url": "https://example.com/none"}, {"type": "rollback"}]
)
def test_a_version_that_is_not_there_is_not_found(service: OcrService, request_: dict[str, Any]) -> None:
    template_id = added(service)
    refused = begun(service, {**request_, "template_id": template_id, "version": 7})[1]
    details = error(refused, 404, "template_not_found")["details"]
    assert details == {"template_id": template_id, "version": 7, "newest_version": 1}


@pytest.mark.parametrize("type_", ["update", "versions", "rollback"])
def test_an_unknown_template_is_not_found(service: OcrService, type_: str) -> None:
    wanted: dict[str, dict[str, Any]] = {"update": {"name": "x"}, "rollback": {"version": 1}, "versions": {}}
    members = wanted[type_]
    error(service.handle({"type": type_, "template_id": "nowhere", **members}), 404, "template_not_found")


def test_a_deleted_template_takes_its_versions_along(service: OcrService) -> None:
    template_id = added(service)
    ask(service, "update", template_id=template_id, name="second")
    values(service, template_id, version=1)
    ask(service, "del", template_id=template_id)
    for request in ({"type": "versions"}, {"type": "get", "version": 1}, {"img": CARD, "version": 1}):
        error(service.handle({**request, "template_id": template_id}), 404, "template_not_found")


def test_a_change_out_of_time_is_not_kept(service: OcrService) -> None:
    class Spent(Budget):
        def check(self, part: Part) -> None:
            if part is Part.STORE:
                raise OverBudget("Too dear. Send less.")

    template_id = added(service)
    response = service.handle({"type": "update", "template_id": template_id, "name": "x"}, Spent())
    error(response, 422, "over_budget")
    assert ask(service, "get", template_id=template_id)["version"] == 1


def test_an_add_that_is_sent_again_after_a_change_is_still_that_template(service: OcrService) -> None:
    request = {"img": CARD, "template": [RED], "idempotency_key": "one"}
    template_id = ask(service, "add", **request)["template_id"]
    ask(service, "update", template_id=template_id, name="changed")
    assert ask(service, "add", **request) == {"template_id": template_id}
    assert ask(service, "get", template_id=template_id)["version"] == 2


# -- detail and preview -----------------------------------------------------------------------------------


def test_with_detail_the_new_version_is_read_back_and_compared_with_all_others_but_itself(
    service: OcrService, store: StoreInMemory
) -> None:
    template_id = added(service)
    body = ask(service, "update", template_id=template_id, template=[RED], detail=True)
    assert (body["version"], body["checked"], body["compared"]) == (2, True, {"done": 0, "of": 0})
    assert body["readings"][0] == {"picture": "straight", "refused": False, "differing": []}
    other = added(service)
    body = ask(service, "update", template_id=template_id, template=[GREEN], detail=True)
    assert body["compared"] == {"done": 1, "of": 1}
    alike = [each["details"]["template_id"] for each in body["warnings"] if each["code"] == "confusable_template"]
    assert alike == [other]
    plain = OcrService(
        store, ReaderThatSeesEverything(), PictureSource(no_web := WebWithTheseFiles({}), no_web), self_test=False
    )
    assert ask(plain, "update", template_id=template_id, name="x", detail=True)["checked"] is False


def test_a_preview_reads_with_both_and_keeps_nothing(service: OcrService, store: StoreInMemory) -> None:
    template_id = added(service)
    body = ask(service, "preview", template_id=template_id, template=[MOVED], copies=[{"img": CARD}, {"url": URL}])
    assert (body["template_id"], body["version"]) == (template_id, 1)
    for copy in body["copies"]:
        read = {side: copy[side]["answer"] for side in ("before", "after")}
        assert [field["value"] for field in read["before"]["fields"]] == ["#ff0000", "#008000"]
        assert [field["value"] for field in read["after"]["fields"]] == ["#ffffff"]
        assert (read["before"]["version"], read["after"]["version"]) == (1, 2)
    assert ask(service, "get", template_id=template_id)["version"] == 1
    assert len(store.derived) == 1


def test_a_preview_of_another_picture_tells_each_refusal_by_its_side(service: OcrService) -> None:
    template_id = added(service)
    lanes, response = begun(
        service,
        {
            "type": "preview",
            "template_id": template_id,
            "img": LARGE,
            "copies": [{"url": URL}, {"img": LARGE}],
        },
    )
    assert (lanes, response.status) == (["open", "fetch", "read"], 200)
    told = [(copy["before"]["refused"], copy["after"]["refused"]) for copy in response.body["copies"]]
    assert told == [(None, "template_mismatch"), ("template_mismatch", None)]


def test_a_preview_without_a_change_or_of_an_earlier_version_is_refused(service: OcrService) -> None:
    template_id = added(service)
    asked = {"type": "preview", "template_id": template_id, "copies": [{"img": CARD}]}
    assert "Nothing is to be changed" in error(service.handle(asked), 400, "invalid_request")["message"]
    ask(service, "update", template_id=template_id, name="theirs")
    refused = service.handle({**asked, "template": [RED], "expected_version": 1})
    assert error(refused, 409, "version_conflict")["details"]["version"] == 2
    both = service.handle({**asked, "template": [RED], "copies": [{"img": CARD, "url": URL}]})
    assert "copies[0].img" in error(both, 400, "invalid_request")["message"]
