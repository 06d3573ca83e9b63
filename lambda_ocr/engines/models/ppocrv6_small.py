"""PP-OCRv6 small: the networks we ship. Everything here is of these two networks alone."""

from __future__ import annotations

from lambda_ocr.core.model import Calibration, CanvasInput, LineInput
from lambda_ocr.engines.corrected_weights import CorrectedFile
from lambda_ocr.engines.model_spec import (
    DetectorSpec,
    MetadataVocabulary,
    Normalisation,
    PackageFile,
    RecognizerSpec,
)

_REQUIREMENTS = "lambda_ocr/requirements.txt"
_PROVENANCE = "PaddleOCR authors (Baidu), as ONNX in the package rapidocr 3.10.0 (RapidOCR authors)"

DETECTOR = DetectorSpec(
    name="PP-OCRv6_small_det",
    file=PackageFile(
        "rapidocr",
        "models/PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        _REQUIREMENTS,
    ),
    normalisation=Normalisation(),
    licence="Apache-2.0",
    provenance=_PROVENANCE,
    # Memory grows with the canvas (190 MB a million pixels), and on a processor a pixel of a large one costs more:
    # 163 ms a million on small canvases, 209 on one of 0.7, 370 on one of 2 (caches).
    canvas=CanvasInput(stride_px=32, largest_px=400_000),
    # The first three are PP-OCR's published settings (its DBPostProcess).
    core=0.3,
    minimum_confidence=0.5,
    unclip=1.6,
    minimum_side=3.0,
)

UNTRAINED_RECOGNIZER = PackageFile(
    "rapidocr",
    "models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    _REQUIREMENTS,
)
"""As its authors trained it."""

TAUGHT_RECOGNIZER = CorrectedFile(
    UNTRAINED_RECOGNIZER,
    PackageFile(
        "lambda_ocr",
        "engines/models/ppocrv6_rec_small.npz",
        "d69f4b2f5d748555374212fd7bf3c7800a0416149210f5c6fa097602adde0476",
        "this release",
    ),
    "44c70446f5f54d751452b22a9bc009a18049526f5d3a10780b2deb26ffd8ad7d",
)
"""With what training on drawn lines moved (docs/engines.md): 3 MB beside 21. docs/tuning.md says what it brings."""

RECOGNIZER = RecognizerSpec(
    name="PP-OCRv6_small_rec",
    file=TAUGHT_RECOGNIZER,
    normalisation=Normalisation(),
    licence="Apache-2.0",
    provenance=f"{_PROVENANCE}; weights moved by this project, on drawn lines",
    vocabulary=MetadataVocabulary(),
    # Trained on 320 pixels of width, the network reads lines of half that as well (realset) and shorter ones worse.
    line=LineInput(height_px=48, narrowest_px=160, widest_px=3200),
    step_px=8,
    batch_px=8 * 48 * 320,  # eight lines of the common width
    # Measured, spaces included: 338 of 393 real fields are right on the best path alone, 343, 347, 349, 350 from 0.5,
    # 0.35, 0.3, 0.2; the last adds a space where there is none.
    space=0.3,
    # Fitted (as `python -m bench calibration` does) on 1,095 fields of 26 kinds of document, 42 of them wrong. On kinds
    # left out of the fit 714 fields are scored 99 or more and 710 of these are right (99.4 %), 13 wrong ones stand at
    # 90 or more; docs/tuning.md has what other signs brought.
    calibration=Calibration(bias=0.78, mean=0.86, weakest=0.52, off=2.57, length=0.93),
)

if __name__ == "__main__":  # where an image is built: 40 ms less of each start, and 3 MB less of the image
    TAUGHT_RECOGNIZER.put_in_place()
