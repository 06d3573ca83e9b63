"""8-bit variants: made from the shipped weights, held to their checksums, readable in place of the originals."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_ocr.core.model import Image
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.engines import EngineChoice, build_engine, quantise
from lambda_ocr.engines.model_spec import ModelMissing
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.processor import (
    CHANNELS,
    LARGEST_ACTIVATION,
    LARGEST_WEIGHT,
    instructions,
    only_emulates_bf16,
    openvino_saturates,
)
from lambda_ocr.engines.runtime import CHECKSUMS, DeviceUnavailable, Network, weights

onnx = pytest.importorskip("onnx", reason="pip install --no-deps -r lambda_ocr/requirements-quantise.txt")
pytestmark = pytest.mark.engine


def page() -> Image:
    """A page large enough to calibrate on, small enough for a test."""
    drawn = np.full((160, 480, 3), 255, np.uint8)
    cv2.putText(drawn, "Invoice 20261122", (20, 60), cv2.FONT_HERSHEY_DUPLEX, 1.2, (0, 0, 0), 2, cv2.LINE_AA)
    cv2.putText(drawn, "Total 128.00", (20, 125), cv2.FONT_HERSHEY_DUPLEX, 1.2, (0, 0, 0), 2, cv2.LINE_AA)
    return drawn


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quantised")
    (folder / "pictures").mkdir()
    cv2.imwrite(str(folder / "pictures" / "page.png"), page())
    quantise.main(folder, folder / "pictures")
    return folder


@pytest.mark.parametrize(("kind", "share"), [("dynamic", 0.7), ("static", 0.3)])
def test_both_networks_are_made_smaller_and_keep_their_dictionary(made: Path, kind: str, share: float) -> None:
    assert len(weights(RECOGNIZER.file, made / kind)) < share * len(weights(RECOGNIZER.file))
    _, reader = build_engine(1, EngineChoice(models=str(made / kind)))
    line = page()[20:75]
    assert read_lines(reader, [line])[0].text.replace(" ", "") == "Invoice20261122"


@pytest.mark.parametrize("kind", ["dynamic", "static"])
def test_the_detector_still_finds_the_lines(made: Path, kind: str) -> None:
    finder, _ = build_engine(1, EngineChoice(models=str(made / kind)))
    shipped, _ = build_engine(1, EngineChoice())
    found, expected = finder.detect(page()), shipped.detect(page())
    assert len(found) == len(expected) == 2
    assert np.allclose([line.quad for line in found], [line.quad for line in expected], atol=8)


def test_calibration_hears_what_both_networks_are_given() -> None:
    heard = quantise.inputs([page()])
    assert [batch.shape[1] for batch in heard[DETECTOR.file.name]] == [3]
    assert {batch.shape[2] for batch in heard[RECOGNIZER.file.name]} == {48}


def test_a_variant_that_is_damaged_or_swapped_is_refused(made: Path, tmp_path: Path) -> None:
    for name in (DETECTOR.file.name, CHECKSUMS):
        (tmp_path / name).write_bytes((made / "dynamic" / name).read_bytes())
    assert weights(DETECTOR.file, tmp_path)
    (tmp_path / DETECTOR.file.name).write_bytes((made / "static" / DETECTOR.file.name).read_bytes())
    with pytest.raises(ModelMissing, match="make it anew"):
        weights(DETECTOR.file, tmp_path)


def test_a_folder_without_variants_is_refused_with_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"holds no PP-OCRv6_det_small\.onnx.*lambda_ocr\.engines\.quantise"):
        build_engine(1, EngineChoice(models=str(tmp_path)))


def of_the_largest_products(folder: Path) -> Path:
    """A folder with one network, a convolution at the ends of 8 bits, written as `quantise.static` writes."""
    from onnx import TensorProto, helper, numpy_helper

    constants = {
        "one": np.array(1, np.float32),
        "zero": np.array(0, np.uint8),
        "scales": np.ones(CHANNELS, np.float32),
        "zeros": np.zeros(CHANNELS, np.int8),
        "w": np.full((CHANNELS, CHANNELS, 1, 1), LARGEST_WEIGHT, np.int8),
        "large": np.array(CHANNELS * LARGEST_ACTIVATION * LARGEST_WEIGHT / 255, np.float32),
    }
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "one", "zero"], ["xq"]),
        helper.make_node("DequantizeLinear", ["xq", "one", "zero"], ["xd"]),
        helper.make_node("DequantizeLinear", ["w", "scales", "zeros"], ["wd"], axis=0),
        helper.make_node("Conv", ["xd", "wd"], ["c"]),
        helper.make_node("QuantizeLinear", ["c", "large", "zero"], ["cq"]),
        helper.make_node("DequantizeLinear", ["cq", "large", "zero"], ["y"]),
    ]
    shapes = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, CHANNELS, 8, 8]) for name in ("x", "y")]
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "largest", shapes[:1], shapes[1:], kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    data = model.SerializeToString()
    (folder / DETECTOR.file.name).write_bytes(data)
    (folder / CHECKSUMS).write_text(f"{hashlib.sha256(data).hexdigest()}  {DETECTOR.file.name}\n", encoding="utf-8")
    return folder


def test_products_that_sixteen_bits_cannot_hold_are_exact_on_any_processor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the processor lacks VNNI (AVX2, early AVX-512) the runtime's default adds them up in 16 bits."""
    with caplog.at_level(logging.INFO, "lambda_ocr"):
        network = Network(DETECTOR.file, 1, folder=of_the_largest_products(tmp_path))
    answer = network(np.full((1, CHANNELS, 8, 8), LARGEST_ACTIVATION, np.float32))
    assert np.allclose(answer, CHANNELS * LARGEST_ACTIVATION * LARGEST_WEIGHT, rtol=0.01)
    assert f"{DETECTOR.file.name}: 8-bit products exact on any processor, slower without VNNI" in caplog.messages


