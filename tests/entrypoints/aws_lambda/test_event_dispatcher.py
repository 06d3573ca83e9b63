"""Every kind of event is answered in its own form; fakes stand for networks and for AWS."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import Budget
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.entrypoints.aws_lambda.deliveries import NotAnswered
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import MAX_ANSWER_BYTES, EventDispatcher
from lambda_ocr.wire.json_text import Body
from lambda_ocr.wire.response import Response
from tests.support import lambda_samples as sample
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory, StoreThatIsDown
from tests.support.notebook import NotebookOutside, OutsideThatCannotWrite
from tests.support.pictures import WebWithTheseFiles, as_base64, card

CONTEXT = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 30_000)
LIST = json.dumps({"type": "list"})
FIELD = [[[2, 2], [20, 2], [20, 12], [2, 12]], "colour"]


class ServiceThatAnswers:
    """Gives the same answer to everything, and counts."""

    def __init__(self, body: Any, status: int = 200) -> None:
        self.response = Response(status, body)
        self.bodies: list[bytes] = []

    @property
    def asked(self) -> int:
        return len(self.bodies)

    def handle(self, payload: object, budget: Budget) -> Response:
        return self.handle_bytes(json.dumps(payload).encode(), budget)

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        self.bodies.append(bytes(body))
        return self.response


class ServiceWhoseStoreIsAway(ServiceThatAnswers):
    """Answers everything but what `is_hit` chooses."""

    def __init__(self, is_hit: Callable[[bytes], bool]) -> None:
        super().__init__([])
        self._is_hit = is_hit

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        if self._is_hit(bytes(body)):
            return Response(503, {"error": {"code": "store_unavailable", "message": "m", "details": {}}})
        return super().handle_bytes(body, budget)


@pytest.fixture
def outside() -> NotebookOutside:
    return NotebookOutside()


def real_service(store: Any = None) -> OcrService:
    """The service with everything but networks."""
    files = WebWithTheseFiles({"s3://ocr-data/in/t/wrong.jpg": b"no picture"})
    return OcrService(store or StoreInMemory(), ReaderThatSeesEverything(), PictureSource(http=files, s3=files))


def doors(outside: NotebookOutside, service: Any = None, **options: Any) -> EventDispatcher:
    return EventDispatcher(service or real_service(), outside, bucket="ocr-data", **options)


def code_of(answer: Any) -> str:
    return str(json.loads(answer["body"])["error"]["code"])


@pytest.mark.parametrize("form", [sample.rest_api, sample.http_api])
class TestHttp:
    @pytest.mark.parametrize("path", ["/custom_ocr", "/custom-ocr", "/custom_ocr/", "/v1/custom_ocr"])
    def test_the_route_answers_in_both_spellings_and_under_a_stage(
        self, outside: NotebookOutside, form: Any, path: str
    ) -> None:
        answer = doors(outside).answer(form(LIST, path=path), CONTEXT)
        assert answer["statusCode"] == 200
        assert json.loads(answer["body"]) == {"template_id_list": []}
        assert answer["headers"] == {"content-type": "application/json"}
        assert answer["isBase64Encoded"] is False

    def test_a_base64_body_is_decoded(self, outside: NotebookOutside, form: Any) -> None:
        event = form(base64.b64encode(LIST.encode()).decode()) | {"isBase64Encoded": True}
        assert doors(outside).answer(event, CONTEXT)["statusCode"] == 200

    def test_a_body_that_is_not_the_base64_it_claims_is_refused(self, outside: NotebookOutside, form: Any) -> None:
        answer = doors(outside).answer(form("{'*'}") | {"isBase64Encoded": True}, CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (400, "invalid_request")

    @pytest.mark.parametrize("body", [None, "", "{", "[]", '"list"'])
    def test_a_body_that_is_no_request_is_refused_by_name(
        self, outside: NotebookOutside, form: Any, body: str | None
    ) -> None:
        answer = doors(outside).answer(form(body), CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (400, "invalid_json")

    def test_another_route_and_another_method_are_refused_by_name(self, outside: NotebookOutside, form: Any) -> None:
        answer = doors(outside).answer(form(LIST, path="/admin"), CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (404, "not_found")
        answer = doors(outside).answer(form(None, method="GET"), CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (405, "method_not_allowed")
        assert answer["headers"]["allow"] == "POST"

    def test_a_route_of_one_type_answers_no_other(self, outside: NotebookOutside, form: Any) -> None:
        door = doors(outside)
        assert door.answer(form("{}", path="/custom_ocr/list"), CONTEXT)["statusCode"] == 200
        for kind in ("add", "del", "get"):
            answer = door.answer(
                form(json.dumps({"type": kind, "template_id": "a"}), path="/custom_ocr/query"), CONTEXT
            )
            assert (answer["statusCode"], code_of(answer)) == (400, "invalid_request")
        assert door.answer(form("{}", path="/custom_ocr/drop"), CONTEXT)["statusCode"] == 404

    def test_cors_is_off_unless_configured(self, outside: NotebookOutside, form: Any) -> None:
        answer = doors(outside).answer(form(None, method="OPTIONS", origin="https://app.example.com"), CONTEXT)
        assert answer["statusCode"] == 405
        assert not [name for name in answer["headers"] if name.startswith("access-control")]

    def test_a_configured_origin_is_named_and_another_is_not(self, outside: NotebookOutside, form: Any) -> None:
        door = doors(outside, cors_origins="https://app.example.com, https://other.example.com")
        granted = door.answer(form(LIST, origin="https://app.example.com"), CONTEXT)["headers"]
        assert granted["access-control-allow-origin"] == "https://app.example.com"
        assert granted["vary"] == "origin"
        refused = door.answer(form(LIST, origin="https://evil.example.com"), CONTEXT)["headers"]
        assert "access-control-allow-origin" not in refused

    def test_a_preflight_is_answered(self, outside: NotebookOutside, form: Any) -> None:
        door = doors(outside, cors_origins="*")
        answer = door.answer(form(None, method="OPTIONS", origin="https://app.example.com"), CONTEXT)
        assert answer["statusCode"] == 204
        assert answer["headers"]["access-control-allow-origin"] == "*"
        assert answer["headers"]["access-control-allow-methods"] == "POST"

    def test_the_store_being_away_is_a_503_by_name(self, outside: NotebookOutside, form: Any) -> None:
        answer = doors(outside, real_service(StoreThatIsDown())).answer(form(LIST), CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (503, "store_unavailable")
        assert answer["headers"]["retry-after"] == "2"


def test_an_event_shaped_half_like_api_gateways_is_refused_by_name(outside: NotebookOutside) -> None:
    answer = doors(outside).answer({"requestContext": {"http": "POST"}, "headers": []}, CONTEXT)
    assert (answer["statusCode"], code_of(answer)) == (400, "invalid_request")


class TestDirect:
    def test_a_bare_request_gets_the_bare_answer(self, outside: NotebookOutside) -> None:
        assert doors(outside).answer({"type": "list"}, CONTEXT) == {"template_id_list": []}

    def test_a_query_gets_the_bare_list(self, outside: NotebookOutside) -> None:
        door = doors(outside)
        added = door.answer({"type": "add", "img": as_base64(card()), "template": [FIELD]}, CONTEXT)
        answer = door.answer({"template_id": added["template_id"], "img": as_base64(card())}, CONTEXT)
        assert [sorted(each) for each in answer] == [["key", "score", "value"]]

    @pytest.mark.parametrize("event", [None, [], "list", 7, {}, {"type": "guess"}, {"Records": []}])
    def test_what_is_no_request_gets_the_same_error_body_as_over_http(
        self, outside: NotebookOutside, event: Any
    ) -> None:
        answer = doors(outside).answer(event, CONTEXT)
        assert sorted(answer["error"]) == ["code", "details", "message"]

    def test_a_state_machine_may_ask_for_a_failure_named_by_the_code(self, outside: NotebookOutside) -> None:
        event = {"template_id": "nowhere", "img": as_base64(card()), "on_error": "fail"}
        with pytest.raises(Exception, match="has this id") as raised:
            doors(outside).answer(event, CONTEXT)
        assert type(raised.value).__name__ == "template_not_found"

    def test_asking_for_failures_does_not_change_an_answer(self, outside: NotebookOutside) -> None:
        assert doors(outside).answer({"type": "list", "on_error": "fail"}, CONTEXT) == {"template_id_list": []}


class TestLimit:
    """Sizes as the runtime client encodes answers: ASCII, so that 字 is six bytes."""

    def test_an_answer_of_exactly_the_limit_leaves_and_one_byte_more_is_refused(self, outside: NotebookOutside) -> None:
        room = MAX_ANSWER_BYTES - len(json.dumps({"text": ""}))
        fits = {"text": "x" * room}
        assert doors(outside, ServiceThatAnswers(fits)).answer({}, CONTEXT) == fits
        answer = doors(outside, ServiceThatAnswers({"text": "x" * (room + 1)})).answer({}, CONTEXT)
        assert answer["error"]["code"] == "answer_too_large"
        assert answer["error"]["details"]["max_bytes"] == MAX_ANSWER_BYTES

    def test_an_http_answer_is_measured_as_it_is_quoted(self, outside: NotebookOutside) -> None:
        half = {"text": '"' * (MAX_ANSWER_BYTES // 4)}
        answer = doors(outside, ServiceThatAnswers(half)).answer(sample.http_api("{}"), CONTEXT)
        assert (answer["statusCode"], code_of(answer)) == (422, "answer_too_large")
        assert len(json.dumps(doors(outside, ServiceThatAnswers(half)).answer({}, CONTEXT))) < MAX_ANSWER_BYTES


@pytest.mark.parametrize("form", [sample.s3_event, sample.bus_event])
class TestPictures:
    def test_a_picture_is_read_with_the_template_its_folder_names(self, outside: NotebookOutside, form: Any) -> None:
        service = ServiceThatAnswers([{"key": "a", "value": "secret", "score": 99.0}])
        doors(outside, service).answer(form("in/template-1/发票 1.jpg"), CONTEXT)
        url = "s3://ocr-data/in/template-1/发票 1.jpg"
        assert [json.loads(body) for body in service.bodies] == [
            {"type": "query", "template_id": "template-1", "url": url}
        ]
        assert outside.written == {"ocr-data/out/template-1/发票 1.jpg.json": service.response.body}

    def test_the_outcome_is_announced_without_a_word_of_the_document(self, outside: NotebookOutside, form: Any) -> None:
        service = ServiceThatAnswers([{"key": "a", "value": "secret", "score": 99.0}])
        doors(outside, service).answer(form("in/template-1/a.jpg"), CONTEXT)
        assert outside.announced == [
            (
                "Document Read",
                {
                    "bucket": "ocr-data",
                    "key": "in/template-1/a.jpg",
                    "output": {"bucket": "ocr-data", "key": "out/template-1/a.jpg.json"},
                    "status": 200,
                    "fields": 1,
                },
            )
        ]

    def test_a_picture_beside_the_folders_is_read_with_the_template_its_metadata_names(self, form: Any) -> None:
        outside = NotebookOutside({"in/a.jpg": "nowhere"})
        doors(outside).answer(form("in/a.jpg"), CONTEXT)
        assert outside.written["ocr-data/out/a.jpg.json"]["error"]["code"] == "template_not_found"

    def test_a_picture_that_can_never_be_read_is_buried_once_with_the_reason(
        self, outside: NotebookOutside, form: Any
    ) -> None:
        store = StoreInMemory()
        door = doors(outside, real_service(store))
        added = door.answer({"type": "add", "img": as_base64(card()), "template": [FIELD]}, CONTEXT)
        store.templates["t"] = store.templates.pop(added["template_id"])
        for _ in range(3):
            door.answer(form("in/t/wrong.jpg"), CONTEXT)
        assert [message["error"]["code"] for message in outside.buried] == ["unsupported_picture"]
        assert outside.buried[0]["key"] == "in/t/wrong.jpg"
        assert [what for what, _ in outside.announced] == ["Document Refused"]

    def test_an_answered_picture_is_not_read_again_by_a_second_delivery(
        self, outside: NotebookOutside, form: Any
    ) -> None:
        service = ServiceThatAnswers([])
        door = doors(outside, service)
        door.answer(form("in/t/a.jpg"), CONTEXT)
        door.answer(form("in/t/a.jpg"), CONTEXT)
        assert (service.asked, len(outside.announced)) == (1, 1)
        door.answer(form("in/t/a.jpg", sequencer="0055AED6DCD90281E6"), CONTEXT)
        assert (service.asked, len(outside.announced)) == (2, 2)

    @pytest.mark.parametrize("key", ["out/t/a.jpg.json", "templates/1/picture", "uploads/a.jpg"])
    def test_what_we_write_ourselves_is_never_read(self, outside: NotebookOutside, form: Any, key: str) -> None:
        service = ServiceThatAnswers([])
        doors(outside, service).answer(form(key), CONTEXT)
        assert (service.asked, outside.written, outside.announced) == (0, {}, [])

    @pytest.mark.parametrize(
        ("status", "code", "details"),
        [
            (503, "store_unavailable", {}),
            (500, "internal_error", {}),
            (429, "too_many_requests", {}),
            (422, "url_timeout", {}),
            (422, "s3_unavailable", {"reason": "SlowDown"}),
        ],
    )
    def test_what_another_try_may_mend_is_raised_and_then_tried_again(
        self, outside: NotebookOutside, form: Any, status: int, code: str, details: Any
    ) -> None:
        service = ServiceThatAnswers({"error": {"code": code, "message": "m", "details": details}}, status)
        door = doors(outside, service)
        with pytest.raises(NotAnswered, match=code):
            door.answer(form("in/t/a.jpg"), CONTEXT)
        assert (outside.written, outside.buried, outside.announced) == ({}, [], [])
        service.response = Response(200, [])
        door.answer(form("in/t/a.jpg"), CONTEXT)
        assert list(outside.written) == ["ocr-data/out/t/a.jpg.json"]

    def test_a_picture_that_is_gone_is_buried(self, outside: NotebookOutside, form: Any) -> None:
        body = {"error": {"code": "s3_unavailable", "message": "m", "details": {"reason": "NoSuchKey"}}}
        doors(outside, ServiceThatAnswers(body, 422)).answer(form("in/t/a.jpg"), CONTEXT)
        assert len(outside.buried) == 1

    def test_an_answer_that_cannot_be_written_is_tried_again(self, form: Any) -> None:
        outside = OutsideThatCannotWrite()
        with pytest.raises(NotAnswered, match="store_unavailable"):
            doors(outside, ServiceThatAnswers([])).answer(form("in/t/a.jpg"), CONTEXT)
        assert outside.claims == {}


def test_one_picture_of_an_event_that_fails_does_not_hold_up_the_others(outside: NotebookOutside) -> None:
    service = ServiceWhoseStoreIsAway(lambda body: b"a.jpg" in body)
    with pytest.raises(NotAnswered):
        doors(outside, service).answer(sample.s3_event("in/t/a.jpg", "in/t/b.jpg"), CONTEXT)
    assert list(outside.written) == ["ocr-data/out/t/b.jpg.json"]


def test_the_test_event_of_s3_is_taken_calmly(outside: NotebookOutside) -> None:
    assert doors(outside).answer(sample.s3_test_event(), CONTEXT) == {"documents": 0}


class TestQueue:
    def test_each_message_is_answered_and_only_what_another_try_may_mend_is_given_back(
        self, outside: NotebookOutside
    ) -> None:
        service = ServiceWhoseStoreIsAway(lambda body: b"later" in body)
        event = sample.queue_event({"template_id": "a"}, {"template_id": "later"}, {"template_id": "b"})
        answer = doors(outside, service).answer(event, CONTEXT)
        assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
        assert sorted(outside.written) == ["ocr-data/out/queue/m0.json", "ocr-data/out/queue/m2.json"]

    def test_a_message_that_is_no_request_is_buried_and_not_given_back(self, outside: NotebookOutside) -> None:
        answer = doors(outside).answer(sample.queue_event("{", '{"type": "guess"}'), CONTEXT)
        assert answer == {"batchItemFailures": []}
        assert [message["error"]["code"] for message in outside.buried] == ["invalid_json", "invalid_request"]
        assert [message["message_id"] for message in outside.buried] == ["m0", "m1"]

    def test_events_of_the_bucket_may_come_through_a_queue(self, outside: NotebookOutside) -> None:
        event = sample.queue_event(sample.s3_event("in/t/a b.jpg"), sample.bus_event("in/t/c.jpg"))
        assert doors(outside, ServiceThatAnswers([])).answer(event, CONTEXT) == {"batchItemFailures": []}
        assert sorted(outside.written) == ["ocr-data/out/t/a b.jpg.json", "ocr-data/out/t/c.jpg.json"]

    def test_in_a_fifo_queue_nothing_overtakes_a_message_that_failed(self, outside: NotebookOutside) -> None:
        service = ServiceWhoseStoreIsAway(lambda body: b"later" in body)
        event = sample.queue_event({"template_id": "a"}, {"template_id": "later"}, {"template_id": "b"}, fifo=True)
        answer = doors(outside, service).answer(event, CONTEXT)
        assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["m1", "m2"]
        assert list(outside.written) == ["ocr-data/out/queue/m0.json"]


def test_a_warm_up_asks_nothing_of_the_service(outside: NotebookOutside) -> None:
    service = ServiceThatAnswers([])
    assert doors(outside, service).answer(sample.scheduled_event(), CONTEXT) == {"warm": True}
    assert service.asked == 0


class ServiceThatTellsItsTime(ServiceThatAnswers):
    """Remembers how many seconds it was given."""

    def __init__(self) -> None:
        super().__init__([])
        self.seconds: list[float] = []

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        self.seconds.append(budget.seconds_left())
        return super().handle_bytes(body, budget)


def test_a_request_has_the_invocation_s_time_and_over_http_no_more_than_the_gateway_waits() -> None:
    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 55_000

    service = ServiceThatTellsItsTime()
    doors = EventDispatcher(service, NotebookOutside())
    doors.answer({"type": "list"}, Context())
    doors.answer(sample.rest_api('{"type": "list"}'), Context())
    direct, http = service.seconds
    assert 53 < direct <= 54
    assert 27 < http <= 28
