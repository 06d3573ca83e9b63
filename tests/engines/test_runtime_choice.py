"""Which engine reads is chosen by name; what cannot run as asked is refused by name and never replaced."""

from __future__ import annotations

import logging
import sys
from typing import Any

import onnxruntime
import pytest

from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR
from lambda_ocr.engines.runtime import DeviceUnavailable, Network
from lambda_ocr.entrypoints import wiring
from lambda_ocr.settings import Settings


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"engine": "tesseract"}, "engine='tesseract': say onnx or openvino or paddle"),
        ({"device": "tpu"}, "device='tpu': say cpu or cuda"),
        ({"engine": "openvino", "device": "cuda"}, "device='cuda': say cpu"),
        ({"precision": "bf16"}, "precision='bf16': say f32"),
        ({"engine": "openvino", "precision": "int4"}, "precision='int4': say f32 or bf16"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_with_what_does(said: dict[str, Any], answer: str) -> None:
    with pytest.raises(ValueError, match=answer):
        EngineChoice(**said)


def test_the_settings_choose_the_engine_and_a_wrong_one_stops_the_start() -> None:
    with pytest.raises(ValueError, match="engine='abbyy': say onnx"):
        wiring.build_reader(Settings.from_environment({"CUSTOM_OCR_ENGINE": "abbyy"}))


def test_the_short_name_says_the_engine_where_the_long_one_does_not() -> None:
    assert Settings.from_environment({"OCR_ENGINE": "paddle"}).engine == "paddle"
    assert Settings.from_environment({"OCR_ENGINE": "paddle", "CUSTOM_OCR_ENGINE": "openvino"}).engine == "openvino"
    assert Settings.from_environment({}).engine == "onnx"
    assert Settings(engine="paddle").to_environment() == {"CUSTOM_OCR_ENGINE": "paddle"}


@pytest.mark.parametrize(
    ("engine", "package"), [("onnx", "onnxruntime"), ("openvino", "openvino"), ("paddle", "paddleocr")]
)
def test_an_engine_that_is_not_installed_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, engine: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DeviceUnavailable, match=rf"needs the package {package}.*pip install .*requirements"):
        build_engine(1, EngineChoice(engine))


@pytest.mark.skipif("CUDAExecutionProvider" in onnxruntime.get_available_providers(), reason="CUDA runs here")
def test_cuda_that_is_built_in_but_does_not_start_is_refused_not_replaced_by_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What ONNX Runtime does where CUDA's libraries are missing: it warns, and goes on with the processor."""
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    with pytest.warns(UserWarning, match="CUDAExecutionProvider"), pytest.raises(DeviceUnavailable, match="'cuda'"):
        Network(DETECTOR.file, threads=1, device="cuda")


def test_the_log_says_what_runs_each_network(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lambda_ocr"):
        network = Network(DETECTOR.file, threads=1)
    assert caplog.messages == [f"{DETECTOR.file.name} runs on {network.provider}"]
