"""Tesseract 5 on each field's crop, by its C interface: warm, as a service would hold it.

Each crop is scaled so that its lines are `LINE` pixels high (what Tesseract's manual asks for), and set on a margin of
its own paper; a field one line high is read as a line, others as a block. Languages come with the request.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import re
from typing import Any

import cv2
import numpy as np

from bench.support.workers.cutting import cut, picture_of
from bench.support.workers.wire import Read, Request, serve

LINE = 44.0
MARGIN = 12
BLOCK, SINGLE_LINE = 6, 7
ONE_LINE = 1.8
"""A field lower than this many line heights holds one line."""


class Tesseract:
    """One language's engine."""

    def __init__(self, library: Any, languages: str) -> None:
        self._library = library
        self._handle = library.TessBaseAPICreate()
        if library.TessBaseAPIInit3(self._handle, None, languages.encode()):
            raise SystemExit(f"Tesseract has no {languages}: apt-get install tesseract-ocr tesseract-ocr-LANGUAGE")

    def read(self, crop: Any, mode: int) -> str:
        """The text of an upright crop."""
        grey = np.ascontiguousarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY))
        height, width = grey.shape
        self._library.TessBaseAPISetPageSegMode(self._handle, mode)
        self._library.TessBaseAPISetImage(self._handle, grey.ctypes.data, width, height, 1, width)
        self._library.TessBaseAPISetSourceResolution(self._handle, 300)
        text = self._library.TessBaseAPIGetUTF8Text(self._handle)
        try:
            return ctypes.string_at(text).decode("utf-8")
        finally:
            self._library.TessDeleteText(text)


def build(_: argparse.Namespace) -> Read:
    """Engines are made as languages are met, which is not counted: `warm` asks for it."""
    library, engines = _library(), dict[str, Tesseract]()

    def engine(languages: str) -> Tesseract:
        if languages not in engines:
            engines[languages] = Tesseract(library, languages)
        return engines[languages]

    def read(request: Request) -> dict[str, Any]:
        chosen = engine(request["languages"])
        if request.get("type") == "warm":
            return {"version": library.TessVersion().decode()}
        picture = picture_of(request["picture"])
        pairs = zip(request["quads"], request["lines"], strict=True)
        return {"values": [_value(chosen, picture, quad, line) for quad, line in pairs]}

    return read


def _value(engine: Tesseract, picture: Any, quad: Any, line: float) -> str:
    """`line` is the height of the field's text on the picture."""
    corners = np.asarray(quad, np.float64)
    height = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    crop = cut(picture, quad, LINE / max(line, 1.0))
    paper = [int(value) for value in np.median(crop.reshape(-1, 3), axis=0)]
    framed = cv2.copyMakeBorder(crop, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=paper)
    text = engine.read(framed, SINGLE_LINE if height < ONE_LINE * line else BLOCK)
    return re.sub(r"\s+", " ", text).strip()


def _library() -> Any:
    name = ctypes.util.find_library("tesseract")
    if name is None:
        raise SystemExit("Tesseract is not installed: apt-get install tesseract-ocr (and -chi-sim, -deu, -por)")
    library = ctypes.CDLL(name)
    library.TessBaseAPICreate.restype = ctypes.c_void_p
    library.TessVersion.restype = ctypes.c_char_p
    library.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
    library.TessBaseAPIInit3.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    library.TessBaseAPISetPageSegMode.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.TessBaseAPISetSourceResolution.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.TessBaseAPISetImage.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *([ctypes.c_int] * 4)]
    library.TessBaseAPIGetUTF8Text.argtypes = [ctypes.c_void_p]
    library.TessDeleteText.argtypes = [ctypes.c_void_p]
    return library


if __name__ == "__main__":
    serve(build, __doc__ or "")
