"""OpenVINO beside ONNX Runtime: the same files, the same answers, and precision only as asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_ocr.core.model import Image
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.openvino_runtime import OpenVinoNetwork
from lambda_ocr.engines.processor import instructions, only_emulates_bf16
from lambda_ocr.engines.runtime import DeviceUnavailable, Network

openvino = pytest.importorskip("openvino", reason="pip install --no-deps -r lambda_ocr/requirements-openvino.txt")
pytestmark = pytest.mark.engine

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def page() -> Image:
    return np.asarray(cv2.imread(str(EXAMPLES / "train_ticket" / "template.png")), np.uint8)


def test_both_runtimes_find_the_same_lines_and_read_them_alike(page: Image) -> None:
    (finder, reader), (others_finder, others_reader) = (
        build_engine(2, EngineChoice(name)) for name in ("onnx", "openvino")
    )
    lines, others = finder.detect(page), others_finder.detect(page)
    assert len(lines) > 10
    assert np.allclose([line.quad for line in lines], [line.quad for line in others], atol=0.5)
    crops = [_cut(page, line.quad) for line in lines]
    texts, theirs = read_lines(reader, crops), read_lines(others_reader, crops)
    assert [text.text for text in texts] == [text.text for text in theirs]
    assert np.allclose([text.confidence for text in texts], [text.confidence for text in theirs], atol=1e-3)


def _cut(page: Image, quad: tuple[tuple[float, float], ...]) -> Image:
    x, y = np.array(quad).T.clip(0).astype(int)
    return page[y.min() : y.max(), x.min() : x.max()]


def test_what_the_file_says_of_itself_is_the_same_from_both() -> None:
    ours, theirs = Network(RECOGNIZER.file, 1), OpenVinoNetwork(RECOGNIZER.file, 1)
    assert theirs.metadata["character"] == ours.metadata["character"]
    assert OpenVinoNetwork(DETECTOR.file, 1).metadata == {}


def test_f32_is_f32_even_where_the_processor_would_rather_compute_in_bf16() -> None:
    assert OpenVinoNetwork(DETECTOR.file, 1).provider == "OpenVINO CPU f32"


BF16_HERE = "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") and not only_emulates_bf16(
    instructions()
)


@pytest.mark.skipif(not BF16_HERE, reason="this processor has no bf16 (avx512_bf16, amx_bf16)")
def test_bf16_runs_where_the_processor_has_it() -> None:
    assert OpenVinoNetwork(DETECTOR.file, 1, "bf16").provider == "OpenVINO CPU bf16"


@pytest.mark.skipif(BF16_HERE, reason="this processor has bf16: nothing is refused")
def test_bf16_is_refused_by_name_where_the_processor_lacks_it() -> None:
    with pytest.raises(DeviceUnavailable, match=r"'bf16'.*[Ss]ay 'f32'"):
        OpenVinoNetwork(DETECTOR.file, 1, "bf16")


def test_threads_that_share_a_network_get_their_own_answers() -> None:
    network = OpenVinoNetwork(DETECTOR.file, 1)
    batches = [np.full((1, 3, 32, 64), value, np.float32) for value in np.linspace(-1, 1, 12)]
    alone = [network(batch) for batch in batches]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(network, batches))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))
    assert not np.array_equal(alone[0], alone[-1])
