"""8-bit variants of the shipped networks, made by our own hand: `python -m lambda_ocr.engines.quantise OUT [PICTURES]`.

Rule: run where an image is built, never while serving. OUT/dynamic needs nothing; OUT/static is calibrated on the
pictures of the folder PICTURES. Each holds both networks and their SHA256SUMS; CUSTOM_OCR_MODELS names one. What
they cost in accuracy stands in docs/engines.md. Needs lambda_ocr/requirements-quantise.txt.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from lambda_ocr.core.geometry import fitted, points, quad
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.model_spec import Tensor, WeightsFile
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.engines.runtime import CHECKSUMS, Network, weights

NETWORKS = (DETECTOR.file, RECOGNIZER.file)
OPERATORS = 17
"""The version of ONNX's operators the shipped files (11) are lifted to: scales for every channel came with 13."""
LONGEST = 960
"""Longest side of a picture the detector is calibrated on."""
LINES = 12
"""Lines taken of each picture."""
SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp"}


class _Listening:
    """A network that remembers what it was given."""

    def __init__(self, file: WeightsFile) -> None:
        self._network = Network(file)
        self.provider, self.metadata = self._network.provider, self._network.metadata
        self.fingerprint = self._network.fingerprint
        self.heard: list[Tensor] = []

    def __call__(self, batch: Tensor) -> Tensor:
        self.heard.append(batch)
        return self._network(batch)


class _Calibration:
    """Batches as ONNX Runtime's calibrators take them."""

    def __init__(self, batches: Sequence[Tensor]) -> None:
        self._left: Iterator[Tensor] = iter(batches)

    def get_next(self) -> dict[str, Tensor] | None:
        """The next batch by the name of the networks' input, None at the end."""
        batch = next(self._left, None)
        return None if batch is None else {"x": batch}


def dynamic(out: Path) -> None:
    """Matrix products in 8 bits, activations measured as they come. Convolutions stay: they would be slower."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    for name, lifted in _lifted():
        quantize_dynamic(lifted, _place(out, name), weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
    _sum_up(out)


def static(out: Path, pictures: Sequence[Image]) -> None:
    """Everything in 8 bits, activations at scales measured on `pictures` before (QDQ, a scale for every channel)."""
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static  # noqa: PLC0415

    heard = inputs(pictures)
    for name, lifted in _lifted():
        quantize_static(
            lifted,
            _place(out, name),
            _Calibration(heard[name]),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
    _sum_up(out)


def inputs(pictures: Sequence[Image]) -> dict[str, list[Tensor]]:
    """What each network is given when these pictures are read."""
    eyes, mouth = _Listening(DETECTOR.file), _Listening(RECOGNIZER.file)
    finder, reader = PaddleLineDetector(network=eyes), PaddleLineRecognizer(network=mouth)
    for picture in pictures:
        small, factor = fitted(picture, LONGEST)
        lines = [quad(points(line.quad) / factor) for line in finder.detect(small)]
        for line in lines[:: max(1, len(lines) // LINES)]:
            reader.recognize([crop_line(picture, line, np.eye(3), RECOGNIZER.line.height_px)])
    return {DETECTOR.file.name: eyes.heard, RECOGNIZER.file.name: mouth.heard}


def _lifted() -> Iterator[tuple[str, Path]]:
    """Each shipped network as a file of OPERATORS, its batch normalisations folded in."""
    import onnx  # noqa: PLC0415
    from onnxruntime.quantization.shape_inference import quant_pre_process  # noqa: PLC0415

    for file in NETWORKS:
        with TemporaryDirectory(prefix="quantise-") as folder:
            newer, lifted = Path(folder) / "newer.onnx", Path(folder) / file.name
            onnx.save(onnx.version_converter.convert_version(onnx.load_from_string(weights(file)), OPERATORS), newer)
            quant_pre_process(newer, lifted, skip_symbolic_shape=True)
            yield file.name, lifted


def _place(out: Path, name: str) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    return out / name


def _sum_up(out: Path) -> None:
    sums = (f"{hashlib.sha256((out / file.name).read_bytes()).hexdigest()}  {file.name}\n" for file in NETWORKS)
    (out / CHECKSUMS).write_text("".join(sums), encoding="utf-8")


def main(out: Path, pictures: Path | None) -> None:
    """Write OUT/dynamic, and OUT/static when there are pictures to calibrate on."""
    dynamic(out / "dynamic")
    if pictures is not None:
        paths = sorted(path for path in pictures.rglob("*") if path.suffix.lower() in SUFFIXES)
        static(out / "static", [np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8) for path in paths])
    for path in sorted(out.glob("*/*.onnx")):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m lambda_ocr.engines.quantise OUT [PICTURES]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None)
