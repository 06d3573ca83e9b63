"""s3:// urls against moto's S3: what is read, and how each failure is named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from lambda_ocr.aws.s3_reading import S3Reader, allowed_places
from lambda_ocr.core.errors import InvalidRequest, OcrError, PictureTooLarge, S3Unavailable, UrlForbidden, UrlTimeout
from tests.support.servers import Exchange, ScriptedServer

PICTURE = b"\x89PNG\r\n\x1a\n the bytes of a picture"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="documents")
        yield client


def put(s3: Any, key: str, body: bytes = PICTURE) -> None:
    s3.put_object(Bucket="documents", Key=key, Body=body)


@pytest.mark.parametrize("key", ["photo.jpg", "2026/11/票据 1.png", "a+b=c&d.png", "what?#1.png"])
def test_a_key_is_read_as_it_stands(s3: Any, key: str) -> None:
    put(s3, key)
    assert S3Reader(None).fetch(f"s3://documents/{key}") == PICTURE


def test_an_escaped_key_is_decoded_when_there_is_no_such_object(s3: Any) -> None:
    put(s3, "my photo 票.png")
    assert S3Reader(None).fetch("s3://documents/my%20photo%20%E7%A5%A8.png") == PICTURE


def test_a_key_that_really_holds_an_escape_comes_first(s3: Any) -> None:
    put(s3, "100%25.png", b"literal")
    put(s3, "100%.png", b"decoded")
    assert S3Reader(None).fetch("s3://documents/100%25.png") == b"literal"


def test_a_missing_object_and_a_missing_bucket_are_told_apart(s3: Any) -> None:
    with pytest.raises(S3Unavailable, match="no such object") as missing:
        S3Reader(None).fetch("s3://documents/nothing.png")
    assert missing.value.details == {"bucket": "documents", "reason": "NoSuchKey"}
    with pytest.raises(S3Unavailable, match="no such bucket"):
        S3Reader(None).fetch("s3://elsewhere/photo.png")


def test_only_named_buckets_are_read_even_when_the_role_could_read_more(s3: Any) -> None:
    put(s3, "photo.png")
    with pytest.raises(UrlForbidden, match=r'"documents".*deployer'):
        S3Reader(frozenset({("ours", "")})).fetch("s3://documents/photo.png")
    assert S3Reader(frozenset({("ours", ""), ("documents", "")})).fetch("s3://documents/photo.png") == PICTURE


def test_an_object_over_the_limit_is_refused_by_its_length(s3: Any) -> None:
    put(s3, "large.png", b"x" * 101)
    put(s3, "just.png", b"x" * 100)
    with pytest.raises(PictureTooLarge, match="more than 100 bytes"):
        S3Reader(None, max_bytes=100).fetch("s3://documents/large.png")
    assert len(S3Reader(None, max_bytes=100).fetch("s3://documents/just.png")) == 100


def test_without_credentials_one_clear_error_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(S3Unavailable, match="no AWS credentials") as refused:
        S3Reader(None).fetch("s3://documents/photo.png")
    assert refused.value.details["reason"] == "NoCredentialsError"


def test_without_boto3_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)
    with pytest.raises(S3Unavailable, match="boto3 is not installed"):
        S3Reader(None).fetch("s3://documents/photo.png")


@pytest.mark.parametrize("url", ["s3://", "s3://documents", "s3://documents/", "s3:///key", "s3://a/key", "s3://a_b/k"])
def test_what_names_no_bucket_and_key_is_refused(url: str) -> None:
    with pytest.raises(InvalidRequest, match="s3://bucket/key"):
        S3Reader(None).fetch(url)


def denied(exchange: Exchange) -> None:
    body = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    exchange.reply(body, "403 Forbidden", "Content-Type: application/xml")


def slow(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    exchange.drip(b"x" * 100_000)


def broken_off(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x")


@pytest.mark.parametrize(
    ("answer", "seconds", "error", "message"),
    [
        (denied, 30, S3Unavailable, "may not read it"),
        (broken_off, 30, S3Unavailable, "try again"),
        (slow, 1, UrlTimeout, "within 1 seconds"),
        (Exchange.wait, 1, UrlTimeout, "within 1 seconds"),
    ],
)
def test_what_a_store_that_denies_breaks_off_or_dawdles_is_called(
    monkeypatch: pytest.MonkeyPatch, answer: Any, seconds: float, error: type[OcrError], message: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with ScriptedServer(answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server.url(""))
        with pytest.raises(error, match=message):
            S3Reader(None, max_bytes=10**9, seconds=seconds).fetch("s3://documents/photo.png")
        assert server.asked.wait(60)
    assert server.heads[0].startswith("GET /documents/photo.png HTTP/1.1")


def test_settings_name_the_places_and_none_named_means_any() -> None:
    ours = frozenset({("ours", "uploads/"), ("ours", "in/")})
    assert allowed_places("", "") is None
    assert allowed_places("ours", "") == ours
    assert allowed_places("ours", "a, b/ ,c/scans,d/x/y/") == ours | {
        ("a", ""),
        ("b", ""),
        ("c", "scans/"),
        ("d", "x/y/"),
    }


@pytest.mark.parametrize(
    "key",
    [
        "templates/00000000-0000-4000-8000-000000000001/picture",
        "out/answer.json",
        "in",
        "IN/photo.png",
        "uploads",
        "uploads-of-others/photo.png",
        "in/../templates/1/picture",
        "in/%2e%2e/templates/1/picture",
        "%74emplates/1/picture",
        "/in/photo.png",
    ],
)
def test_of_our_own_bucket_only_what_callers_put_there_is_read(s3: Any, key: str) -> None:
    for kept in (*[key][: "%" not in key], "templates/1/picture", "in/photo.png"):
        put(s3, kept)
    reader = S3Reader(allowed_places("documents", ""))
    assert reader.fetch("s3://documents/in/photo.png") == PICTURE
    with pytest.raises(UrlForbidden, match="may read"):
        reader.fetch(f"s3://documents/{key}")


def test_a_bucket_may_be_readable_in_one_folder_alone(s3: Any) -> None:
    for key in ("scans/1.png", "scans-private/1.png", "other/1.png"):
        put(s3, key)
    reader = S3Reader(allowed_places("ours", "documents/scans"))
    assert reader.fetch("s3://documents/scans/1.png") == PICTURE
    for key in ("scans-private/1.png", "other/1.png"):
        with pytest.raises(UrlForbidden):
            reader.fetch(f"s3://documents/{key}")


def test_importing_the_reader_does_not_import_boto3() -> None:
    code = "import sys, lambda_ocr.aws.s3_reading; sys.exit(any(m.startswith('boto') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
