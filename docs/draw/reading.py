"""What the pictures show is really read: the service in this process, on a store that is empty and forgotten."""

from __future__ import annotations

import base64
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from lambda_ocr.app.service import OcrService
from lambda_ocr.entrypoints.wiring import build_service, compose_reader
from lambda_ocr.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"

Corners = Sequence[Sequence[float]]
Fields = Sequence[tuple[Corners, str]]
TypedFields = Sequence[tuple[Corners, str, dict[str, Any]]]


def example(case: str, name: str) -> bytes:
    """A file of examples/."""
    return (EXAMPLES / case / name).read_bytes()


def fields_of(case: str) -> Fields:
    """The `template` of an example."""
    return [(corners, name) for corners, name in json.loads(example(case, "template.json"))]


def opened(picture: bytes) -> Image.Image:
    """As a viewer shows it."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(picture))).convert("RGB")


def as_png(picture: Image.Image) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def rectangle(left: float, top: float, right: float, bottom: float) -> Corners:
    """An upright field."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


class Desk:
    """Registers and reads, loading the networks when first asked."""

    @cached_property
    def _service(self) -> OcrService:
        home = tempfile.TemporaryDirectory()
        self._home = home
        return build_service(replace(Settings(), home=home.name))

    def read(self, template: bytes, fields: Fields | TypedFields, picture: bytes) -> list[dict[str, Any]]:
        """The `fields` of a detailed answer; raises RuntimeError when anything is refused."""
        added = self._ask({"type": "add", "img": _text(template), "template": [list(field) for field in fields]})
        answer = self._ask({"template_id": added["template_id"], "img": _text(picture), "detail": True})
        return list(answer["fields"])

    def describe(self, template: bytes, fields: Fields) -> Any:
        """What the aligner keeps of a template (`alignment.features.Features`)."""
        from lambda_ocr.core.model import Field, Template  # noqa: PLC0415
        from lambda_ocr.documents.formats import load_document  # noqa: PLC0415
        from lambda_ocr.documents.limits import PictureLimits  # noqa: PLC0415

        reader, picture = compose_reader(), load_document(template, PictureLimits()).first.pixels
        asked = tuple(Field(name, tuple(map(tuple, corners))) for corners, name in fields)  # type: ignore[arg-type]
        prepared = reader.prepare(Template("", asked, b"", ""), reader.describe(picture, asked))
        return prepared.features

    def _ask(self, payload: dict[str, Any]) -> Any:
        response = self._service.handle(payload)
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {response.body}")
        return response.body


def _text(picture: bytes) -> str:
    return base64.b64encode(picture).decode("ascii")
