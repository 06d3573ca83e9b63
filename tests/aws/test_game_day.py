"""A day on which AWS fails: what a caller sees, that nothing is lost, and which alarm's metric is counted.

docs/runbook.md has this as a table; processes that die, poison and full disks are played where these are tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_ocr.app.service import OcrService
from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.aws.store.write_ahead_log import PATIENCE_SECONDS
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
from tests.support import lambda_samples as sample
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in, keys_in
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.faults import Weather, throttled, timed_out
from tests.support.notebook import NotebookOutside
from tests.support.pictures import RED, WebWithTheseFiles, as_base64, card
from tests.support.store_contract import make_template, template_id

RUNBOOK = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
CONTEXT = SimpleNamespace(aws_request_id="r", get_remaining_time_in_millis=lambda: 30_000)
Clients = Callable[[str], Any]


def refusing(code: str) -> Callable[[], BaseException]:
    return lambda: ClientError({"Error": {"Code": code, "Message": "no"}}, "Call")


DAYS: dict[str, tuple[str, Callable[[], BaseException], str]] = {
    "DynamoDB throttles": ("dynamodb", throttled, "try again in a moment"),
    "DynamoDB does not answer": ("dynamodb", timed_out, "try again in a moment"),
    "The table's key is denied": ("dynamodb", refusing("AccessDeniedException"), "lacks a permission"),
    "S3 is slow": ("s3", timed_out, "try again in a moment"),
    "S3 asks to slow down": ("s3", refusing("SlowDown"), "try again in a moment"),
    "S3 denies": ("s3", refusing("AccessDenied"), "lacks a permission"),
    "The bucket's key is disabled": ("s3", refusing("KMS.DisabledException"), "try again in a moment"),
}
"""What fails, with what, and what the caller is told of it."""


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with aws_world() as made:
        yield made


def door(clients: Clients, failing: str = "", fault: Callable[[], BaseException] = timed_out) -> EventDispatcher:
    """A function that has just started, some of whose calls fail."""
    calm, storm = Weather(), Weather(lambda _: True, fault=fault)
    table, bucket = ((storm if name == failing else calm).over(clients(name)) for name in ("dynamodb", "s3"))
    store = AwsTemplateStore(TABLE, BUCKET, table, bucket, clock=lambda: 1.8e9)
    web = WebWithTheseFiles()
    service = OcrService(store, ReaderThatSeesEverything(), PictureSource(web, web), self_test=False)
    return EventDispatcher(service, NotebookOutside())


def asked(dispatcher: EventDispatcher, **payload: Any) -> tuple[int, Any]:
    answer = dispatcher.answer(sample.rest_api(json.dumps(payload)), CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize("day", DAYS)
def test_a_caller_is_told_to_come_again_nothing_is_lost_and_faults_are_counted(
    day: str, clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    failing, fault, advice = DAYS[day]
    picture = as_base64(card())
    _, added = asked(door(clients), type="add", img=picture, template=[RED])
    query = {"type": "query", "img": picture, "template_id": added["template_id"]}
    for payload in (query, {"type": "add", "img": picture, "template": [RED]}):
        with caplog.at_level("INFO", logger="custom_ocr"):
            status, body = asked(door(clients, failing, fault), **payload)
        assert (status, body["error"]["code"]) == (503, "store_unavailable")
        assert advice in body["error"]["message"]
        assert caplog.records[-1].__dict__["facts"]["Faults"] == 1
    status, fields = asked(door(clients), **query)
    assert (status, [field["key"] for field in fields]) == (200, [RED[1]])
    _settled(clients)
    known = asked(door(clients), type="list")[1]["template_id_list"]
    assert {key.split("/")[1] for key in keys_in(clients("s3"), "templates/") if ".index" not in key} == set(known)
    assert f"| {day} |" in RUNBOOK and "| Faults |" in RUNBOOK


def _settled(clients: Clients) -> None:
    """An hour later the next writer comes by."""
    late = 1.8e9 + PATIENCE_SECONDS + 10
    store = AwsTemplateStore(TABLE, BUCKET, clients("dynamodb"), clients("s3"), clock=lambda: late)
    store.create(make_template(99))
    store.delete([template_id(99)])
    assert all(kind == "template" for kind, _ in items_in(clients("dynamodb")))


def test_every_day_of_the_runbook_names_a_test_that_plays_it() -> None:
    rows = re.findall(r"^\| (.+?) \| .+? \| .+? \| .+? \| `(.+?)` \|$", RUNBOOK.split("## Game day")[1], re.MULTILINE)
    assert {day for day, _ in rows} >= set(DAYS)
    for _, place in rows:
        file, _, name = place.partition("::")
        assert f"def {name}(" in (Path(__file__).parents[2] / file).read_text(encoding="utf-8"), place
