"""The four requests through the service, with a store in memory and a reader that reads colours."""

from __future__ import annotations

import json
import logging
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.field_types import TYPES
from lambda_ocr.core.field_types.options import Options
from lambda_ocr.core.field_types.text import Text
from lambda_ocr.core.model import Template, TemplateRef
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.response import Response
from tests.support.fakes import (
    ReaderThatBreaks,
    ReaderThatLosesItsWay,
    ReaderThatSeesEverything,
    ReaderThatSpeaksNoUnicode,
    StoreInMemory,
    StoreThatIsDown,
    StoreThatKeepsNoCache,
)
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

CARD = as_base64(card())
WEB = WebWithTheseFiles({"https://example.com/card.png": card(), "s3://documents/card.png": card()})


def service_with(store: Any = None, reader: Any = None, **options: Any) -> OcrService:
    return OcrService(
        store if store is not None else StoreInMemory(),
        reader if reader is not None else ReaderThatSeesEverything(),
        PictureSource(http=WEB, s3=WEB),
        **options,
    )


@pytest.fixture
def service() -> OcrService:
    return service_with()


def added(service: OcrService, template: Any = None) -> str:
    response = service.handle({"type": "add", "img": CARD, "template": template or [RED, GREEN]})
    assert response.status == 200, response.body
    assert list(response.body) == ["template_id"]
    template_id: str = response.body["template_id"]
    return template_id


def error(response: Response, status: int, code: str) -> dict[str, Any]:
    """The error member, having checked status, code and shape."""
    assert (response.status, response.body["error"]["code"]) == (status, code), response.body
    assert list(response.body) == ["error"]
    assert sorted(response.body["error"]) == ["code", "details", "message"]
    member: dict[str, Any] = response.body["error"]
    return member


# The documented requests


def test_a_template_is_added_and_read_in_template_order(service: OcrService) -> None:
    template_id = added(service, [GREEN, RED])
    response = service.handle({"type": "query", "template_id": template_id, "img": CARD})
    assert response == Response(
        200,
        [{"key": "识别号", "value": "#008000", "score": 97.98}, {"key": "名称", "value": "#ff0000", "score": 97.98}],
    )
    assert response.encoded().startswith('[{"key": "识别号", "value": "#008000", "score": 97.98}'.encode())


def test_ids_are_new_uuids(service: OcrService) -> None:
    first, second = added(service), added(service)
    assert first != second
    assert str(uuid.UUID(first)) == first


def test_without_a_type_a_template_id_means_a_query(service: OcrService) -> None:
    template_id = added(service)
    for type_less in ({}, {"type": None}, {"type": ""}):
        response = service.handle({**type_less, "template_id": template_id, "url": "https://example.com/card.png"})
        assert [reading["key"] for reading in response.body] == ["名称", "识别号"]


@pytest.mark.parametrize("kind", ["qurey", "Query", "ADD", "delete", 5, [], {}])
def test_a_type_that_is_not_known_is_refused_and_never_a_query(service: OcrService, kind: Any) -> None:
    template_id = added(service)
    refused = error(service.handle({"type": kind, "template_id": template_id, "img": CARD}), 400, "invalid_request")
    assert '"add", "query", "del", "list"' in refused["message"]
    assert service.handle({"type": "list"}).body == {"template_id_list": [template_id]}


def test_a_request_without_type_and_id_is_told_the_types(service: OcrService) -> None:
    assert '"add", "query", "del", "list"' in error(service.handle({}), 400, "invalid_request")["message"]


def test_the_template_may_arrive_as_a_json_string(service: OcrService) -> None:
    template_id = added(service, json.dumps([RED, GREEN]))
    assert len(service.handle({"template_id": template_id, "img": CARD}).body) == 2


def test_members_we_do_not_know_are_ignored(service: OcrService) -> None:
    template_id = added(service)
    response = service.handle({"template_id": template_id, "img": CARD, "duration": True, "x": {"y": [1]}})
    assert response.status == 200
    assert len(response.body) == 2


def test_coordinates_may_have_fractions_and_names_may_repeat(service: OcrService) -> None:
    quad = [[10.5, 10.25], [50, 10], [50, 30], [10, 30.0]]
    template_id = added(service, [[quad, "a"], [quad, "a", {}], [quad, " 名 \U0001f600 "]])
    keys = [reading["key"] for reading in service.handle({"template_id": template_id, "img": CARD}).body]
    assert keys == ["a", "a", " 名 \U0001f600 "]


