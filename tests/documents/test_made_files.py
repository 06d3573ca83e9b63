"""webp, gif, avif, heic, tiff and pdf as other programs write them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from lambda_ocr.core.errors import InvalidPicture, PasswordNeeded, PictureTooLarge, UnsupportedPicture
from lambda_ocr.documents import formats
from lambda_ocr.documents.formats import FORMATS, format_of, load_document
from lambda_ocr.documents.limits import PictureLimits
from tests.support.drawn_pictures import FILES, GREY, RGB, RGBA, as_viewed, file, with_orientation
from tests.support.made_files import CARD, NAMES, PASSWORD, far_from_card, made, shown

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")
pytest.importorskip("pi_heif", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")

LIMITS = PictureLimits()
GREY_CARD = cv2.cvtColor(cv2.cvtColor(CARD, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(np.uint8)
BLACK_AND_WHITE = np.where(GREY_CARD > 0.45 * 255, 255, 0).astype(np.uint8)
COLOURED = [
    *("cwebp.webp", "animated.webp", "imagemagick.gif", "animated.gif", "avifenc.avif", "turned.avif", "libheif.heic"),
    *("lzw.tif", "jpeg.tif", "bigtiff_tiled.tif", "big_endian_planar.tif", "cmyk.tif", "deep.tif", "palette.tif"),
    *("alpha.tif", "turned.tif", "with_thumbnail.tif"),
]


def pages(name: str) -> int:
    with load_document(made(name), LIMITS) as document:
        return len(document.pages)


@pytest.mark.parametrize("name", COLOURED)
def test_a_picture_by_another_program_shows_what_it_was_made_of(name: str) -> None:
    pixels = shown(name)
    assert pixels.shape == CARD.shape
    assert far_from_card(pixels) < 1


@pytest.mark.parametrize("name", COLOURED)
def test_of_an_animation_or_a_tiff_with_a_copy_in_small_there_is_one_page(name: str) -> None:
    assert pages(name) == 1


def test_every_made_file_is_of_one_format_alone() -> None:
    for name in NAMES:
        data = made(name)
        assert [each.name for each in FORMATS if each.matches(data)] == [format_of(data).name], name
        assert any(name.endswith(suffix) for suffix in format_of(data).suffixes), name


def test_sixteen_bits_of_grey_are_the_upper_eight() -> None:
    assert far_from_card(shown("deep_grey.tif"), GREY_CARD) < 2, "ImageMagick weighs colours otherwise"


def test_a_fax_has_its_pages_in_order() -> None:
    assert pages("fax_of_two_pages.tif") == 2
    first, second = (shown("fax_of_two_pages.tif", page) for page in (0, 1))
    assert far_from_card(first, BLACK_AND_WHITE) < 1
    assert np.array_equal(second, first[::-1])


def test_a_fax_in_standard_mode_is_stretched_to_square_pixels() -> None:
    pixels = shown("fax_standard_mode.tif")
    assert pixels.shape == CARD.shape
    assert far_from_card(pixels, BLACK_AND_WHITE) < 12


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "AVIF"])
def test_a_turn_told_by_exif_is_made(kind: str, orientation: int) -> None:
    data = with_orientation(RGB, kind, orientation, **({"lossless": True} if kind == "WEBP" else {}))
    with load_document(data, LIMITS) as document:
        pixels = document.first.pixels
    expected = as_viewed(with_orientation(RGB, "PNG", orientation))[..., ::-1]
    assert pixels.shape == expected.shape
    assert np.abs(pixels.astype(int) - expected).mean() < 6


def test_a_turned_tiff_is_turned_alike_however_often_it_is_asked_for() -> None:
    with load_document(made("turned.tif"), LIMITS) as document:
        once, again = (document.pages[0].pixels for _ in range(2))
    assert np.array_equal(once, again) and far_from_card(once) < 1


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "AVIF"])
def test_what_is_transparent_lies_on_white(kind: str) -> None:
    data = file(RGBA, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {}))
    with load_document(data, LIMITS) as document:
        pixels = document.first.pixels
    assert np.abs(pixels.astype(int) - as_viewed(FILES["png with alpha"])[..., ::-1]).mean() < 6


def test_a_tiff_of_floating_point_numbers_is_refused_by_name() -> None:
    floats = file(Image.fromarray(np.zeros((9, 9), np.float32)), "TIFF")
    with pytest.raises(InvalidPicture, match="32 bits a channel"), load_document(floats, LIMITS) as document:
        assert document.first


# -- pdf ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "near"), [(0, 2), (1, 14), (2, 14)], ids=["JPEG 2000", "JBIG2", "fax"])
def test_a_scan_inside_a_pdf_is_seen(page: int, near: float) -> None:
    assert far_from_card(shown("scans.pdf", page), CARD if page == 0 else BLACK_AND_WHITE) < near


def test_a_page_is_drawn_with_the_dots_its_paper_needs() -> None:
    with load_document(made("ghostscript.pdf"), LIMITS) as document:
        drawn = [(page.size, round(page.dpi or 0)) for page in document.pages]
    assert drawn == [((1242, 1751), 300), ((2898, 4096), 88), ((476, 592), 600)], "A6, A0, a stamp"


def test_a_page_is_turned_and_cropped_as_a_reader_shows_it() -> None:
    pixels = shown("cropped.pdf")
    height, width = pixels.shape[:2]
    assert round(height / width, 2) == 1.5
    assert pixels[height // 8, width // 2].tolist() == [255, 0, 0], "the blue bar is at the left, and so on top"
    assert pixels[height // 2, width // 2].tolist() == [0, 0, 255]
    assert not (pixels == (0, 255, 0)).all(axis=2).any(), "what lies outside the crop box is not shown"


def test_a_form_is_shown_filled_in_and_with_its_annotations() -> None:
    pixels = shown("form.pdf")
    height, width = pixels.shape[:2]
    written = pixels[: height // 2]
    assert (written < 128).all(axis=2).mean() > 0.005, "the value of the text field"
    assert (pixels[3 * height // 4 :, : width // 4] < 128).any(), "the ticked box"
    assert pixels[3 * height // 4, 3 * width // 4].tolist() == [0, 0, 255], "the stamp"


@pytest.mark.parametrize("name", ["encrypted_aes256.pdf", "encrypted_rc4.pdf"])
def test_an_encrypted_file_opens_with_its_password_alone(name: str) -> None:
    assert np.array_equal(shown(name, password=PASSWORD), shown("ghostscript.pdf"))
    with pytest.raises(PasswordNeeded, match='Send its "password"'):
        shown(name)
    with pytest.raises(PasswordNeeded, match="another"):
        shown(name, password="open sesame")


def test_what_only_its_owner_may_change_is_read_without_a_password() -> None:
    assert np.array_equal(shown("encrypted_for_its_owner.pdf"), shown("ghostscript.pdf"))


def test_a_page_without_area_is_refused_and_the_others_are_shown() -> None:
    with load_document(made("cropped.pdf"), LIMITS) as document:
        with pytest.raises(InvalidPicture, match="no area"):
            assert document.pages[1]
        assert document.pages[2].size == (LIMITS.max_side, LIMITS.max_side)
        with pytest.raises(IndexError):
            assert document.pages[3]


# -- limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "AVIF", "TIFF"])
def test_a_page_over_the_limit_is_refused_or_made_smaller(kind: str) -> None:
    data = file(GREY.convert("RGB").resize((400, 120)), kind)
    with (
        pytest.raises(PictureTooLarge, match="400 x 120 pixels"),
        load_document(data, PictureLimits(max_side=100)) as d,
    ):
        assert d.first
    with load_document(data, PictureLimits(max_side=100, reducible_px=48_000)) as document:
        assert (document.first.size, document.first.reduction) == ((100, 30), 0.25)
    with pytest.raises(PictureTooLarge, match="may have 47999 in all"):
        load_document(data, PictureLimits(max_side=100, reducible_px=47_999)).first  # noqa: B018


def test_heic_is_refused_by_the_size_in_its_header() -> None:
    with pytest.raises(PictureTooLarge, match="240 x 160"):
        load_document(made("libheif.heic"), PictureLimits(max_side=100))


@pytest.mark.parametrize(
    ("name", "library"), [("ghostscript.pdf", "pypdfium2"), ("libheif.heic", "pi-heif"), ("lzw.tif", "pillow")]
)
def test_a_format_whose_library_is_missing_is_refused_naming_it(
    name: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda module: None)
    with pytest.raises(UnsupportedPicture, match=f"pip install {library}.* or convert the document to jpg, png or bmp"):
        load_document(made(name), LIMITS)


@pytest.mark.parametrize("name", [name for name in NAMES if "encrypted" not in name])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_cut_off_is_shown_or_refused_by_name(name: str, share: float) -> None:
    data = made(name)
    try:
        with load_document(data[: int(len(data) * share)], LIMITS) as document:
            assert document.first.pixels.size
    except InvalidPicture as refusal:
        assert "save it again" in refusal.message


def test_a_file_of_one_kind_is_not_opened_as_another() -> None:
    """A tiff behind the first bytes of a gif: Pillow would open either, if it were left the choice."""
    with pytest.raises(InvalidPicture):
        load_document(b"GIF89a" + made("lzw.tif")[6:], LIMITS)
