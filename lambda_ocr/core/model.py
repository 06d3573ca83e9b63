"""The nouns of the domain, as frozen values.

Rule: nothing here computes. Coordinates are continuous pixels of the picture as a viewer shows it (EXIF applied): the
upper left corner of the picture is (0, 0), the centre of its first pixel (0.5, 0.5). Confidences are 0 to 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""A decoded picture: (height, width, 3), BGR, 8 bits."""

Matrix: TypeAlias = NDArray[np.float64]
"""A homography, (3, 3), named `a_from_b`: it maps points of frame b to frame a."""

Point: TypeAlias = tuple[float, float]

Quad: TypeAlias = tuple[Point, Point, Point, Point]
"""Four corners, clockwise from the upper left as the text is read."""


Extent: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Field:
    """A named place on the template, and what kind of value it holds."""

    name: str
    quad: Quad
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The third member on the wire, as it was sent (`core.field_types` says what it means)."""


@dataclass(frozen=True)
class TemplateRef:
    """One version of one template. What it names never changes; versions count 1, 2, 3 …"""

    template_id: str
    version: int


@dataclass(frozen=True)
class TemplateVersion:
    """One version, in the list of them."""

    version: int
    created: str
    """UTC, as of a `Template`."""


class LessonKind(StrEnum):
    """What a lesson is about."""

    PRINT = "print"
    """A printed line outside the fields: on how many copies it stands."""
    MARKS = "marks"
    """A place outside the fields whose print, whatever it is, no copy has."""
    TYPE = "type"
    """What type all of a field's values have; a suggestion, for a type is the user's to choose."""
    EXTENT = "extent"
    """Where a field's print lies, all copies together; `agreeing` have it wholly in the field as it was drawn."""
    WANDER = "wander"
    """Where a field was found that does not always stand in its place; on `agreeing` copies it did not, and `text` is
    the printed line that stood elsewhere with it."""
    BOUND = "bound"
    """How like the template a picture must be, by the copies and by the other templates; `agreeing` copies are."""


@dataclass(frozen=True)
class Bound:
    """How like the template known pictures are, and how like it another one must be. All as the aligner weighs them:
    the log likelihood ratio of this template to something else, nats.
    """

    weight: float
    """From which a picture is taken for the template's."""
    lowest: float
    """Of the copies, each weighed by what the others taught."""
    others: int = 0
    """Templates whose own pictures were laid beside it."""
    highest: float | None = None
    """Of these; None where none is like it at all."""


