"""Accuracy, refusals and latency on real pictures, through the real HTTP server.

Registers each group's template by POST /custom_ocr, sends every query and every picture that must be refused, writes
what was read in the form of FOLDER/score.py, and prints that script's table. Pictures with a side over 4096 pixels are
scaled down by the client, as a user would have to.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.accuracy.collection import Group, examples, real
from bench.accuracy.scoring import Miss, is_right
from bench.support.machine import Machine, this_machine
from bench.support.numbers import median, milliseconds, percentile
from bench.support.report import ROOT, write_json, write_section
from bench.support.running import parser, progress, status_of
from bench.support.server import Answer, Server, running_server
from lambda_ocr.settings import PREFIX, Settings


@dataclass
class Results:
    """What came back, by group and picture."""

    read: dict[str, dict[str, dict[str, str] | None]] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)
    """Whether a match was claimed, for each picture that must be refused."""
    seconds: list[float] = field(default_factory=list)
    steps: list[dict[str, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Answers that are neither a reading nor a mismatch."""

    def predictions(self) -> dict[str, Any]:
        """As FOLDER/score.py takes them."""
        return {**self.read, "negatives": self.accepted}


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("realset", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--examples", action="store_true", help="read examples/ (instead of, or before, FOLDER)")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument(
        "--recognizer", default=Settings.recognizer, metavar="NAME", help="which network reads (%(default)s)"
    )
    made.add_argument("--list", action="store_true", help="print every wrong field")
    made.add_argument("--docs", action="store_true", help="write the table into docs/benchmark.md")
    made.add_argument(
        "--predictions", type=Path, default=ROOT / "out" / "predictions.json", metavar="FILE", help="%(default)s"
    )
    options = made.parse_args(arguments)
    if options.folder is None and not options.examples:
        made.error("name a FOLDER of real pictures, or say --examples")
    return options


def run(options: argparse.Namespace) -> int:
    """Measure, and say what was measured even when stopped half way."""
    groups = (*(examples(options.group if not options.folder else ()) if options.examples else ()),)
    groups += real(options.folder, options.group) if options.folder else ()
    machine, results = this_machine(), Results()
    try:
        with running_server({f"{PREFIX}RECOGNIZER": options.recognizer}) as server:
            for _ in progress(_asked(server, groups, results), _count(groups), "picture"):
                pass
    finally:
        _tell(options, groups, machine, results)
    return 1 if results.faults else 0


def _count(groups: tuple[Group, ...]) -> int:
    return sum(len(group.queries) + len(group.wrong) for group in groups)


def _asked(server: Server, groups: tuple[Group, ...], results: Results) -> Iterator[None]:
    for group in groups:
        template_id = server.add(group)
        for picture in group.queries:
            _keep(results, group, picture, server.query(template_id, picture))
            yield
        for picture in group.wrong:
            results.accepted[wrong_name(picture)] = server.query(template_id, picture).status == 200
            yield


def wrong_name(picture: Path) -> str:
    """What a picture to refuse is called: its file alone in a real folder, case and file among the examples."""
    return picture.name if picture.parent.name == "negatives" else f"{picture.parent.name}/{picture.name}"


def _keep(results: Results, group: Group, picture: Path, answer: Answer) -> None:
    if answer.status not in (200, 422):
        results.faults.append(f"{group.name} {picture.name}: {answer.status} {answer.code}")
    read = {item["key"]: item["value"] for item in answer.body["fields"]} if answer.status == 200 else None
    results.read.setdefault(group.name, {})[picture.name] = read
    results.seconds.append(answer.seconds)
    if answer.status == 200:
        results.steps.append(answer.body["timings_ms"])


def misses(groups: tuple[Group, ...], results: Results) -> list[Miss]:
    """Every field that was read wrong, of the pictures that were asked."""
    found = []
    for group in groups:
        for picture, truth in group.queries.items():
            if picture.name not in results.read.get(group.name, {}):
                continue
            read = results.read[group.name][picture.name]
            for name, text in truth.items():
                value = None if read is None else read.get(name, "")
                if value is None or not is_right(value, text):
                    found.append(Miss(group.name, picture.name, name, text, value))
    return found


def _tell(options: argparse.Namespace, groups: tuple[Group, ...], machine: Machine, results: Results) -> None:
    wrong = misses(groups, results)
    write_json(options.predictions, results.predictions())
    print(f"{machine}\n")
    summary = _summary(groups, results, wrong)
    print(summary)
    if options.folder and not options.group and (options.folder / "score.py").is_file():
        print(f"{options.folder / 'score.py'} says:\n{_score(options)}")
    if options.list:
        print("\n".join(map(str, wrong)) or "no field was read wrong")
    for fault in results.faults:
        print(f"a fault: {fault}", file=sys.stderr)
    if options.docs:
        write_section("realset", f"Measured on {machine}.\n\n```\n{summary}```\n\n{_listed(wrong)}")
    everything = {"machine": machine.as_json(), "seconds": results.seconds, "steps": results.steps}
    write_json(options.json, {**everything, **results.predictions(), "misses": [vars(miss) for miss in wrong]})


def _summary(groups: tuple[Group, ...], results: Results, wrong: list[Miss]) -> str:
    """Right of all, group by group; refusals; what a client waited."""
    lines, right, truths = [], 0, 0
    for group in groups:
        asked = [picture for picture in group.queries if picture.name in results.read.get(group.name, {})]
        mine = sum(len(group.queries[picture]) for picture in asked)
        good = mine - sum(miss.group == group.name for miss in wrong)
        right, truths = right + good, truths + mine
        lines.append(f"{group.name:18s} {good:4d} / {mine:4d}  {good / max(mine, 1):.3f}")
    lines.append(f"{'all':18s} {right:4d} / {truths:4d}  {right / max(truths, 1):.3f}")
    refused = [name for name, accepted in results.accepted.items() if not accepted]
    lines.append(f"{'refused':18s} {len(refused):4d} / {len(results.accepted):4d}")
    true_refused = sum(read is None for group in results.read.values() for read in group.values())
    lines.append(f"{'true ones refused':18s} {true_refused:4d} / {len(results.seconds):4d}")
    waited = results.seconds
    lines.append(
        f"a client waited    median {milliseconds(median(waited))}, p95 {milliseconds(percentile(waited, 0.95))}"
    )
    lines.append("of which, median   " + ", ".join(f"{name} {value:.0f} ms" for name, value in _steps(results).items()))
    return "\n".join(lines) + "\n"


def _steps(results: Results) -> dict[str, float]:
    names = dict.fromkeys(name for steps in results.steps for name in steps)
    return {name: median([steps[name] for steps in results.steps if name in steps]) for name in names}


def _score(options: argparse.Namespace) -> str:
    command = [sys.executable, str(options.folder / "score.py"), str(options.predictions)]
    done = subprocess.run(
        [*command, *(["--list"] if options.list else [])], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def _listed(wrong: list[Miss]) -> str:
    """The misses without the documents' text: where, and how far off."""
    rows = "\n".join(f"- {miss.group} {miss.picture} {miss.field}: {miss.kind}" for miss in wrong)
    return f"Misses ({len(wrong)}):\n\n{rows or 'none'}"


if __name__ == "__main__":
    sys.exit(main())
