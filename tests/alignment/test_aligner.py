"""The aligner on drawn truth: known views of drawn forms come back, other forms are refused, its bytes are checked.

The views are made by the camera of `examples/draw`, which shares no code with the geometry under test. Figures are
printed with `pytest -s`.
"""

from __future__ import annotations

import io
import pickletools
import zipfile
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from examples.draw.camera import Curl, View, phone, scan
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import Points, points, rectangle, side_lengths, signed_area, transform
from lambda_ocr.core.model import Alignment, Field, Image, Quad, Verdict
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from tests.support.drawn_forms import CLEAN, PAGE, POOR, Lens, form, photograph

TEMPLATE, OTHERS = form(1), (form(2), form(3), form(4))
FILLED = TEMPLATE.sheet(5)
"""Another copy: every value differs from the template's."""
CORNERS = rectangle(0, 0, *PAGE)
CORNER_PX, FIELD_PX = 6.0, 8.0
"""How far a corner of the page, or of a field, may be off on a flat page, in picture pixels."""
CURLED_ALONG, CURLED_ACROSS = 1.2, 0.7
"""How far a field may be off on a curled page, along its line (where no print stands at a field's end, its length is
a guess) and across it (where the next line is read instead), in heights of the field on the picture."""
SQUARE = (1150, 1150)
WIDE = (1400, 1100)


@pytest.fixture(scope="module")
def aligner() -> PrintAligner:
    return PrintAligner(PaddleLineDetector(threads=2), PaddleLineRecognizer(threads=2))


@pytest.fixture(scope="module")
def described(aligner: PrintAligner) -> bytes:
    return aligner.describe(TEMPLATE.template(), TEMPLATE.fields)


@pytest.fixture(scope="module")
def features(aligner: PrintAligner, described: bytes) -> Any:
    return aligner.load(described)


def corner_error(found: Alignment, view: View) -> float:
    """How far the worst corner of the page is off, in picture pixels."""
    return _worst(transform(found.image_from_template, CORNERS), view.project(CORNERS))


def field_errors(found: Alignment, view: View) -> list[float]:
    """How far the worst corner of every field is off, in picture pixels."""
    return [
        _worst(transform(placement.image_from_template, field.quad), view.project(field.quad))
        for placement, field in zip(found.placements, TEMPLATE.fields, strict=True)
    ]


def _worst(found: Points, true: Iterable[object]) -> float:
    return float(np.linalg.norm(found - points(np.array(true)), axis=1).max())


def recorded(name: str, found: Alignment, view: View) -> tuple[float, float]:
    """Print the figures of a view; returns corner error and worst field error."""
    corner, fields = corner_error(found, view), field_errors(found, view)
    print(
        f"\n{name}: corners {corner:.2f} px, fields {np.median(fields):.2f} median {max(fields):.2f} worst, "
        f"{found.method}, agreement {found.agreement:.2f}"
    )
    return corner, max(fields)


# -- flat pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", range(0, 360, 30))
def test_a_page_is_found_at_any_rotation(degrees: int, aligner: PrintAligner, features: Any) -> None:
    view = scan(PAGE, SQUARE, 1.0, degrees)
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, SQUARE)), TEMPLATE.fields)
    corner, field = recorded(f"turned {degrees}", found, view)
    assert corner < CORNER_PX and field < FIELD_PX
    assert found.verdict is Verdict.MATCHED and found.agreement > 0.8


@pytest.mark.parametrize("scale", [0.5, 0.7, 1.5, 2.0, 3.0])
def test_a_page_is_found_at_any_resolution(scale: float, aligner: PrintAligner, features: Any) -> None:
    size = (int(960 * scale), int(700 * scale))
    view = scan(PAGE, size, scale, 7.0, 0.01)
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, size)), TEMPLATE.fields)
    corner, field = recorded(f"scale {scale}", found, view)
    assert corner < CORNER_PX * max(1, scale) and field < FIELD_PX * max(1, scale)


@pytest.mark.parametrize(
    ("yaw", "pitch", "spin"),
    [
        (20, 0, 0),
        (-25, 10, 15),
        (0, 30, -20),
        (30, -25, 100),
        (-10, -35, 185),
        (35, 20, 300),
    ],
)
def test_a_page_is_found_in_a_poor_photograph_from_aside(
    yaw: int, pitch: int, spin: int, aligner: PrintAligner, features: Any
) -> None:
    """Perspective, blur, noise, shadow and strong JPEG at once."""
    view = phone(PAGE, WIDE, 0.7, yaw=yaw, pitch=pitch, spin=spin)
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, WIDE, POOR)), TEMPLATE.fields)
    corner, field = recorded(f"tilted {yaw} {pitch} {spin}", found, view)
    assert corner < CORNER_PX and field < FIELD_PX
    assert found.verdict is Verdict.MATCHED


