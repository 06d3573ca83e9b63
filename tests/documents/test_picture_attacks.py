"""Pictures made to say one size and be another, or to cost more than they look: each is decoded in a process of its
own whose address space is bounded, so that a wall with a hole in it shows."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from contextlib import suppress
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.performance.attacked_pictures import damaged, originals, tally
from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.documents import raster
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.header import Header
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.loaders import png as png_loader
from tests.support.crafted_pictures import (
    JPG,
    LARGE_JPG,
    SIDE,
    bmp_saying,
    chunk,
    frame_of,
    idat,
    ihdr,
    jpg_saying,
    jpg_with,
    png,
    png_with,
    segment,
    zeros,
)
from tests.support.decoding import Outcome, header_of, outcomes
from tests.support.drawn_pictures import FILES, GREY, RGB, as_viewed, file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="an address space is bounded on Linux alone")

REFUSED = {"invalid_picture", "picture_too_large"}
SMALL = f"{RGB.width}x{RGB.height}"
A_LITTLE_MB = 24
"""What a file may take that is refused, or small: less than a hundredth of what its other header asks for."""
MOST_MB = 320
"""What the dearest file may take that is within the limits: 16 bits and alpha are 128 MB, the picture that comes out
48, and turning it again 48. In one piece it was 1,100."""
WALL_OFF = {f"OPENCV_IO_MAX_IMAGE_{name}": str(2**40) for name in ("WIDTH", "HEIGHT", "PIXELS")}
"""OpenCV as it is without us: then our own reading of the file must hold alone."""


def decode(data: bytes, limits: PictureLimits) -> Any:
    """The pixels of the one page."""
    [page] = load_document(data, limits).pages
    return page.pixels


def thumbnail_in_exif(data: bytes) -> bytes:
    return b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + data


def png_twice() -> list[bytes]:
    small, large = ihdr(64, 64), ihdr(SIDE, SIDE)
    ended = chunk(b"IDAT", zlib.compress(b"0" * 99))
    return [
        png(small, large, idat(64 * 193)),
        png(small, idat(64 * 193), large, idat(1 << 20)),
        png((b"tEXt", small[1]), large, idat(1 << 20)),
        png((b"CgBI", b"\0" * 4 + small[1]), large, idat(1 << 20)),
        png((b"IHDR", small[1] + large[1]), idat(1 << 20)),
        FILES["png"] + png(large, idat(1 << 20)),
        png_with([chunk(*large), ended]),
    ]


SECOND_HEADERS_OF_A_JPG: dict[str, bytes] = {
    "FF 00 before a whole other file": b"\xff\xd8\xff\x00"
    + struct.pack(">H", len(LARGE_JPG))
    + LARGE_JPG[2:]
    + JPG[2:],
    **{
        f"FF {marker:02X} before a whole other file": (
            b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(LARGE_JPG)) + LARGE_JPG[2:] + JPG[2:]
        )
        for marker in (0x01, 0x02, 0xBF, 0xC8, 0xD0, 0xD7, 0xD8, 0xD9, 0xDC, 0xDE, 0xDF, 0xF0, 0xFD)
    },
    "rubbish between segments": jpg_with(b"\0\0\0" + LARGE_JPG[2:], 20),
    "fill bytes, then FF 00": jpg_with(b"\xff\xff\xff\x00\x00\x09" + LARGE_JPG[2:]),
    "a length of nothing": jpg_with(b"\xff\xe2\x00\x00" + LARGE_JPG[2:]),
    "a length of one": jpg_with(b"\xff\xe2\x00\x01\xff" + LARGE_JPG[2:]),
    "a large frame, then a small one": jpg_with(LARGE_JPG[frame_of(LARGE_JPG) :][:19], frame_of(JPG)),
    "a small frame, then a large one": jpg_with(LARGE_JPG[frame_of(LARGE_JPG) :][:19], frame_of(JPG) + 19),
    "a large frame of another kind": jpg_with(
        b"\xff\xc2" + LARGE_JPG[frame_of(LARGE_JPG) + 2 :][:17], frame_of(JPG) + 19
    ),
    "a whole other file at the front": LARGE_JPG[:-2] + JPG,
    "no lines, to be told later": jpg_with(segment(0xDC, struct.pack(">H", 60_000)), -2 % len(JPG), jpg_saying(97, 0)),
}
SMALL_IN_TRUTH: dict[str, bytes] = {
    "a large thumbnail in EXIF": jpg_with(segment(0xE1, thumbnail_in_exif(LARGE_JPG))),
    "a large preview in a profile": jpg_with(segment(0xE2, b"MPF\0" + LARGE_JPG)),
    "a large picture in a comment": jpg_with(segment(0xFE, LARGE_JPG)),
    "a large picture behind the end": JPG + LARGE_JPG,
    "a large frame behind the first scan": JPG[:-2] + LARGE_JPG[frame_of(LARGE_JPG) :],
    "number of lines said anew behind the scan": JPG[:-2] + segment(0xDC, struct.pack(">H", 60_000)) + JPG[-2:],
    "a png behind the end of a png": png_twice()[5],
    "frames of an animation, large": png_with(
        [
            chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)),
            chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, SIDE, SIDE, 0, 0, 1, 1, 0, 0)),
            chunk(b"fdAT", b"\0\0\0\x01" + zlib.compress(bytes(1 << 22), 9)),
        ]
    ),
    "a profile that unpacks to 2 GB": png_with([chunk(b"iCCP", b"icc\0\0" + zeros(1 << 28) * 8)]),
    "a text that unpacks to 2 GB": png_with([chunk(b"zTXt", b"Comment\0\0" + zeros(1 << 28) * 8)]),
    "an international text that unpacks": png_with([chunk(b"iTXt", b"Comment\0\x01\0\0\0" + zeros(1 << 28))]),
    "pixels for a thousand pictures": png(ihdr(*RGB.size), idat(RGB.height * (1 + 3 * RGB.width) * 1000)),
    "a palette for a thousand pictures": png_with([chunk(b"PLTE", bytes(3 * 256))] * 50, "png"),
    "a directory of 65,535 entries in EXIF": png_with(
        [chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + bytes(12 * 0xFFFF))], "png with alpha"
    ),
}
LARGE_BY_ANY_HEADER: dict[str, bytes] = {
    **{f"bmp, RLE8, {w} x {h}": bmp_saying(w, h, 8, 1, b"\0\x01") for w, h in ((SIDE, SIDE), (4097, 1), (1, -4097))},
    "bmp, RLE4": bmp_saying(SIDE, SIDE, 4, 2, b"\0\x01"),
    "bmp, the lowest height there is": bmp_saying(1, -(2**31), 24),
    "bmp of OS/2": b"BM" + struct.pack("<IHHI", 999, 0, 0, 26) + struct.pack("<IHHHH", 12, 65_535, 65_535, 1, 24),
    **{
        f"bmp with {size} bytes of header": bmp_saying(SIDE, SIDE, header_bytes=size) for size in (40, 52, 64, 108, 124)
    },
    "jpg": LARGE_JPG,
    "png": png(ihdr(SIDE, SIDE), idat(1 << 20)),
}


def _each(named: dict[str, bytes], **environment: str) -> dict[str, Outcome]:
    told = outcomes(named.values(), MOST_MB, **environment)
    return dict(zip(named, told, strict=True))


@pytest.mark.parametrize("environment", [{}, WALL_OFF], ids=["with the decoder's limits", "without them"])
def test_a_second_header_is_never_decoded(environment: dict[str, str]) -> None:
    named = {**SECOND_HEADERS_OF_A_JPG, **{f"png {number}": data for number, data in enumerate(png_twice())}}
    for name, outcome in _each(named, **environment).items():
        assert outcome.what in {*REFUSED, SMALL}, name
        assert outcome.grown_mb <= A_LITTLE_MB, name


@pytest.mark.parametrize("environment", [{}, WALL_OFF], ids=["with the decoder's limits", "without them"])
def test_what_hides_inside_a_picture_is_not_looked_at(environment: dict[str, str]) -> None:
    for name, outcome in _each(SMALL_IN_TRUTH, **environment).items():
        assert (outcome.what, outcome.grown_mb <= A_LITTLE_MB) == (SMALL, True), name


@pytest.mark.parametrize("environment", [{}, WALL_OFF], ids=["with the decoder's limits", "without them"])
def test_a_size_over_the_limit_is_refused_whatever_the_header_is_like(environment: dict[str, str]) -> None:
    for name, outcome in _each(LARGE_BY_ANY_HEADER, **environment).items():
        assert (outcome.what in REFUSED, outcome.grown_mb <= A_LITTLE_MB) == (True, True), name


def test_the_decoder_itself_refuses_what_is_over_the_limit() -> None:
    """Straight into OpenCV, as if our reading of the file had a hole."""
    hidden = next(iter(SECOND_HEADERS_OF_A_JPG.values()))
    for outcome in outcomes([hidden, *LARGE_BY_ANY_HEADER.values()], MOST_MB, "--bare"):
        assert (outcome.what, outcome.grown_mb <= A_LITTLE_MB) == ("refused", True)


def test_the_decoder_is_bound_to_the_limit_that_was_set_and_to_what_was_said_before_us() -> None:
    wide = jpg_saying(5000, 10)
    [refused] = outcomes([wide], MOST_MB, "--bare")
    [allowed] = outcomes([wide], MOST_MB, "--bare", CUSTOM_OCR_MAX_PICTURE_SIDE="5000")
    [before] = outcomes([wide], MOST_MB, "--bare", **WALL_OFF)
    assert (refused.what, allowed.what, before.what) == ("refused", "5000x10", "5000x10")


def test_what_was_decoded_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third wall, if the others were down: a header of another size than the file's own."""
    data = FILES["png"]
    monkeypatch.setattr(png_loader, "read_header", lambda data: Header("png", 8, 8, ((0, len(data)),)))
    with pytest.raises(InvalidPicture, match="says that it has 8 x 8 pixels, and has 97 x 61"):
        decode(data, PictureLimits())


