"""Small stores and readers for the tests of the service, each named for the situation it plays."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from lambda_ocr.alignment.proposals.keypoints import Keypoints, OrientedKeypoints
from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.errors import StoreUnavailable, TemplateMismatch
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FieldAnnotation,
    FieldReading,
    Glyph,
    IdPage,
    Image,
    Lesson,
    Line,
    Placement,
    Prepared,
    PrintedLine,
    PrintedPage,
    Quad,
    Reading,
    Status,
    Template,
    TemplateCandidate,
    TemplateRef,
    TemplateVersion,
    Text,
    Verdict,
)
from lambda_ocr.core.teaching.copies import CopyStudied, PrintSeen
from lambda_ocr.core.templates.refusals import conflict, no_template, no_version


class StoreInMemory:
    """Keeps to the port in dictionaries; counts what it is asked."""

    def __init__(self) -> None:
        self.templates: dict[str, Template] = {}
        """Newest versions."""
        self.earlier: dict[TemplateRef, Template] = {}
        self.derived: dict[TemplateRef, tuple[str, bytes]] = {}
        self.gets = 0

    def create(self, template: Template) -> None:
        if template.template_id in self.templates:
            raise ValueError("taken")
        self.templates[template.template_id] = template

    def publish(self, template: Template) -> None:
        head = self.head(template.template_id)
        if head.version != template.version - 1:
            raise conflict(template.template_id, template.version - 1, head.version)
        self.earlier[head] = self.templates[template.template_id]
        self.templates[template.template_id] = template

    def head(self, template_id: str) -> TemplateRef:
        self._check(template_id)
        return TemplateRef(template_id, self.templates[template_id].version)

    def get(self, ref: TemplateRef) -> Template:
        self.gets += 1
        head = self.head(ref.template_id)
        if ref == head:
            return self.templates[ref.template_id]
        if ref not in self.earlier:
            raise no_version(ref, head.version)
        return self.earlier[ref]

    def versions(self, template_id: str) -> tuple[TemplateVersion, ...]:
        head = self.head(template_id)
        refs = [TemplateRef(template_id, version) for version in range(1, head.version)]
        kept = [*(self.earlier[ref] for ref in refs), self.templates[template_id]]
        return tuple(TemplateVersion(each.version, each.created) for each in reversed(kept))

    def delete(self, template_ids: Sequence[str]) -> None:
        for template_id in template_ids:
            self._check(template_id)
        for template_id in template_ids:
            del self.templates[template_id]
        self.earlier = {ref: each for ref, each in self.earlier.items() if ref.template_id in self.templates}
        self.derived = {ref: each for ref, each in self.derived.items() if ref.template_id in self.templates}

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        return tuple(self.templates)[: most or None]

    def heads(self) -> tuple[TemplateRef, ...]:
        return tuple(map(self.head, self.list_ids()))

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        ids, start = self.list_ids(), int(cursor or 0)
        return IdPage(ids[start : start + limit], str(start + limit) if start + limit < len(ids) else None)

    def load_artifact(self, ref: TemplateRef, fingerprint: str) -> bytes | None:
        kept, data = self.derived.get(ref, ("", b""))
        return data if kept == fingerprint else None

    def save_artifact(self, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
        if ref.template_id in self.templates:
            self.derived[ref] = (fingerprint, data)

    def _check(self, template_id: str) -> None:
        if template_id not in self.templates:
            raise no_template([template_id])


class StoreThatKeepsNoCache(StoreInMemory):
    """Templates are kept, derived data never is."""

    def save_artifact(self, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
        raise StoreUnavailable("The cache cannot be written.")


class StoreThatIsDown(StoreInMemory):
    """Answers nothing."""

    def head(self, template_id: str) -> TemplateRef:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")

    def create(self, template: Template) -> None:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        raise StoreUnavailable("The template store does not answer. Try again in a moment.")


WITHOUT_PRINT = SimpleNamespace(
    orb=OrientedKeypoints(Keypoints(np.zeros((0, 2)), np.zeros((0, 32), np.uint8)), np.zeros(0), np.zeros(0)),
    captions=(),
)
"""Features of a template that no index can know by anything."""


class IndexThatNamesAll:
    """Names what was put in, in that order; remembers what it was asked."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}
        self.asked: list[Collection[str] | None] = []
        self.likeness: dict[str, float] = {}

    version = "1"

    def entry(self, features: Any) -> bytes:
        return repr(features).encode()

    def put(self, entries: Mapping[str, bytes], whole: object = None) -> None:
        self.known.update(entries)

    def drop(self, template_ids: Collection[str]) -> None:
        for template_id in template_ids:
            self.known.pop(template_id, None)

    def sisters(self, template_id: str) -> Sequence[TemplateCandidate]:
        return ()

    def alike(self, entry: bytes) -> Sequence[TemplateCandidate]:
        found = [TemplateCandidate(name, self.likeness[name]) for name in self.known if name in self.likeness]
        return sorted(found, key=lambda each: -each.likeness)

    def candidates(self, page: Any, among: Collection[str] | None = None) -> Iterator[TemplateCandidate]:
        self.asked.append(among)
        named = [name for name in self.known if among is None or name in among]
        found = [TemplateCandidate(name, self.likeness.get(name, 1.0)) for name in named]
        yield from sorted(found, key=lambda each: -each.likeness)


