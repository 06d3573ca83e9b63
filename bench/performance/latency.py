"""One warm query, step by step, beside other readers and the floor, in one run.

A drawn page with 1, 10, 30 and 100 fields is photographed at 2 megapixels, and with 10 fields at 0.5, 2, 8 and 16;
every reader gets the same file, in turn, each bound to one and then to two processors. The floor is what no reader can
do without: decode the picture once, run the recogniser once over the tight crops of the lines.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.accuracy.scoring import is_right
from bench.performance import paired
from bench.performance.pages import COLUMNS, page, photograph
from bench.support import charts
from bench.support.machine import Machine, load, this_machine
from bench.support.numbers import markdown, median, ratio, table
from bench.support.readers import OURS, PADDLE_PAGE, PER_CROP, RAPID_PAGE, Worker, chosen, workers
from bench.support.report import PICTURES, write_json, write_section
from bench.support.running import parser, progress, status_of

FIELDS = tuple(COLUMNS)
MEGAPIXELS = (0.5, 2.0, 8.0, 16.0)
USUAL_FIELDS, USUAL_MEGAPIXELS = 10, 2.0
DEFAULT_PEERS = [RAPID_PAGE.key, PADDLE_PAGE.key, PER_CROP.key]
TITLES = {kind.key: kind.title for kind in (OURS, RAPID_PAGE, PADDLE_PAGE, PER_CROP)} | {"floor": "the floor"}


@dataclass(frozen=True)
class Setting:
    """What is asked: on how many processors, how many fields, how large a picture."""

    threads: int
    fields: int
    megapixels: float

    def __str__(self) -> str:
        return f"{self.fields} fields, {self.megapixels:g} MP, {self.threads} thread{'s' if self.threads > 1 else ''}"


@dataclass
class Timings:
    """Seconds of each reader (wall clock, processor), and the steps of ours in milliseconds."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    steps: dict[str, list[float]] = field(default_factory=dict)
    right: int = 0
    """Fields that ours read as they are, in the last reading."""

    def keep(self, reader: str, answer: Mapping[str, Any]) -> None:
        """One answer of a worker."""
        self.wall.setdefault(reader, []).append(answer["seconds"])
        self.cpu.setdefault(reader, []).append(answer["cpu_seconds"])
        for step, elapsed in answer.get("steps", {}).items():
            self.steps.setdefault(step, []).append(elapsed)

    def against(self, reader: str, other: str, cpu: bool = False) -> float:
        """Ratio of medians."""
        seconds = self.cpu if cpu else self.wall
        return median(seconds.get(reader, [])) / median(seconds.get(other, []))


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: compared(options) if options.against else run(options))


def compared(options: argparse.Namespace) -> int:
    """This tree beside another commit's; says what was measured even when stopped half way."""
    asked = [(setting.fields, setting.megapixels) for setting in settings(options) if setting.threads == 1]
    return paired.run(
        options.against,
        paired.real_requests(options.real) if options.real else paired.drawn_requests(dict.fromkeys(asked)),
        threads=options.threads,
        repeat=1 if options.real else options.repeat,
        json=options.json,
    )


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("latency", __doc__ or "")
    made.add_argument("--repeat", type=int, default=5, metavar="N", help="readings of each setting (%(default)s)")
    made.add_argument("--fields", type=int, nargs="+", default=list(FIELDS), choices=FIELDS, metavar="N")
    made.add_argument("--megapixels", type=float, nargs="+", default=list(MEGAPIXELS), metavar="MP")
    made.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N")
    made.add_argument("--peer", action="append", default=[], choices=DEFAULT_PEERS, help="only this one (repeatable)")
    made.add_argument("--alone", action="store_true", help="measure no other reader")
    made.add_argument("--docs", action="store_true", help="write docs/benchmark.md and docs/pictures/bench-latency.png")
    made.add_argument(
        "--against",
        metavar="COMMIT",
        help="measure nothing but this tree beside that commit's: two servers, the same requests in turn, a sign test",
    )
    made.add_argument(
        "--real",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="with --against: pictures with truth instead of drawn pages (one reading each)",
    )
    options = made.parse_args(arguments)
    if options.real and not options.against:
        made.error("--real needs --against COMMIT")
    return options


def settings(options: argparse.Namespace) -> list[Setting]:
    """Fields at the usual size, then sizes with the usual fields, on each number of processors."""
    found = [
        Setting(threads, fields, megapixels)
        for threads in options.threads
        for fields, megapixels in (
            *((fields, USUAL_MEGAPIXELS) for fields in options.fields),
            *((USUAL_FIELDS, megapixels) for megapixels in options.megapixels),
        )
    ]
    return list(dict.fromkeys(found))


def run(options: argparse.Namespace) -> int:
    """Measure, then tell what was measured, also when stopped half way."""
    machine, done = this_machine(), dict[Setting, Timings]()
    total = len(settings(options)) * options.repeat
    stopped = False
    with tempfile.TemporaryDirectory() as folder:
        try:
            for _ in progress(_measured(options, Path(folder), done), total, "round"):
                pass
        except KeyboardInterrupt:
            stopped = True
    _tell(options, machine, {setting: timings for setting, timings in done.items() if timings.wall}, stopped)
    return 130 if stopped else 0


def _measured(options: argparse.Namespace, folder: Path, done: dict[Setting, Timings]) -> Iterator[None]:
    peers = () if options.alone else chosen(options.peer or DEFAULT_PEERS)
    for threads in options.threads:
        with workers((OURS, *peers), threads) as staff:
            for setting in settings(options):
                if setting.threads == threads:
                    yield from _rounds(setting, staff, folder, options.repeat, done.setdefault(setting, Timings()))