LARGEST = 4096


def largest_files() -> dict[str, bytes]:
    """The dearest files within the limits."""
    interlaced = sum((1 + -(-(LARGEST - x) // dx) * 8) * -(-(LARGEST - y) // dy) for x, y, dx, dy in _ADAM7)
    grey = Image.new("L", (LARGEST, LARGEST))
    progressive = file(Image.new("CMYK", (LARGEST, LARGEST)), "JPEG", progressive=True)
    scan = progressive[progressive.rindex(b"\xff\xda") : -2]
    return {
        "16 bits and alpha": png(ihdr(LARGEST, LARGEST, 16, 6), idat(LARGEST * (1 + 8 * LARGEST))),
        "16 bits and alpha, interlaced": png(ihdr(LARGEST, LARGEST, 16, 6, True), idat(interlaced)),
        "16 bits and alpha, turned": png(
            ihdr(LARGEST, LARGEST, 16, 6),
            (b"eXIf", struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)),
            idat(LARGEST * (1 + 8 * LARGEST)),
        ),
        "16 bits, grey and alpha": png(ihdr(LARGEST, LARGEST, 16, 4), idat(LARGEST * (1 + 4 * LARGEST))),
        "16 bits, one shade transparent": png(
            ihdr(LARGEST, LARGEST, 16, 0), (b"tRNS", b"\0\0"), idat(LARGEST * (1 + 2 * LARGEST))
        ),
        "palette with transparent colours": file(
            Image.new("P", (LARGEST, LARGEST)), "PNG", transparency=bytes(range(256))
        ),
        "four colours in many scans": progressive[:-2] + scan * 60 + progressive[-2:],
        "progressive with restarts": file(grey, "JPEG", progressive=True, restart_marker_blocks=1),
        "bmp, RLE8": bmp_saying(LARGEST, LARGEST, 8, 1, b"\xff\x01" * 99 + b"\0\x01"),
        "bmp, RLE8, jumping": bmp_saying(LARGEST, -LARGEST, 8, 1, b"\0\x02\xff\xff" * 4096 + b"\0\x01"),
    }


_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


@pytest.mark.strain
def test_the_dearest_pictures_within_the_limits_fit_beside_all_else() -> None:
    for name, outcome in _each(largest_files()).items():
        assert outcome.what in {f"{LARGEST}x{LARGEST}", "invalid_picture"}, name
        assert outcome.grown_mb <= MOST_MB, name


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 8, 15, 17, 24, 32, 64, 65_535])
@pytest.mark.parametrize("compression", [0, 1, 2, 3, 4, 5, 99])
def test_a_bmp_of_any_depth_and_packing_is_answered_by_name(depth: int, compression: int) -> None:
    for colours, offset in ((0, None), (2**31 - 1, None), (0, -1), (0, 2**31 - 1), (0, 0)):
        data = bmp_saying(9, -9, depth, compression, bytes(400), colours=colours, offset=offset)
        with suppress(InvalidPicture):
            assert decode(data, PictureLimits()).shape == (9, 9, 3)