HEADING: Quad = ((5.0, 2.0), (60.0, 2.0), (60.0, 8.0), (5.0, 8.0))
NUMBER: Quad = ((70.0, 2.0), (110.0, 2.0), (110.0, 8.0), (70.0, 8.0))


class WeighingAsItIsSeen:
    """Lessons weigh nothing; a bound is drawn half way."""

    def weight(self, lessons: Sequence[Lesson], judged: Any) -> float:
        return float(judged)

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        return -0.7 if highest is None else (lowest + highest) / 2


class ReaderThatSeesEverything:
    """Takes the query for the template itself and reads each field's mean colour, as `#rrggbb`: a value that comes from
    the very pixels under the quad. A picture of another size is not of the template."""

    version = "colours-1"

    def __init__(self) -> None:
        self.described = 0
        self.looks = 0

    def describe(
        self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> bytes:
        budget.check(Part.DETECT)
        self.described += 1
        return json.dumps({"size": [picture.shape[1], picture.shape[0]], "fields": len(fields)}).encode()

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        width, height = json.loads(derived)["size"]  # a JSONDecodeError is a ValueError
        notes = (FieldAnnotation(20.0, 0, "", 0.0),) * len(template.fields)
        return Prepared(
            template.template_id,
            template.fields,
            notes,
            (width, height),
            features=WITHOUT_PRINT,
            page_of=template.page_of,
        )

    def look(self, picture: Image, budget: Budget = UNBOUNDED) -> Any:
        self.looks += 1
        return picture

    def align(self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True) -> Alignment:
        budget.check(Part.ALIGN)
        size = (page.shape[1], page.shape[0])
        if size != prepared.size:
            raise TemplateMismatch(
                "The picture is not of the template. Send one that is.", inliers=np.int64(3), seen=size
            )
        return self._alignment(len(prepared.fields))

    def difference(self, one: Any, other: Any, page: Any, budget: Budget = UNBOUNDED) -> float:
        return 0.0

    def read(
        self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED, layer: TextLayer | None = None
    ) -> Reading:
        return self.read_aligned(prepared, picture, self.align(prepared, picture, budget), budget=budget)

    def read_aligned(
        self,
        prepared: Prepared,
        picture: Image,
        alignment: Alignment,
        *,
        budget: Budget = UNBOUNDED,
        layer: TextLayer | None = None,
    ) -> Reading:
        fields = tuple(self._field(field, picture) for field in prepared.fields)
        return Reading(prepared.template_id, alignment, fields, {"align": 1.25, "recognize": 2.5})

    def study(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> tuple[CopyStudied, Reading]:
        """A heading that stands on every copy, and a number that no other has."""
        alignment = self.align(prepared, picture, budget)
        lines = (PrintSeen(HEADING, "INVOICE", True), PrintSeen(NUMBER, "4711", False))
        tiles = np.array([(10.0, 10.0)])
        studied = CopyStudied(alignment, lines, tiles, np.ones(1, bool), 16.0, judged=1.0)
        return studied, self.read_aligned(prepared, picture, alignment, budget=budget)

    def beside(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> float | None:
        """Of its own size, it is a little like it."""
        return -1.0 if (picture.shape[1], picture.shape[0]) == prepared.size else None

    def weighing(self, prepared: Prepared) -> WeighingAsItIsSeen:
        """What was seen is what it weighs."""
        return WeighingAsItIsSeen()

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

    def read(
        self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED, layer: TextLayer | None = None
    ) -> Reading:
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
