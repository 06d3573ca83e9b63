"""The second engine for real: PaddleOCR's official API on the shipped weights, and on two small networks made here."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.core.geometry import fitted
from lambda_ocr.core.model import Image, Quad, Text
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines.model_spec import ModelMissing
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.engines.paddle import model_folders
from lambda_ocr.engines.paddle.engine import PaddleOcrDetector, PaddleOcrRecognizer
from lambda_ocr.engines.paddle.official import paddle_asking
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.engines.runtime import DeviceUnavailable
from lambda_ocr.entrypoints import wiring
from lambda_ocr.settings import Settings

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(
        find_spec("paddleocr") is None, reason="pip install --no-deps -r lambda_ocr/requirements-paddle.txt"
    ),
]

EXAMPLES = Path(__file__).parents[2] / "examples"
DETECTION, RECOGNITION = "PP-OCRv6_small_det", "PP-OCRv6_small_rec"


@pytest.fixture(scope="module")
def page() -> Image:
    picture = np.asarray(cv2.imread(str(EXAMPLES / "vat_invoice" / "template.png")), np.uint8)
    return np.asarray(fitted(picture, 1280)[0], np.uint8)


@pytest.fixture(scope="module")
def ours() -> Any:
    return build_engine(2, EngineChoice())


@pytest.fixture(scope="module")
def theirs() -> Any:
    return build_engine(2, EngineChoice("paddle"))


def _cut(page: Image, lines: Any) -> list[Image]:
    return [crop_line(page, line.quad, np.eye(3), 48) for line in lines]


@pytest.fixture(scope="module")
def read(page: Image, ours: Any, theirs: Any) -> list[tuple[Image, Text, Text]]:
    """Every line of the page: its crop, and what our engine and the official API read there.

    Both by the best path alone: how likely a space is in a gap, of which our engine makes one, the API does not tell.
    """
    crops = _cut(page, ours[0].detect(page))
    best_path = PaddleLineRecognizer(2, spec=replace(RECOGNIZER, space=1.0))
    return list(zip(crops, read_lines(best_path, crops), read_lines(theirs[1], crops), strict=True))


def test_the_official_api_reads_every_line_as_our_engine_does_on_the_same_weights(
    read: list[tuple[Image, Text, Text]],
) -> None:
    """It pads narrow lines further: what hangs in the balance may fall otherwise (a label torn in two, here)."""
    assert len(read) > 40
    sure = [(one, other) for _, one, other in read if min(one.confidence, other.confidence) > 0.7]
    assert len(sure) > 60
    assert [other.text for _, other in sure] == [one.text for one, _ in sure]
    assert np.allclose([other.confidence for _, other in sure], [one.confidence for one, _ in sure], atol=0.12)


def test_characters_stand_where_our_engine_sees_them_to_half_a_character(read: list[tuple[Image, Text, Text]]) -> None:
    for crop, one, other in read:
        if one.text != other.text:
            continue
        off = [abs(a.at - b.at) * crop.shape[1] for a, b in zip(one.glyphs, other.glyphs, strict=True)]
        assert max(off, default=0) <= 24, one.text


def test_the_official_api_finds_the_lines_that_our_engine_finds(page: Image, ours: Any, theirs: Any) -> None:
    """It grows and rounds its boxes otherwise (96 of 100 share 0.7 or more), and judges a stamp otherwise."""
    mine, official = ours[0].detect(page), theirs[0].detect(page)
    assert len(official) == pytest.approx(len(mine), abs=2)
    shared = [max(_shared(line.quad, other.quad) for other in official) for line in mine]
    assert np.mean(np.array(shared) > 0.6) >= 0.95
    assert [line.quad[0][1] for line in official] == sorted(line.quad[0][1] for line in official)


def _shared(one: Quad, other: Quad) -> float:
    """Area both have over the area either has."""
    first, second = np.array(one, np.float32), np.array(other, np.float32)
    both = cv2.intersectConvexConvex(first, second)[0]
    return float(both / (cv2.contourArea(first) + cv2.contourArea(second) - both))


def test_texts_come_in_the_order_given_whatever_their_widths(page: Image, ours: Any, theirs: Any) -> None:
    crops = sorted(_cut(page, ours[0].detect(page)[:12]), key=lambda crop: -crop.shape[1])
    backwards = read_lines(theirs[1], crops[::-1])
    assert [text.text for text in read_lines(theirs[1], crops)] == [text.text for text in backwards[::-1]]


def test_a_line_wider_than_the_network_reads_keeps_its_characters_on_the_crop(page: Image, theirs: Any) -> None:
    crop = _cut(page, theirs[0].detect(page)[:1])[0]
    wide = np.concatenate([crop, np.full((48, 3600, 3), 255, np.uint8), crop], axis=1)
    (text,) = read_lines(theirs[1], [wide])
    places = [glyph.at for glyph in text.glyphs]
    assert places == sorted(places) and 0 < places[0] < 0.2 and 0.8 < places[-1] <= 1


def test_nothing_on_the_picture_is_no_line_and_an_empty_text(theirs: Any) -> None:
    blank = np.full((96, 320, 3), 255, np.uint8)
    assert theirs[0].detect(blank) == ()
    assert [(text.text, text.confidence) for text in read_lines(theirs[1], [blank])] == [("", 0.0)]
    assert read_lines(theirs[1], []) == ()


def test_a_document_is_read_the_same_with_either_engine() -> None:
    from bench.accuracy.collection import examples
    from bench.performance.runtimes import right_of

    (group,) = examples(["train_ticket"])
    scan = type(group)(group.name, group.template, group.fields, dict(list(group.queries.items())[:1]))
    for engine in ("onnx", "paddle"):
        right, truths = right_of(wiring.build_reader(Settings(engine=engine)), scan)
        assert right == truths > 5, engine


def test_our_opencv_is_the_one_imported_and_nobody_is_told_otherwise_afterwards(theirs: Any) -> None:
    assert cv2.__version__.startswith("5.") and sys.modules["cv2"] is cv2
    assert sys.modules["paddlex.inference.models.text_recognition.processors"].cv2 is cv2
    with pytest.raises(PackageNotFoundError):
        version("opencv-contrib-python")


def test_a_second_opencv_in_the_same_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dist_info = tmp_path / "opencv_contrib_python-4.10.0.84.dist-info"
    dist_info.mkdir()
    (dist_info / "METADATA").write_text("Metadata-Version: 2.1\nName: opencv-contrib-python\nVersion: 4.10.0.84\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match=r"4\.10\.0\.84.*uninstall both"), paddle_asking():
        pytest.fail("went on beside a second OpenCV")


def test_a_model_that_is_not_here_is_refused_with_how_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"PP-OCRv5_server_rec.*model_folders FOLDER.*CUSTOM_OCR_MODELS"):
        PaddleOcrRecognizer("PP-OCRv5_server_rec")
    with pytest.raises(ModelMissing, match=r"holds no PaddleOCR model"):
        PaddleOcrDetector("PP-OCRv5_server_det", models=str(tmp_path))


def test_models_of_a_folder_are_read_from_there(tmp_path: Path, page: Image, theirs: Any) -> None:
    model_folders.shipped(RECOGNITION, tmp_path / RECOGNITION)
    crops = _cut(page, theirs[0].detect(page)[:3])
    read = read_lines(PaddleOcrRecognizer(RECOGNITION, str(tmp_path), threads=1), crops)
    assert [text.text for text in read] == [text.text for text in read_lines(theirs[1], crops)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two Paddle networks of known answers: dark is text; a mark in the upper half is `u`, in the lower `l`."""
    paddle = pytest.importorskip("paddle", reason="paddlepaddle has no wheel for this machine")
    folder = tmp_path_factory.mktemp("paddle")
    upper = np.concatenate([np.full((3, 24, 8), -1), np.full((3, 24, 8), 1)], axis=1)
    steps = np.stack([0 * upper, upper, -upper, 0 * upper]) * 40 / upper.size
    softmax = paddle.nn.Softmax(-1)

    class Marks(paddle.nn.Layer):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.cells = paddle.nn.Conv2D(3, 4, (48, 8), (48, 8))
            self.cells.weight.set_value(steps.astype(np.float32))
            self.cells.bias.set_value(np.array([5, 0, 0, -99], np.float32))

        def forward(self, x: Any) -> Any:
            return softmax(self.cells(x).squeeze(2).transpose([0, 2, 1]))

    class Dark(paddle.nn.Layer):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.look = paddle.nn.Conv2D(3, 1, 1)
            self.look.weight.set_value(np.full((1, 3, 1, 1), -10, np.float32))
            self.look.bias.set_value(np.zeros(1, np.float32))

        def forward(self, x: Any) -> Any:
            return paddle.nn.functional.sigmoid(self.look(x))

    made: dict[str, tuple[Any, list[int | None]]] = {
        RECOGNITION: (Marks(), [None, 3, 48, None]),
        DETECTION: (Dark(), [None, 3, None, None]),
    }
    for name, (network, shape) in made.items():
        model_folders.shipped(name, folder / name)
        (folder / name / "inference.onnx").unlink()
        network.eval()
        paddle.jit.save(network, str(folder / name / "inference"), [paddle.static.InputSpec(shape, "float32", "x")])
    written = (folder / RECOGNITION / "inference.yml").read_text()
    head = written[: written.index('  - "')]
    (folder / RECOGNITION / "inference.yml").write_text(head + "  - u\n  - l\n")
    return str(folder)


