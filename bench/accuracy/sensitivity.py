"""What hangs on a tunable of the aligner: each is set to 0.8 and to 1.25 times its value, everything else as it is.

For every kind of the folders the first query is aligned, and the first wrong picture; a value on which a verdict, or a
field's place by more than a quarter of its height, hangs is named with what came of it. So no value of
alignment/options.py needs to be chosen by hand and forgotten: `python -m bench sensitivity FOLDER…`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.accuracy.collection import Group, real, sendable
from bench.support.running import parser, progress, status_of
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.options import OPTIONS, AlignerOptions
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import points, quad, side_lengths, transform
from lambda_ocr.core.model import Field, Image, Template
from lambda_ocr.core.ports import DetectedText, LineDetector, LineRecognizer
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.tunables import NOT_MEASURED, Tunable, tunables
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.engines import EngineChoice, build_engine

FACTORS = (0.8, 1.25)
FAR = 0.25
"""Of its own height, from which a field's move is told."""

Places = list[np.ndarray] | None
"""Corners of every field on the picture; None where it is refused."""


@dataclass(frozen=True)
class Case:
    """A picture with the template it is held against, as the store keeps it."""

    name: str
    template: Template
    derived: bytes
    picture: Image


OF_THE_PAGE = ("sift", "orb", "outline", "sheet", "level", "grey", "read", "line_characters", "in_frame", "page_lines")
"""Parts of the names of tunables that say what is found on a page, whatever it is held against."""


class Remembering:
    """A detector and a recognizer that look at the same pixels once."""

    def __init__(self, detector: LineDetector, recognizer: LineRecognizer) -> None:
        self._detector, self._recognizer = detector, recognizer
        self._found: dict[bytes, Sequence[DetectedText]] = {}
        self._read: dict[bytes, Lattice] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._detector if name == "canvas" else self._recognizer, name)

    def detect(self, image: Image, budget: Budget = UNBOUNDED) -> Sequence[DetectedText]:
        """As the detector does."""
        key = _pixels_named(image)
        if key not in self._found:
            self._found[key] = self._detector.detect(image, budget)
        return self._found[key]

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """As the recognizer does, of what is new."""
        keys = [_pixels_named(each) for each in crops]
        new = {key: each for key, each in zip(keys, crops, strict=True) if key not in self._read}
        if new:
            self._read.update(zip(new, self._recognizer.recognize(list(new.values()), budget), strict=True))
        return tuple(self._read[key] for key in keys)


class Aligning:
    """A reader that stops where the fields are placed; what no tunable changes is looked at once."""

    def __init__(self) -> None:
        engine = Remembering(*build_engine(1, EngineChoice()))
        self._pages: dict[str, PageFeatures] = {}
        self._aligner = PrintAligner(engine, engine)
        self._reader = Reader(self._aligner, engine, engine)

    def cases(self, group: Group) -> Iterator[Case]:
        """The first query and the first wrong picture of a kind."""
        sent = sendable(group.template)
        fields = tuple(Field(name, quad(points(corners) * sent.factor)) for corners, name in group.fields)
        template = Template("t", fields, sent.data, "")
        derived = self._reader.describe(_pixels(sent.data), fields)
        for picture in (*list(group.queries)[:1], *group.wrong[:1]):
            yield Case(f"{group.name} {picture.name}", template, derived, _pixels(sendable(picture).data))

    def placed(self, case: Case, changed: str = "") -> Places:
        """Where the fields lie with this tunable `changed`; the template is loaded anew, for some act there."""
        prepared = self._reader.prepare(case.template, case.derived)
        if case.name not in self._pages or any(part in changed for part in OF_THE_PAGE):
            page = self._aligner.extract(case.picture)
        else:
            page = self._pages[case.name]
        if not changed:
            self._pages[case.name] = page
        try:
            alignment = self._aligner.align(prepared.features, page, prepared.fields)
        except TemplateMismatch:
            return None
        placements = zip(alignment.placements, prepared.fields, strict=True)
        return [transform(placement.image_from_template, field.quad) for placement, field in placements]


def main(arguments: list[str] | None = None) -> int:
    """Parse, vary, print."""
    made = parser("sensitivity", __doc__ or "")
    made.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--name", action="append", default=[], metavar="TUNABLE", help="only this one; may be repeated")
    made.add_argument("--all", action="store_true", help="those too that were measured otherwise")
    options = made.parse_args(arguments)
    return status_of(lambda: _run(options.folders, options.name, everything=options.all, keep=options.json))


def _run(folders: Sequence[Path], names: Sequence[str], *, everything: bool, keep: Path | None) -> int:
    asked = [each for each in tunables(AlignerOptions) if _is_asked(each, names, everything=everything)]
    aligning = Aligning()
    cases = [case for folder in folders for group in real(folder) for case in aligning.cases(group)]
    before = [aligning.placed(case) for case in cases]
    said: dict[str, str] = {}
    for each in progress(asked, len(asked), "tunable"):
        said[each.name] = _said(aligning, cases, before, each)
        print(f"{each.name}: {said[each.name]}", flush=True)
    if keep:
        keep.write_text(json.dumps(said, indent=1), encoding="utf-8")
    return 0


def _is_asked(each: Tunable, names: Sequence[str], *, everything: bool) -> bool:
    return each.name in names if names else everything or each.evidence.startswith(NOT_MEASURED)


def _pixels_named(image: Image) -> bytes:
    return hashlib.sha256(repr(image.shape).encode() + image.tobytes()).digest()


def _pixels(data: bytes) -> Image:
    return load_document(data, PictureLimits()).first.pixels


def _said(aligning: Aligning, cases: Sequence[Case], before: Sequence[Places], each: Tunable) -> str:
    """What comes of both values, as the ledger has it."""
    flipped, moved, farthest, fields = [], 0, 0.0, 0
    values = [_times(each.value, factor) for factor in FACTORS]
    for value in values:
        object.__setattr__(OPTIONS, each.name, value)
        try:
            after = [aligning.placed(case, each.name) for case in cases]
        finally:
            object.__setattr__(OPTIONS, each.name, each.value)
        for case, old, new in zip(cases, before, after, strict=True):
            if (old is None) is not (new is None):
                flipped.append(f"{case.name} at {value}")
            for here, there in zip(old or (), new or (), strict=False):
                away = float(np.abs(here - there).max() / max(side_lengths(quad(here))[1], 1.0))
                moved, farthest, fields = moved + (away > FAR), max(farthest, away), fields + 1
    kinds = len({case.name.split()[0] for case in cases})
    verdicts = f"verdicts change: {', '.join(flipped)}" if flipped else "no verdict changes"
    if moved:
        places = (
            f"of {fields // len(values)} fields {moved} move by more than {FAR} of their height, {farthest:.2f} at most"
        )
    else:
        places = f"no field moves by more than {farthest:.2f} of its height"
    return f"{len(cases)} pictures of {kinds} kinds at {values[0]} and {values[1]}: {verdicts}, {places}"


def _times(value: Any, factor: float) -> Any:
    """The value, or every one of several, times a factor; whole numbers by one at the least."""
    if isinstance(value, tuple):
        return tuple(_times(each, factor) for each in value)
    if isinstance(value, int):
        return min(value - 1, round(value * factor)) if factor < 1 else max(value + 1, round(value * factor))
    return round(value * factor, 6) if value > 1 else min(round(value * factor, 6), 0.99)


if __name__ == "__main__":
    sys.exit(main())
