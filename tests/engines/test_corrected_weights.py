"""Corrected weights: the package's file with what training moved, the same bytes for whatever runs it."""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lambda_ocr.engines.corrected_weights import BLOCK, CorrectedFile, corrected, packed
from lambda_ocr.engines.model_spec import ModelMissing, PackageFile
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER, UNTRAINED_RECOGNIZER

Values = NDArray[np.float32]
HEADER = b"some other bytes"


def on_disk(file: CorrectedFile | PackageFile) -> bytes:
    with file.on_disk() as path:
        return path.read_bytes()


WAYS: tuple[Callable[[CorrectedFile], bytes], ...] = (CorrectedFile.read, on_disk)
"""To a network's bytes."""


@pytest.fixture
def values() -> Values:
    return np.random.default_rng(1).normal(size=3 * BLOCK + 5).astype(np.float32)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package `toy`; returns its folder."""
    spec = ModuleSpec("toy", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return tmp_path


def toy(path: Path, data: bytes) -> PackageFile:
    path.write_bytes(data)
    return PackageFile("toy", path.name, hashlib.sha256(data).hexdigest(), "requirements.txt")


def test_values_move_by_what_was_asked_to_a_part_in_250_of_their_block_s_largest(values: Values) -> None:
    wanted = np.random.default_rng(2).normal(size=values.size).astype(np.float32) / np.float32(50)
    network = HEADER + values.tobytes() + HEADER
    result = corrected(network, packed({len(HEADER): wanted}))
    moved = np.frombuffer(result, "<f4", values.size, len(HEADER)) - values
    for start in range(0, values.size, BLOCK):
        block = slice(start, start + BLOCK)
        np.testing.assert_allclose(moved[block], wanted[block], atol=np.abs(wanted[block]).max() / 250)


def test_nothing_else_of_the_file_changes(values: Values) -> None:
    """Neither what lies around the tensor, nor another tensor of which nothing moved, nor the file's length."""
    network = HEADER + values.tobytes() + values.tobytes() + HEADER
    still, moves = np.zeros(values.size, np.float32), np.full(values.size, 0.01, np.float32)
    result = corrected(network, packed({len(HEADER): still, len(HEADER) + values.nbytes: moves}))
    at = len(HEADER) + values.nbytes
    assert result[:at] == network[:at]
    assert result[-len(HEADER) :] == network[-len(HEADER) :]
    assert len(result) == len(network)


def test_an_odd_place_in_the_file_and_another_shape_make_no_difference(values: Values) -> None:
    wanted = np.linspace(-0.1, 0.1, values.size, dtype=np.float32)[:195].reshape(3, 5, 13)
    result = corrected(b"x" + values.tobytes(), packed({1: wanted}))
    moved = np.frombuffer(result, "<f4", 195, 1) - values[:195]
    np.testing.assert_allclose(moved, wanted.ravel(), atol=1e-3)


def test_the_result_is_held_to_its_own_checksum(package: Path, values: Values) -> None:
    network = toy(package / "net.onnx", HEADER + values.tobytes())
    corrections = toy(package / "net.npz", packed({len(HEADER): values / np.float32(100)}))
    result = corrected(network.read(), corrections.read())
    assert CorrectedFile(network, corrections, hashlib.sha256(result).hexdigest()).read() == result
    for way in WAYS:
        with pytest.raises(ModelMissing, match=r"net\.onnx comes out otherwise"):
            way(CorrectedFile(network, corrections, "0" * 64))


def test_on_disk_it_is_the_result_and_nothing_stays(package: Path, values: Values) -> None:
    network = toy(package / "net.onnx", HEADER + values.tobytes())
    corrections = toy(package / "net.npz", packed({len(HEADER): values / np.float32(100)}))
    file = CorrectedFile(
        network, corrections, hashlib.sha256(corrected(network.read(), corrections.read())).hexdigest()
    )
    with file.on_disk() as path:
        assert path.read_bytes() == file.read()
        assert (path.name, path.parent == package) == ("net.onnx", False)
    assert not path.parent.exists()
    file.put_in_place()
    with file.on_disk() as path:
        assert path == package / "net.onnx"
    assert path.exists()


def test_without_a_place_for_passing_files_it_is_said_what_to_do(
    package: Path, values: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = toy(package / "net.onnx", HEADER + values.tobytes())
    corrections = toy(package / "net.npz", packed({len(HEADER): values / np.float32(100)}))
    file = CorrectedFile(
        network, corrections, hashlib.sha256(corrected(network.read(), corrections.read())).hexdigest()
    )
    monkeypatch.setattr(tempfile, "tempdir", str(package / "nowhere"))
    with pytest.raises(ModelMissing, match=r"net\.onnx.*TMPDIR"):
        on_disk(file)
    file.put_in_place()
    assert on_disk(file) == file.read(), "in place nothing is written"


@pytest.mark.parametrize("name", ["net.onnx", "net.npz"])
@pytest.mark.parametrize("damage", [lambda data: data + b"!", lambda data: data[:40]], ids=["longer", "cut short"])
def test_a_changed_or_missing_file_is_refused_by_its_name(
    name: str, damage: Callable[[bytes], bytes], package: Path, values: Values
) -> None:
    network = toy(package / "net.onnx", HEADER + values.tobytes())
    corrections = toy(package / "net.npz", packed({len(HEADER): values / np.float32(100)}))
    file = CorrectedFile(network, corrections, "")
    (package / name).write_bytes(damage((package / name).read_bytes()))
    for way in WAYS:
        with pytest.raises(ModelMissing, match=f"{name} has another checksum"):
            way(file)
    (package / name).unlink()
    for way in WAYS:
        with pytest.raises(ModelMissing, match=f"{name} is missing"):
            way(file)


def test_put_in_place_it_is_the_same_without_its_corrections(package: Path, values: Values) -> None:
    """An image is built so: nothing is left to be done at a start, and another byte is still refused."""
    network = toy(package / "net.onnx", HEADER + values.tobytes())
    corrections = toy(package / "net.npz", packed({len(HEADER): values / np.float32(100)}))
    result = corrected(network.read(), corrections.read())
    file = CorrectedFile(network, corrections, hashlib.sha256(result).hexdigest())
    file.put_in_place()
    file.put_in_place()
    assert file.read() == result
    assert [path.name for path in package.iterdir()] == ["net.onnx"]
    (package / "net.onnx").write_bytes(result + b"!")
    for way in WAYS:
        with pytest.raises(ModelMissing, match=r"net\.onnx has another checksum"):
            way(file)


def test_of_the_shipped_recogniser_the_layer_that_knows_the_characters_is_the_package_s_own() -> None:
    before, after = UNTRAINED_RECOGNIZER.read(), RECOGNIZER.file.read()
    changed = np.flatnonzero(np.frombuffer(before, np.uint8) != np.frombuffer(after, np.uint8))
    assert len(before) == len(after)
    assert 0.2 < len(np.unique(changed // 4)) * 4 / len(before) < 0.6, "the last layer alone is 0.42 of the file"
