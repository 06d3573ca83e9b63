"""The form of an upload: what S3 will hold a caller to is in its signed policy."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lambda_ocr.aws import clients
from lambda_ocr.aws.uploads import OFFER_SECONDS, BucketUploads
from lambda_ocr.core.errors import StoreUnavailable


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials and a region of this module's own, and clients made of them."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTING")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    clients._made.cache_clear()
    yield
    clients._made.cache_clear()


def policy(offer: Any) -> Any:
    return json.loads(base64.b64decode(offer["fields"]["policy"]))


def test_the_form_is_bound_to_one_key_one_type_and_a_size() -> None:
    offer = BucketUploads("pictures", 1000).offer("image/jpeg")
    key = offer["fields"]["key"]
    conditions = policy(offer)["conditions"]
    assert key.startswith("uploads/")
    assert key.endswith(".jpg")
    assert {"key": key} in conditions
    assert {"bucket": "pictures"} in conditions
    assert {"Content-Type": "image/jpeg"} in conditions
    assert ["content-length-range", 1, 1000] in conditions
    assert offer["s3_url"] == f"s3://pictures/{key}"
    assert offer["max_bytes"] == 1000


def test_the_form_expires_when_it_says() -> None:
    offer = BucketUploads("pictures", 1000).offer("image/jpeg")
    left = datetime.fromisoformat(policy(offer)["expiration"]) - datetime.now(UTC)
    assert OFFER_SECONDS - 60 < left.total_seconds() <= OFFER_SECONDS
    assert offer["expires_in"] == OFFER_SECONDS


def test_the_form_is_signed_as_every_region_accepts_it_and_posted_to_the_regional_address() -> None:
    offer = BucketUploads("pictures", 1000).offer("image/png")
    assert offer["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert offer["url"] == "https://pictures.s3.eu-central-1.amazonaws.com/"


def test_in_china_the_form_is_posted_to_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    url = BucketUploads("pictures", 1000).offer("image/png")["url"]
    assert url == "https://pictures.s3.cn-north-1.amazonaws.com.cn/"


def test_an_endpoint_of_ones_own_is_posted_to_by_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:4566")
    assert BucketUploads("pictures", 1000).offer("image/png")["url"] == "http://127.0.0.1:4566/pictures"


def test_two_offers_never_name_the_same_key() -> None:
    uploads = BucketUploads("pictures", 1000)
    assert uploads.offer("image/png")["s3_url"] != uploads.offer("image/png")["s3_url"]


def test_without_credentials_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(StoreUnavailable, match="no AWS credentials"):
        BucketUploads("pictures", 1000).offer("image/png")