def test_a_list_may_be_asked_for_by_pages(service: OcrService) -> None:
    ids = [added(service) for _ in range(3)]
    first = service.handle({"type": "list", "limit": 2}).body
    assert set(first) == {"template_id_list", "next_cursor"}
    rest = service.handle({"type": "list", "cursor": first["next_cursor"]}).body
    assert rest["next_cursor"] is None
    assert first["template_id_list"] + rest["template_id_list"] == ids


@pytest.mark.parametrize("odd", [{"limit": 0}, {"limit": 1001}, {"limit": "5"}, {"limit": 1.5}, {"cursor": 7}])
def test_a_page_that_cannot_be_meant_is_refused_by_its_member(service: OcrService, odd: dict[str, object]) -> None:
    [member] = odd
    assert member in error(service.handle({"type": "list", **odd}), 400, "invalid_request")["message"]


def test_a_plain_list_ends_at_ten_thousand_and_says_how_to_go_on() -> None:
    store = StoreInMemory()
    service = OcrService(
        store, ReaderThatSeesEverything(), PictureSource(http=WebWithTheseFiles(), s3=WebWithTheseFiles())
    )
    for number in range(10_000):
        store.create(Template(f"id-{number}", (), b"", ""))
    assert service.handle({"type": "list"}).body == {"template_id_list": list(store.templates)}
    store.create(Template("one more", (), b"", ""))
    refused = error(service.handle({"type": "list"}), 422, "answer_too_large")
    assert "limit" in refused["message"] and "cursor" in refused["message"]
    assert refused["details"] == {"max_listed": 10_000}
    assert len(service.handle({"type": "list", "limit": 1000}).body["template_id_list"]) == 1000


def test_templates_are_listed_oldest_first(service: OcrService) -> None:
    assert service.handle({"type": "list"}) == Response(200, {"template_id_list": []})
    ids = [added(service) for _ in range(3)]
    assert service.handle({"type": "list"}) == Response(200, {"template_id_list": ids})


def test_a_deletion_is_answered_in_the_shape_it_was_asked(service: OcrService) -> None:
    one, two, three = added(service), added(service), added(service)
    assert service.handle({"type": "del", "template_id": one}) == Response(200, {"template_id": one})
    assert service.handle({"type": "del", "template_id": [two, three, two]}).body == {"template_id": [two, three, two]}
    assert service.handle({"type": "list"}).body == {"template_id_list": []}


def test_a_deletion_with_an_unknown_id_deletes_nothing(service: OcrService) -> None:
    template_id = added(service)
    refused = service.handle({"type": "del", "template_id": [template_id, "unknown"]})
    assert error(refused, 404, "template_not_found")["details"] == {"template_ids": ["unknown"]}
    assert service.handle({"type": "list"}).body == {"template_id_list": [template_id]}


@pytest.mark.parametrize("ids", [[], [1], 7, {"a": 1}, ["a", ""], ["a"] * 101])
def test_a_deletion_of_no_ids_is_refused(service: OcrService, ids: Any) -> None:
    assert (
        "template_id" in error(service.handle({"type": "del", "template_id": ids}), 400, "invalid_request")["message"]
    )


# Pictures


@pytest.mark.parametrize("url", ["https://example.com/card.png", "s3://documents/card.png"])
def test_a_picture_may_be_named_by_url(service: OcrService, url: str) -> None:
    added_by_url = service.handle({"type": "add", "url": url, "img": "", "template": [RED]})
    assert added_by_url.status == 200
    read = service.handle({"template_id": added_by_url.body["template_id"], "url": url, "img": None})
    assert read.body == [{"key": "名称", "value": "#ff0000", "score": 97.98}]


@pytest.mark.parametrize(
    "pictures", [{}, {"img": CARD, "url": "https://example.com/card.png"}, {"img": "", "url": None}]
)
def test_exactly_one_of_img_and_url_is_wanted(service: OcrService, pictures: Any) -> None:
    template_id = added(service)
    for request in ({"template_id": template_id}, {"type": "add", "template": [RED]}):
        refused = error(service.handle({**request, **pictures}), 400, "invalid_request")
        assert "exactly one" in refused["message"]


def test_the_reasons_a_picture_is_refused_have_names() -> None:
    small = service_with(limits=PictureLimits(max_bytes=100_000, max_side=100))
    add = {"type": "add", "template": [RED]}
    error(small.handle({**add, "img": as_base64(b"PK no picture")}), 415, "unsupported_picture")
    error(small.handle({**add, "img": as_base64(card()[:60])}), 422, "invalid_picture")
    error(small.handle({**add, "img": CARD}), 413, "picture_too_large")
    error(small.handle({**add, "img": "§"}), 400, "invalid_request")


