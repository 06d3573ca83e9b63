"""Base64 as clients really send it, and which scheme is fetched by whom."""

from __future__ import annotations

import base64
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.errors import InvalidRequest, PictureTooLarge, S3Unavailable, UrlForbidden
from lambda_ocr.documents.sources import NoS3, PictureSource, decoded_base64
from tests.support.pictures import WebWithTheseFiles

DATA = bytes(range(256)) + b"\xfb\xff"
LIMIT = 10_000


@pytest.mark.parametrize(
    "img",
    [
        base64.b64encode(DATA).decode(),
        base64.b64encode(DATA).decode().rstrip("="),
        base64.urlsafe_b64encode(DATA).decode(),
        base64.encodebytes(DATA).decode(),
        base64.encodebytes(DATA).decode().replace("\n", "\r\n  "),
        "data:image/png;base64," + base64.b64encode(DATA).decode(),
        " DATA:image/jpeg;charset=utf-8;BASE64,\n" + base64.b64encode(DATA).decode(),
        "data:;base64," + base64.b64encode(DATA).decode(),
    ],
)
def test_base64_is_read_in_every_dress(img: str) -> None:
    assert decoded_base64(img, LIMIT) == DATA


@given(st.binary(max_size=200))
def test_whatever_is_encoded_comes_back(data: bytes) -> None:
    assert decoded_base64(base64.b64encode(data).decode(), LIMIT) == data
    assert decoded_base64(base64.urlsafe_b64encode(data).decode().rstrip("="), LIMIT) == data


@pytest.mark.parametrize(
    ("img", "why"),
    [
        ("A", "cut off"),
        ("AAAAA", "cut off"),
        ("AA=A", "other characters"),
        ("AA*A", "other characters"),
        ("票据", "beyond ASCII"),
        ("\ud800", "beyond ASCII"),
        ("data:image/png,AAAA", "does not say base64"),
        ("https://example.com/a.png", "other characters"),
    ],
)
def test_what_is_not_base64_is_refused(img: str, why: str) -> None:
    with pytest.raises(InvalidRequest, match=why) as refused:
        decoded_base64(img, LIMIT)
    assert refused.value.details == {"member": "img"}


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded() -> None:
    assert len(decoded_base64("A" * 4 * 25, 75)) == 75
    with pytest.raises(PictureTooLarge) as refused:
        decoded_base64("A" * 4 * 26, 75)
    assert refused.value.details == {"bytes": 78, "max_bytes": 75}


def test_padding_within_is_refused_wherever_it_stands() -> None:
    whole = "A" * 4 * 1024 * 1024
    for place in (2, 1024 * 1024 - 2, 2 * 1024 * 1024 + 2):
        with pytest.raises(InvalidRequest, match="other characters"):
            decoded_base64(whole[:place] + "==" + whole[place + 2 :], len(whole))


def test_plain_base64_of_many_pieces_comes_back() -> None:
    data = DATA * 10_000
    for prefix in ("", "data:image/png;base64,"):
        assert decoded_base64(prefix + base64.b64encode(data).decode(), len(data)) == data


def test_plain_base64_is_not_copied_before_it_is_decoded() -> None:
    img = "A" * 4 * 1024 * 1024
    tracemalloc.start()
    try:
        decoded_base64(img, len(img))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(img) * 3 / 4 + 2 * 1024 * 1024, "the picture in pieces, then whole"


def test_the_scheme_chooses_who_fetches() -> None:
    http, s3 = WebWithTheseFiles({"HTTPS://h/a": b"web"}), WebWithTheseFiles({"S3://b/k": b"bucket"})
    source = PictureSource(http=http, s3=s3)
    assert source.picture(None, "HTTPS://h/a") == b"web"
    assert source.picture(None, "S3://b/k") == b"bucket"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h/a", "gopher://h", "data:image/png;base64,AA", "a", "//h/a"]
)
def test_other_schemes_are_forbidden(url: str) -> None:
    web = WebWithTheseFiles({url: b"never"})
    with pytest.raises(UrlForbidden, match="neither http, https nor s3"):
        PictureSource(http=web, s3=web).picture(None, url)
    assert web.asked == []


def test_a_process_without_s3_says_so() -> None:
    with pytest.raises(S3Unavailable, match="cannot read s3"):
        PictureSource(http=NoS3(), s3=NoS3()).picture(None, "s3://bucket/key")
