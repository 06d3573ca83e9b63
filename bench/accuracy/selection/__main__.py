"""Which of thousands of templates a page is of, the templates drawn in families of sisters.

For each number of templates: how often the right one is among the first k that the index names, how often it is chosen
in the end, how often a page of none is said to be of none, what each step takes, and what the index holds in memory.
Pages are drawn anew, filled in otherwise, and photographed; strangers are of families that no template is of, and, as
`sisters`, further members of families that have a template. Reading a page is most of the price, so each is read once,
and asked for among every number of templates. Ctrl-C prints what was done.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.accuracy.papers.dice import Dice
from bench.accuracy.selection.drawn_templates import DrawnTemplates, Looks, entries
from bench.accuracy.selection.layouts import Layout, families
from bench.accuracy.selection.photographs import photographed
from bench.accuracy.selection.real_pictures import run_real
from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.alignment.judging.captions import letters
from lambda_ocr.alignment.selection.entry import grams_of
from lambda_ocr.alignment.selection.print_index import PrintIndex
from lambda_ocr.app.selection import NoneFits, Selection
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.entrypoints.wiring import compose_reader

RANKS = (1, 3, 5, 20)


@dataclass
class Tally:
    """What came of one number of templates."""

    templates: int
    entry_kb: float = 0.0
    fed_s: float = 0.0
    ranks: list[int] = field(default_factory=list)
    """Of each page that is of a template, how many the index named before it."""
    shortlist_ms: list[float] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Of each such page that was chosen for: right, wrong or unknown."""
    known_s: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Of each page of no template: unknown or wrong."""
    strange_s: list[float] = field(default_factory=list)
    sisters: list[str] = field(default_factory=list)
    sisters_s: list[float] = field(default_factory=list)

    def lines(self) -> list[str]:
        """As a table's row by row."""
        recall = ", ".join(f"@{k} {_share([rank < k for rank in self.ranks])}" for k in RANKS)
        return [
            f"{self.templates} templates, {self.entry_kb:.1f} KB each, known to the index in {self.fed_s:.2f} s",
            f"  recall {recall} of {len(self.ranks)} pages",
            f"  shortlist {_median(self.shortlist_ms):.1f} ms (most {max(self.shortlist_ms, default=0):.1f})",
            f"  right {_share([each == 'right' for each in self.known])}, wrong {self.known.count('wrong')}, "
            f"unknown {self.known.count('unknown')} of {len(self.known)}; {_median(self.known_s):.2f} s a page",
            f"  strangers kept unknown {_share([each == 'unknown' for each in self.strange])} of {len(self.strange)}; "
            f"{_median(self.strange_s):.2f} s a page",
            f"  sisters of templates kept unknown {_share([each == 'unknown' for each in self.sisters])} of "
            f"{len(self.sisters)}; {_median(self.sisters_s):.2f} s a page",
        ]


@dataclass(frozen=True, eq=False)
class Account:
    """So many templates, what finds the right one, and what came of it."""

    tally: Tally
    index: PrintIndex
    templates: DrawnTemplates
    selection: Selection

    @staticmethod
    def of(layouts: Sequence[Layout], made: Mapping[str, bytes], looks: Looks) -> Account:
        """With all of them in the index."""
        tally, index = Tally(len(layouts)), PrintIndex()
        mine = {layout.name: made[layout.name] for layout in layouts}
        tally.entry_kb = sum(map(len, mine.values())) / len(mine) / 1000
        begun = time.process_time()
        index.put(mine)
        index._words.ranked(grams_of(["nothing"]))
        tally.fed_s = time.process_time() - begun
        templates = DrawnTemplates(layouts, looks)
        reader: Any = templates
        nobody: Any = _InLine()
        return Account(tally, index, templates, Selection(reader, reader, index, nobody))

    def rank(self, seen: Any, name: str) -> None:
        """Where the index names the right one, by what was read of a page."""
        begun = time.process_time()
        found = [each.template_id for each in self.index._words.ranked(seen)]
        self.tally.shortlist_ms.append(1000 * (time.process_time() - begun))
        self.tally.ranks.append(found.index(name) if name in found else len(found) + 1000)

    def choose(self, picture: Any, name: str, found: list[str], seconds: list[float]) -> None:
        """Which template a page is given; what the bench draws and describes for it is not counted."""
        begun, drawing = time.process_time(), self.templates.drawing_s
        budget: Budget = UNBOUNDED
        try:
            chosen = self.selection.choose(picture, (), budget).ref.template_id
        except NoneFits:
            chosen = "unknown"
        seconds.append(time.process_time() - begun - (self.templates.drawing_s - drawing))
        found.append(chosen if chosen == "unknown" else "right" if chosen == name else "wrong")


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run_real(options) if options.real or options.examples else run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("selection", __doc__ or "")
    made.add_argument(
        "folder", type=Path, nargs="?", metavar="FOLDER", help="where drawn templates are kept for the next run"
    )
    made.add_argument(
        "--real", type=Path, nargs="+", default=[], metavar="FOLDER", help="real pictures with truth instead"
    )
    made.add_argument("--examples", action="store_true", help="the drawn examples beside the real pictures")
    made.add_argument(
        "--copies", nargs="+", default=[], metavar="NAME=KIND", help="wrong pictures that are in truth of that kind"
    )
    made.add_argument("--templates", type=int, nargs="+", default=[100, 1000, 10_000], metavar="N", help="%(default)s")
    made.add_argument("--pages", type=int, default=300, metavar="N", help="pages of templates (%(default)s)")
    made.add_argument(
        "--choices", type=int, default=100, metavar="N", help="of these, chosen for to the end (%(default)s)"
    )
    made.add_argument(
        "--minutes", type=float, default=60.0, metavar="N", help="processor minutes for all pages (%(default)s)"
    )
    made.add_argument(
        "--strangers", type=int, default=50, metavar="N", help="pages of none, of each kind (%(default)s)"
    )
    made.add_argument("--seed", type=int, default=1, metavar="N", help="another draws other templates (%(default)s)")
    options = made.parse_args(arguments)
    if not (options.folder or options.real or options.examples):
        made.error("name a FOLDER for drawn templates, or --real FOLDER with real pictures, or say --examples")
    return options


