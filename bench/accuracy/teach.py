"""What three further copies bring: each kind taught with some of its pictures, measured on the rest, several draws.

Reads every picture with the template as it is and with what the copies of a draw taught, in process, as the service
does. With --fields 2 all but the two fields with the most truths are left out, so that their values stand outside: what
a user draws who wants two values of a page. Wrong pictures are asked of every draw. The other kinds are templates of
the same account: the pictures of those that the index holds alike are laid beside a template as `teach` does. Ctrl-C
prints what was done.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.accuracy.collection import LIMITS, Group, NoCollection, Truth, examples, real, scaled_fields, sendable
from bench.accuracy.scoring import distance, is_right, normalised
from bench.support.machine import this_machine
from bench.support.numbers import markdown, table
from bench.support.report import write_json, write_section
from bench.support.running import parser, progress, status_of
from lambda_ocr.app.use_cases.life.teach import MOST_OTHERS
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, Image, Prepared, Template
from lambda_ocr.core.ports import TemplateIndex
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.teaching.copies import CopyRead
from lambda_ocr.core.teaching.learning import learned
from lambda_ocr.documents.formats import load_document
from lambda_ocr.entrypoints.wiring import build_index, compose_reader

ELSEWHERE_SHARE = 0.6
"""Of the truth's length: a value farther off was read at another place."""


@dataclass(frozen=True)
class Seen:
    """One picture read in one way: its values, None where it was refused."""

    values: Mapping[str, str] | None
    places: tuple[object, ...] = ()
    """Where its fields were placed."""

    def right(self, truth: Truth) -> int:
        """Fields read as they are."""
        return sum(is_right((self.values or {}).get(name), text) for name, text in truth.items())

    def misplaced(self, truth: Truth) -> int:
        """Fields of a picture that was accepted where other print, or none, was read."""
        read = [(normalised(self.values[name]), normalised(text)) for name, text in truth.items() if self.values]
        return sum(distance(value, text) > ELSEWHERE_SHARE * max(len(text), 1) for value, text in read)


@dataclass(frozen=True)
class Pair:
    """A picture before and after a draw's copies were taught; `truth` is None of a wrong one."""

    group: str
    picture: str
    draw: int
    truth: Truth | None
    before: Seen
    after: Seen


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its template, ready to read with, and its pictures."""

    group: Group
    template: Template
    derived: bytes

    @staticmethod
    def of(reader: Reader, group: Group, fields: int) -> Kind:
        """Registered with all of its fields, or those with the most truths."""
        sent = sendable(group.template)
        told = {name: sum(name in truth for truth in group.queries.values()) for name in group.names}
        kept = sorted(group.names, key=lambda name: -told[name])[: fields or None]
        drawn = [(corners, name) for corners, name in scaled_fields(group.fields, sent.factor) if name in kept]
        template = Template(group.name, tuple(Field(name, quad(at)) for at, name in drawn), sent.data, "2026-01-01")
        pixels = load_document(sent.data, LIMITS).first.pixels
        return Kind(group, template, reader.describe(pixels, template.fields))

    def truth(self, picture: Path) -> Truth:
        """Of the fields that are registered."""
        names = {field.name for field in self.template.fields}
        return {name: text for name, text in self.group.queries[picture].items() if name in names}


@dataclass(frozen=True, eq=False)
class Account:
    """All kinds as templates beside each other."""

    kinds: Mapping[str, Kind]
    index: TemplateIndex

    @staticmethod
    def of(reader: Reader, kinds: Sequence[Kind]) -> Account:
        """Put into an index."""
        index = build_index()
        prepared = {kind.group.name: reader.prepare(kind.template, kind.derived) for kind in kinds}
        index.put({name: index.entry(each.features) for name, each in prepared.items()})
        return Account({kind.group.name: kind for kind in kinds}, index)

    def beside(self, reader: Reader, prepared: Prepared) -> list[object]:
        """The pictures of the templates most like one, as they are judged for it."""
        alike = [each.template_id for each in self.index.alike(self.index.entry(prepared.features))]
        others = [self.kinds[name].template for name in alike if name != prepared.template_id][:MOST_OTHERS]
        pages = [load_document(other.picture, LIMITS).first.pixels for other in others]
        return [reader.beside(prepared, page) for page in pages]


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("teach", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="*", metavar="FOLDER", help="pictures with truth")
    made.add_argument("--examples", action="store_true", help="teach examples/ too")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument("--draws", type=int, default=5, metavar="N", help="draws of copies (%(default)s)")
    made.add_argument("--copies", type=int, default=3, metavar="N", help="copies taught (%(default)s)")
    made.add_argument("--fields", type=int, default=0, metavar="N", help="fields kept of each template (all)")
    made.add_argument("--no-values", action="store_true", help="teach pictures alone, without their right values")
    made.add_argument("--threads", type=int, default=0, metavar="N", help="of the networks; 0: all processors")
    made.add_argument("--docs", metavar="SECTION", help="write the table into this section of docs/benchmark.md")
    options = made.parse_args(arguments)
    if not options.folder and not options.examples:
        made.error("name a FOLDER of pictures with truth, or say --examples")
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Teach and read, then tell, also when stopped half way."""
    every = [*(examples() if options.examples else ()), *(group for path in options.folder for group in real(path))]
    groups = [group for group in every if not options.group or group.name in options.group]
    groups = [group for group in groups if len(group.queries) > 1]
    if not groups:
        raise NoCollection("no group there has two pictures: one must be left to measure on")
    machine, pairs, stopped = this_machine(), list[Pair](), False
    try:
        reader = compose_reader(options.threads)
        kinds = [Kind.of(reader, group, options.fields) for group in progress(iter(every), len(every), "template")]
        account = Account.of(reader, kinds)
        asked = [kind for kind in kinds if kind.group in groups]
        for found in progress((_taught(options, reader, account, kind) for kind in asked), len(asked), "kind"):
            pairs += found
    except KeyboardInterrupt:
        stopped = True
    print(f"{machine}\n\n{table(*rows(pairs))}")
    if options.docs and not stopped:
        write_section(options.docs, f"Measured on {machine}.\n\n{markdown(*rows(pairs))}")
    write_json(options.json, {"machine": machine.as_json(), "pairs": [_kept(pair) for pair in pairs]})
    return 130 if stopped else 0


