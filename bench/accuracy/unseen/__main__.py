"""What is missed on kinds of paper that nothing was fitted on, and why: figures side by side, and a report of causes.

Reads every picture of the folders in process, as the service does; prints what is right, refused and accepted as it is
and with everything fitted re-fitted leaving that kind out; writes one HTML page with every miss (crop, value, truth,
score, a cause guessed from a list) and every refusal with what was weighed. Choose other causes on the page, keep them
by its button, and give the file back with --causes. Ctrl-C keeps what was done.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.accuracy.collection import Group, NoCollection, examples, real
from bench.accuracy.unseen.causes import Cause
from bench.accuracy.unseen.figures import Causes, cause_of, causes_table, kinds_table, misses, scores_table
from bench.accuracy.unseen.fits import FITTED, left_out
from bench.accuracy.unseen.page import report
from bench.accuracy.unseen.sights import Sight
from bench.accuracy.unseen.watching import watched
from bench.support.machine import Machine, this_machine
from bench.support.numbers import markdown, table
from bench.support.report import ROOT, write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from lambda_ocr.entrypoints.wiring import compose_reader


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("unseen", __doc__ or "")
    made.add_argument(
        "folder",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="pictures with truth: real ones, or drawn by bench.accuracy.papers",
    )
    made.add_argument("--examples", action="store_true", help="read examples/ too")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument(
        "--report", type=Path, default=ROOT / "out" / "unseen.html", metavar="FILE", help="the page (%(default)s)"
    )
    made.add_argument("--causes", type=Path, metavar="FILE", help="causes that a person chose on an earlier page")
    made.add_argument("--threads", type=int, default=0, metavar="N", help="of the networks; 0: all processors")
    made.add_argument("--docs", action="store_true", help="write the tables into docs/benchmark.md")
    options = made.parse_args(arguments)
    if not options.folder and not options.examples:
        made.error("name a FOLDER of pictures with truth, or say --examples")
    return options


def run(options: argparse.Namespace) -> int:
    """Read, then tell, also when stopped half way."""
    causes = _causes(options.causes)
    groups = _groups(options)
    machine, sights, stopped = this_machine(), list[Sight](), False
    total = sum(len(group.queries) + len(group.wrong) for group in groups)
    try:
        for sight in progress(watched(compose_reader(options.threads), groups), total, "picture"):
            sights.append(sight)
    except KeyboardInterrupt:
        stopped = True
    if sights:
        _tell(options, machine, sights, causes, stopped)
    return 130 if stopped else 0


def _groups(options: argparse.Namespace) -> tuple[Group, ...]:
    """The groups of every folder, only those named where some are; a name may be of any of the folders."""
    every = [*(examples() if options.examples else ()), *(group for path in options.folder for group in real(path))]
    unknown = set(options.group) - {group.name for group in every}
    if unknown:
        known = ", ".join(group.name for group in every)
        raise NoCollection(f"no such group: {', '.join(sorted(unknown))}; there are {known}")
    return tuple(group for group in every if not options.group or group.name in options.group)


def _causes(path: Path | None) -> Causes:
    """What a person chose; raises CannotMeasure where the file is none of ours."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): Cause(value) for key, value in told.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise CannotMeasure(f"--causes {path}: {error}; give the file that the report's button keeps") from None


def _tell(options: argparse.Namespace, machine: Machine, sights: list[Sight], causes: Causes, stopped: bool) -> None:
    others = left_out(sights)
    kinds, why, scores = kinds_table(sights, others), causes_table(sights, causes), scores_table(sights, others)
    fitted = "Behind an arrow: re-fitted without the kind (" + ", ".join(one.name for one in FITTED) + ")."
    print(f"{machine}\n\n{table(*kinds)}\n{fitted}\n\n{table(*why)}\n{table(*scores)}")
    options.report.parent.mkdir(parents=True, exist_ok=True)
    told = f"{machine}{'; stopped before the end' if stopped else ''}"
    options.report.write_text(report(sights, others, causes, told), encoding="utf-8")
    print(f"the report: {options.report}")
    if options.docs and not stopped:
        parts = [f"Measured on {machine}. {fitted}", markdown(*kinds), markdown(*why), markdown(*scores)]
        write_section("unseen", "\n\n".join(parts))
    write_json(options.json, {"machine": machine.as_json(), "sights": [_kept(sight, causes) for sight in sights]})


def _kept(sight: Sight, causes: Causes) -> dict[str, object]:
    """A sight without its pictures."""
    missed = [
        {"field": seen.name, "truth": seen.truth, "value": seen.value, "score": seen.score, "status": seen.status}
        | {"cause": cause_of(sight, seen, causes).value}
        for _, seen in misses([sight])
    ]
    told = {"group": sight.group, "picture": sight.picture, "true": sight.true, "accepted": sight.accepted}
    return {**told, "facts": dict(sight.facts), "fields": len(sight.fields), "misses": missed}


if __name__ == "__main__":
    sys.exit(main())