def test_a_body_over_the_limit_is_refused_before_it_is_parsed() -> None:
    small = service_with(limits=PictureLimits(max_bytes=3))
    assert small.max_body_bytes == 4 + 1024 * 1024
    error(small.handle_bytes(b" " * (small.max_body_bytes + 1)), 413, "body_too_large")
    error(small.handle_bytes(b" " * small.max_body_bytes), 400, "invalid_json")


# Templates that cannot be read with


def test_a_quad_beside_the_picture_is_refused_by_index_and_name(service: OcrService) -> None:
    outside = [[[10, 10], [123, 10], [123, 30], [10, 30]], "总计"]
    refused = error(service.handle({"type": "add", "img": CARD, "template": [RED, outside]}), 400, "invalid_template")
    assert refused["details"] == {"field": 1, "name": "总计"}
    assert "120 x 80" in refused["message"]
    assert service.handle({"type": "list"}).body == {"template_id_list": []}


def test_a_corner_a_little_outside_is_moved_to_the_edge() -> None:
    store = StoreInMemory()
    template_id = added(service_with(store), [[[[-1.5, 0], [121, -2], [122, 82], [0, 80]], "all"]])
    assert store.templates[template_id].fields[0].quad == ((0, 0), (120, 0), (120, 80), (0, 80))


def test_a_type_that_is_not_known_is_refused_with_those_that_are(service: OcrService) -> None:
    typed = [RED, [*GREEN, {"type": "moon"}]]
    refused = error(service.handle({"type": "add", "img": CARD, "template": typed}), 400, "invalid_template")
    assert 'template[1] ("识别号"): options have the member "type", "moon"' in refused["message"]
    assert 'say "text"' in refused["message"]
    assert refused["details"] == {"field": 1, "name": "识别号"}


def test_a_field_of_text_is_kept_and_told_as_it_was_sent() -> None:
    store = StoreInMemory()
    service = service_with(store)
    template_id = added(service, [RED, [*GREEN, {"type": "text"}], [*RED[:1], "blue", {}]])
    assert [dict(field.options) for field in store.templates[template_id].fields] == [{}, {"type": "text"}, {}]
    shown_fields = service.handle({"type": "get", "template_id": template_id}).body["template"]
    assert [entry[1:] for entry in shown_fields] == [[RED[1]], [GREEN[1], {"type": "text"}], ["blue"]]


def test_a_type_that_is_added_to_the_table_is_taken_on_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(options: Options) -> Text:
        if options.number("most") != 5:
            raise ValueError('have the member "most", which is not 5; say 5')
        return Text(name="stars")

    monkeypatch.setitem(TYPES, "stars", parse)
    service = service_with(StoreInMemory())
    added(service, [[*RED, {"type": "stars", "most": 5}]])
    wrong = {"type": "add", "img": CARD, "template": [[*RED, {"type": "stars", "most": 6}]]}
    assert 'options have the member "most"' in error(service.handle(wrong), 400, "invalid_template")["message"]


def test_rules_are_kept_told_and_changed_as_they_were_sent() -> None:
    store = StoreInMemory()
    service, amount, rules = service_with(store), {"type": "amount"}, [{"same": [RED[1], GREEN[1]]}]
    sent = {"type": "add", "img": CARD, "template": [[*RED, amount], [*GREEN, amount]], "rules": rules}
    template_id = service.handle(sent).body["template_id"]
    assert service.handle({"type": "get", "template_id": template_id}).body["rules"] == rules
    changed = {"type": "update", "template_id": template_id, "rules": []}
    assert service.handle(changed).body == {"template_id": template_id, "version": 2}
    assert service.handle({"type": "get", "template_id": template_id}).body["rules"] == []


@pytest.mark.parametrize("what", ["add", "update"])
def test_a_rule_of_a_field_that_is_not_there_is_refused_by_its_name(what: str) -> None:
    service = service_with(StoreInMemory())
    template_id = added(service, [RED, GREEN])
    rules = [{"same": [RED[1], GREEN[1]]}, {"same": [RED[1], "nothing"]}]
    fields = {"img": CARD, "template": [RED, GREEN]}
    changed = fields if what == "add" else {"template_id": template_id}
    refused = error(service.handle({"type": what, **changed, "rules": rules}), 400, "invalid_template")
    assert 'rules[1] names "nothing", which no field has as a name' in refused["message"]
    assert refused["details"] == {"member": "rules", "index": 1}


