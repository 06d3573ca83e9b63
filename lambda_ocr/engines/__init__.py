"""The only home of model runtimes and of feature matching. `build_reader` composes the default reader."""

from __future__ import annotations

from lambda_ocr.core.reader import Reader


def build_reader(threads: int = 0) -> Reader:
    """The default reader: fixed-print aligner, PP-OCRv6 small on ONNX Runtime; `threads` 0 means all processors."""
    from lambda_ocr.engines.alignment.aligner import PrintAligner  # noqa: PLC0415 - importing costs nothing
    from lambda_ocr.engines.detector import PaddleLineDetector  # noqa: PLC0415
    from lambda_ocr.engines.recognizer import PaddleLineRecognizer  # noqa: PLC0415

    detector, recognizer = PaddleLineDetector(threads), PaddleLineRecognizer(threads)
    return Reader(PrintAligner(detector, recognizer), detector, recognizer)
