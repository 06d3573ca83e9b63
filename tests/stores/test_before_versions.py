"""Stores as the release before versions wrote them: opened by the code of today, everything is there and answers.

`schema_2.sqlite3` is the file, `aws_before_versions.json` all items and objects, both filled by the same requests
through the service with a reader that reads colours; `answers.json` is what that release answered.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.ports import Store
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.local.sqlite_store import FILE_NAME, SqliteTemplateStore
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in, keys_in
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.pictures import RED, as_base64, card
from tests.support.store_contract import template_id

HERE = Path(__file__).parent
ANSWERS: dict[str, Any] = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
IDS: list[str] = ANSWERS["list"]["template_id_list"]


@pytest.fixture(params=["sqlite", "aws"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        (tmp_path / FILE_NAME).write_bytes((HERE / "schema_2.sqlite3").read_bytes())
        yield SqliteTemplateStore(tmp_path)
        return
    with aws_world() as clients:
        _fill(clients("dynamodb"), clients("s3"))
        yield AwsTemplateStore(TABLE, BUCKET, clients("dynamodb"), clients("s3"))
        _check_nothing_is_left_over(clients)


def _fill(dynamodb: Any, s3: Any) -> None:
    kept = json.loads((HERE / "aws_before_versions.json").read_text(encoding="utf-8"))
    for item in kept["items"]:
        dynamodb.put_item(TableName=TABLE, Item=item)
    for each in kept["objects"]:
        s3.put_object(Bucket=BUCKET, Key=each["key"], Body=base64.b64decode(each["body"]), Metadata=each["metadata"])


def _check_nothing_is_left_over(clients: Any) -> None:
    """Every object is of a template that is there, whatever a test did."""
    there = {key for kind, key in items_in(clients("dynamodb")) if kind == "template"}
    assert {key.split("/")[1] for key in keys_in(clients("s3"))} == there


@pytest.fixture
def reader() -> ReaderThatSeesEverything:
    return ReaderThatSeesEverything()


@pytest.fixture
def service(store: Store, reader: ReaderThatSeesEverything) -> OcrService:
    return OcrService(store, reader, PictureSource(NoS3(), NoS3()))


def test_the_list_is_as_it_was(service: OcrService) -> None:
    assert service.handle({"type": "list"}).body == ANSWERS["list"]


def test_every_template_is_shown_as_it_was(service: OcrService) -> None:
    for expected in ANSWERS["get"]:
        shown = service.handle({"type": "get", "template_id": expected["template_id"], "picture": "full"}).body
        assert {name: shown[name] for name in expected} == expected
        assert shown["created"].startswith("2026-11-")


def test_every_template_answers_as_it_did_from_the_derived_data_kept_then(
    service: OcrService, reader: ReaderThatSeesEverything
) -> None:
    asked = zip(ANSWERS["get"], ANSWERS["query"], strict=True)
    for shown, expected in asked:
        answer = service.handle({"template_id": shown["template_id"], "img": as_base64(card())})
        assert (answer.status, answer.body) == (200, expected)
    assert reader.described == 0


def test_options_of_a_field_are_there(store: Store) -> None:
    assert dict(store.get(TemplateRef(template_id(7), 1)).fields[0].options) == {"type": "date", "range": [1, 2.5]}


def test_templates_come_and_go_as_ever(service: OcrService) -> None:
    added = service.handle({"type": "add", "img": as_base64(card()), "template": [RED]}).body["template_id"]
    assert service.handle({"type": "list"}).body["template_id_list"] == [*IDS, added]
    assert service.handle({"type": "del", "template_id": [*IDS, added]}).status == 200
    assert service.handle({"type": "list"}).body["template_id_list"] == []


def test_a_repeated_add_is_still_answered_with_the_template_it_made(service: OcrService) -> None:
    again = {"type": "add", "img": as_base64(card()), "template": ANSWERS["get"][0]["template"]}
    answer = service.handle({**again, "idempotency_key": "plain"})
    assert answer.body == {"template_id": ANSWERS["get"][0]["template_id"]}
    assert service.handle({"type": "list"}).body == ANSWERS["list"]


def test_every_template_can_be_changed_and_taken_back(service: OcrService) -> None:
    for expected in ANSWERS["get"]:
        named = {"template_id": expected["template_id"]}
        assert service.handle({"type": "update", **named, "template": [RED], "name": "new"}).body["version"] == 2
        assert service.handle({"type": "rollback", **named, "version": 1}).body["version"] == 3
        for version in (1, 3):
            shown = service.handle({"type": "get", **named, "version": version, "picture": "full"}).body
            assert {name: shown[name] for name in expected} == expected
        second = service.handle({"type": "get", **named, "version": 2}).body
        assert (second["name"], second["template"], second["variable"]) == ("new", [RED], expected["variable"])
        versions = service.handle({"type": "versions", **named}).body["versions"]
        assert [each["version"] for each in versions] == [3, 2, 1]
        assert versions[-1]["created_at"].startswith("2026-11-")
    assert service.handle({"type": "del", "template_id": IDS}).status == 200
    assert service.handle({"type": "list"}).body == {"template_id_list": []}