def _taught(options: argparse.Namespace, reader: Reader, account: Account, kind: Kind) -> list[Pair]:
    """All draws of one kind."""
    group = kind.group
    before = reader.prepare(kind.template, kind.derived)
    others, weighing = account.beside(reader, before), reader.weighing(before)
    every = (*group.queries, *group.wrong)
    pictures = {path: load_document(sendable(path).data, LIMITS).first.pixels for path in every}
    plain = {path: _read(reader, before, pixels) for path, pixels in pictures.items()}
    studied = {
        path: _studied(reader, before, pictures[path], path.name, {} if options.no_values else kind.truth(path))
        for path in group.queries
    }
    pairs = []
    for draw in range(options.draws):
        copies = _drawn(group, draw, options.copies)
        studies = [study for path in copies if (study := studied[path])]
        taught = learned(kind.template, studies, weighing, others)
        after = reader.prepare(replace(kind.template, taught=taught), kind.derived)
        for path, pixels in pictures.items():
            if path not in copies:
                truth = kind.truth(path) if path in group.queries else None
                seen = _read(reader, after, pixels, plain[path])
                pairs.append(Pair(group.name, path.name, draw, truth, plain[path], seen))
    return pairs


def _drawn(group: Group, draw: int, copies: int) -> list[Path]:
    """The copies of a draw, by its number and the kind alone; one picture at least is left."""
    names = sorted(group.queries)
    return random.Random(f"{group.name} {draw}").sample(names, min(copies, len(names) - 1))


def _studied(
    reader: Reader, prepared: Prepared, pixels: Image, name: str, values: Mapping[str, str]
) -> CopyRead | None:
    """A copy as it is taught; None where nothing of the template is found on it."""
    try:
        return CopyRead(name, *reader.study(prepared, pixels), values)
    except TemplateMismatch:
        return None


def _read(reader: Reader, prepared: Prepared, pixels: Image, known: Seen | None = None) -> Seen:
    """What is read; as it is `known` where the same fields lie at the same places, for then it is the same."""
    try:
        alignment = reader.align(prepared, reader.look(pixels))
    except TemplateMismatch:
        return Seen(None, ())
    places = tuple(
        (placed.image_from_template.tobytes(), placed.error_px, placed.is_missing, field.quad)
        for placed, field in zip(alignment.placements, prepared.fields, strict=True)
    )
    if known and known.places == places:
        return known
    reading = reader.read_aligned(prepared, pixels, alignment)
    return Seen({field.name: field.value for field in reading.fields}, places)


def rows(pairs: Sequence[Pair]) -> tuple[list[str], list[list[str]]]:
    """A line a kind, and one of all: before → after."""
    head = ["kind", "readings", "true refused", "wrong accepted", "other print read", "right", "of"]
    kinds = [(name, [pair for pair in pairs if pair.group == name]) for name in dict.fromkeys(p.group for p in pairs)]
    return head, [[name, *_cells(some)] for name, some in [*kinds, ("all", list(pairs))]]


def _cells(pairs: Sequence[Pair]) -> Iterator[str]:
    true = [(pair, pair.truth) for pair in pairs if pair.truth is not None]
    wrong = [pair for pair in pairs if pair.truth is None]

    def change(before: int, after: int, *, of: int | None = None) -> str:
        return f"{before} → {after}" + (f" of {of}" if of is not None else "")

    yield str(len(true))
    yield change(sum(p.before.values is None for p, _ in true), sum(p.after.values is None for p, _ in true))
    accepted = [sum(seen(pair).values is not None for pair in wrong) for seen in (_before, _after)]
    yield change(accepted[0], accepted[1], of=len(wrong))
    yield change(sum(p.before.misplaced(t) for p, t in true), sum(p.after.misplaced(t) for p, t in true))
    yield change(sum(p.before.right(t) for p, t in true), sum(p.after.right(t) for p, t in true))
    yield str(sum(len(truth) for _, truth in true))


def _before(pair: Pair) -> Seen:
    return pair.before


def _after(pair: Pair) -> Seen:
    return pair.after


def _kept(pair: Pair) -> dict[str, object]:
    read = {"before": pair.before.values, "after": pair.after.values}
    return {"group": pair.group, "picture": pair.picture, "draw": pair.draw, "truth": pair.truth, **read}


if __name__ == "__main__":
    sys.exit(main())
