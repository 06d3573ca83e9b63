"""Where the processor time of one warm query goes, function by function: ours, and those of the libraries we call.

A drawn page with ten fields, photographed at 2 megapixels, on one thread. Python's own profiler counts processor time
within each function; what a library does in C stands under the name by which we call it.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2

from bench.performance.latency import USUAL_FIELDS, USUAL_MEGAPIXELS
from bench.performance.pages import COLUMNS, page, photograph
from bench.support import charts
from bench.support.machine import this_machine
from bench.support.numbers import markdown, table
from bench.support.report import PICTURES, ROOT, write_json, write_section
from bench.support.running import parser, progress, status_of
from bench.support.server import encoded
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

WARM = 3
SHOWN = 16
"""Functions that are named, the dearest first."""


@dataclass(frozen=True)
class Spent:
    """What is spent within one function, as a share of all."""

    name: str
    ours: bool
    share: float
    calls: float
    """A query."""


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("profile", __doc__ or "")
    made.add_argument("--repeat", type=int, default=20, metavar="N", help="queries (%(default)s)")
    made.add_argument("--fields", type=int, default=USUAL_FIELDS, choices=tuple(COLUMNS), metavar="N")
    made.add_argument("--docs", action="store_true", help="write docs/benchmark.md and docs/pictures/bench-profile.png")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Measure and tell."""
    machine = this_machine()
    profile = profiled(options.fields, options.repeat)
    spent = shares(profile, options.repeat)
    of_ours, dearest = sum(each.share for each in spent if each.ours), max(each.share for each in spent if each.ours)
    rows = [_row(each) for each in spent[:SHOWN]]
    head = ["function", "whose", "share", "calls a query"]
    said = (
        f"One warm query of {options.fields} fields at {USUAL_MEGAPIXELS:g} MP, one thread, {options.repeat} times; "
        f"{machine}. Within our own Python functions: {of_ours:.0%} in all, {dearest:.1%} in the dearest."
    )
    print(f"{said}\n\n{table(head, rows)}")
    if options.docs:
        bars = [(each.name, each.share, each.ours) for each in spent[:SHOWN]]
        charts.save_bars(PICTURES / "bench-profile.png", "Share of the processor time of one query", bars, str(machine))
        picture = "![Shares of one query's processor time by function](pictures/bench-profile.png)"
        write_section("profile", f"{said}\n\n{picture}\n\n{markdown(head, rows)}")
    write_json(options.json, {"machine": machine.as_json(), "spent": [vars(each) for each in spent]})
    return 0


def profiled(fields: int, repeat: int) -> cProfile.Profile:
    """The profile of so many warm queries through the service."""
    cv2.setNumThreads(1)
    drawn, profile = page(fields), cProfile.Profile(time.process_time)
    with tempfile.TemporaryDirectory() as home:
        service = build_service(Settings(home=home, threads=1))
        added = service.handle({"type": "add", "template": drawn.fields, "img": encoded(drawn.template)}).body
        picture = encoded(photograph(fields, USUAL_MEGAPIXELS))
        query = {"type": "query", "template_id": added["template_id"], "img": picture}
        for _ in range(WARM):
            service.handle(query)
        for _ in progress(range(repeat), repeat, "query"):
            profile.enable()
            service.handle(query)
            profile.disable()
    return profile


def shares(profile: cProfile.Profile, repeat: int) -> list[Spent]:
    """By function, the dearest first."""
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    every = sum(own for _, _, own, _, _ in stats.values())
    spent = [
        Spent(*_named(*function), own / every, calls / repeat) for function, (_, calls, own, _, _) in stats.items()
    ]
    return sorted(spent, key=lambda each: -each.share)


def _named(file: str, line: int, name: str) -> tuple[str, bool]:
    """How a function is told, and whether it is ours."""
    path = Path(file)
    if file == "~":
        return name.removeprefix("<").removesuffix(">").removeprefix("built-in method "), False
    ours = path.is_relative_to(ROOT) and "site-packages" not in path.parts
    return f"{path.relative_to(ROOT) if ours else path.name}:{line} {name}", ours


def _row(spent: Spent) -> list[str]:
    return [spent.name, "ours" if spent.ours else "library", f"{spent.share:.1%}", f"{spent.calls:.0f}"]


if __name__ == "__main__":
    sys.exit(main())
