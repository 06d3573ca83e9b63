"""Drawn documents under strain: accuracy and corner error against one thing at a time, and all of them mixed.

The example documents are photographed by their own renderer with more and more rotation, tilt, scale, blur, noise,
shadow, occlusion, fold, crop and JPEG compression. Truth is exact, so the error of every corner is known (in template
pixels, so that pictures of any size compare). Fields that are hidden or cut off are not asked for. Needs the open fonts
that examples/README.md names.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.scoring import is_right
from bench.accuracy.stressing import AXES, UNITS, WITHIN, Strain, hidden, mixed, one, shot_of
from bench.support import charts
from bench.support.machine import Machine, this_machine
from bench.support.numbers import markdown, median, table
from bench.support.report import PICTURES, write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from examples.draw.__main__ import NAMES, load
from examples.draw.camera import View
from examples.draw.case import Case, Query, expected, take, template_png
from examples.draw.fonts import missing_packages
from examples.draw.light import jpeg
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import polygon_mask, quad, scale_at
from lambda_ocr.core.model import Field, Prepared, Quad, Reading, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.wiring import compose_reader

SEVERITIES = (0.25, 0.5, 0.75, 1.0)
COVERED = 0.02
"""Share of a field that a thing may lie on before the field is no longer asked for."""


@dataclass(frozen=True)
class Outcome:
    """One picture: what was asked for, what was read right, and how far the fields' corners lie from the truth."""

    axis: str
    level: float
    document: str
    asked: int
    right: int
    refused: bool
    corner_px: float
    """Median over the corners, in template pixels; not a number where refused."""


@dataclass(frozen=True, eq=False)
class Specimen:
    """A document ready to be photographed and read."""

    case: Case
    query: Query
    prepared: Prepared


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("stress", __doc__ or "")
    made.add_argument("--axis", action="append", default=[], choices=[*AXES, "mixed"], help="only this (repeatable)")
    made.add_argument("--document", action="append", default=[], choices=NAMES, help="only this one (repeatable)")
    made.add_argument("--mixed", type=int, default=2, metavar="N", help="mixed pictures a level and document")
    made.add_argument("--docs", action="store_true", help="write docs/benchmark.md and docs/pictures/bench-stress.png")
    return made.parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    """Measure, then tell what was measured, also when stopped half way."""
    if packages := missing_packages():
        raise CannotMeasure(f"Fonts are missing. Install them: apt-get install {' '.join(packages)}")
    machine, done, stopped = this_machine(), list[Outcome](), False
    names = options.document or list(NAMES)
    asked = list(strains(options.axis or [*AXES, "mixed"], options.mixed))
    try:
        for outcome in progress(outcomes(compose_reader(), names, asked), len(asked) * len(names), "picture"):
            done.append(outcome)
    except KeyboardInterrupt:
        stopped = True
    _tell(options, machine, done, stopped)
    return 130 if stopped else 0


def strains(axes: Sequence[str], count: int) -> Iterator[tuple[str, float, Strain]]:
    """Every picture to take of a document: axis, level, strain."""
    for axis in axes:
        if axis == "mixed":
            rng = np.random.default_rng(17)
            yield from (("mixed", severity, mixed(severity, rng)) for severity in SEVERITIES for _ in range(count))
        else:
            yield from ((axis, level, one(axis, level)) for level in AXES[axis])


def outcomes(reader: Reader, names: Sequence[str], asked: Sequence[tuple[str, float, Strain]]) -> Iterator[Outcome]:
    """Photograph and read, document by document."""
    for name in names:
        specimen = _specimen(reader, name)
        for number, (axis, level, strain) in enumerate(asked):
            yield _outcome(reader, specimen, (axis, level, strain), f"{name}/{axis}/{number}")


def _specimen(reader: Reader, name: str) -> Specimen:
    case = load(name)
    data = template_png(case)
    fields = tuple(Field(name, quad(corners)) for name, corners in case.document.quads().items())
    derived = reader.describe(load_document(data, PictureLimits()).first.pixels, fields)
    template = Template(name, fields, data, "2026-01-01T00:00:00Z")
    return Specimen(case, case.queries[0], reader.prepare(template, derived))


@dataclass(frozen=True, eq=False)
class Photograph:
    """A strained picture as a file, where its fields are, and what can be read on it."""

    data: bytes
    view: View
    places: Mapping[str, Quad]
    truth: dict[str, str]


def photograph(specimen: Specimen, strain: Strain, seed: str) -> Photograph:
    """Take one; the seed decides what is left to chance."""
    document = specimen.case.document
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    taken, view = take(document.sheet(specimen.query.values), shot_of(strain, document.size), seed)
    picture, mask = hidden(np.asarray(taken)[:, :, ::-1], view, strain.occlusion, rng)
    places = {name: quad(view.project(corners)) for name, corners in document.quads().items()}
    truth = {name: text for name, text in expected(specimen.case, specimen.query).items() if _seen(places[name], mask)}
    return Photograph(jpeg(_rgb(picture), round(strain.jpeg)), view, places, truth)


def pictures(reader: Reader, names: Sequence[str], count: int) -> Iterator[tuple[str, Reading | None, dict[str, str]]]:
    """Mixed strains, read: document, reading (None where refused), truth."""
    for name in names:
        specimen = _specimen(reader, name)
        for number, (_, _, strain) in enumerate(strains(["mixed"], count)):
            taken = photograph(specimen, strain, f"{name}/calibration/{number}")
            yield name, _read(reader, specimen, taken), taken.truth


