"""An `add` may be sent again, and one that nobody waits for leaves nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.model import Image
from tests.app.test_service import CARD, error, service_with
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED


def add(service: OcrService, budget: Budget | None = None, **members: Any) -> Any:
    return service.handle({"type": "add", "img": CARD, "template": [RED], **members}, budget)


class ReaderWhoseCallerLeaves(ReaderThatSeesEverything):
    """While the template is described, the caller hangs up."""

    def describe(self, picture: Image, fields: Any, budget: Budget = UNBOUNDED, variable: Any = ()) -> bytes:
        described = super().describe(picture, fields, budget)
        budget.abandon()
        return described


class ReaderThatTwoAsk(ReaderThatSeesEverything):
    """Describes when two are here at once."""

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2, timeout=60)

    def describe(self, picture: Image, fields: Any, budget: Budget = UNBOUNDED, variable: Any = ()) -> bytes:
        self._both.wait()
        return super().describe(picture, fields, budget)


@pytest.mark.parametrize("members", [{}, {"detail": True}])
def test_the_same_key_is_answered_with_the_same_id_and_one_template_is_kept(members: dict[str, Any]) -> None:
    store = StoreInMemory()
    service = service_with(store)
    first, again = (add(service, idempotency_key="invoice of 2026", **members) for _ in range(2))
    assert first.status == again.status == 200
    assert first.body["template_id"] == again.body["template_id"]
    assert list(store.templates) == [first.body["template_id"]]


def test_another_key_and_no_key_are_templates_of_their_own() -> None:
    store = StoreInMemory()
    service = service_with(store)
    keys: list[dict[str, Any]] = [{"idempotency_key": "a"}, {"idempotency_key": "b"}, {}, {}, {"idempotency_key": ""}]
    assert len({add(service, **key).body["template_id"] for key in keys}) == len(store.templates) == 5


@pytest.mark.parametrize("other", [{"template": [GREEN]}, {"name": "other"}, {"note": "other"}])
def test_a_key_that_was_another_template_s_is_refused_and_nothing_changes(other: dict[str, Any]) -> None:
    store = StoreInMemory()
    service = service_with(store)
    kept = add(service, idempotency_key="k").body["template_id"]
    before = dict(store.templates)
    refused = error(add(service, idempotency_key="k", **other), 400, "invalid_request")
    assert refused["details"] == {"member": "idempotency_key", "template_id": kept}
    assert store.templates == before


def test_two_at_once_with_one_key_are_answered_alike() -> None:
    store = StoreInMemory()
    service = service_with(store, ReaderThatTwoAsk())
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: add(service, idempotency_key="k"), range(2)))
    assert [answer.status for answer in answers] == [200, 200]
    assert {answer.body["template_id"] for answer in answers} == set(store.templates)


def test_a_key_may_be_used_again_after_its_template_is_deleted() -> None:
    service = service_with()
    kept = add(service, idempotency_key="k").body["template_id"]
    assert service.handle({"type": "del", "template_id": kept}).status == 200
    assert add(service, idempotency_key="k", template=[GREEN]).body["template_id"] == kept


@pytest.mark.parametrize("members", [{}, {"detail": True}])
def test_an_add_whose_caller_has_gone_leaves_no_template(members: dict[str, Any]) -> None:
    store = StoreInMemory()
    refused = error(add(service_with(store, ReaderWhoseCallerLeaves()), Budget(), **members), 422, "over_budget")
    assert refused["details"]["abandoned"] is True
    assert not store.templates


@pytest.mark.parametrize("payload", [{"type": "add", "img": CARD, "template": [RED]}, {"type": "detect", "img": CARD}])
def test_nothing_is_begun_without_time(payload: dict[str, Any]) -> None:
    store = StoreInMemory()
    error(service_with(store).handle(payload, Budget(0)), 422, "over_budget")
    assert not store.templates


def test_a_query_is_refused_by_the_part_that_is_too_dear() -> None:
    service = service_with()
    template_id = add(service).body["template_id"]
    query = {"type": "query", "img": CARD, "template_id": template_id}
    refused = error(service.handle(query, Budget(0)), 422, "over_budget")
    assert refused["details"]["part"] == "decode"
    assert service.handle(query, Budget(100)).status == 200