def test_openvino_refuses_static_variants_by_name_where_it_would_read_them_wrongly(made: Path) -> None:
    openvino = pytest.importorskip("openvino", reason="pip install --no-deps -r lambda_ocr/requirements-openvino.txt")
    if not openvino_saturates(openvino.Core()):
        pytest.skip("this processor computes OpenVINO's 8-bit products exactly (VNNI): nothing is refused")
    with pytest.raises(DeviceUnavailable, match=r"static are quantised.*lacks VNNI.*'onnx'"):
        build_engine(1, EngineChoice("openvino", models=str(made / "static")))


@pytest.mark.parametrize("kind", ["dynamic", "static"])
def test_openvino_finds_the_lines_with_every_variant_that_it_does_not_refuse(made: Path, kind: str) -> None:
    openvino = pytest.importorskip("openvino", reason="pip install --no-deps -r lambda_ocr/requirements-openvino.txt")
    if kind == "static" and openvino_saturates(openvino.Core()):
        pytest.skip("this processor lacks VNNI: OpenVINO's 8-bit products saturate, and static variants are refused")
    finder, reader = build_engine(1, EngineChoice("openvino", models=str(made / kind)))
    assert len(finder.detect(page())) == 2
    assert read_lines(reader, [page()[20:75]])[0].text.replace(" ", "") == "Invoice20261122"


def test_bf16_that_would_only_be_imitated_is_told_from_the_processors_own() -> None:
    assert only_emulates_bf16({"avx2", "avx512f", "avx512_vnni"})
    assert not only_emulates_bf16({"avx512f", "avx512_bf16"}) and not only_emulates_bf16({"avx512f", "amx_bf16"})
    assert not only_emulates_bf16({"asimd", "bf16"}) and not only_emulates_bf16(())


def test_the_instruction_sets_are_read_as_linux_tells_them(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor\t: 1\nflags\t\t: fpu\n", "utf-8")
    assert instructions(cpuinfo) == {"fpu", "avx2", "avx512_vnni"}
    cpuinfo.write_text("processor\t: 0\nFeatures\t: fp asimd asimddp bf16\n", "utf-8")
    assert instructions(cpuinfo) == {"fp", "asimd", "asimddp", "bf16"}
    assert instructions(tmp_path / "none") == frozenset()
