"""The runtime: known weights from the installed package, nothing else, and nothing more than its data."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from lambda_ocr.engines.model_spec import ModelMissing, ModelSpec, PackageFile
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.runtime import DeviceUnavailable, Network, weights

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed `rapidocr` of our own making; returns its folder of models."""
    spec = ModuleSpec("rapidocr", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    models = tmp_path / "models"
    models.mkdir()
    return models


@pytest.mark.parametrize("spec", [DETECTOR, RECOGNIZER], ids=lambda spec: spec.name)
def test_the_installed_weights_are_the_ones_we_know(spec: ModelSpec) -> None:
    assert hashlib.sha256(weights(spec.file)).hexdigest() == spec.file.sha256


@pytest.mark.parametrize("at", [0, 1000, -1])
def test_one_changed_bit_is_refused(at: int, package: Path) -> None:
    data = bytearray(range(256)) * 8
    assert isinstance(DETECTOR.file, PackageFile)
    file = replace(DETECTOR.file, sha256=hashlib.sha256(data).hexdigest())
    (package / file.name).write_bytes(data)
    assert weights(file) == data
    data[at] ^= 1
    (package / file.name).write_bytes(data)
    with pytest.raises(ModelMissing, match="checksum"):
        weights(file)


def test_no_network_is_opened_from_weights_that_are_not_ours(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a runtime saw unknown weights")

    monkeypatch.setattr(onnxruntime, "InferenceSession", opened)
    (package / DETECTOR.file.name).write_bytes(b"something else")
    with pytest.raises(ModelMissing):
        Network(DETECTOR.file)


def test_a_missing_file_is_named_and_says_what_to_install(package: Path) -> None:
    with pytest.raises(ModelMissing, match=r"PP-OCRv6_det_small\.onnx is missing.*requirements"):
        weights(DETECTOR.file)


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match=r"rapidocr.*pip install"):
        weights(DETECTOR.file)


def test_a_folder_that_only_looks_like_the_package_is_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: ModuleSpec("rapidocr", None))
    with pytest.raises(ModelMissing, match="not installed"):
        weights(DETECTOR.file)


def test_the_networks_run_without_importing_the_package_that_carries_them() -> None:
    code = (
        "import sys, numpy as np\n"
        "from lambda_ocr.entrypoints.wiring import compose_reader\n"
        "from lambda_ocr.engines.detector import PaddleLineDetector\n"
        "compose_reader(1)\n"
        "PaddleLineDetector(1).detect(np.zeros((64, 64, 3), np.uint8))\n"
        "print(*(name for name in sys.modules if name.partition('.')[0] in ('rapidocr', 'paddle', 'torch')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_network_says_what_really_runs_it_and_what_its_file_says() -> None:
    network = Network(RECOGNIZER.file, threads=1)
    assert network.provider == "CPUExecutionProvider"
    assert len(network.metadata["character"].splitlines()) == 18_708
    assert "没" in network.metadata["character"] and "é" in network.metadata["character"]


def test_a_network_is_a_function_from_array_to_array() -> None:
    network = Network(DETECTOR.file, threads=1)
    batch = np.zeros((1, 3, 64, 96), np.float32)
    first, second = network(batch), network(batch)
    assert first.shape == (1, 1, 64, 96) and first.dtype == np.float32
    assert np.array_equal(first, second) and not batch.any()


@pytest.mark.skipif("CUDAExecutionProvider" in onnxruntime.get_available_providers(), reason="CUDA runs here")
def test_a_device_that_does_not_run_here_is_refused_by_name_and_never_replaced() -> None:
    with pytest.raises(DeviceUnavailable, match=r"'cuda'.*CPUExecutionProvider.*requirements-gpu"):
        Network(DETECTOR.file, device="cuda")