@pytest.mark.parametrize("colours", range(8))
def test_a_png_of_any_depth_and_kind_of_colour_is_answered_by_name(colours: int) -> None:
    for depth in (0, 1, 2, 3, 4, 8, 15, 16, 17, 32, 255):
        for shade in ((), ((b"PLTE", bytes(6)), (b"tRNS", b"\0\1"))):
            data = png(ihdr(9, 9, depth, colours), *shade, idat(9 * 99))
            with suppress(InvalidPicture):
                assert decode(data, PictureLimits()).shape == (9, 9, 3)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("12 bits", lambda frame: b"\x0c" + frame[1:]),
        ("another number of components", lambda frame: frame[:5] + b"\x0a" + frame[6:]),
        ("sampled 4 x 4", lambda frame: frame[:7] + b"\x44" + frame[8:]),
    ],
)
@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA])
def test_a_jpg_of_a_kind_that_is_not_read_is_answered_by_name(name: str, changed: object, marker: int) -> None:
    assert callable(changed)
    at = frame_of(JPG)
    data = JPG[:at] + bytes([0xFF, marker]) + JPG[at + 2 : at + 4] + changed(JPG[at + 4 : at + 19]) + JPG[at + 19 :]
    with suppress(InvalidPicture):
        assert decode(data, PictureLimits()).shape == (RGB.height, RGB.width, 3)


