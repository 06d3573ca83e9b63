"""Small stores and readers for the tests of the service, each named for the situation it plays."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.errors import StoreUnavailable, TemplateMismatch, TemplateNotFound
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FieldNote,
    FieldReading,
    Glyph,
    IdPage,
    Image,
    Line,
    Placement,
    Prepared,
    PrintedLine,
    PrintedPage,
    Quad,
    Reading,
    Status,
    Template,
    Text,
    Verdict,
)


class StoreInMemory:
    """Keeps to the port in a dictionary; counts what it is asked."""

    def __init__(self) -> None:
        self.templates: dict[str, Template] = {}
        self.derived: dict[str, tuple[str, bytes]] = {}
        self.gets = 0

    def add(self, template: Template) -> None:
        if template.template_id in self.templates:
            raise ValueError("taken")
        self.templates[template.template_id] = template

    def get(self, template_id: str) -> Template:
        self.gets += 1
        self._check(template_id)
        return self.templates[template_id]

    def exists(self, template_id: str) -> bool:
        return template_id in self.templates

    def delete(self, template_ids: Sequence[str]) -> None:
        for template_id in template_ids:
            self._check(template_id)
        for template_id in template_ids:
            del self.templates[template_id]
            self.derived.pop(template_id, None)

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        return tuple(self.templates)[: most or None]

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        ids, start = self.list_ids(), int(cursor or 0)
        return IdPage(ids[start : start + limit], str(start + limit) if start + limit < len(ids) else None)

    def load_derived(self, template_id: str, version: str) -> bytes | None:
        kept_version, derived = self.derived.get(template_id, ("", b""))
        return derived if kept_version == version else None

    def save_derived(self, template_id: str, version: str, derived: bytes) -> None:
        if template_id in self.templates:
            self.derived[template_id] = (version, derived)

    def _check(self, template_id: str) -> None:
        if template_id not in self.templates:
            raise TemplateNotFound("No template has this id.", template_id=template_id)


class StoreThatKeepsNoCache(StoreInMemory):
    """Templates are kept, derived data never is."""

    def save_derived(self, template_id: str, version: str, derived: bytes) -> None:
        raise StoreUnavailable("The cache cannot be written.")


class StoreThatIsDown(StoreInMemory):
    """Answers nothing."""

    def exists(self, template_id: str) -> bool:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")

    def add(self, template: Template) -> None:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")


class ReaderThatSeesEverything:
    """Takes the query for the template itself and reads each field's mean colour, as `#rrggbb`: a value that comes from
    the very pixels under the quad. A picture of another size is not of the template."""

    version = "colours-1"

    def __init__(self) -> None:
        self.described = 0

    def describe(
        self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> bytes:
        budget.check(Part.DETECT)
        self.described += 1
        return json.dumps({"size": [picture.shape[1], picture.shape[0]], "fields": len(fields)}).encode()

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        width, height = json.loads(derived)["size"]  # a JSONDecodeError is a ValueError
        notes = (FieldNote(20.0, 0, "", 0.0),) * len(template.fields)
        return Prepared(template.template_id, template.fields, notes, (width, height), features=None)

    def read(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> Reading:
        budget.check(Part.ALIGN)
        size = (picture.shape[1], picture.shape[0])
        if size != prepared.size:
            raise TemplateMismatch(
                "The picture is not of the template. Send one that is.", inliers=np.int64(3), seen=size
            )
        fields = tuple(self._field(field, picture) for field in prepared.fields)
        return Reading(prepared.template_id, self._alignment(len(fields)), fields, {"align": 1.25, "recognize": 2.5})

    def lines(self, picture: Image, budget: Budget = UNBOUNDED) -> PrintedPage:
        height, width = picture.shape[:2]
        quad: Quad = ((0.0, 0.0), (width / 2, 0.0), (width / 2, float(height)), (0.0, float(height)))
        colour = mean_colour(picture, quad)
        glyphs = (Glyph(letter, 0.9, (place + 0.5) / len(colour)) for place, letter in enumerate(colour))
        return PrintedPage((PrintedLine(Text.of(glyphs), quad),))

    def _field(self, field: Field, picture: Image) -> FieldReading:
        value = mean_colour(picture, field.quad)
        line = Line(value, 0.97976, field.quad)
        return FieldReading(field.name, value, 0.97976, Status.OK, field.quad, (line,), 0.5)

    def _alignment(self, fields: int) -> Alignment:
        placements = (Placement(np.eye(3), 0.5),) * fields
        return Alignment(np.eye(3), placements, Verdict.MATCHED, 120, 0.4567, 0.93, "identity")


class ReaderThatBreaks(ReaderThatSeesEverything):
    """Fails on every picture, quoting the document as a careless exception would."""

    def read(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> Reading:
        budget.check(Part.ALIGN)
        raise RuntimeError(f"cannot parse {mean_colour(picture, prepared.fields[0].quad)}")


class ReaderThatSpeaksNoUnicode(ReaderThatSeesEverything):
    """Reads half a surrogate pair, which UTF-8 cannot hold."""

    def _field(self, field: Field, picture: Image) -> FieldReading:
        return FieldReading(field.name, "\ud800", 0.9, Status.OK, field.quad, (), 0.5)


class ReaderThatLosesItsWay(ReaderThatSeesEverything):
    """Gives back what no JSON can hold: places at infinity and confidences that are no numbers."""

    def _field(self, field: Field, picture: Image) -> FieldReading:
        nowhere: Quad = ((float("inf"), 0.0), (1.0, float("nan")), (1.0, 1.0), (0.0, 1.0))
        return FieldReading(field.name, "", float("nan"), Status.OUT_OF_FRAME, nowhere, (), float("inf"))

    def _alignment(self, fields: int) -> Alignment:
        placements = (Placement(np.eye(3), float("inf")),) * fields
        nowhere = np.full((3, 3), np.nan)
        return Alignment(nowhere, placements, Verdict.WEAK, 5, float("inf"), 0.2, "identity")


def mean_colour(picture: Image, quad: Quad) -> str:
    """Mean colour under the quad's bounding box, as `#rrggbb`."""
    xs, ys = [int(x) for x, _ in quad], [int(y) for _, y in quad]
    blue, green, red = picture[min(ys) : max(ys), min(xs) : max(xs)].reshape(-1, 3).mean(axis=0)
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"