def test_a_rule_keeps_a_field_that_it_is_about_from_being_taken_away() -> None:
    service = service_with(StoreInMemory())
    rules = [{"same": [RED[1], GREEN[1]]}]
    sent = {"type": "add", "img": CARD, "template": [RED, GREEN], "rules": rules}
    template_id = service.handle(sent).body["template_id"]
    fewer = {"type": "update", "template_id": template_id, "template": [RED]}
    assert "rules[0] names" in error(service.handle(fewer), 400, "invalid_template")["message"]


# Detail


def test_detail_answers_everything_known(service: OcrService) -> None:
    template_id = added(service)
    body = service.handle({"template_id": template_id, "img": CARD, "detail": True}).body
    assert list(body) == ["template_id", "version", "page", "pages", "alignment", "fields", "timings_ms"]
    assert (body["template_id"], body["version"]) == (template_id, 1)
    assert body["alignment"] == {
        "verdict": "matched",
        "inliers": 120,
        "error_px": 0.46,
        "image_from_template": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    }
    position = [[10.0, 10.0], [50.0, 10.0], [50.0, 30.0], [10.0, 30.0]]
    assert body["fields"][0] == {
        "key": "名称",
        "value": "#ff0000",
        "score": 97.98,
        "status": "ok",
        "position": position,
        "error_px": 0.5,
        "lines": [{"text": "#ff0000", "score": 97.98, "position": position}],
        "type": "text",
        "normalized": None,
        "candidates": [],
        "checks": [],
        "held": [],
        "rows": [],
    }
    assert set(body["timings_ms"]) == {"template", "fetch", "decode", "align", "recognize", "total"}
    assert body["timings_ms"]["align"] == 1.25


@pytest.mark.parametrize("detail", [False, None])
def test_detail_false_is_the_plain_answer(service: OcrService, detail: Any) -> None:
    assert isinstance(service.handle({"template_id": added(service), "img": CARD, "detail": detail}).body, list)


@pytest.mark.parametrize("detail", ["true", 1])
def test_detail_of_another_kind_is_refused(service: OcrService, detail: Any) -> None:
    error(service.handle({"template_id": added(service), "img": CARD, "detail": detail}), 400, "invalid_request")


def test_numbers_json_cannot_hold_are_left_out() -> None:
    lost = service_with(reader=ReaderThatLosesItsWay())
    template_id = added(lost)
    assert lost.handle({"template_id": template_id, "img": CARD}).body[0]["score"] == 0.0
    body = lost.handle({"template_id": template_id, "img": CARD, "detail": True}).body
    assert body["alignment"] == {"verdict": "weak", "inliers": 5, "error_px": None, "image_from_template": None}
    assert body["fields"][0]["position"] is None
    assert body["fields"][0]["error_px"] is None
    assert body["fields"][0]["status"] == "out_of_frame"


# The cache


def test_a_template_is_prepared_once_and_described_once() -> None:
    store, reader = StoreInMemory(), ReaderThatSeesEverything()
    service = service_with(store, reader)
    template_id = added(service)
    for _ in range(3):
        assert service.handle({"template_id": template_id, "img": CARD}).status == 200
    assert (store.gets, reader.described) == (1, 1)


def test_a_template_deleted_by_another_process_is_not_answered_from_memory() -> None:
    store = StoreInMemory()
    service, other = service_with(store), service_with(store)
    template_id = added(service)
    assert service.handle({"template_id": template_id, "img": CARD}).status == 200
    assert other.handle({"type": "del", "template_id": template_id}).status == 200
    refused = error(service.handle({"template_id": template_id, "img": CARD}), 404, "template_not_found")
    assert refused["details"] == {"template_id": template_id}


def test_an_unknown_template_is_refused_before_its_picture_is_fetched() -> None:
    web = WebWithTheseFiles()
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(http=web, s3=web))
    error(service.handle({"template_id": "unknown", "url": "https://example.com/a.png"}), 404, "template_not_found")
    assert web.asked == []


def test_memory_keeps_the_most_recently_used_templates() -> None:
    store = StoreInMemory()
    service = service_with(store, cached_templates=2)
    first, second, third = added(service), added(service), added(service)
    for template_id in (first, second, first, third, first):
        service.handle({"template_id": template_id, "img": CARD})
    assert store.gets == 3
    service.handle({"template_id": second, "img": CARD})
    assert store.gets == 4


