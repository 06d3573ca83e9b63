"""Which of thousands of templates a page is of, the templates drawn in families of sisters.

For each number of templates: how often the right one is among the first k that the index names, how often it is chosen
in the end, how often a page of none is said to be of none, what each step takes, and what the index holds in memory.
Pages are drawn anew, filled in otherwise, and photographed; strangers are of families that no template is of, and, as
`sisters`, further members of families that have a template. What is dear is kept in FOLDER: entries, words read, what
was measured. So a run that is stopped (Ctrl-C prints what was done) or killed goes on where it was, and after a change
of the aligner pages are chosen for again without being read again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.accuracy.papers.dice import Dice
from bench.accuracy.selection.drawn_templates import DrawnTemplates, Looks, entries
from bench.accuracy.selection.kept import CHOOSING, READING, Kept, fingerprint
from bench.accuracy.selection.layouts import Layout, families
from bench.accuracy.selection.photographs import photographed
from bench.accuracy.selection.real_pictures import run_real
from bench.accuracy.selection.tally import Index, Measured, lines
from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.alignment.judging.line_letters import letters
from lambda_ocr.alignment.proposals import text_anchors
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.selection.entry import grams_of
from lambda_ocr.alignment.selection.print_index import SHORTLIST, PrintIndex
from lambda_ocr.app.selection import NoneFits, Selection
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.entrypoints.wiring import compose_reader

NOT_NAMED = 1000
"""Where a template that the index did not name is counted."""


@dataclass(frozen=True, eq=False)
class Account:
    """So many templates, and what finds the right one among them."""

    told: Index
    index: PrintIndex
    templates: DrawnTemplates
    selection: Selection

    @staticmethod
    def of(layouts: Sequence[Layout], made: Mapping[str, bytes], looks: Looks) -> Account:
        """With all of them in the index."""
        index = PrintIndex()
        mine = {layout.name: made[layout.name] for layout in layouts}
        begun = time.process_time()
        index.put(mine)
        index._words.ranked(grams_of(["nothing"]), SHORTLIST)
        fed_s = time.process_time() - begun
        templates = DrawnTemplates(layouts, looks)
        reader: Any = templates
        nobody: Any = _InLine()
        told = Index(len(layouts), sum(map(len, mine.values())) / len(mine) / 1000, fed_s)
        return Account(told, index, templates, Selection(reader, reader, index, nobody))

    def measure(self, asked: Asked, picture: Any, page: Any) -> Measured:
        """One page: where the index names the right one, and which is chosen."""
        found = Measured(self.told.templates, asked.layout.name, asked.kind)
        if asked.kind == "known":
            found = self._ranked(found, grams_of(letters(line.text) for line in page.lines))
        return self._chosen(found, picture) if asked.is_chosen else found

    def _ranked(self, found: Measured, seen: Any) -> Measured:
        """By what was read of a page."""
        begun = time.process_time()
        named = [each.template_id for each in self.index._words.ranked(seen, SHORTLIST)]
        taken = 1000 * (time.process_time() - begun)
        return replace(found, shortlist_ms=taken, rank=named.index(found.page) if found.page in named else NOT_NAMED)

    def _chosen(self, found: Measured, picture: Any) -> Measured:
        """What the bench draws and describes for it is not counted."""
        begun, drawing = time.process_time(), self.templates.drawing_s
        budget: Budget = UNBOUNDED
        try:
            choice = self.selection.choose(picture, (), budget)
            chosen, tried = choice.ref.template_id, [(choice.ref.template_id, choice.alignment.agreement)]
            tried += choice.others
        except NoneFits as nothing:
            chosen, tried = "", list(nothing.candidates)
        seconds = time.process_time() - begun - (self.templates.drawing_s - drawing)
        return replace(found, chosen=chosen, tried=tried, seconds=seconds)


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
    kept = Kept(options.folder / f"seed-{options.seed}.sqlite3")
    everything = families(options.seed, max(options.templates))
    made = dict(progress(entries(everything, kept), len(everything), "template"))
    looks = Looks(compose_reader(1)._aligner)
    accounts = [Account.of(everything[:count], made, looks) for count in sorted(options.templates)]
    pages = list(_pages(options, everything[: min(options.templates)]))
    found = list[Measured]()
    print(this_machine())
    begun, done = time.process_time(), 0
    with suppress(KeyboardInterrupt):
        for page in progress(iter(pages), len(pages), "page"):
            if time.process_time() - begun > 60 * options.minutes:
                break
            found += _measured(page, looks, accounts, kept)
            done += 1
    print(f"{done} of {len(pages)} pages")
    for account in accounts:
        mine = [each for each in found if each.templates == account.told.templates]
        print("\n".join(lines(account.told, mine)), flush=True)
    told = {"indexes": [asdict(each.told) for each in accounts], "measured": [asdict(each) for each in found]}
    write_json(options.json, {"machine": this_machine().as_json(), **told})
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

    @property
    def view(self) -> str:
        """What is seen, whatever is asked of it."""
        return f"{self.layout.seed} {self.layout.name} {self.kind} {self.copy}"

    def __str__(self) -> str:
        return f"{self.view} {'chosen for' if self.is_chosen else 'sought'}"

    def picture(self) -> Any:
        """A photograph of a copy."""
        what = "page" if self.copy == 0 else f"page {self.copy}"
        shot = "shot" if self.kind == "known" else "strange"
        return photographed(self.layout.copy(what).pixels, Dice(self.layout.name, shot, self.copy))


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


def _measured(asked: Asked, looks: Looks, accounts: Sequence[Account], kept: Kept) -> Iterator[Measured]:
    """Among every number of templates; what is known of an earlier run is not measured again."""
    of = fingerprint_of(CHOOSING)
    names = {account: f"{asked} among {account.told.templates}" for account in accounts}
    known = {account: kept.told(of, name) for account, name in names.items()}
    picture = page = None
    for account, name in names.items():
        row = known[account]
        if row is None:
            if page is None:
                picture = asked.picture()
                page = looks.of(picture, lambda page: _lines(asked, page, kept))
            row = asdict(account.measure(asked, picture, page))
            kept.put(of, name, json.dumps(row).encode())
        yield Measured(**row)


def _lines(asked: Asked, page: Any, kept: Kept) -> tuple[Anchor, ...]:
    """What is read on a page."""
    read = kept.once(fingerprint_of(READING), f"lines {asked.view}", lambda: text_anchors.to_bytes(page.lines))
    return text_anchors.from_bytes(read)


fingerprint_of = lru_cache(fingerprint)


class _InLine:
    """The index knows all there is."""

    def keep_in_line(self, among: Any, budget: Any) -> None:
        """Nothing to do."""


if __name__ == "__main__":
    sys.exit(main())
