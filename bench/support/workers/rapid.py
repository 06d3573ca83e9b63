"""RapidOCR: `page` reads the whole picture with its published settings, `crops` each field's crop on its own.

`crops` is the method of the AWS AI Solution Kit's Custom OCR: detector, direction classifier and recognizer run anew on
every crop. There the detector sees a crop at its own size (`limit_type` max 960, PP-OCR's setting of those years):
RapidOCR's own would blow a line of 30 pixels up to 736, at which nothing is found and much time is lost.
Runs in the environment of requirements-rapidocr.txt.
"""

from __future__ import annotations

import argparse
from typing import Any

from rapidocr import RapidOCR

from bench.support.workers.cutting import cut, picture_of
from bench.support.workers.wire import Read, Request, serve


def build(told: argparse.Namespace) -> Read:
    """The engine with its published settings, its threads bounded."""
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": told.threads or -1}
    limits = {"Det.limit_type": "max", "Det.limit_side_len": 960} if told.mode == "crops" else {}
    engine = RapidOCR(params={"Global.log_level": "error", **threads, **limits})
    return {"page": _page, "crops": _crops}[told.mode](engine)


def _page(engine: Any) -> Read:
    return lambda request: {"lines": _lines(engine(picture_of(request["picture"])))}


def _crops(engine: Any) -> Read:
    def read(request: Request) -> dict[str, Any]:
        picture = picture_of(request["picture"])
        return {"fields": [_lines(engine(cut(picture, quad))) for quad in request["quads"]]}

    return read


def _lines(found: Any) -> list[dict[str, Any]]:
    if found.boxes is None or found.txts is None:
        texts = found.txts or ()
        return [{"quad": None, "text": text} for text in texts]
    return [{"quad": box.tolist(), "text": text} for box, text in zip(found.boxes, found.txts, strict=True)]


if __name__ == "__main__":
    serve(build, __doc__ or "")
