"""Whether a score means what it says, and a calibration that would make it so.

Collects (score, right?) of every field with text over examples/, drawn documents under strain, and a FOLDER of real
pictures; prints a reliability table and fits two monotone calibrations. What a calibration is worth is judged on kinds
of document that it was not fitted on, each left out in turn. The parameters printed at the end are fitted on all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.accuracy.collection import LIMITS, Group, Truth, examples, real, scaled_fields, sendable
from bench.accuracy.fitting import Floats, Isotonic, Logistic, Marks, Raw, left_out, quality, reliability, thinned
from bench.accuracy.scoring import is_right
from bench.accuracy.stress import pictures
from bench.support import charts
from bench.support.machine import Machine, this_machine
from bench.support.numbers import markdown, table
from bench.support.report import PICTURES, write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from examples.draw.__main__ import NAMES
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, Reading, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.calibration import Signs, signs_of
from lambda_ocr.documents.formats import load_document
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.entrypoints.wiring import compose_reader

STEPS = 12
"""Steps of the isotonic calibration that are printed."""


@dataclass(frozen=True)
class Mark:
    """One field with text."""

    group: str
    signs: Signs
    right: bool


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("calibration", __doc__ or "")
    made.add_argument(
        "folder", type=Path, nargs="?", metavar="FOLDER", help="real pictures with truth, beside the drawn"
    )
    made.add_argument(
        "--group", action="append", default=[], metavar="NAME", help="only this group of FOLDER (repeatable)"
    )
    made.add_argument(
        "--mixed", type=int, default=2, metavar="N", help="strained pictures a level and document; 0: none"
    )
    made.add_argument(
        "--docs", action="store_true", help="write docs/benchmark.md and docs/pictures/bench-calibration.png"
    )
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Collect, then fit, also when stopped half way."""
    machine, marks, stopped = this_machine(), list[Mark](), False
    reader = compose_reader()
    groups = (*examples(), *(real(options.folder, options.group) if options.folder else ()))
    total = sum(len(group.queries) for group in groups) + 4 * options.mixed * len(NAMES)
    try:
        for found in progress(_collected(reader, groups, options.mixed), total, "picture"):
            marks.extend(found)
    except KeyboardInterrupt:
        stopped = True
    if len({mark.group for mark in marks}) < 2 or len({mark.right for mark in marks}) < 2:
        raise CannotMeasure(
            f"{len(marks)} fields are too few to fit anything: some must be wrong, of two groups at least"
        )
    _tell(options, machine, marks, stopped)
    return 130 if stopped else 0


def _collected(reader: Reader, groups: Sequence[Group], mixed: int) -> Iterator[list[Mark]]:
    for group in groups:
        sent = sendable(group.template)
        fields = tuple(Field(name, quad(corners)) for corners, name in scaled_fields(group.fields, sent.factor))
        template = Template(group.name, fields, sent.data, "2026-01-01T00:00:00Z")
        prepared = reader.prepare(template, reader.describe(load_document(sent.data, LIMITS).first.pixels, fields))
        for picture, truth in group.queries.items():
            reading: Reading | None = None
            with suppress(TemplateMismatch):
                reading = reader.read(prepared, load_document(sendable(picture).data, LIMITS).first.pixels)
            yield _marks(group.name, reading, truth)
    for name, read, printed in pictures(reader, NAMES, mixed):
        yield _marks(name, read, printed)


def _marks(group: str, reading: Reading | None, truth: Truth) -> list[Mark]:
    """Of every field with a known truth and some text; an empty one has no score to calibrate."""
    fields = () if reading is None else reading.fields
    return [
        Mark(group, signs_of(field.lines, field.error_px), is_right(field.value, truth[field.name]))
        for field in fields
        if field.value and field.name in truth
    ]


def _tell(options: argparse.Namespace, machine: Machine, marks: Sequence[Mark], stopped: bool) -> None:
    known = Marks(
        np.array([mark.signs.mean for mark in marks]),
        np.array([mark.signs.weakest for mark in marks]),
        np.array([mark.signs.off for mark in marks]),
        np.array([float(mark.signs.length) for mark in marks]),
        np.array([float(mark.right) for mark in marks]),
        tuple(mark.group for mark in marks),
    )
    told = {
        "mean confidence": Raw().chance(known),
        "weakest character": known.weakest,
        "score as it is": _as_it_is().chance(known),
        "isotonic": left_out(Isotonic, known),
        "logistic": left_out(Logistic, known),
    }
    fields = f"{len(marks)} fields with text of {len(set(known.groups))} kinds, {known.right.mean():.1%} right."
    judged_head = ["said by", "Brier", "gap (ECE)", "order (AUC)"]
    judged = [_judged(name, chances, known.right) for name, chances in told.items()]
    head = ["score as it is, mean of the bin", "right", "fields"]
    said_now = told["score as it is"]
    rows = [[f"{said:.3f}", f"{was:.3f}", str(count)] for said, was, count in reliability(said_now, known.right)]
    parameters = _parameters(known)
    print(f"{machine}\n\n{fields}\n\n{table(head, rows)}\n{table(judged_head, judged)}\n{parameters}")
    if options.docs and not stopped:
        _draw(told, known)
        picture = "![What is said against what is](pictures/bench-calibration.png)"
        parts = [fields, markdown(head, rows), markdown(judged_head, judged), picture, f"```\n{parameters}\n```"]
        write_section("calibration", "\n\n".join(parts))
    write_json(
        options.json,
        {
            "machine": machine.as_json(),
            "marks": [vars(mark.signs) | {"group": mark.group, "right": mark.right} for mark in marks],
        },
    )


def _judged(name: str, chances: Floats, right: Floats) -> list[str]:
    found = quality(chances, right)
    return [name, f"{found.brier:.4f}", f"{found.gap:.4f}", f"{found.order:.3f}"]


def _as_it_is() -> Logistic:
    now = RECOGNIZER.calibration
    return Logistic(now.bias, now.mean, now.weakest, now.off, now.length)


def _parameters(known: Marks) -> str:
    """What an engine can be given, fitted on everything."""
    line, steps = Logistic.fit(known), Isotonic.fit(known)
    shown = thinned(list(zip(steps.at, steps.chances, strict=True)), STEPS)
    return (
        f"Calibration(bias={line.bias:.2f}, mean={line.mean:.2f}, weakest={line.weakest:.2f}, off={line.off:.2f}, "
        f"length={line.length:.2f})\n"
        "isotonic: " + ", ".join(f"({at:.4f}, {chance:.3f})" for at, chance in shown)
    )


def _draw(told: dict[str, Floats], known: Marks) -> None:
    curves = {
        name: [(said, was) for said, was, _ in reliability(chances, known.right)] for name, chances in told.items()
    }
    panel = charts.Panel("reliability, ten bins", "said", "was right", curves, diagonal=True)
    charts.save(PICTURES / "bench-calibration.png", [panel], 1, f"{len(known.right)} fields")


if __name__ == "__main__":
    sys.exit(main())
