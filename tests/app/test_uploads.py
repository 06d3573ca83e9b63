"""The request `upload`: an offer where there is a bucket, a refusal by name where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lambda_ocr.adapters.http.fetch import HttpFetcher
from lambda_ocr.app.service import OcrService
from lambda_ocr.app.uploads import Uploads
from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory


class BucketThatTakesEverything:
    def offer(self, content_type: str) -> Mapping[str, Any]:
        fields = {"key": "uploads/1", "Content-Type": content_type}
        return {
            "url": "https://bucket.test/",
            "fields": fields,
            "s3_url": "s3://bucket/uploads/1",
            "max_bytes": 1000,
            "expires_in": 60,
        }


class BucketWithoutCredentials:
    def offer(self, content_type: str) -> Mapping[str, Any]:
        raise StoreUnavailable("Cannot offer an upload: NoCredentialsError; there are no AWS credentials.")


def service(uploads: Uploads | None = None) -> OcrService:
    pictures = PictureSource(http=HttpFetcher(), s3=NoS3())
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), pictures, uploads=uploads)


def test_an_offer_is_answered_with_form_and_s3_url() -> None:
    response = service(BucketThatTakesEverything()).handle({"type": "upload", "content_type": "image/png"})
    assert response.status == 200
    assert response.body == {
        "url": "https://bucket.test/",
        "fields": {"key": "uploads/1", "Content-Type": "image/png"},
        "s3_url": "s3://bucket/uploads/1",
        "max_bytes": 1000,
        "expires_in": 60,
    }


@pytest.mark.parametrize("content_type", ["image/x-icon", "text/html", 7, ["image/png"]])
def test_a_type_that_is_no_picture_we_read_is_refused_and_those_we_read_are_named(content_type: Any) -> None:
    response = service(BucketThatTakesEverything()).handle({"type": "upload", "content_type": content_type})
    assert response.status == 400
    assert response.body["error"]["details"] == {"member": "content_type"}
    assert "'image/jpeg', 'image/png', 'image/bmp', " in response.body["error"]["message"]


def test_a_missing_type_is_refused_by_name() -> None:
    response = service(BucketThatTakesEverything()).handle({"type": "upload"})
    assert (response.status, response.body["error"]["code"]) == (400, "invalid_request")
    assert '"content_type" is missing' in response.body["error"]["message"]


def test_a_server_without_a_bucket_says_what_to_do_instead() -> None:
    response = service().handle({"type": "upload", "content_type": "image/png"})
    assert (response.status, response.body["error"]["code"]) == (400, "invalid_request")
    assert "img" in response.body["error"]["message"]


def test_a_bucket_that_cannot_be_signed_for_is_named() -> None:
    response = service(BucketWithoutCredentials()).handle({"type": "upload", "content_type": "image/png"})
    assert (response.status, response.body["error"]["code"]) == (503, "store_unavailable")
