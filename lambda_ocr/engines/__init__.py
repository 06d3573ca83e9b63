"""The only home of model runtimes. `build_engine` makes a detector and a recognizer of the engine chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.engines.model_spec import recognizer_named, recognizers

if TYPE_CHECKING:
    from lambda_ocr.engines.model_spec import WeightsFile
    from lambda_ocr.engines.runtime import ArrayNetwork


@dataclass(frozen=True)
class EngineChoice:
    """What reads the lines. docs/engines.md compares the choices; the defaults are what wins there."""

    engine: str = "onnx"
    """`onnx` (ONNX Runtime), `openvino` or `paddle` (PaddleOCR's official API)."""
    device: str = "cpu"
    """`cpu` or `cuda` (not OpenVINO); what is asked for and absent is refused."""
    precision: str = "f32"
    """`f32`, or `bf16` where the processor has it (OpenVINO)."""
    recognizer: str = "ppocrv6_small"
    """Which network reads: a module of `models/` (not with engine `paddle`)."""
    models: str = ""
    """Folder of other weights: `quantise`'s, or PaddleOCR's model folders; empty: the shipped weights."""
    paddle_detection: str = "PP-OCRv6_small_det"
    paddle_recognition: str = "PP-OCRv6_small_rec"
    """PaddleOCR's names of the models (engine `paddle`)."""
    shared: bool = False
    """Whether concurrent readings share runs of the networks (`shared.py`; not with engine `paddle`)."""

    def __post_init__(self) -> None:
        """Raises ValueError that says what may be asked for together."""
        _one_of("engine", self.engine, tuple(_ENGINES))
        _one_of("device", self.device, ("cpu",) if self.engine == "openvino" else ("cpu", "cuda"))
        _one_of("precision", self.precision, ("f32", "bf16") if self.engine == "openvino" else ("f32",))
        _one_of("recognizer", self.recognizer, recognizers())


def build_engine(threads: int, choice: EngineChoice) -> tuple[LineDetector, LineRecognizer]:
    """Detector and recognizer; raises DeviceUnavailable or ModelMissing where the choice cannot run as asked."""
    from lambda_ocr.engines.runtime import DeviceUnavailable  # noqa: PLC0415

    try:
        return _ENGINES[choice.engine](threads, choice)
    except ModuleNotFoundError as error:
        raise DeviceUnavailable(
            f"The engine {choice.engine!r} needs the package {error.name}, which is not installed: "
            f"pip install --no-deps -r {_REQUIREMENTS[choice.engine]}"
        ) from error


def _onnx(threads: int, choice: EngineChoice) -> tuple[LineDetector, LineRecognizer]:
    from lambda_ocr.engines.models.ppocrv6_small import DETECTOR  # noqa: PLC0415
    from lambda_ocr.engines.runtime import Network  # noqa: PLC0415

    if choice.device == "cuda":
        return _cuda(choice)
    folder = Path(choice.models) if choice.models else None
    return _reading_with(
        Network(DETECTOR.file, threads, choice.device, folder),
        Network(recognizer_named(choice.recognizer).file, threads, choice.device, folder),
        choice,
    )


def _cuda(choice: EngineChoice) -> tuple[LineDetector, LineRecognizer]:
    from lambda_ocr.engines import fixed_shapes  # noqa: PLC0415
    from lambda_ocr.engines.models.ppocrv6_small import DETECTOR  # noqa: PLC0415
    from lambda_ocr.engines.runtime import Network  # noqa: PLC0415

    folder = Path(choice.models) if choice.models else None

    def sessions(file: WeightsFile) -> Callable[[], ArrayNetwork]:
        # One thread: a processor only reckons shapes, and each session would keep as many as there are.
        return lambda: Network(file, 1, choice.device, folder, silent=True)

    spec = recognizer_named(choice.recognizer)
    return fixed_shapes.build_engine(sessions(DETECTOR.file), sessions(spec.file), choice.shared, spec)


def _openvino(threads: int, choice: EngineChoice) -> tuple[LineDetector, LineRecognizer]:
    from lambda_ocr.engines.models.ppocrv6_small import DETECTOR  # noqa: PLC0415
    from lambda_ocr.engines.openvino_runtime import OpenVinoNetwork  # noqa: PLC0415

    folder = Path(choice.models) if choice.models else None
    return _reading_with(
        OpenVinoNetwork(DETECTOR.file, threads, choice.precision, folder),
        OpenVinoNetwork(recognizer_named(choice.recognizer).file, threads, choice.precision, folder),
        choice,
    )


def _reading_with(
    finding: ArrayNetwork, reading: ArrayNetwork, choice: EngineChoice
) -> tuple[LineDetector, LineRecognizer]:
    from lambda_ocr.engines.detector import PaddleLineDetector  # noqa: PLC0415
    from lambda_ocr.engines.recognizer import PaddleLineRecognizer  # noqa: PLC0415
    from lambda_ocr.engines.shared import MAX_CANVAS_NUMBERS, WIDTHS_APART, SharedNetwork  # noqa: PLC0415

    spec = recognizer_named(choice.recognizer)
    if not choice.shared:
        return PaddleLineDetector(network=finding), PaddleLineRecognizer(network=reading, spec=spec)
    logging.getLogger(__name__).info("concurrent readings share runs")
    return (
        PaddleLineDetector(network=SharedNetwork(finding, MAX_CANVAS_NUMBERS)),
        PaddleLineRecognizer(network=SharedNetwork(reading), widths_apart=WIDTHS_APART, spec=spec),
    )


def _paddle(threads: int, choice: EngineChoice) -> tuple[LineDetector, LineRecognizer]:
    from lambda_ocr.engines.paddle.engine import PaddleOcrDetector, PaddleOcrRecognizer  # noqa: PLC0415

    return (
        PaddleOcrDetector(choice.paddle_detection, choice.models, threads, choice.device),
        PaddleOcrRecognizer(choice.paddle_recognition, choice.models, threads, choice.device),
    )


_ENGINES: dict[str, Callable[[int, EngineChoice], tuple[LineDetector, LineRecognizer]]] = {
    "onnx": _onnx,
    "openvino": _openvino,
    "paddle": _paddle,
}


_REQUIREMENTS = {
    "onnx": "lambda_ocr/requirements.txt",
    "openvino": "lambda_ocr/requirements-openvino.txt",
    "paddle": "lambda_ocr/requirements-paddle.txt",
}


def _one_of(setting: str, said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        raise ValueError(f"{setting}={said!r}: say {' or '.join(known)}")