def run(options: argparse.Namespace) -> int:
    """Measure all numbers of templates on the same pages, each looked at and read once."""
    options.folder.mkdir(parents=True, exist_ok=True)
    everything = families(options.seed, max(options.templates))
    made = dict(progress(entries(everything, options.folder / f"seed-{options.seed}"), len(everything), "template"))
    looks = Looks(compose_reader(1)._aligner)
    accounts = [Account.of(everything[:count], made, looks) for count in sorted(options.templates)]
    read_s = list[float]()
    pages = list(_pages(options, everything[: min(options.templates)]))
    begun, done = time.process_time(), 0
    print(this_machine())
    with suppress(KeyboardInterrupt):
        for page in progress(iter(pages), len(pages), "page"):
            if time.process_time() - begun > 60 * options.minutes:
                break
            _measure(page, looks, accounts, read_s)
            done += 1
    print(f"{done} of {len(pages)} pages; each read once for all in {_median(read_s):.2f} s, which is not in the rest")
    print("\n".join(line for account in accounts for line in account.tally.lines()), flush=True)
    found = [vars(account.tally) for account in accounts]
    write_json(options.json, {"machine": this_machine().as_json(), "read_s": read_s, "found": found})
    return 0


@dataclass(frozen=True)
class Asked:
    """A page that is measured."""

    layout: Layout
    kind: str
    """`known`, `strange` or `sisters`."""
    copy: int
    is_chosen: bool
    """Whether it goes the whole way; else the index alone is asked."""


def _pages(options: argparse.Namespace, layouts: Sequence[Layout]) -> Iterator[Asked]:
    """Those of templates that all accounts have, and of none; of each kind as many in any part of the run."""
    dice = Dice(options.seed, "pages", len(layouts))
    every = dice.some(layouts, len(layouts))
    known = [
        Asked(every[at % len(every)], "known", at // len(every), at < options.choices) for at in range(options.pages)
    ]
    strange = [Asked(each, "strange", 0, True) for each in families(options.seed + 1, options.strangers)]
    others = dice.some(layouts, min(options.strangers, len(layouts)))
    sisters = [Asked(replace(each, member=99), "sisters", 0, True) for each in others]
    kinds = [kind for kind in (known, strange, sisters) if kind]
    order = sorted(((at + 0.5) / len(kind), place, at) for place, kind in enumerate(kinds) for at in range(len(kind)))
    return (kinds[place][at] for _, place, at in order)


def _measure(asked: Asked, looks: Looks, accounts: Sequence[Account], read_s: list[float]) -> None:
    what = "page" if asked.copy == 0 else f"page {asked.copy}"
    shot = "shot" if asked.kind == "known" else "strange"
    picture = photographed(asked.layout.copy(what).pixels, Dice(asked.layout.name, shot, asked.copy))
    page = looks.of(picture)
    begun = time.process_time()
    seen = grams_of(letters(line.text) for line in page.lines)
    read_s.append(time.process_time() - begun)
    for account in accounts:
        name = asked.layout.name if asked.kind == "known" else ""
        if name:
            account.rank(seen, name)
        if asked.is_chosen:
            found, seconds = (getattr(account.tally, each) for each in (asked.kind, f"{asked.kind}_s"))
            account.choose(picture, name, found, seconds)


class _InLine:
    """The index knows all there is."""

    def keep_in_line(self, among: Any, budget: Any) -> None:
        """Nothing to do."""


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held) / len(held):.3f}" if held else "-"


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
