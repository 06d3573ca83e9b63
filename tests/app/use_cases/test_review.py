"""`review`: what somebody should look at is kept where that is switched on, handed out, and what they say is taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import FieldReading, Status
from lambda_ocr.core.review.caller import CALLER
from lambda_ocr.core.review.documents import DocumentKept
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.local.reading_counts import SqliteReadingCounts
from lambda_ocr.local.review_queue import SqliteReviewQueue
from tests.app.test_service import added, error
from tests.app.use_cases.life.test_update import CARD, LARGE, ask, values
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import WebWithTheseFiles, as_base64, card

WEB = WebWithTheseFiles({})


class ReaderInDoubt(ReaderThatSeesEverything):
    """Of what is green it is not sure."""

    def _field(self, field: Any, picture: Any) -> FieldReading:
        read = super()._field(field, picture)
        return replace(read, status=Status.LOW_CONFIDENCE) if read.value == "#008000" else read


@pytest.fixture
def queue(tmp_path: Path) -> SqliteReviewQueue:
    return SqliteReviewQueue(tmp_path, 3)


@pytest.fixture
def service(queue: SqliteReviewQueue) -> OcrService:
    return service_with(queue)


def service_with(queue: Any) -> OcrService:
    return OcrService(StoreInMemory(), ReaderInDoubt(), PictureSource(WEB, WEB), reviews=queue, self_test=False)


def test_a_doubtful_document_is_kept_handed_out_and_what_is_said_is_listed(service: OcrService) -> None:
    template_id = added(service)
    assert values(service, template_id) == values(service, template_id)
    answer = ask(service, "review", do="next", reviewer="Ada")
    document = answer["document"]
    assert (answer["waiting"], document["reason"], document["template_id"]) == (1, "doubtful", template_id)
    assert [(field["key"], field["status"]) for field in document["fields"]] == [
        ("名称", "ok"),
        ("识别号", "low_confidence"),
    ]
    assert document["keys"] == ["名称", "识别号"] and document["img"].startswith("data:image/jpeg;base64,/9j/")
    assert ask(service, "review", do="next")["document"] is None
    given = {"review_id": document["review_id"], "lease": document["lease"], "reviewer": "Ada"}
    assert ask(service, "review", do="done", values=["#ff0000", "green"], **given)["waiting"] == 0
    (said,) = ask(service, "review", do="list")["reviewed"]
    assert (said["reviewer"], said["identified"]) == ("Ada", False)
    assert said["fields"] == [
        {"key": "名称", "read": "#ff0000", "value": "#ff0000", "corrected": False},
        {"key": "识别号", "read": "#008000", "value": "green", "corrected": True},
    ]
    assert ask(service, "review", do="list", template_id="other")["reviewed"] == []
    assert ask(service, "review", do="get", review_id=document["review_id"])["document"]["lease"] is None


def test_a_refused_document_waits_with_the_fields_it_should_have(service: OcrService) -> None:
    template_id = added(service)
    error(service.handle({"template_id": template_id, "img": LARGE}), 422, "template_mismatch")
    document = ask(service, "review", do="next")["document"]
    assert (document["reason"], document["keys"], document["fields"]) == ("refused", ["名称", "识别号"], [])
    assert document["refusal"]["code"] == "template_mismatch"
    given = {"review_id": document["review_id"], "lease": document["lease"]}
    error(service.handle({"type": "review", "do": "done", "values": ["x"], **given}), 400, "invalid_request")
    table = "4.50\n" * 1000  # longer than a caption may be
    ask(service, "review", do="done", values=[table, ""], **given)
    (said,) = ask(service, "review", do="list", limit=100, cursor="9" * 20)["reviewed"]
    assert [(field["read"], field["value"]) for field in said["fields"]] == [(None, table), (None, "")]
    error(service.handle({"type": "review", "do": "list", "limit": 101}), 400, "invalid_request")


def test_read_keeps_documents_as_query_does(service: OcrService) -> None:
    template_id = added(service)
    for img in (CARD, LARGE):
        ask(service, "read", template_id=template_id, img=img)
    kept = [ask(service, "review", do="next")["document"]["reason"] for _ in range(2)]
    assert kept == ["doubtful", "refused"]


def test_what_was_read_surely_is_not_kept(service: OcrService) -> None:
    template_id = added(service)
    ask(service, "update", template_id=template_id, template=[[[[10, 10], [50, 10], [50, 30], [10, 30]], "red"]])
    values(service, template_id)
    assert ask(service, "review", do="next") == {"waiting": 0, "document": None, "reviewed": [], "next_cursor": None}


def test_who_is_known_to_the_door_is_not_who_they_say(service: OcrService) -> None:
    values(service, added(service))
    token = CALLER.set("arn:aws:iam::111111111111:user/ada")
    try:
        document = ask(service, "review", do="next", reviewer="somebody else")["document"]
        given = {"review_id": document["review_id"], "lease": document["lease"], "reviewer": "somebody else"}
        ask(service, "review", do="done", values=["a", "b"], **given)
    finally:
        CALLER.reset(token)
    (said,) = ask(service, "review", do="list")["reviewed"]
    assert (said["reviewer"], said["identified"]) == ("arn:aws:iam::111111111111:user/ada", True)


@pytest.mark.parametrize("members", [{"do": "done"}, {"do": "release"}, {"do": "get"}, {"do": "sing"}, {}])
def test_what_is_missing_is_named(service: OcrService, members: dict[str, Any]) -> None:
    error(service.handle({"type": "review", **members}), 400, "invalid_request")


def test_a_document_that_is_not_yours_is_a_conflict_by_name(service: OcrService) -> None:
    values(service, added(service))
    document = ask(service, "review", do="next")["document"]
    for given in ({"review_id": document["review_id"], "lease": "x"}, {"review_id": "none", "lease": "x"}):
        refused = service.handle({"type": "review", "do": "done", "values": ["a", "b"], **given})
        error(refused, 409, "lease_lost")
    ask(service, "review", do="release", review_id=document["review_id"], lease=document["lease"])
    assert ask(service, "review", do="next")["document"]["review_id"] == document["review_id"]


def test_switched_off_nothing_is_kept_and_the_action_says_how_to_switch_it_on() -> None:
    service = service_with(None)
    values(service, added(service))
    refused = error(service.handle({"type": "review", "do": "next"}), 400, "invalid_request")
    assert "CUSTOM_OCR_REVIEW_DAYS" in refused["message"]


def test_what_becomes_of_documents_is_counted_where_that_is_switched_on(
    queue: SqliteReviewQueue, tmp_path: Path
) -> None:
    counts = SqliteReadingCounts(tmp_path)
    pictures = PictureSource(WEB, WEB)
    counting = OcrService(StoreInMemory(), ReaderInDoubt(), pictures, reviews=queue, counts=counts, self_test=False)
    template_id = added(counting)
    for img in (CARD, CARD, LARGE):
        counting.handle({"template_id": template_id, "img": img})
    document = ask(counting, "review", do="next")["document"]
    given = {"review_id": document["review_id"], "lease": document["lease"]}
    ask(counting, "review", do="done", values=["#ff0000", "green"], **given)
    told = ask(counting, "drift")
    (day,) = told["days"]
    assert {name: day[name] for name in ("documents", "refused", "doubtful", "reviewed")} == {
        "documents": 3,
        "refused": 1,
        "doubtful": 2,
        "reviewed": 1,
    }
    assert [(each["key"], each["reviewed"], each["corrected"]) for each in told["fields"]] == [
        ("名称", 1, 0),
        ("识别号", 1, 1),
    ]
    assert (told["drifts"], ask(counting, "drift", template_id="another")["days"]) == ([], [])
    refused = error(service_with(None).handle({"type": "drift"}), 400, "invalid_request")
    assert "CUSTOM_OCR_COUNTS" in refused["message"]


def test_a_queue_that_fails_costs_no_reading(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def put(self, document: DocumentKept) -> bool:
            raise StoreUnavailable("The disk is full.")

    service = service_with(Broken())
    assert values(service, added(service))["名称"] == "#ff0000"
    assert "not kept for review: store_unavailable" in caplog.text
    assert as_base64(card())[:20] not in caplog.text
