"""Which of thousands of templates a page is of, the templates drawn in families of sisters.

For each number of templates: how often the right one is among the first k that the index names, how often it is chosen
in the end, how often a page of none is said to be of none, what each step takes, and what the index holds in memory.
Pages are drawn anew, filled in otherwise, and photographed; strangers are of families that no template is of, and, as
`sisters`, further members of families that have a template.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.accuracy.papers.dice import Dice
from bench.accuracy.selection.drawn_templates import DrawnTemplates, entries
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
    read_s: list[float] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Of each such page: right, wrong or unknown."""
    known_s: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Of each page of no template: unknown or wrong."""
    strange_s: list[float] = field(default_factory=list)
    sisters: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """As a table's row by row."""
        recall = ", ".join(f"@{k} {_share([rank < k for rank in self.ranks])}" for k in RANKS)
        return [
            f"{self.templates} templates, {self.entry_kb:.1f} KB each, known to the index in {self.fed_s:.2f} s",
            f"  recall {recall} of {len(self.ranks)} pages",
            f"  shortlist {_median(self.shortlist_ms):.1f} ms (most {max(self.shortlist_ms, default=0):.1f}), "
            f"after the page was read in {_median(self.read_s):.2f} s",
            f"  right {_share([each == 'right' for each in self.known])}, wrong {self.known.count('wrong')}, "
            f"unknown {self.known.count('unknown')} of {len(self.known)}; {_median(self.known_s):.2f} s a page",
            f"  strangers kept unknown {_share([each == 'unknown' for each in self.strange])} of {len(self.strange)}; "
            f"{_median(self.strange_s):.2f} s a page",
            f"  sisters of templates kept unknown {_share([each == 'unknown' for each in self.sisters])} of "
            f"{len(self.sisters)}",
        ]


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
    made.add_argument("--pages", type=int, default=100, metavar="N", help="pages of templates (%(default)s)")
    made.add_argument(
        "--strangers", type=int, default=50, metavar="N", help="pages of none, of each kind (%(default)s)"
    )
    made.add_argument("--seed", type=int, default=1, metavar="N", help="another draws other templates (%(default)s)")
    options = made.parse_args(arguments)
    if not (options.folder or options.real or options.examples):
        made.error("name a FOLDER for drawn templates, or --real FOLDER with real pictures, or say --examples")
    return options


def run(options: argparse.Namespace) -> int:
    """Measure each number of templates."""
    options.folder.mkdir(parents=True, exist_ok=True)
    everything = families(options.seed, max(options.templates))
    made = dict(progress(entries(everything, options.folder / f"seed-{options.seed}"), len(everything), "template"))
    aligner: Any = compose_reader(1)._aligner
    tallies = []
    print(this_machine())
    for count in options.templates:
        tallies.append(_measured(options, everything[:count], made, aligner))
        print("\n".join(tallies[-1].lines()), flush=True)
    write_json(options.json, {"machine": this_machine().as_json(), "found": [vars(tally) for tally in tallies]})
    return 0


def _measured(options: argparse.Namespace, layouts: Sequence[Layout], made: dict[str, bytes], aligner: Any) -> Tally:
    tally, index = Tally(len(layouts)), PrintIndex()
    mine = {layout.name: made[layout.name] for layout in layouts}
    tally.entry_kb = sum(map(len, mine.values())) / len(mine) / 1000
    begun = time.process_time()
    index.put(mine)
    index._words.ranked(grams_of(["nothing"]))
    tally.fed_s = time.process_time() - begun
    templates: Any = DrawnTemplates(layouts, aligner)
    nobody: Any = _InLine()
    selection = Selection(templates, templates, index, nobody)
    dice = Dice(options.seed, "pages", len(layouts))
    chosen = dice.some(layouts, min(options.pages, len(layouts)))
    strange = families(options.seed + 1, options.strangers)
    sisters = [replace(each, member=99) for each in dice.some(layouts, min(options.strangers, len(layouts)))]
    for layout in progress(iter(chosen), len(chosen), "page"):
        picture = photographed(layout.copy("page").pixels, Dice(layout.name, "shot"))
        _rank(tally, index, aligner.extract(picture), layout.name)
        tally.known.append(_outcome(selection, picture, layout.name, tally.known_s))
    for group, found in ((strange, tally.strange), (sisters, tally.sisters)):
        for layout in progress(iter(group), len(group), "stranger"):
            picture = photographed(layout.copy("page").pixels, Dice(layout.name, "strange"))
            found.append(_outcome(selection, picture, "", tally.strange_s))
    return tally


class _InLine:
    """The index knows all there is."""

    def keep_in_line(self, among: Any, budget: Any) -> None:
        """Nothing to do."""


def _rank(tally: Tally, index: PrintIndex, page: Any, name: str) -> None:
    begun = time.process_time()
    seen = grams_of(letters(line.text) for line in page.lines)
    tally.read_s.append(time.process_time() - begun)
    begun = time.process_time()
    found = [each.template_id for each in index._words.ranked(seen)]
    tally.shortlist_ms.append(1000 * (time.process_time() - begun))
    tally.ranks.append(found.index(name) if name in found else len(found) + 1000)


def _outcome(selection: Selection, picture: Any, name: str, seconds: list[float]) -> str:
    begun = time.process_time()
    budget: Budget = UNBOUNDED
    try:
        found = selection.choose(picture, (), budget).ref.template_id
    except NoneFits:
        found = "unknown"
    seconds.append(time.process_time() - begun)
    return found if found == "unknown" else "right" if found == name else "wrong"


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held) / len(held):.3f}" if held else "-"


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
