"""PaddleOCR's own full-page pipeline, through its official API, on the published networks and the same runtime as ours.

The API's `onnxruntime` engine wants a folder of inference.onnx and inference.yml for each network. The networks are
those of the `rapidocr` wheel; the descriptions are written here, with PaddleOCR's own settings for PP-OCRv6: pictures
from -1 to 1, box threshold 0.6, unclip 1.5. Its networks for turned pages and turned lines are not in the wheel and
stay switched off. Runs in the environment of requirements-paddle.txt.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
from pathlib import Path
from typing import Any

import onnxruntime

os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"

from paddleocr import PaddleOCR  # after the variable

from bench.support.workers.cutting import picture_of
from bench.support.workers.wire import Read, Request, serve

DECODE = {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}}
NORMALIZE = {"mean": [0.5] * 3, "std": [0.5] * 3, "scale": "1./255.", "order": "hwc"}
DETECTOR: dict[str, Any] = {
    "Global": {"model_name": "PP-OCRv6_small_det"},
    "PreProcess": {
        "transform_ops": [
            DECODE,
            {"DetResizeForTest": {"resize_long": 960}},
            {"NormalizeImage": NORMALIZE},
            {"ToCHWImage": None},
        ]
    },
    "PostProcess": {
        "name": "DBPostProcess",
        "thresh": 0.3,
        "box_thresh": 0.6,
        "max_candidates": 1000,
        "unclip_ratio": 1.5,
    },
}
RECOGNIZER: dict[str, Any] = {
    "Global": {"model_name": "PP-OCRv6_small_rec"},
    "PreProcess": {"transform_ops": [DECODE, {"RecResizeImg": {"image_shape": [3, 48, 320]}}]},
    "PostProcess": {"name": "CTCLabelDecode"},
}


def build(told: argparse.Namespace) -> Read:
    """The pipeline, made from the weights of the installed `rapidocr` wheel."""
    folder = Path(told.models)
    detector = _described(folder / "detector", "PP-OCRv6_det_small.onnx", DETECTOR)
    recognizer = _described(folder / "recognizer", "PP-OCRv6_rec_small.onnx", RECOGNIZER)
    pipeline = PaddleOCR(
        text_detection_model_name="PP-OCRv6_small_det",
        text_detection_model_dir=str(detector),
        text_recognition_model_name="PP-OCRv6_small_rec",
        text_recognition_model_dir=str(recognizer),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": told.threads} if told.threads else None,
    )

    def read(request: Request) -> dict[str, Any]:
        (found,) = pipeline.predict(picture_of(request["picture"]))
        pairs = zip(found["rec_polys"], found["rec_texts"], strict=True)
        return {"lines": [{"quad": quad.tolist(), "text": text} for quad, text in pairs]}

    return read


def _described(folder: Path, weights: str, description: dict[str, Any]) -> Path:
    """A network's folder as the API wants it; JSON is YAML too."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("the weights are in the wheel rapidocr, which is not installed here")
    folder.mkdir(parents=True, exist_ok=True)
    network = folder / "inference.onnx"
    shutil.copy(Path(package.submodule_search_locations[0]) / "models" / weights, network)
    described = {**description, "PostProcess": {**description["PostProcess"], **_dictionary(network)}}
    (folder / "inference.yml").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    return folder


def _dictionary(network: Path) -> dict[str, Any]:
    """The recognizer carries its characters in its own metadata."""
    metadata = onnxruntime.InferenceSession(str(network)).get_modelmeta().custom_metadata_map
    return {"character_dict": metadata["character"].splitlines()} if "character" in metadata else {}


if __name__ == "__main__":
    serve(build, __doc__ or "")
