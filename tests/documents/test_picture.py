"""Pictures: what a viewer shows is what is read, and what cannot be read is refused by name, before it costs."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lambda_ocr.core.errors import InvalidPicture, OcrError, PictureTooLarge, UnsupportedPicture
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from tests.support.decoding import header_of
from tests.support.drawn_pictures import FILES, GREY, PALETTE, RGB, RGBA, as_viewed, bmp, file, with_orientation

LIMITS = PictureLimits()
ROUNDING = 1
"""16 bits to 8, and CMYK to RGB, may be rounded otherwise."""
OF_32_SHADES = 7
"""A bmp of 16 bits has 32 shades of a colour; white may come out as 248."""


def decode(data: bytes, limits: PictureLimits) -> Any:
    """The pixels of the one page."""
    [page] = load_document(data, limits).pages
    return page.pixels


@pytest.fixture
def undecoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when a pixel is decoded."""

    def decoded(*_: Any) -> Any:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(cv2, "imdecode", decoded)


# -- what a viewer shows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_is_read_as_a_viewer_shows_it(name: str) -> None:
    _check_shown(FILES[name], OF_32_SHADES if name == "bmp of 16 bits" else ROUNDING)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("picture", "kind", "options"),
    [
        (RGB, "JPEG", {"quality": 95}),
        (GREY, "JPEG", {"quality": 95}),
        (RGB.convert("CMYK"), "JPEG", {"quality": 95}),
        (RGB, "PNG", {}),
        (RGBA, "PNG", {}),
        (PALETTE, "PNG", {"transparency": 3}),
    ],
    ids=["jpg", "jpg grey", "jpg cmyk", "png", "png with alpha", "png palette"],
)
def test_a_turned_camera_is_turned_back(
    picture: Image.Image, kind: str, options: dict[str, Any], orientation: int
) -> None:
    _check_shown(with_orientation(picture, kind, orientation, **options))


def test_an_orientation_in_the_other_byte_order_is_found_too() -> None:
    exif = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)
    assert decode(file(RGBA, "PNG", exif=exif), LIMITS).shape == (RGB.width, RGB.height, 3)


@pytest.mark.parametrize("picture", [GREY, RGB.convert("1")], ids=["grey", "1 bit"])
def test_a_transparent_shade_of_grey_is_white(picture: Image.Image) -> None:
    _check_shown(file(picture, "PNG", transparency=int(np.asarray(picture)[10, 20])))


def test_the_pixels_can_be_written_and_lie_in_one_piece() -> None:
    pixels = decode(with_orientation(RGBA, "PNG", 6), LIMITS)
    assert pixels.flags.c_contiguous and pixels.flags.writeable and pixels.dtype == np.uint8


def _check_shown(data: bytes, rounding: int = ROUNDING) -> None:
    shown, expected = decode(data, LIMITS)[..., ::-1], as_viewed(data)
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected).max() <= rounding


# -- what the header says ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_the_header_alone_tells_kind_and_size(name: str, undecoded: None) -> None:
    header = header_of(FILES[name])
    assert (header.kind, header.width, header.height) == (name[:3], *RGB.size)