@dataclass(frozen=True)
class Lesson:
    """A fact that further copies of the document taught: kept beside what was drawn, shown, and removable."""

    kind: LessonKind
    copies: int
    """Those that could tell."""
    agreeing: int
    """Those of them where it is so."""
    at: Quad | None = None
    """The line, or the place."""
    text: str = ""
    """What the line says."""
    of_field: int | None = None
    """Which field, in template order."""
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The suggested third member of the field."""
    moved: int = 0
    """Of the agreeing copies those where a line stands elsewhere, for what is above it grew or shrank."""
    bound: Bound | None = None
    """Of a lesson on that alone."""

    @property
    def id(self) -> str:
        """Names the fact, however many copies speak for it."""
        text = "" if self.kind is LessonKind.WANDER else self.text  # the label on the newest copies
        about = (self.kind.value, text, self.of_field, self.at if self.kind in _PLACED else None)
        return hashlib.sha256(repr(about).encode()).hexdigest()[:12]


_PLACED = frozenset({LessonKind.PRINT, LessonKind.MARKS})


@dataclass(frozen=True)
class Taught:
    """All that further copies taught."""

    copies: tuple[str, ...] = ()
    """Digests of their files, so that one that is sent again does not count twice."""
    lessons: tuple[Lesson, ...] = ()


NOTHING_TAUGHT = Taught()


@dataclass(frozen=True)
class PageOf:
    """Which page of a document of several a template is: templates of one document name it alike."""

    document: str
    page: int
    """From 1."""
    pages: int


@dataclass(frozen=True)
class Template:
    """What a user registered, one version of it: the encoded picture (as received, at most 10 MiB) and the fields drawn
    on it.
    """

    template_id: str
    fields: tuple[Field, ...]
    picture: bytes = field(repr=False)
    created: str
    """UTC, ISO 8601 with seconds: `2026-11-22T08:00:00Z`."""
    name: str = ""
    """What people call it; "" when nobody said."""
    note: str = ""
    """What people should know of it."""
    variable: tuple[Quad, ...] = ()
    """Print outside the fields that a person struck out: it changes with the copy, and tells nothing."""
    version: int = 1
    rules: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """What must be so of several fields together, as it was sent (`core.deciding.rules` says what it means)."""
    taught: Taught = NOTHING_TAUGHT
    page_of: PageOf | None = None
    """None of a document of one page."""

    @property
    def ref(self) -> TemplateRef:
        """What names this very content."""
        return TemplateRef(self.template_id, self.version)


@dataclass(frozen=True)
class IdPage:
    """Some of the ids in a store, and where the next page begins; None where this was the last."""

    template_ids: tuple[str, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class FieldAnnotation:
    """What reading the template itself told of one field."""

    line_height: float
    """Height of a line of its text, in template pixels."""
    turn: int
    """Quarter turns, clockwise, that the quad's corners are counted on until the text reads upright."""
    value: str
    """What the template picture says in the field; "" when blank."""
    confidence: float
    labels: tuple[str, str] = ("", "")
    """What is printed on the value's line right before and after it."""
    coloured: bool = False
    """Whether the template's own print in the field, or close around it, holds coloured ink that is no stamp."""
    mark: Extent | None = None
    """Where free strokes stand in a field that says nothing, in line heights from the field's upper left corner."""
    room: tuple[float, float] = (0.0, 0.0)
    """Blank paper before and after the field along its text, in line heights, that a longer value may run on into."""


@dataclass(frozen=True)
class FixedLine:
    """A printed line of the template outside its fields, and what the aligner takes it for."""

    text: str
    quad: Quad
    role: str
    fixed: float
    """How likely it stands on every copy, 0 to 1."""
    weight: float
    """What other print in its place would speak against a picture, in nats; 0: nothing is concluded from it."""


@dataclass(frozen=True, eq=False)
class TemplateGrey:
    """The template's picture in grey levels: (height, width), `factor` times as large as the template."""

    pixels: NDArray[np.uint8]
    factor: float


@dataclass(frozen=True, eq=False)
class Prepared:
    """A template made ready for reading."""

    template_id: str
    fields: tuple[Field, ...]
    notes: tuple[FieldAnnotation, ...]
    """One for each field."""
    size: tuple[int, int]
    """Width and height of the template picture."""
    features: Any = field(repr=False)
    """What the aligner knows of its fixed print, in the aligner's own form."""
    landmarks: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)), repr=False)
    """Places (n, 2) of that print outside the fields, in template pixels."""
    fixed_lines: tuple[FixedLine, ...] = field(default=(), repr=False)
    """The lines outside the fields, as the aligner takes them."""
    kinds: tuple[Any, ...] = field(default=(), repr=False)
    """The type of each field (`core.field_types`), made once of its options."""
    graphics: Any = field(default=None, repr=False)
    """What fields are measured against that are not read as print (`core.graphics`); None where there are none."""
    rules: tuple[Any, ...] = field(default=(), repr=False)
    """Those across the fields (`core.deciding.rules`)."""
    page_of: PageOf | None = None
    """As of the template."""
    alternatives: bool = False
    """Whether a reading seeks what else its fields may say, where nothing but the answer's detail needs it."""


class Verdict(StrEnum):
    """How much the alignment can be trusted. A picture that is neither is refused with `TemplateMismatch`."""

    MATCHED = "matched"
    WEAK = "weak"


