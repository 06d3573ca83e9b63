"""Dollars per 1,000 documents on Lambda, from seconds measured here, beside the predecessor and hosted services.

Lambda gives a function one processor for every 1,769 MB. The drawn page (10 fields, 2 megapixels) is read bound to one
and to two processors; what lies between and beyond follows from the part that two processors share (Amdahl's law), and
is marked as reckoned. Give --one and --two to reckon with seconds measured elsewhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.performance.pages import page, photograph
from bench.performance.prices import API_GATEWAY_REQUEST, DATE, HOSTED, LAMBDA_GB_SECOND, LAMBDA_REQUEST, PREDECESSOR
from bench.performance.scale import tables
from bench.support.machine import load, this_machine
from bench.support.numbers import markdown, median, table
from bench.support.readers import OURS, worker
from bench.support.report import DOCS, write_json, write_section
from bench.support.running import parser, progress, status_of

PROCESSOR_MB = 1769
SIZES = (1769, 3008, 5307)
FIELDS, MEGAPIXELS = 10, 2.0
BATCH_MB = 3008


@dataclass(frozen=True)
class Speed:
    """Seconds of one warm query on one processor and on two."""

    one: float
    two: float

    def on(self, processors: float) -> float:
        """Seconds on any number of processors: `one` = alone + shared, `two` = alone + shared / 2."""
        shared = max(0.0, 2 * (self.one - self.two))
        alone = max(0.0, self.one - shared)
        return alone + shared / processors if processors >= 1 else self.one / processors


def dollars(seconds: float, megabytes: int, architecture: str) -> float:
    """Per 1,000 documents: Lambda's seconds and requests."""
    return 1000 * (seconds * megabytes / 1024 * LAMBDA_GB_SECOND[architecture] + LAMBDA_REQUEST)


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("cost", __doc__ or "")
    made.add_argument("--one", type=float, metavar="S", help="seconds of one warm query on one processor")
    made.add_argument("--two", type=float, metavar="S", help="the same on two")
    made.add_argument(
        "--repeat", type=int, default=9, metavar="N", help="readings where they are measured (%(default)s)"
    )
    made.add_argument("--docs", action="store_true", help="write the tables into docs/benchmark.md")
    made.add_argument(
        "--scale", action="store_true", help="reckon batches of 10,000 to 100,000,000 (with --docs into docs/scale.md)"
    )
    options = made.parse_args(arguments)
    if (options.one is None) != (options.two is None):
        made.error("give both --one and --two, or none to measure")
    if options.one is not None and min(options.one, options.two) <= 0:
        made.error("--one and --two are seconds, more than 0")
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Measure where nothing was given, then reckon."""
    machine = this_machine()
    if options.one is None:
        one, two = ([*measured(threads, options.repeat)] for threads in (1, min(2, os.cpu_count() or 1)))
        speed = Speed(median([wall for wall, _ in one]), median([wall for wall, _ in two]))
        cpu = median([cpu for _, cpu in one])
        source = (
            f"Measured on {machine}, {load():.1f} at its end: {speed.one:.3f} s on one processor "
            f"({cpu:.3f} s of processor time), {speed.two:.3f} s on two."
        )
    else:
        speed = Speed(options.one, options.two)
        source = f"Reckoned from {speed.one:.3f} s on one processor and {speed.two:.3f} s on two."
    if options.scale:
        _tell_scale(options, source, speed)
    else:
        _tell(options, source, speed)
    return 0


def _tell_scale(options: argparse.Namespace, source: str, speed: Speed) -> None:
    text = f"{source} List prices of {DATE}.\n\n{tables(speed.on(BATCH_MB / PROCESSOR_MB), megabytes=BATCH_MB)}"
    print(text)
    if options.docs:
        write_section("scale", text, DOCS.with_name("scale.md"))


def measured(threads: int, repeat: int) -> Sequence[tuple[float, float]]:
    """Wall clock and processor seconds of warm queries."""
    drawn = page(FIELDS)
    with tempfile.TemporaryDirectory() as folder, worker(OURS, threads) as ours:
        picture, template = Path(folder) / "picture.jpg", Path(folder) / "template.png"
        picture.write_bytes(photograph(FIELDS, MEGAPIXELS))
        template.write_bytes(drawn.template)
        ours.ask(type="add", template_id="page", picture=str(template), template=drawn.fields)
        ours.ask(type="query", template_id="page", picture=str(picture))
        answers = [
            ours.ask(type="query", template_id="page", picture=str(picture))
            for _ in progress(range(repeat), repeat, "reading")
        ]
    return [(answer["seconds"], answer["cpu_seconds"]) for answer in answers]


def _tell(options: argparse.Namespace, source: str, speed: Speed) -> None:
    head = ["memory", "processors", "seconds", "GB-seconds", "$ per 1,000"]
    rows = [_row(megabytes, speed) for megabytes in SIZES]
    hosted_head = ["per 1,000 documents", "$", "gives"]
    hosted = [
        ["AWS AI Solution Kit, Custom OCR (8 GB × 1 s)", f"{PREDECESSOR:.3f}", "fields, no match check"],
        *([service.name, f"{service.dollars:.2f}", service.gives] for service in HOSTED),
    ]
    notes = (
        f"List prices of {DATE}, US regions, without free tiers. x86_64: how long arm64 takes was never measured, so "
        "no price is given for it. "
        "Seconds on other than one or two processors are reckoned. A REST API before it adds "
        f"${1000 * API_GATEWAY_REQUEST:.4f}; an idle deployment costs no Lambda time. Hosted prices are as "
        "third parties quote them, for lines alone; what answers fields costs several times as much."
    )
    print(f"{source}\n\n{table(head, rows)}\n{table(hosted_head, hosted)}\n{notes}")
    if options.docs:
        parts = [source, markdown(head, rows), markdown(hosted_head, hosted), notes]
        write_section("cost", "\n\n".join(parts))
    write_json(options.json, {"one": speed.one, "two": speed.two, "rows": rows})


def _row(megabytes: int, speed: Speed) -> list[str]:
    processors = megabytes / PROCESSOR_MB
    seconds = speed.on(processors)
    price = f"{dollars(seconds, megabytes, 'x86_64'):.4f}"
    return [f"{megabytes:,} MB", f"{processors:.1f}", f"{seconds:.3f}", f"{seconds * megabytes / 1024:.3f}", price]


if __name__ == "__main__":
    sys.exit(main())