def png_of(width: int, height: int) -> bytes:
    """A valid png that says it is this large, over a body of a few bytes."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"0" * 99))]
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in [*chunks, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def jpg_of(width: int, height: int) -> bytes:
    """A small jpg whose frame header was made to say this size."""
    data = bytearray(FILES["jpg"])
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def bmp_of(width: int, height: int) -> bytes:
    """A small bmp that says it is this large."""
    data = bytearray(FILES["bmp"])
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png_of(100_000, 100_000),
        png_of(2**32 - 1, 1),
        png_of(1, 4097),
        jpg_of(65_535, 65_535),
        jpg_of(4097, 10),
        bmp_of(2**31 - 1, 2**31 - 1),
        bmp_of(5, -(2**31)),
    ],
)
def test_a_picture_with_too_many_pixels_is_refused_by_its_header(data: bytes, undecoded: None) -> None:
    with pytest.raises(PictureTooLarge, match="4096") as refused:
        decode(data, LIMITS)
    assert max(refused.value.details["width"], refused.value.details["height"]) > 4096
    assert refused.value.details["max_side"] == 4096


def test_a_file_with_too_many_bytes_is_refused_unread(undecoded: None) -> None:
    with pytest.raises(PictureTooLarge) as refused:
        decode(b"no picture at all", PictureLimits(max_bytes=16))
    assert refused.value.details == {"bytes": 17, "max_bytes": 16}


@pytest.mark.parametrize(("width", "height"), [(4096, 3), (3, 4096)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP"])
def test_the_longest_side_may_be_exactly_the_limit_and_no_pixel_more(width: int, height: int, kind: str) -> None:
    assert decode(file(Image.new("RGB", (width, height)), kind), LIMITS).shape == (height, width, 3)
    longer = (width + (width > height), height + (height > width))
    with pytest.raises(PictureTooLarge):
        decode(file(Image.new("RGB", longer), kind), LIMITS)


def test_the_file_may_have_exactly_the_bytes_of_the_limit() -> None:
    data = FILES["png"]
    assert decode(data, PictureLimits(max_bytes=len(data))).shape == (RGB.height, RGB.width, 3)
    with pytest.raises(PictureTooLarge):
        decode(data, PictureLimits(max_bytes=len(data) - 1))


@pytest.mark.parametrize("data", [png_of(0, 5), png_of(5, 0), jpg_of(0, 0), bmp_of(0, 5), bmp_of(-5, 5)])
def test_a_picture_without_pixels_is_refused(data: bytes, undecoded: None) -> None:
    with pytest.raises(InvalidPicture, match="no pixels"):
        decode(data, LIMITS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\x89PN",
        b"<html><body>not found</body></html>",
        file(RGB, "ICO"),
        file(RGB, "JPEG2000"),
        b"PK\3\4" + bytes(99),
    ],
    ids=["nothing", "a byte", "a piece of a magic", "html", "ico", "jp2", "docx"],
)
def test_other_files_are_no_pictures_of_ours(data: bytes, undecoded: None) -> None:
    with pytest.raises(UnsupportedPicture, match=r"jpg, png, bmp, .* heif or pdf"):
        decode(data, LIMITS)


# -- damage -----------------------------------------------------------------------------------------------

PLACES = 60
"""Lengths at which each file is cut."""


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_off_anywhere_is_refused_by_name(name: str) -> None:
    data = FILES[name]
    last = data.rindex(b"IEND") + 3 if name.startswith("png") else len(data) - 1  # after IEND stands a checksum only
    for length in {*np.linspace(2, last, PLACES).astype(int), last - 1, last}:
        with pytest.raises((InvalidPicture, UnsupportedPicture)):
            decode(data[:length], LIMITS)


@pytest.mark.parametrize("kind", [b"IDAT", b"IEND"])
def test_a_chunk_that_says_it_is_longer_than_the_file_is_refused_by_its_header(kind: bytes, undecoded: None) -> None:
    data = bytearray(FILES["png"])
    at = data.rindex(kind) - 4
    data[at : at + 4] = struct.pack(">I", 0xFF00_0000)
    with pytest.raises(InvalidPicture, match="cut off"):
        decode(bytes(data), LIMITS)


def test_a_jpg_of_endless_scans_is_refused_by_its_header(undecoded: None) -> None:
    data = FILES["jpg progressive"]
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(InvalidPicture, match="scans"):
        decode(data[:-2] + scan * 500 + data[-2:], LIMITS)


def test_a_cut_is_seen_behind_a_thumbnail_that_ends() -> None:
    exif = Image.Exif()
    data = file(RGB, "JPEG", exif=exif.tobytes() + FILES["jpg"])  # the small picture has an end marker of its own
    assert data.count(b"\xff\xd9") == 2
    decode(data, LIMITS)
    with pytest.raises(InvalidPicture, match="cut off"):
        decode(data[:-2], LIMITS)


def test_bytes_after_the_end_do_no_harm() -> None:
    for name in ("jpg", "png", "bmp"):
        assert np.array_equal(decode(FILES[name] + b"\0" * 100, LIMITS), decode(FILES[name], LIMITS))


@pytest.mark.parametrize("name", ["jpg", "png", "bmp"])
def test_a_damaged_body_is_refused_or_read_but_nothing_else(name: str) -> None:
    data = FILES[name]
    for at in range(0, len(data), max(1, len(data) // 200)):
        _answered(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM"]))
def test_whatever_the_bytes_are_they_are_answered_by_name(data: bytes, magic: bytes) -> None:
    _answered(magic + data)


@given(
    st.sampled_from([with_orientation(RGBA, "PNG", 5), with_orientation(RGB, "JPEG", 5), *FILES.values()]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
    st.floats(0, 1),
)
def test_whatever_befalls_a_file_it_is_answered_by_name(
    data: bytes, changes: list[tuple[float, bytes]], kept: float
) -> None:
    damaged = bytearray(data)
    for place, change in changes:
        at = int((place**3) * (len(damaged) - 1))  # most of what can be misread stands at the front
        damaged[at : at + len(change)] = change
    _answered(bytes(damaged[: max(1, int(len(damaged) * (1 - kept**3)))]))


def _answered(data: bytes) -> None:
    """Pixels or a refusal; pytest fails on anything else that is raised."""
    try:
        pixels = decode(data, PictureLimits(max_side=512))
    except OcrError as refusal:
        assert type(refusal) in (InvalidPicture, UnsupportedPicture, PictureTooLarge)
    else:
        assert pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.dtype == np.uint8


def test_the_drawn_bmps_are_bmps() -> None:
    for data in (bmp(np.asarray(RGB)), bmp(np.asarray(RGB), core=True), bmp(np.asarray(RGB), top_down=True)):
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), np.asarray(RGB))