@dataclass(frozen=True, eq=False)
class Placement:
    """Where one field lies: the homography that holds around it (paper is not flat), and how well that is known."""

    image_from_template: Matrix
    error_px: float
    """Expected distance from the true place, in query pixels."""
    is_missing: bool = False
    """Whether the picture has no such place: another field's row stands where this one's would."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """One query picture placed on one template."""

    image_from_template: Matrix
    """The homography that most of the fixed print agrees with."""
    placements: tuple[Placement, ...]
    """One for each field, in template order."""
    verdict: Verdict
    inliers: int
    """Pieces of fixed print found again."""
    error_px: float
    """Median distance left between fixed print of template and query, in query pixels."""
    agreement: float
    """Share of the visible fixed print that was found again, 0 to 1."""
    method: str
    """Which step of the cascade found it."""
    weight: float = 0.0
    """How much likelier all print makes this template than something else, as a log likelihood ratio in nats."""


@dataclass(frozen=True)
class TemplateCandidate:
    """A template that an index holds worth aligning with a page."""

    template_id: str
    likeness: float
    """In the index's own measure, larger for the likelier; to compare candidates for one page by."""
    is_plain: bool = False
    """Whether it is so like the page that a thorough look is worth its price, though a quick one found nothing."""
    by_other_signs: bool = False
    """Whether it is named for another reason than those before it, so that it tells nothing that they were in vain."""


class Status(StrEnum):
    """What became of one field."""

    OK = "ok"
    EMPTY = "empty"
    LOW_CONFIDENCE = "low_confidence"
    OUT_OF_FRAME = "out_of_frame"
    INVALID = "invalid"
    """What is printed is no value of the field's type."""


@dataclass(frozen=True)
class Glyph:
    """One character as read; `at` is its place along the crop, 0 (left edge) to 1 (right edge)."""

    character: str
    confidence: float
    at: float
    rival: Glyph | None = None
    """What else it may be: the runner-up of the same step, where it is not negligible."""


@dataclass(frozen=True)
class Text:
    """What a recognizer read in one crop; empty text has confidence 0."""

    text: str
    confidence: float
    glyphs: tuple[Glyph, ...] = field(default=(), repr=False)
    beside: tuple[str, str] = field(default=("", ""), compare=False)
    """What stood before and after it on the line it was taken from."""
    unread: int = field(default=0, compare=False)
    """Signs in the crop at whose place no character was read, or a rule hides which."""

    @staticmethod
    def of(glyphs: Iterable[Glyph]) -> Text:
        """The text these characters spell, outer spaces dropped; its confidence is their mean."""
        kept = tuple(glyphs)
        while kept and kept[0].character.isspace():
            kept = kept[1:]
        while kept and kept[-1].character.isspace():
            kept = kept[:-1]
        confidence = sum(glyph.confidence for glyph in kept) / len(kept) if kept else 0.0
        return Text("".join(glyph.character for glyph in kept), confidence, kept)

    @property
    def weakest(self) -> float:
        """Least confidence of a character; spaces are not counted, they always waver."""
        return min(
            (glyph.confidence for glyph in self.glyphs if not glyph.character.isspace()), default=self.confidence
        )


@dataclass(frozen=True)
class LineInput:
    """What a recognizer takes a line as: its height, and the widths that it is padded or squeezed to, in pixels."""

    height_px: int
    narrowest_px: int
    widest_px: int


@dataclass(frozen=True)
class CanvasInput:
    """What a detector takes a picture as: sides in multiples of `stride_px`, best no more than `largest_px` in all."""

    stride_px: int
    largest_px: int


@dataclass(frozen=True)
class Calibration:
    """Weights, of one recognizer, by which a value's signs tell how often such values are right."""

    bias: float
    mean: float
    """Of the log odds of the characters' mean confidence."""
    weakest: float
    """Of the log odds of the least confidence of a character."""
    off: float
    """Taken off for each line height of doubt where the field lies."""
    length: float
    """Taken off for the logarithm of the number of characters."""


@dataclass(frozen=True)
class PrintedLine:
    """One line of text on any picture, `position` in that picture's pixels."""

    text: Text
    position: Quad


@dataclass(frozen=True)
class PrintedPage:
    """What a whole picture says."""

    lines: tuple[PrintedLine, ...]
    left_out: int = 0
    """Lines further down that were seen and not read: one request reads only so much."""


