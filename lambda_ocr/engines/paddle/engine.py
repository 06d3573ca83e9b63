"""The second engine: PaddleOCR's official `TextDetection` and `TextRecognition` behind our two ports.

What the official API does not tell is said where it is made up for: it gives one confidence a line, not one a
character, and a character's place as the first network step that says it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from math import ceil
from threading import Lock
from typing import Any

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Glyph, Image
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.engines.detector import DetectedLine
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.paddle.model_folders import PaddleModel, found
from lambda_ocr.engines.paddle.official import paddle_asking
from lambda_ocr.engines.runtime import DeviceUnavailable

BATCH = 8
LINE = RECOGNIZER.line
"""What every recognition model of PP-OCR's reads; the API brings lines there by itself."""
LARGEST = 4000
"""Longest side the official detector reads at its own scale; it shrinks larger pictures by itself."""
DEVICES = {"cpu": "cpu", "cuda": "gpu"}
THREADS = {"onnxruntime": "intra_op_num_threads", "paddle_static": "cpu_threads"}
"""What each of the API's engines calls the number of threads."""


class PaddleOcrDetector:
    """`LineDetector` on the official `TextDetection`."""

    canvas = DETECTOR.canvas

    def __init__(self, name: str, models: str = "", threads: int = 0, device: str = "cpu") -> None:
        with paddle_asking(), found(name, models) as model:
            from paddleocr import TextDetection  # noqa: PLC0415 - a second, and 150 MB

            _require(device, model)
            asked = _asked(model, threads, device)
            self._predictor = TextDetection(limit_type="max", limit_side_len=LARGEST, **asked)
            self.fingerprint = _fingerprint(model, device)
        self._one_at_a_time = Lock()

    def detect(self, image: Image, budget: Budget = UNBOUNDED) -> tuple[DetectedLine, ...]:
        """Lines in picture coordinates, top to bottom. The API answers in whole pixel centres: half a pixel to ours."""
        budget.spend(Part.DETECT, image.shape[0] * image.shape[1])
        with self._one_at_a_time:
            (answer,) = self._predictor.predict(np.ascontiguousarray(image))
        lines = zip(answer["dt_polys"], answer["dt_scores"], strict=True)
        detected = (DetectedLine(quad(np.asarray(corners) + 0.5), float(score)) for corners, score in lines)
        return tuple(sorted(detected, key=lambda line: line.quad[0][1]))


class PaddleOcrRecognizer:
    """`LineRecognizer` on the official `TextRecognition`.

    Its scores are reckoned as those of the network we ship, whatever model is named: none was fitted for the others.
    """

    line = LINE
    calibration = RECOGNIZER.calibration

    def __init__(self, name: str, models: str = "", threads: int = 0, device: str = "cpu") -> None:
        with paddle_asking(), found(name, models) as model:
            from paddleocr import TextRecognition  # noqa: PLC0415

            _require(device, model)
            self._predictor = TextRecognition(**_asked(model, threads, device))
            self.fingerprint = _fingerprint(model, device)
        self._one_at_a_time = Lock()

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """What each crop says, in the order given: a lattice of that alone, for the API tells no other characters."""
        lines = [_no_wider(np.ascontiguousarray(crop)) for crop in crops]
        said: dict[int, Lattice] = {}
        for batch in _batches(lines):
            budget.spend(Part.RECOGNISE, sum(_pixels(lines[index]) for index in batch))
            with self._one_at_a_time:
                answers = self._predictor.predict(
                    [lines[index] for index in batch], batch_size=len(batch), return_word_box=True
                )
            said.update((index, _lattice(answer)) for index, answer in zip(batch, answers, strict=True))
        return tuple(said[index] for index in range(len(lines)))


def _asked(model: PaddleModel, threads: int, device: str) -> dict[str, Any]:
    return {
        "model_name": model.name,
        "model_dir": str(model.folder),
        "engine": model.engine,
        "device": DEVICES[device],
        "engine_config": {THREADS[model.engine]: threads or os.cpu_count() or 1},
    }


def _fingerprint(model: PaddleModel, device: str) -> str:
    """The model's files, what runs them, and where."""
    import paddleocr  # noqa: PLC0415

    runtime = version("onnxruntime" if model.engine == "onnxruntime" else "paddlepaddle")
    files = sorted(path for path in model.folder.iterdir() if path.is_file())
    sums = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    return f"{model.name} {sums} paddleocr {paddleocr.__version__} {model.engine} {runtime} {device}"


def _require(device: str, model: PaddleModel) -> None:
    """Refuse a GPU that is not there: both runtimes would otherwise go on with the processor."""
    if device == "cpu":
        return
    if model.engine == "onnxruntime":
        import onnxruntime  # noqa: PLC0415

        runs = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    else:
        import paddle  # noqa: PLC0415

        runs = paddle.device.is_compiled_with_cuda() and paddle.device.cuda.device_count() > 0
    if not runs:
        raise DeviceUnavailable(
            f"The device {device!r} was asked for and {model.engine} does not run on it here: install paddlepaddle-gpu "
            "(for ONNX files onnxruntime-gpu) on a machine with CUDA, or ask for the device 'cpu'."
        )


def _no_wider(crop: Image) -> Image:
    """The API squeezes a line wider than its widest but counts its steps as if it had not; so we squeeze it before."""
    height, width = crop.shape[:2]
    widest = LINE.widest_px * height // LINE.height_px
    return crop if width <= widest else np.asarray(cv2.resize(crop, (max(1, widest), height)), np.uint8)


def _batches(lines: Sequence[Image]) -> Iterator[list[int]]:
    """Narrow lines first: in a batch the API counts the steps of the n-th narrowest for the n-th line it was given."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].shape[1] / lines[index].shape[0])
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _pixels(line: Image) -> int:
    """Of a line at the network's height."""
    return LINE.height_px * ceil(int(line.shape[1]) * LINE.height_px / int(line.shape[0]))


def _lattice(answer: Any) -> Lattice:
    """The API's answer for one line: (text, (steps over the crop, words, steps of their characters, kinds)).

    The API also tells what the network fancies in the padding right of a crop; that is no character of the line.
    """
    text, (steps, words, columns, _) = answer["rec_text"]
    read = [letter for word in words for letter in word]
    places = [(column + 0.5) / steps for word in columns for column in word]
    if "".join(read) != text:  # a right-to-left model: reordered for reading, so the first character stands rightmost
        places.reverse()
    confidence = float(answer["rec_score"])
    edge = ceil(steps - 1e-6) / steps
    return Lattice.saying(
        [Glyph(letter, confidence, min(1.0, at)) for letter, at in zip(text, places, strict=True) if at < edge]
    )
