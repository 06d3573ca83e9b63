"""The same pictures, read side by side in one run: accuracy, and latency as ratios to ours.

Each picture goes to every reader in turn, each a process in an environment of its own (`make bench-environments`):
  ours         custom-ocr, in process: decode, align, read
  rapid_page   RapidOCR over the full page, its lines assigned to the fields by our alignment
  paddle_page  PaddleOCR's own full-page pipeline on the published networks, our runtime, assigned likewise
  tesseract    Tesseract 5 on the fields' crops, told the right languages
  per_crop     the predecessor's method: detector, direction classifier, recogniser on each field's crop

All readers get our alignment as a gift, and its time is counted for ours alone. A picture that we refuse counts as
wrong for all; the others know no refusal, which is not held against them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.accuracy.collection import Group, examples, real
from bench.accuracy.scoring import Miss, is_right
from bench.peers.asking import Run, client_files, read_all, warm
from bench.support.machine import Machine, load, this_machine
from bench.support.numbers import markdown, median, milliseconds, ratio, table
from bench.support.readers import OURS, PEERS, chosen, workers
from bench.support.report import write_json, write_section
from bench.support.running import parser, progress, status_of

TITLES = {kind.key: kind.title for kind in (OURS, *PEERS)}


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("peers", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--examples", action="store_true", help="read examples/ too, or instead of FOLDER")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument(
        "--peer", action="append", default=[], choices=[p.key for p in PEERS], help="only this one (repeatable)"
    )
    made.add_argument("--threads", type=int, default=0, metavar="N", help="processors each may use; default: all")
    made.add_argument("--list", action="store_true", help="print every wrong field of every reader")
    made.add_argument("--docs", action="store_true", help="write the tables into docs/benchmark.md")
    made.add_argument("--resume", action="store_true", help="go on where the run kept in --json FILE stopped")
    made.add_argument("--verbose", action="store_true", help="let the readers print their own messages")
    options = made.parse_args(arguments)
    if options.folder is None and not options.examples:
        made.error("name a FOLDER of real pictures, or say --examples")
    if options.resume and options.json is None:
        made.error("--resume needs --json FILE, where the earlier run was kept")
    return options


def run(options: argparse.Namespace) -> int:
    """Read, then tell, also when stopped half way."""
    machine = this_machine()
    sets = {}
    if options.folder:
        sets["real pictures"] = real(options.folder, options.group)
    if options.examples:
        sets["examples"] = examples(() if options.folder else options.group)
    runs = _resumed(options.json) if options.resume else {}
    stopped = _read(options, sets, runs)
    told = [_tell(name, sets[name], done, machine, options.list) for name, done in runs.items() if name in sets]
    if options.docs and not stopped:
        write_section("peers", "\n\n".join(told))
    return 130 if stopped else 0


def _resumed(path: Path) -> dict[str, Run]:
    """What an earlier run has read."""
    if not path.is_file():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {name: Run.from_json(told) for name, told in kept["runs"].items()}


def _read(options: argparse.Namespace, sets: Mapping[str, tuple[Group, ...]], runs: dict[str, Run]) -> bool:
    """Read what is not yet read, keeping it as it comes; whether Ctrl-C came before the end."""
    kinds = (OURS, *chosen(options.peer))
    with workers(kinds, options.threads, not options.verbose) as staff, client_files() as folder:
        try:
            for name, groups in sets.items():
                done = runs.setdefault(name, Run())
                warm(groups[0], staff, folder)
                total = sum(len(group.queries) + len(group.wrong) for group in groups)
                for _ in progress(read_all(groups, staff, folder, done), total, "picture"):
                    write_json(options.json, {"runs": {name: done.as_json() for name, done in runs.items()}})
        except KeyboardInterrupt:
            return True
    return False


def misses_of(reader: str, groups: Sequence[Group], done: Run) -> list[Miss]:
    """Every truth that a reader missed, of the pictures that were read."""
    found = []
    for group in groups:
        for picture, truth in group.queries.items():
            read = done.reads[reader].get((group.name, picture.name))
            if read is None:
                continue
            for field, text in truth.items():
                value = None if read.values is None else read.values.get(field, "")
                if value is None or not is_right(value, text):
                    found.append(Miss(group.name, picture.name, field, text, value))
    return found


def _truths(groups: Sequence[Group], done: Run) -> dict[str, int]:
    read = done.reads.get("ours", {})
    return {
        group.name: sum(len(t) for picture, t in group.queries.items() if (group.name, picture.name) in read)
        for group in groups
    }


def _tell(name: str, groups: Sequence[Group], done: Run, machine: Machine, listing: bool) -> str:
    """Print what was measured; the same as Markdown."""
    readers, truths = list(done.reads), _truths(groups, done)
    missed = {reader: misses_of(reader, groups, done) for reader in readers}
    accuracy = [_row(group, truths[group], missed, readers) for group in truths if truths[group]]
    accuracy.append(_row("all", sum(truths.values()), missed, readers))
    head = ["group", "truths", *(TITLES[reader] for reader in readers)]
    times = [_time_row(reader, done) for reader in readers]
    time_head = ["reader", "median", "of ours, wall clock", "of ours, processor time"]
    refused = f"Wrong pictures refused by ours: {list(done.accepted.values()).count(False)} of {len(done.accepted)}."
    measured = f"Measured on {machine}, {load():.1f} at its end."
    print(f"{name}\n{measured}\n\n{table(head, accuracy)}\n{refused}\n\n{table(time_head, times)}")
    if listing:
        for reader in readers:
            print(f"{TITLES[reader]}: {len(missed[reader])} wrong", *map(str, missed[reader]), sep="\n  ")
    for fault in done.faults:
        print(f"a fault: {fault}", file=sys.stderr)
    parts = [f"### {name.capitalize()}", measured, markdown(head, accuracy), refused, markdown(time_head, times)]
    return "\n\n".join([*parts, *(_listed(reader, missed[reader]) for reader in readers)])


def _row(group: str, truths: int, missed: dict[str, list[Miss]], readers: Sequence[str]) -> list[str]:
    wrong = {reader: sum(group in ("all", miss.group) for miss in missed[reader]) for reader in readers}
    return [group, str(truths), *(f"{truths - wrong[r]} ({(truths - wrong[r]) / max(truths, 1):.1%})" for r in readers)]


def _time_row(reader: str, done: Run) -> list[str]:
    """Median seconds, and the median over pictures of the ratio to ours on the same picture."""
    pairs = [(read, done.reads["ours"][key]) for key, read in done.reads[reader].items() if read.values is not None]
    wall = median([read.seconds / ours.seconds for read, ours in pairs])
    cpu = median([read.cpu_seconds / ours.cpu_seconds for read, ours in pairs])
    return [TITLES[reader], milliseconds(median([read.seconds for read, _ in pairs])), ratio(wall), ratio(cpu)]


def _listed(reader: str, missed: list[Miss]) -> str:
    """Misses without the documents' text: ours one by one, a peer's by kind."""
    title = f"{TITLES[reader]}: {len(missed)} missed"
    if reader == "ours":
        return "\n".join([f"{title}.", "", *(f"- {m.group} {m.picture} {m.field}: {m.kind}" for m in missed)])
    kinds = Counter("empty" if m.kind == "empty" else _how_far(m) for m in missed)
    return f"{title}: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) + "."


def _how_far(miss: Miss) -> str:
    return miss.kind if miss.kind in ("refused", "1 character", "2 characters") else "off by more"


if __name__ == "__main__":
    sys.exit(main())
