"""8-bit variants: made from the shipped weights, held to their checksums, readable in place of the originals."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_ocr.core.model import Image
from lambda_ocr.engines import EngineChoice, build_engine, detector, quantise, recognizer
from lambda_ocr.engines.runtime import CHECKSUMS, ModelMissing, weights

pytest.importorskip("onnx", reason="pip install --no-deps -r lambda_ocr/requirements-quantise.txt")


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
    assert len(weights(recognizer.NETWORK, made / kind)) < share * len(weights(recognizer.NETWORK))
    _, reader = build_engine(1, EngineChoice(models=str(made / kind)))
    line = page()[20:75]
    assert reader.recognize([line])[0].text.replace(" ", "") == "Invoice20261122"


@pytest.mark.parametrize("kind", ["dynamic", "static"])
def test_the_detector_still_finds_the_lines(made: Path, kind: str) -> None:
    finder, _ = build_engine(1, EngineChoice(models=str(made / kind)))
    shipped, _ = build_engine(1, EngineChoice())
    found, expected = finder.detect(page()), shipped.detect(page())
    assert len(found) == len(expected) == 2
    assert np.allclose([line.quad for line in found], [line.quad for line in expected], atol=8)


def test_calibration_hears_what_both_networks_are_given() -> None:
    heard = quantise.inputs([page()])
    assert [batch.shape[1] for batch in heard[detector.NETWORK]] == [3]
    assert {batch.shape[2] for batch in heard[recognizer.NETWORK]} == {48}


def test_a_variant_that_is_damaged_or_swapped_is_refused(made: Path, tmp_path: Path) -> None:
    for name in (detector.NETWORK, CHECKSUMS):
        (tmp_path / name).write_bytes((made / "dynamic" / name).read_bytes())
    assert weights(detector.NETWORK, tmp_path)
    (tmp_path / detector.NETWORK).write_bytes((made / "static" / detector.NETWORK).read_bytes())
    with pytest.raises(ModelMissing, match="make it anew"):
        weights(detector.NETWORK, tmp_path)


def test_a_folder_without_variants_is_refused_with_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"holds no PP-OCRv6_det_small\.onnx.*lambda_ocr\.engines\.quantise"):
        build_engine(1, EngineChoice(models=str(tmp_path)))
