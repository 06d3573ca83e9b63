"""The drawn proof: quads where the fields are, names in any script."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.viz.fonts import find_font
from lambda_ocr.viz.overlay import draw_overlay, encoded


def picture(width: int = 400, height: int = 300, orientation: int = 1) -> NDArray[np.uint8]:
    """A grey picture, stored as a camera does that was held on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    Image.new("RGB", (width, height), (128, 128, 128)).save(out, "JPEG", exif=exif)
    return load_document(out.getvalue(), PictureLimits()).first.pixels


def field(position: Any, key: str = "名称", value: str = "值", **more: Any) -> dict[str, Any]:
    return {"key": key, "value": value, "score": 98.7, "status": "ok", "position": position, **more}


SQUARE = [[100, 100], [200, 100], [200, 200], [100, 200]]


def differs(image: Image.Image, x: int, y: int) -> bool:
    return bool(np.abs(np.asarray(image)[y, x].astype(int) - 128).max() > 20)


def test_the_quad_is_drawn_where_the_field_is_and_nowhere_else() -> None:
    image = draw_overlay(picture(), [field(SQUARE)])
    assert differs(image, 150, 200)
    assert differs(image, 200, 150)
    assert not differs(image, 250, 150)
    assert not differs(image, 150, 250)


def test_a_picture_held_on_its_side_is_shown_upright() -> None:
    image = draw_overlay(picture(400, 300, orientation=6), [field([[10, 300], [110, 300], [110, 380], [10, 380]])])
    assert differs(image, 60, 380)  # outside a picture of 400 x 300 that was not turned


def test_a_large_picture_is_made_smaller_and_its_quads_with_it() -> None:
    image = draw_overlay(picture(3200, 1600), [field([[200, 200], [400, 200], [400, 400], [200, 400]])])
    assert image.height == 800
    assert differs(image, 150, 200)
    assert not differs(image, 300, 300)


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [field(SQUARE, value="")],
        [field(SQUARE, value="很长的值" * 60), field(SQUARE, key="k" * 200)],
        [field([[-50, -50], [900, -50], [900, 900], [-50, 900]], status="out_of_frame")],
        [field(SQUARE, status="a status of tomorrow")],
        [field(SQUARE, key=f"field {number}") for number in range(60)],
    ],
)
def test_whatever_was_read_can_be_drawn(fields: list[dict[str, Any]]) -> None:
    image = draw_overlay(picture(), fields)
    assert image.width > 400
    assert Image.open(io.BytesIO(encoded(image, ".png"))).size == image.size
    assert Image.open(io.BytesIO(encoded(image, ".jpg"))).format == "JPEG"


@pytest.mark.parametrize("text", ["购买方名称", "發票", "請求書の番号", "청구서", "Numéro", "Ж", "№￥€"])
def test_every_character_of_a_name_has_a_shape_of_its_own(text: str) -> None:
    missing = mask("\U000f0000")
    shapes = [mask(character) for character in text]
    assert all(not np.array_equal(shape, missing) for shape in shapes)
    assert len({shape.tobytes() for shape in shapes}) == len(set(text))


def mask(character: str) -> NDArray[np.uint8]:
    """What the font draws for one character."""
    image = Image.new("L", (64, 64))
    from PIL import ImageDraw

    ImageDraw.Draw(image).text((8, 8), character, fill=255, font=find_font(32))
    return np.asarray(image)