def test_a_page_that_sticks_out_of_the_picture_is_found_by_the_rest(aligner: PrintAligner, features: Any) -> None:
    view = scan(PAGE, (620, 640), 1.0, 4.0)
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, (620, 640))), TEMPLATE.fields)
    recorded("a third cut off", found, view)
    inside = [
        error
        for error, field in zip(field_errors(found, view), TEMPLATE.fields, strict=True)
        if (view.project(field.quad) > 0).all() and (view.project(field.quad) < (620, 640)).all()
    ]
    assert len(inside) > 3 and max(inside) < FIELD_PX


def test_the_template_finds_itself_exactly(aligner: PrintAligner, features: Any) -> None:
    found = aligner.align(features, aligner.extract(TEMPLATE.template()), TEMPLATE.fields)
    assert np.abs(transform(found.image_from_template, CORNERS) - points(CORNERS)).max() < 0.5
    assert found.agreement > 0.95


def test_a_field_s_error_is_said_with_it(aligner: PrintAligner, features: Any) -> None:
    """What is promised holds for nine in ten fields, and is no empty promise."""
    view = phone(PAGE, WIDE, 0.75, yaw=10, pitch=12, spin=20)
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, WIDE)), TEMPLATE.fields)
    promised = [placement.error_px for placement in found.placements]
    kept = [error <= 2 * promise for error, promise in zip(field_errors(found, view), promised, strict=True)]
    assert np.mean(kept) >= 0.9
    assert max(promised) < 6


# -- curled pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bend", "along"), [((0.3, 0.1, -0.4), 0), ((0.1, 0.35), 1), ((0.0, 0.5), 0), ((0.15, 0.2, -0.3), 1)]
)
def test_fields_of_a_curled_page_are_placed_one_by_one(
    bend: tuple[float, ...], along: int, aligner: PrintAligner, features: Any
) -> None:
    view = phone(PAGE, WIDE, 0.8, yaw=-8, pitch=12, spin=4, curl=Curl(bend, along))
    found = aligner.align(features, aligner.extract(photograph(FILLED, view, WIDE)), TEMPLATE.fields)
    _, worst = recorded(f"curled {bend} along {along}", found, view)
    along_line, across = np.max([_off(found, view, index) for index in range(len(TEMPLATE.fields))], axis=0)
    print(f"worst along its line {along_line:.2f} heights, across {across:.2f}")
    assert along_line < CURLED_ALONG
    assert across < CURLED_ACROSS
    assert worst < corner_error(found, view), "one homography alone is worse than the fields' own"


def _off(found: Alignment, view: View, index: int) -> tuple[float, float]:
    """How far the worst corner of a field is off along its line and across it, in heights of the field."""
    field = TEMPLATE.fields[index]
    true = points(np.array(view.project(field.quad)))
    off = transform(found.placements[index].image_from_template, field.quad) - true
    u = (true[1] - true[0]) / np.linalg.norm(true[1] - true[0])
    height = side_lengths(true)[1]
    return float(np.abs(off @ u).max() / height), float(np.abs(off @ (-u[1], u[0])).max() / height)


# -- wrong pictures ---------------------------------------------------------------------------------------


def noise(seed: int) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (700, 900, 3)).astype(np.uint8)


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: f"form {other.seed}")
@pytest.mark.parametrize("lens", [CLEAN, POOR], ids=["clean", "poor"])
def test_another_form_in_the_same_type_is_refused_with_facts(
    other: object, lens: Lens, aligner: PrintAligner, features: Any
) -> None:
    """Same fonts, same words, same pitch of rows, same rules."""
    assert isinstance(other, type(TEMPLATE))
    view = scan(PAGE, (1000, 740), 1.0, 5.0)
    with pytest.raises(TemplateMismatch) as refused:
        aligner.align(features, aligner.extract(photograph(other.sheet(5), view, (1000, 740), lens)), TEMPLATE.fields)
    print(f"\nform {other.seed}: {refused.value.details}")
    assert refused.value.details["agreement"] < OPTIONS.convinced_share, (
        "frame, rules and pitch are the same, not the print"
    )
    assert refused.value.details["words"] < 0.4


