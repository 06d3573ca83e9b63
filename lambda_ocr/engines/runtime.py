"""A network as a function from array to array, run by ONNX Runtime on weights whose checksum is known.

Rule: nothing is downloaded. The weights are the files inside the installed `rapidocr` wheel (Apache-2.0), found without
importing it, and refused when a byte differs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

Tensor = NDArray[np.float32]

SHA256 = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}


class ModelMissing(RuntimeError):
    """The weights are not installed, or are not the ones we know."""


def weights(name: str) -> bytes:
    """The bytes of a shipped network; raises ModelMissing."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        raise ModelMissing(
            "The package `rapidocr` is not installed: pip install --no-deps -r lambda_ocr/requirements.txt"
        )
    path = Path(package.submodule_search_locations[0]) / "models" / name
    if not path.is_file():
        raise ModelMissing(
            f"{path} is missing: install the version of `rapidocr` that lambda_ocr/requirements.txt pins."
        )
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise ModelMissing(f"{path} has another checksum than expected: reinstall `rapidocr` as pinned.")
    return data


class Network:
    """One network with one input and one output; `threads` 0 means all processors."""

    def __init__(self, name: str, threads: int = 0) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(weights(name), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    @property
    def provider(self) -> str:
        """The execution provider that really runs."""
        return str(self._session.get_providers()[0])

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def __call__(self, batch: Tensor) -> Tensor:
        """Run one batch."""
        return np.asarray(self._session.run(None, {self._input: batch})[0], np.float32)