def _rounds(
    setting: Setting, staff: Mapping[str, Worker], folder: Path, repeat: int, timings: Timings
) -> Iterator[None]:
    """The readers in turn, again and again; a first round is not counted."""
    drawn = page(setting.fields)
    picture, template = folder / "picture.jpg", folder / "template.png"
    picture.write_bytes(photograph(setting.fields, setting.megapixels))
    template.write_bytes(drawn.template)
    ours = staff["ours"]
    ours.ask(type="add", template_id="page", picture=str(template), template=drawn.fields)
    for number in range(repeat + 1):
        counted = timings if number else Timings()
        answer = ours.ask(type="query", template_id="page", picture=str(picture))
        counted.right = sum(map(is_right, answer.get("values", ()), drawn.values))
        counted.keep("ours", answer)
        counted.keep("floor", ours.ask(type="floor", template_id="page", picture=str(picture)))
        for key, peer in staff.items():
            if key != "ours":
                counted.keep(key, peer.ask(picture=str(picture), quads=answer.get("quads", [])))
        if number:
            yield


def _tell(options: argparse.Namespace, machine: Machine, done: Mapping[Setting, Timings], stopped: bool) -> None:
    readers = list(dict.fromkeys(reader for timings in done.values() for reader in timings.wall if reader != "ours"))
    steps = list(dict.fromkeys(step for timings in done.values() for step in timings.steps))
    measured = f"Measured on {machine}, {load():.1f} at its end; medians of {options.repeat} readings."
    step_head = ["ms", "read right", *steps, "all", "processor"]
    step_rows = [_step_row(setting, timings, steps) for setting, timings in done.items()]
    ratio_head = ["ours against", *(TITLES[reader] for reader in readers)]
    ratio_rows = [_ratio_row(setting, timings, readers) for setting, timings in done.items()]
    growth = _growth(done)
    print(f"{measured}\n\n{table(step_head, step_rows)}\n{table(ratio_head, ratio_rows)}\n{growth}")
    if options.docs and not stopped:
        charts.save(PICTURES / "bench-latency.png", _panels(done), 2, str(machine))
        parts = [measured, markdown(step_head, step_rows), _RATIO_NOTE, markdown(ratio_head, ratio_rows), growth]
        write_section(
            "latency", "\n\n".join([*parts, "![Seconds against fields and megapixels](pictures/bench-latency.png)"])
        )
    write_json(options.json, {"machine": machine.as_json(), "settings": [_as_json(s, t) for s, t in done.items()]})


_RATIO_NOTE = "Ours against each (below 1 is faster): wall clock, in brackets processor time."


def _step_row(setting: Setting, timings: Timings, steps: Sequence[str]) -> list[str]:
    shown = [f"{median(timings.steps.get(step, [])):.0f}" for step in steps]
    whole = (f"{median(seconds['ours']) * 1000:.0f}" for seconds in (timings.wall, timings.cpu))
    return [str(setting), f"{timings.right} of {setting.fields}", *shown, *whole]


def _ratio_row(setting: Setting, timings: Timings, readers: Sequence[str]) -> list[str]:
    pairs = [(timings.against("ours", r), timings.against("ours", r, cpu=True)) for r in readers if r in timings.wall]
    return [str(setting), *(f"{ratio(wall)} ({ratio(cpu)})" for wall, cpu in pairs)]


def _growth(done: Mapping[Setting, Timings]) -> str:
    """How ours grows: 100 fields against 10, 16 megapixels against 2."""
    lines = []
    for threads in sorted({setting.threads for setting in done}):
        for more, less in (
            (Setting(threads, 100, USUAL_MEGAPIXELS), Setting(threads, 10, USUAL_MEGAPIXELS)),
            (Setting(threads, USUAL_FIELDS, 16.0), Setting(threads, USUAL_FIELDS, 2.0)),
        ):
            with suppress(KeyError):
                wall = median(done[more].wall["ours"]) / median(done[less].wall["ours"])
                cpu = median(done[more].cpu["ours"]) / median(done[less].cpu["ours"])
                lines.append(f"{more}, against {less}: {ratio(wall)} ({ratio(cpu)} in processor time)")
    return "\n".join(lines) + "\n" if lines else ""


def _panels(done: Mapping[Setting, Timings]) -> list[charts.Panel]:
    panels = []
    for threads in sorted({setting.threads for setting in done}):
        mine = {setting: timings for setting, timings in done.items() if setting.threads == threads}
        by_fields = {s.fields: t for s, t in mine.items() if s.megapixels == USUAL_MEGAPIXELS}
        by_size = {s.megapixels: t for s, t in mine.items() if s.fields == USUAL_FIELDS}
        title = f"{threads} thread{'s' if threads > 1 else ''}"
        for across, found in ((f"fields (at {USUAL_MEGAPIXELS:g} MP)", by_fields), ("megapixels (10 fields)", by_size)):
            curves = _curves(found)
            if curves:
                panels.append(charts.Panel(title, across, "seconds, median", curves, (True, True)))
    return panels


def _curves(found: Mapping[Any, Timings]) -> dict[str, charts.Curve]:
    readers = dict.fromkeys(reader for timings in found.values() for reader in timings.wall)
    return {
        TITLES[reader]: [
            (float(at), median(found[at].wall[reader])) for at in sorted(found) if reader in found[at].wall
        ]
        for reader in readers
    }


def _as_json(setting: Setting, timings: Timings) -> dict[str, object]:
    return {**vars(setting), **vars(timings)}


if __name__ == "__main__":
    sys.exit(main())
