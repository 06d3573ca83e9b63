"""What types make of fields: values put right, flagged, spoiled; normal forms; and crops under another field's type.

Reads every picture of the folders in process; `--cache FILE` keeps what the networks saw, so that they run once. Which
field is of which type is said by bench/accuracy/typed/types.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.accuracy.collection import Group, examples, real
from bench.accuracy.scoring import is_right
from bench.accuracy.typed import scores
from bench.accuracy.typed.cost import costs, told
from bench.accuracy.typed.seen import Seen, seen, types
from bench.accuracy.typed.swapped import BOUNDS, Swap, fitted, share_out, swaps
from bench.support.numbers import median, percentile, table
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.looks import Effort
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Check, FieldReading, Status
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.entrypoints.wiring import compose_reader


@dataclass(frozen=True, eq=False)
class Typed:
    """One field read with its type."""

    field: Seen
    kind: FieldType
    read: FieldReading
    ms: float

    @property
    def outcome(self) -> str:
        """What the type made of the free reading."""
        truth = self.field.truth or ""
        before, after = is_right(self.field.read.value, truth), is_right(self.read.value, truth)
        is_flagged = self.read.status is not Status.OK
        if before:
            return (
                "right, spoiled"
                if not after
                else "right, kept" + (", flagged" if self.read.status is Status.INVALID else "")
            )
        if after:
            return "wrong, put right" + (", doubted" if is_flagged else "")
        return "wrong, flagged" if is_flagged else "wrong, not noticed"

    @property
    def is_normal(self) -> bool:
        """Whether the normal form is the truth's."""
        meanings = self.kind.meanings([self.field.truth or ""])
        return len(meanings) == 1 and self.read.normalized == meanings[0].normalized


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("typed", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="*", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--examples", action="store_true", help="read examples/ too")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument("--cache", type=Path, metavar="FILE", help="keep what the networks saw there, or take it from it")
    made.add_argument("--cost", type=int, metavar="N", help="say instead what types cost, on N pictures of each kind")
    made.add_argument("--list", action="store_true", help="print every field that is not right and noticed by nobody")
    options = made.parse_args(arguments)
    if not options.folder and not options.examples:
        made.error("name a FOLDER of pictures with truth, or say --examples")
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Read, then decide under the fields' own types and under others."""
    groups: tuple[Group, ...] = examples() if options.examples else ()
    for folder in options.folder:
        groups += real(folder, options.group)
    if options.cost:
        print(told(list(costs(compose_reader(), groups, types(), options.cost))))
        return 0
    pictures = sum(len(group.queries) for group in groups)
    crops = [
        one for page in progress(seen(compose_reader(), groups, options.cache), pictures, "picture") for one in page
    ]
    kinds = {at: field_type(asked) for at, asked in types().items()}
    mine = [_typed(crop, kinds[crop.group, crop.name]) for crop in crops if (crop.group, crop.name) in kinds]
    known = [one for one in mine if one.field.truth is not None]
    named = {json.dumps(asked, sort_keys=True): kinds[at] for at, asked in types().items()}
    swapped = list(progress(swaps(crops, named, RECOGNIZER.calibration), len(crops) * 20, "swap"))
    print(_told(known), scores.told(_scored(known)), _swapped(swapped), sep="\n")
    if options.list:
        print("\n".join(_line(one) for one in known if one.outcome != "right, kept"))
    counts = Counter(one.outcome for one in known)
    write_json(options.json, {"outcomes": counts, "swapped": len(swapped), "out": sum(one.is_value for one in swapped)})
    return 0


def _scored(known: Sequence[Typed]) -> list[scores.Scored]:
    """Those whose free reading is a value, of a type that asks for a form."""
    return [
        scores.Scored(one.field.group, one.field.read.confidence, one.read.confidence, right)
        for one in known
        for right in [is_right(one.read.value, one.field.truth or "")]
        if one.read.lines and one.kind.automaton and one.read.value == one.field.read.value
        if one.read.status is not Status.INVALID
    ]


def _typed(crop: Seen, kind: FieldType) -> Typed:
    began = perf_counter()
    read = typed(Terms(RECOGNIZER.calibration, Effort(), alternatives=False), kind, crop.known, crop.read)
    return Typed(crop, kind, read, 1e3 * (perf_counter() - began))


def _told(known: Sequence[Typed]) -> str:
    counts = Counter(one.outcome for one in known)
    right = sum(is_right(one.field.read.value, one.field.truth or "") for one in known)
    after = sum(is_right(one.read.value, one.field.truth or "") for one in known)
    normal = sum(one.is_normal for one in known)
    two = sum(Check.AMBIGUOUS in one.read.checks for one in known)
    rows = [[outcome, str(count)] for outcome, count in sorted(counts.items())]
    times = [one.ms for one in known]
    lines = (
        f"{len(known)} fields with a type and a known truth: {right} right as text, {after} as typed",
        f"normal forms right: {normal}; {two} said to be ambiguous",
        f"a field took {median(times):.2f} ms (median), {percentile(times, 0.95):.1f} (p95), {max(times):.1f} (most)",
    )
    return table(["outcome", "fields"], rows) + "\n" + "\n".join(lines) + "\n"


def _swapped(all_: Sequence[Swap]) -> str:
    misread = sum(one.was_read_so for one in all_)
    swapped = [one for one in all_ if not one.was_read_so]
    out, ok = (sum(one.is_value for one in swapped), sum(one.status is Status.OK for one in swapped))
    lines = [
        f"{len(swapped)} crops under another field's type ({misread} more were misread as its values): {out} came out "
        f"as a value ({1e3 * out / max(len(swapped), 1):.2f} of 1,000), {ok} of them ok "
        f"({1e3 * ok / max(len(swapped), 1):.2f} of 1,000)",
        "of 1,000 at " + ", ".join(f"{bound:g}: {1e3 * share_out(swapped, bound):.1f}" for bound in BOUNDS[::2]),
    ]
    groups = sorted({one.group for one in swapped})
    rows = []
    for group in groups:
        mine = [one for one in swapped if one.group == group]
        bound = fitted([one for one in swapped if one.group != group])
        rows.append([group, f"{bound:g}", str(len(mine)), f"{1e3 * share_out(mine, bound):.1f}"])
    lines.append(f"the bound fitted on all: {fitted(swapped):g} nats")
    return "\n".join(lines) + "\n" + table(["left out", "bound of the others", "swaps", "of 1,000 out"], rows)


def _line(one: Typed) -> str:
    field = one.field
    said = f"truth {field.truth!r}, read {field.read.value!r}, typed {one.read.value!r} {one.read.status.value}"
    return f"{one.outcome}: {field.group} {field.picture} {field.name}: {said} {list(map(str, one.read.checks))}"


if __name__ == "__main__":
    sys.exit(main())
