"""Our own reader, in process: `add` a template, `query` a picture, and the `floor` under any reader of these fields.

The floor is what nobody can do without: decode the picture and run the recognizer once over the tight crops of the
lines, which are known here from a reading that is not counted.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.support.workers.wire import Read, Request, serve
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad as quad_of
from lambda_ocr.core.model import Field, Image, Prepared, Reading, Template
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.entrypoints.wiring import compose_reader

LIMITS = PictureLimits()


class Ours:
    """The reader with its templates."""

    def __init__(self, threads: int) -> None:
        self._reader = compose_reader(threads)
        self._recognizer = PaddleLineRecognizer(threads)
        self._templates: dict[str, Prepared] = {}

    def answer(self, request: Request) -> dict[str, Any]:
        """One of the three."""
        ways = {"add": self._add, "query": self._query, "floor": self._floor}
        return ways[request["type"]](request)

    def _add(self, request: Request) -> dict[str, Any]:
        data = Path(request["picture"]).read_bytes()
        fields = tuple(Field(name, quad_of(corners)) for corners, name in request["template"])
        derived = self._reader.describe(load_document(data, LIMITS).first.pixels, fields)
        template = Template(request["template_id"], fields, data, "2026-01-01T00:00:00Z")
        self._templates[template.template_id] = self._reader.prepare(template, derived)
        heights = [note.line_height for note in self._templates[template.template_id].notes]
        return {"line_heights": heights}

    def _query(self, request: Request) -> dict[str, Any]:
        started = time.perf_counter()
        picture = load_document(Path(request["picture"]).read_bytes(), LIMITS).first.pixels
        decoded = (time.perf_counter() - started) * 1000
        try:
            reading = self._read(request, picture)
        except TemplateMismatch as refusal:
            return {"refused": refusal.details}
        return {"steps": {"decode": decoded, **reading.timings_ms}, **_told(reading)}

    def _read(self, request: Request, picture: Image) -> Reading:
        return self._reader.read(self._templates[request["template_id"]], picture)

    def _floor(self, request: Request) -> dict[str, Any]:
        data = Path(request["picture"]).read_bytes()
        picture = load_document(data, LIMITS).first.pixels
        lines = [line for field in self._read(request, picture).fields for line in field.lines]
        crops = [crop_line(picture, line.position, np.eye(3), self._recognizer.line.height_px) for line in lines]
        wall, cpu = time.perf_counter(), time.process_time()
        load_document(data, LIMITS)
        read_lines(self._recognizer, crops)
        return {
            "seconds": time.perf_counter() - wall,
            "cpu_seconds": time.process_time() - cpu,
            "lines": len(crops),
        }


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "values": [field.value for field in reading.fields],
        "scores": [field.confidence for field in reading.fields],
        "quads": [field.position for field in reading.fields],
        "verdict": reading.alignment.verdict,
        "method": reading.alignment.method,
    }


def build(told: argparse.Namespace) -> Read:
    """The reader on as many threads as it may use."""
    return Ours(told.threads).answer


if __name__ == "__main__":
    serve(build, __doc__ or "")