def test_pictures_damaged_at_random_are_answered_by_name_within_bounds() -> None:
    """The short form of `python -m bench attacked_pictures`."""
    found, grown_mb = tally(list(damaged(originals(), 1000, seed=10)))
    assert set(found) == {"decoded", "invalid_picture", "unsupported_picture", "picture_too_large"}
    assert found["decoded"] > 100 and grown_mb <= MOST_MB


def test_the_bounded_decoder_sees_what_a_picture_takes_and_dies_of_too_much() -> None:
    large = jpg_saying(8000, 8000)
    [outcome] = outcomes([large], 400, "--bare", **WALL_OFF)
    assert outcome.what == "8000x8000" and outcome.grown_mb > 150
    assert [each.what for each in outcomes([large], 100, "--bare", **WALL_OFF)] == ["refused"]


# -- and what is honest is read as before -----------------------------------------------------------------


def shown(data: bytes) -> object:
    return decode(data, PictureLimits())[..., ::-1].astype(int)


@pytest.mark.parametrize(
    "data",
    [
        file(RGB, "JPEG", quality=95, progressive=True, restart_marker_rows=1),
        file(RGB, "JPEG", quality=95, restart_marker_blocks=2),
        file(RGB, "JPEG", quality=95, comment=b"\xff\xc0 a comment", icc_profile=bytes(70_000), dpi=(300, 300)),
        jpg_with(b"\xff\xff\xff" + segment(0xFE, b"filled"), 2, JPG),
        file(RGB, "PNG", icc_profile=bytes(999), dpi=(300, 300)),
        file(RGB, "PNG", save_all=True, append_images=[GREY.convert("RGB")], duration=100),
        png_with([chunk(b"gAMA", struct.pack(">I", 200_000)), chunk(b"bKGD", bytes(6))], "png with alpha"),
    ],
    ids=["progressive, restarts", "restarts", "comment, profile", "fill bytes", "profile", "animated", "gamma"],
)
def test_what_is_left_out_before_decoding_changes_no_pixel(data: bytes) -> None:
    assert np.abs(np.asarray(shown(data)) - as_viewed(data)).max() <= 1


def test_the_decoder_is_given_nothing_of_a_file_that_was_not_read() -> None:
    data = file(RGB, "JPEG", icc_profile=bytes(70_000), comment=b"secret")
    essence = header_of(data).essence(data)
    assert b"secret" not in essence and len(essence) < len(data) - 70_000
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(essence))), np.asarray(Image.open(io.BytesIO(data))))


def test_16_bits_with_alpha_are_laid_on_white_alike_in_every_strip() -> None:
    rows = raster.STRIP * 2 + 7
    deep = np.random.default_rng(3).integers(0, 65_536, (rows, 11, 4), np.uint16)
    expected = deep // 257
    alpha = expected[..., 3:].astype(int)
    expected = (expected[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    data = bytes(cv2.imencode(".png", deep)[1])
    assert np.array_equal(decode(data, PictureLimits()), expected)