def test_threads_that_share_a_service_get_their_own_answers() -> None:
    service = service_with(cached_templates=1)
    keys = {added(service, [[RED[0], str(number)]]): str(number) for number in range(4)}

    def key_read(template_id: str) -> str:
        key: str = service.handle({"template_id": template_id, "img": CARD}).body[0]["key"]
        return key

    asked = list(keys) * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(key_read, asked)) == [keys[template_id] for template_id in asked]


@pytest.mark.parametrize("derived", [None, ("colours-0", b"{}"), ("colours-1", b"not ours")])
def test_derived_data_missing_stale_or_spoilt_is_made_anew_and_kept(derived: Any) -> None:
    store, reader = StoreInMemory(), ReaderThatSeesEverything()
    template_id = added(service_with(store, reader))
    ref = TemplateRef(template_id, 1)
    fresh = store.derived[ref]
    del store.derived[ref]
    if derived:
        store.derived[ref] = derived
    assert service_with(store, reader).handle({"template_id": template_id, "img": CARD}).status == 200
    assert reader.described == 2
    assert store.derived[ref] == fresh


def test_a_cache_that_cannot_be_written_fails_no_request() -> None:
    service = service_with(StoreThatKeepsNoCache())
    template_id = added(service)
    assert service.handle({"template_id": template_id, "img": CARD}).status == 200


# Refusals and faults


def test_a_picture_of_something_else_is_a_mismatch_with_facts(service: OcrService) -> None:
    template_id = added(service)
    other = as_base64(card(200, 90))
    refused = error(service.handle({"template_id": template_id, "img": other}), 422, "template_mismatch")
    assert refused["details"] == {"inliers": 3, "seen": [200, 90]}


@pytest.mark.parametrize(
    "payload",
    [{"type": "list"}, {"type": "add", "img": CARD, "template": [RED]}, {"template_id": "a", "img": CARD}],
)
def test_a_store_that_is_down_is_named(payload: Any) -> None:
    error(service_with(StoreThatIsDown()).handle(payload), 503, "store_unavailable")


def test_a_fault_of_ours_has_an_id_in_the_log_and_quotes_no_document(caplog: pytest.LogCaptureFixture) -> None:
    service = service_with(reader=ReaderThatBreaks())
    template_id = added(service)
    with caplog.at_level(logging.ERROR):
        fault = error(service.handle({"template_id": template_id, "img": CARD}), 500, "internal_error")
    assert fault["details"]["error_id"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert re.search(r'fakes.py", line \d+, in read', caplog.text)
    assert "#ff0000" not in caplog.text + json.dumps(fault)


def test_an_answer_that_cannot_be_encoded_is_a_fault_of_ours_and_not_the_doors_trouble() -> None:
    service = service_with(reader=ReaderThatSpeaksNoUnicode())
    template_id = added(service)
    for detail in (False, True):
        response = service.handle({"template_id": template_id, "img": CARD, "detail": detail})
        error(response, 500, "internal_error")
        assert json.loads(response.encoded()) == response.body


def test_nothing_but_an_object_is_a_request(service: OcrService) -> None:
    for payload in (None, [], "text", 5, [{"type": "list"}]):
        error(service.handle(payload), 400, "invalid_json")


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "get", "template_id": "t", "pictures": "full"},
        {"type": "detect", "img": CARD, "detail": True},
        {"type": "upload", "content_type": "image/png", "name": "a"},
    ],
)
def test_a_member_that_a_newer_request_does_not_know_is_refused_by_its_name(
    service: OcrService, payload: dict[str, Any]
) -> None:
    unknown = list(payload)[-1]
    refused = error(service.handle(payload), 400, "invalid_request")
    assert refused["details"]["member"] == unknown and f'"{unknown}"' in refused["message"]


@pytest.mark.parametrize("kind", ["add", "query", "del", "list"])
def test_the_predecessor_s_requests_may_carry_what_we_do_not_know(service: OcrService, kind: str) -> None:
    template_id = added(service)
    payloads: dict[str, dict[str, Any]] = {
        "add": {"img": CARD, "template": [RED]},
        "query": {"img": CARD, "template_id": template_id},
        "del": {"template_id": template_id},
        "list": {},
    }
    assert service.handle({"type": kind, "output_type": "json", **payloads[kind]}).status == 200