@pytest.mark.parametrize(
    "picture",
    [
        np.full((700, 900, 3), 255, np.uint8),
        np.zeros((40, 4096, 3), np.uint8),
        noise(1),
        np.zeros((1, 1, 3), np.uint8),
    ],
    ids=["blank paper", "a strip", "noise", "one pixel"],
)
def test_a_picture_of_nothing_is_refused(picture: Image, aligner: PrintAligner, features: Any) -> None:
    with pytest.raises(TemplateMismatch):
        aligner.align(features, aligner.extract(picture), TEMPLATE.fields)


def test_a_mirrored_page_is_refused(aligner: PrintAligner, features: Any) -> None:
    with pytest.raises(TemplateMismatch):
        aligner.align(features, aligner.extract(np.ascontiguousarray(TEMPLATE.template()[:, ::-1])), TEMPLATE.fields)


def test_a_blank_template_matches_nothing_but_is_described_all_the_same(aligner: PrintAligner) -> None:
    blank = np.full((300, 400, 3), 255, np.uint8)
    fields = (Field("all", rectangle(10, 10, 390, 290)),)
    features = aligner.load(aligner.describe(blank, fields))
    for picture in (blank, TEMPLATE.template()):
        with pytest.raises(TemplateMismatch):
            aligner.align(features, aligner.extract(picture), fields)


# -- what is kept -----------------------------------------------------------------------------------------


def test_what_is_described_comes_back(aligner: PrintAligner, described: bytes, features: Any) -> None:
    assert features.size == PAGE
    assert len(features.fixed.tiles) >= 100
    assert len(features.anchors) >= 10
    again = aligner.load(described)
    assert np.array_equal(again.fixed.grey, features.fixed.grey)
    assert np.array_equal(again.orb.points.places, features.orb.points.places)
    assert again.anchors == features.anchors


def test_describing_twice_gives_the_same_features(aligner: PrintAligner, features: Any) -> None:
    again = aligner.load(aligner.describe(TEMPLATE.template(), TEMPLATE.fields))
    assert np.array_equal(again.fixed.tiles, features.fixed.tiles)
    assert np.array_equal(again.sift.descriptors, features.sift.descriptors)


def test_keypoints_are_of_the_fixed_print_alone(features: Any) -> None:
    for places in (features.orb.points.places, features.sift.places):
        assert len(places) > 200
        assert not any(_inside(place, field.quad) for place in places for field in TEMPLATE.fields)


def test_anchors_say_what_is_printed_where_it_is_printed(features: Any) -> None:
    printed = {text: place for text, place, _ in TEMPLATE.printed}
    known = [anchor for anchor in features.anchors if anchor.text in printed]
    assert len(known) >= 10
    for anchor in known:
        assert points(anchor.quad)[0] == pytest.approx(printed[anchor.text], abs=12)
        assert signed_area(anchor.quad) > 0


def _inside(place: Points, field: Quad) -> bool:
    (left, top), _, (right, bottom), _ = field
    return bool(left + 1 < place[0] < right - 1 and top + 1 < place[1] < bottom - 1)


def test_what_is_kept_holds_no_pickle(described: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(described)) as kept:
        members = {name: kept.read(name) for name in kept.namelist()}
    assert len(members) > 5
    for data in (described, *members.values()):
        with pytest.raises(Exception, match=r".*"):
            list(pickletools.genops(data))
    with np.load(io.BytesIO(described), allow_pickle=False) as stored:
        assert {stored[name].dtype.hasobject for name in stored.files} == {False}


def test_a_pickle_in_its_place_is_refused_unopened(aligner: PrintAligner) -> None:
    out = io.BytesIO()
    np.savez(out, version=np.array([{"any": "thing"}], object))
    with pytest.raises(ValueError, match="allow_pickle"):
        aligner.load(out.getvalue())


def test_another_version_is_refused(aligner: PrintAligner, described: bytes) -> None:
    with np.load(io.BytesIO(described)) as stored:
        members = {name: stored[name] for name in stored.files}
    for version in ("0", "", "1.0", "999"):
        out = io.BytesIO()
        np.savez(out, **{**members, "version": np.array(version)})
        with pytest.raises(ValueError, match="another aligner"):
            aligner.load(out.getvalue())


def test_damaged_bytes_are_a_value_error(aligner: PrintAligner, described: bytes) -> None:
    damaged = [described[: len(described) * share // 10] for share in range(10)]
    damaged += [described[:at] + bytes([described[at] ^ 0x55]) + described[at + 1 :] for at in range(40, 4000, 397)]
    for data in damaged:
        try:
            aligner.load(data)
        except ValueError:
            continue