@dataclass(frozen=True)
class Line:
    """One line of a field, placed on the query picture."""

    text: str
    confidence: float
    position: Quad
    weakest: float = 1.0
    """Least confidence of a character."""
    beside: tuple[str, str] = ("", "")
    """What stands on the line before and after what is the field's."""
    unread: int = 0
    """Signs of the line that were passed over: ink as large as a letter where no character was read."""
    sureness: tuple[float, ...] = field(default=(), repr=False, compare=False)
    """Confidence of each character of `text` as it was read; empty where that is not known."""


class Check(StrEnum):
    """What was noticed about a field's value that a caller should know."""

    UNEXPLAINED_INK = "unexplained_ink"
    """There is print in the field that no line read accounts for."""
    UNREAD_SIGN = "unread_sign"
    """A letter or sign of the value was passed over: it is in a script, or of a kind, that the engine does not read."""
    EXTENDS = "extends"
    """The value runs on beyond the field's edge, and was read to its end."""
    NOT_OF_FORM = "not_of_form"
    """The print has no form that values of the field's type have."""
    CHECKSUM_WRONG = "checksum_wrong"
    """Its check digit is another one."""
    OUT_OF_RANGE = "out_of_range"
    """There is no such day or hour, or it lies outside `min` and `max`."""
    NOT_LISTED = "not_listed"
    """It is none of the field's `values`."""
    AMBIGUOUS = "ambiguous"
    """The print has more than one meaning: `candidates` holds them."""
    DECIDED_BY_TYPE = "decided_by_type"
    """The free reading said otherwise; the field's type decided between what the network held possible."""
    DECIDED_BY_TEMPLATE = "decided_by_template"
    """The free reading was nearly what the template says there, and open where it differed: the template decided."""
    OTHER_KIND = "other_kind"
    """Words where the template has a number, or the reverse: perhaps another line of the page."""
    DECIDED_BY_RULE = "decided_by_rule"
    """A rule across fields decided between what the field may say or mean."""
    CELLS_DIFFER = "cells_differ"
    """More or fewer cells of a comb are written in than characters were read."""
    SEVERAL_SELECTED = "several_selected"
    """More than one place of a group is marked, of which one may be: `candidates` of a row hold them."""
    RULE_BROKEN = "rule_broken"
    """A rule across fields does not hold, whatever the fields may say."""
    TEXT_LAYER_DIFFERS = "text_layer_differs"
    """The text that the file carries says another thing at this place than is seen there."""
    END_UNSEEN = "end_unseen"
    """A table's rows run to the picture's edge, and what follows them was not met: there may be more."""


class Held(StrEnum):
    """What was checked of a value, and is so."""

    FORM = "form"
    CHECKSUM = "checksum"
    RANGE = "range"
    LISTED = "listed"
    RULE = "rule"
    TEXT_LAYER = "text_layer"
    """The text that the file carries says the same at this place."""


@dataclass(frozen=True)
class Candidate:
    """What a field may say."""

    value: str
    """As printed."""
    normalized: Any
    """In the type's normal form."""
    likelihood: float
    """How likely its print is, beside what is likeliest without any type: 0 to 1."""


@dataclass(frozen=True)
class FieldReading:
    """Everything known of one field on one picture."""

    name: str
    value: str
    confidence: float
    status: Status
    position: Quad
    """The field's quad on the query picture."""
    lines: tuple[Line, ...]
    error_px: float
    """Expected distance between `position` and the field's true place, in query pixels."""
    unexplained: float = 0.0
    """Share of the field's ink that lies outside all its lines (`core.ink.unexplained_ink.unexplained`)."""
    checks: tuple[Check, ...] = ()
    type: str = "text"
    normalized: Any = None
    """The value in its type's normal form; None where it has none, or more than one."""
    candidates: tuple[Candidate, ...] = ()
    """What else it may say, or mean, the likeliest first."""
    held: tuple[Held, ...] = ()
    rows: tuple[tuple[FieldReading, ...], ...] = ()
    """Of a table its cells, row by row, each as a field of its column's name."""


@dataclass(frozen=True, eq=False)
class Reading:
    """The answer to one query, fields in template order."""

    template_id: str
    alignment: Alignment
    fields: tuple[FieldReading, ...]
    timings_ms: Mapping[str, float]