def _read(reader: Reader, specimen: Specimen, taken: Photograph) -> Reading | None:
    try:
        return reader.read(specimen.prepared, load_document(taken.data, PictureLimits()).first.pixels)
    except TemplateMismatch:
        return None


def _outcome(reader: Reader, specimen: Specimen, asked: tuple[str, float, Strain], seed: str) -> Outcome:
    axis, level, strain = asked
    name, taken = specimen.case.document.name, photograph(specimen, strain, seed)
    reading, truth = _read(reader, specimen, taken), taken.truth
    if reading is None:
        return Outcome(axis, level, name, len(truth), 0, True, float("nan"))
    right = sum(is_right(field.value, truth[field.name]) for field in reading.fields if field.name in truth)
    return Outcome(axis, level, name, len(truth), right, False, _corner_error(reading, taken))


def _rgb(picture: NDArray[np.uint8]) -> Any:
    from PIL import Image  # noqa: PLC0415 - the renderer's own library

    return Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))


def _seen(place: Quad, mask: NDArray[np.uint8]) -> bool:
    """Whether a field lies on the picture with nothing on it."""
    height, width = mask.shape
    if any(not (0 <= x < width and 0 <= y < height) for x, y in place):
        return False
    field = polygon_mask([place], (width, height))
    return bool(cv2.countNonZero(cv2.bitwise_and(field, mask)) <= COVERED * max(cv2.countNonZero(field), 1))


def _corner_error(reading: Reading, taken: Photograph) -> float:
    """Median distance of the fields' corners from where they are, in template pixels."""
    scale = scale_at(taken.view.plane, np.array(taken.view.page) / 2)
    shifts = [
        np.asarray(field.position) - np.asarray(taken.places[field.name])
        for field in reading.fields
        if field.name in taken.truth
    ]
    return median([float(apart) / scale for shift in shifts for apart in np.linalg.norm(shift, axis=1)])


def _tell(options: argparse.Namespace, machine: Machine, done: Sequence[Outcome], stopped: bool) -> None:
    rows = [_row(axis, level, done) for axis, level in dict.fromkeys((o.axis, o.level) for o in done)]
    head = ["strain", "level", "read exactly", "share", "refused", "corner error, px"]
    inside = [o for o in done if o.axis in WITHIN and WITHIN[o.axis][0] <= o.level <= WITHIN[o.axis][1]]
    promise = (
        f"Within what is promised (any rotation, 45° tilt, scale 0.5 to 3, a fifth hidden): {_share_text(inside)}."
    )
    whole = f"All pictures: {_share_text(done)}."
    print(f"{machine}\n\n{table(head, rows)}\n{promise}\n{whole}")
    if options.docs and not stopped:
        charts.save(PICTURES / "bench-stress.png", _panels(done), 4, f"{len(done)} drawn pictures")
        shown = "![Accuracy and corner error under strain](pictures/bench-stress.png)"
        write_section("stress", "\n\n".join([f"Measured on {machine}.", promise, whole, shown, markdown(head, rows)]))
    write_json(options.json, {"machine": machine.as_json(), "pictures": [vars(outcome) for outcome in done]})


def _share_text(found: Sequence[Outcome]) -> str:
    asked, right = sum(o.asked for o in found), sum(o.right for o in found)
    refused = sum(o.refused for o in found)
    return f"{right} of {asked} fields read exactly ({right / max(asked, 1):.1%}), {refused} of {len(found)} refused"


def _row(axis: str, level: float, done: Sequence[Outcome]) -> list[str]:
    mine = [o for o in done if (o.axis, o.level) == (axis, level)]
    asked, right = sum(o.asked for o in mine), sum(o.right for o in mine)
    refused = f"{sum(o.refused for o in mine)} of {len(mine)}"
    error = median([o.corner_px for o in mine if not o.refused])
    share = f"{right / asked:.1%}" if asked else "–"
    return [axis, f"{level:g}", f"{right} of {asked}", share, refused, f"{error:.2f}" if np.isfinite(error) else "–"]


def _panels(done: Sequence[Outcome]) -> list[charts.Panel]:
    """Two of each strain: what was read, and how far off the corners lie."""
    panels = []
    for axis in dict.fromkeys(o.axis for o in done):
        levels = sorted({o.level for o in done if o.axis == axis})
        at = {level: [o for o in done if (o.axis, o.level) == (axis, level)] for level in levels}
        curves = {
            "fields read exactly": [
                (level, sum(o.right for o in found) / max(sum(o.asked for o in found), 1))
                for level, found in at.items()
            ],
            "pictures not refused": [
                (level, 1 - sum(o.refused for o in found) / len(found)) for level, found in at.items()
            ],
        }
        errors = {level: median([o.corner_px for o in found if not o.refused]) for level, found in at.items()}
        across = UNITS.get(axis, "severity, 1: all that is promised at once")
        panels.append(charts.Panel(axis, across, "share", curves, (axis == "scale", False), (-0.03, 1.05)))
        error_curve = {"corner error": [(level, error) for level, error in errors.items() if np.isfinite(error)]}
        panels.append(charts.Panel(f"{axis}: corner error", across, "template pixels, median", error_curve))
    return [panel for panel in panels if all(panel.curves.values())]


if __name__ == "__main__":
    sys.exit(main())