def test_a_paddle_network_reads_through_the_static_engine(small: str) -> None:
    crop = np.full((48, 160, 3), 255, np.uint8)
    crop[:24, 40:48] = crop[24:, 80:88] = 0
    both, first = read_lines(PaddleOcrRecognizer(RECOGNITION, small, threads=1), [crop, crop[:, :60]])
    assert (both.text, first.text) == ("ul", "u")
    assert [glyph.at * 160 for glyph in both.glyphs] == pytest.approx([44, 84])
    assert [glyph.at * 60 for glyph in first.glyphs] == pytest.approx([44])


def test_a_paddle_network_detects_through_the_static_engine(small: str) -> None:
    picture = np.full((160, 320, 3), 255, np.uint8)
    picture[40:60, 40:200] = picture[110:130, 60:260] = 0
    first, second = PaddleOcrDetector(DETECTION, small, threads=1).detect(picture)
    for line, (x, y) in ((first, (120, 50)), (second, (160, 120))):
        assert np.array(line.quad).mean(axis=0) == pytest.approx((x, y), abs=1)
        assert line.confidence > 0.9


def test_a_gpu_that_is_not_there_is_refused_by_either_engine_of_the_api(small: str) -> None:
    import onnxruntime
    import paddle

    if not paddle.device.is_compiled_with_cuda():
        with pytest.raises(DeviceUnavailable, match=r"'cuda'.*paddle_static"):
            PaddleOcrRecognizer(RECOGNITION, small, device="cuda")
    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        with pytest.raises(DeviceUnavailable, match=r"'cuda'.*onnxruntime"):
            PaddleOcrDetector(DETECTION, device="cuda")
