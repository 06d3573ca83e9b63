"""The console behind API Gateway: the page knows where it lies, and everything it loads is found from there."""

from __future__ import annotations

import json
import os
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from lambda_ocr.aws import clients
from lambda_ocr.aws.uploads import BucketUploads
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import MAX_ANSWER_BYTES, EventDispatcher
from lambda_ocr.entrypoints.aws_lambda.pages import MAX_BYTES, answer_page, door_of
from tests.support import lambda_samples as sample
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.notebook import NotebookOutside

CONTEXT = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 30_000)


@pytest.fixture
def doors() -> EventDispatcher:
    from lambda_ocr.app.service import OcrService
    from lambda_ocr.documents.sources import NoS3, PictureSource

    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    return EventDispatcher(service, NotebookOutside(), bucket="ocr-data")


def under_stage(path: str) -> dict[str, Any]:
    """A REST API's event: the stage stands in `requestContext.path` alone."""
    return sample.rest_api(None, method="GET", path=path)


def at_function_url(path: str) -> dict[str, Any]:
    return sample.http_api(None, method="GET", path=path)


def http_api_stage(path: str) -> dict[str, Any]:
    """An HTTP API with a stage of its own: it stands in `rawPath`."""
    event = sample.http_api(None, method="GET", path=f"/test{path}")
    event["requestContext"]["stage"] = "test"
    return event


def mapped_domain(path: str) -> dict[str, Any]:
    """A domain of the deployer's own with a base path."""
    event = sample.rest_api(None, method="GET", path=path)
    event["requestContext"]["path"] = f"/documents/ocr{path}"
    return event


FORMS = [(under_stage, "/v1/"), (at_function_url, "/"), (http_api_stage, "/test/"), (mapped_domain, "/documents/ocr/")]


@pytest.mark.parametrize(("form", "root"), FORMS)
def test_all_that_the_page_loads_is_found_below_its_root(doors: EventDispatcher, form: Any, root: str) -> None:
    page = doors.answer(form("/"), CONTEXT)
    assert page["statusCode"] == 200
    assert page["headers"]["content-type"].startswith("text/html")
    assert "unsafe" not in page["headers"]["content-security-policy"]
    base = re.search(r'<base href="([^"]+)">', page["body"])
    assert base
    assert base[1] == root
    loaded = re.findall(r'(?:href|src)="(console/[^"]+)"', page["body"])
    assert len(set(loaded)) == 3  # each is an invocation, and a young account lets ten run
    for name in loaded:
        path = urlsplit(urljoin(f"https://x.example{root}", name)).path.removeprefix(root.rstrip("/"))
        answer = doors.answer(form(path), CONTEXT)
        assert answer["statusCode"] == 200, name
        assert "immutable" in answer["headers"]["cache-control"]


@pytest.mark.parametrize(("form", "root"), FORMS)
def test_the_explorer_and_the_contract_are_there(doors: EventDispatcher, form: Any, root: str) -> None:
    page = doors.answer(form("/docs"), CONTEXT)["body"]
    assert f'<base href="{root}">' in page
    for name in re.findall(r'src="(console/[^"]+)"', page):
        answer = doors.answer(form(f"/{name}"), CONTEXT)
        assert answer["statusCode"] == 200
        assert len(json.dumps(answer)) < MAX_ANSWER_BYTES
    described = doors.answer(form("/openapi.json"), CONTEXT)
    assert json.loads(described["body"])["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/console/x/../../settings.py", "/console/x/nothing.js", "/console", "/docs/more"])
def test_what_is_no_page_is_refused_as_before(doors: EventDispatcher, path: str) -> None:
    answer = doors.answer(under_stage(path), CONTEXT)
    assert (answer["statusCode"], json.loads(answer["body"])["error"]["code"]) == (404, "not_found")


def test_a_root_that_holds_markup_is_no_markup_in_the_page(doors: EventDispatcher) -> None:
    event = under_stage("/")
    event["requestContext"]["path"] = '/"><script>alert(1)</script>/'
    assert "<script>alert" not in doors.answer(event, CONTEXT)["body"]


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "cn-north-1"])
def test_the_page_may_reach_the_place_that_uploads_are_offered_at(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in (("REGION", region), ("ACCESS_KEY_ID", "AKIATESTING"), ("SECRET_ACCESS_KEY", "secret")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    made = clients._made.__wrapped__
    offered = urlsplit(BucketUploads("ocr-data", 1000, made).offer("image/png")["url"])
    page = answer_page(under_stage("/"), door_of("ocr-data", region), str)
    assert page
    allowed = re.search(r"connect-src ([^;]+);", page["headers"]["content-security-policy"])
    assert allowed
    assert f"{offered.scheme}://{offered.netloc}" in allowed[1].split()
    assert f'data-most-bytes="{MAX_BYTES}" data-region="{region}"' in page["body"]
