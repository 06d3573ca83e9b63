"""Folders of PaddleOCR models: `FOLDER/NAME/inference.yml` beside `inference.onnx`, or `inference.json` + `.pdiparams`.

Rule: nothing is downloaded while serving. Run once, where an image is built and the internet is there:
`python -m lambda_ocr.engines.paddle.model_folders FOLDER NAME [NAME ...]` has PaddleOCR's own downloader bring them.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lambda_ocr.engines.model_spec import ModelMissing
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.paddle.official import paddle_asking
from lambda_ocr.engines.runtime import Network, weights

SHIPPED = {spec.name: spec.file for spec in (DETECTOR, RECOGNIZER)}
"""PaddleOCR's names of the networks we ship."""


@dataclass(frozen=True)
class PaddleModel:
    """One model as the official API wants it: its name, its folder, and which of the API's engines runs its files."""

    name: str
    folder: Path
    engine: str


@contextmanager
def found(name: str, models: str) -> Iterator[PaddleModel]:
    """The model `name` in the folder `models`; empty: the shipped weights, laid out for as long as they are loaded."""
    if models:
        yield _in_folder(name, Path(models) / name)
        return
    if name not in SHIPPED:
        raise ModelMissing(
            f"The model {name!r} is not shipped (that are {', '.join(SHIPPED)}): bring it with "
            f"`python -m lambda_ocr.engines.paddle.model_folders FOLDER {name}` and say CUSTOM_OCR_MODELS=FOLDER."
        )
    with TemporaryDirectory(prefix="custom-ocr-") as folder:
        yield shipped(name, Path(folder) / name)


def _in_folder(name: str, folder: Path) -> PaddleModel:
    files = {"inference.onnx": "onnxruntime", "inference.pdiparams": "paddle_static"}
    for file, engine in files.items():
        if (folder / file).is_file() and (folder / "inference.yml").is_file():
            return PaddleModel(name, folder, engine)
    raise ModelMissing(f"{folder} holds no PaddleOCR model (inference.yml with {' or '.join(files)}).")


def shipped(name: str, folder: Path) -> PaddleModel:
    """Lay out a shipped network, with settings of our own writing, for the official API's ONNX Runtime engine."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inference.onnx").write_bytes(weights(SHIPPED[name]))
    written = _detection(name) if name == DETECTOR.name else _recognition(name)
    (folder / "inference.yml").write_text(written, encoding="ascii")
    return PaddleModel(name, folder, "onnxruntime")


def _detection(name: str) -> str:
    return f"""\
Global: {{model_name: {name}}}
PreProcess:
  transform_ops:
  - DecodeImage: {{channel_first: false, img_mode: BGR}}
  - DetResizeForTest: {{resize_long: 960}}
  - NormalizeImage: {{mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], scale: 1./255., order: hwc}}
  - ToCHWImage:
PostProcess:
  name: DBPostProcess
  thresh: {DETECTOR.core}
  box_thresh: {DETECTOR.minimum_confidence}
  unclip_ratio: {DETECTOR.unclip}
"""


def _recognition(name: str) -> str:
    """The dictionary is the one inside the network; every character as a YAML escape, whatever it is."""
    _, *characters, _ = RECOGNIZER.vocabulary.characters(Network(RECOGNIZER.file, threads=1).metadata)
    listed = "\n".join(f'  - "{_escaped(character)}"' for character in characters)
    return f"""\
Global: {{model_name: {name}}}
PreProcess:
  transform_ops:
  - DecodeImage: {{channel_first: false, img_mode: BGR}}
  - RecResizeImg: {{image_shape: [3, {RECOGNIZER.line.height_px}, 320]}}
PostProcess:
  name: CTCLabelDecode
  character_dict:
{listed}
"""


def _escaped(character: str) -> str:
    return "".join(rf"\U{ord(point):08x}" for point in character)


def fetch(folder: Path, names: Sequence[str]) -> None:
    """Have PaddleOCR's downloader bring official models to `folder`, each in a folder of its name."""
    with TemporaryDirectory(prefix="paddle-models-") as cache:
        os.environ["PADDLE_PDX_CACHE_HOME"] = cache
        with paddle_asking():
            from paddlex.inference.utils.official_models import official_models  # noqa: PLC0415
        for name in names:
            shutil.copytree(official_models[name], folder / name)
            print(f"{name}: {folder / name}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python -m lambda_ocr.engines.paddle.model_folders FOLDER NAME [NAME ...]")
    fetch(Path(sys.argv[1]), sys.argv[2:])
