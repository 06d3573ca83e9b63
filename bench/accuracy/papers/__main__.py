"""The command line: families of paper into a folder that `python -m bench realset FOLDER` measures.

Draws tickets, passes, waybills, licences, receipts, invoices, slips, forms and letters with much print outside the
fields that changes from copy to copy, photographs them, and draws look-alikes that must be refused. Another seed gives
other looks, words, values and pictures of the same kinds: keep one aside to measure what was never looked at.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from bench.accuracy.papers.faces import missing_packages
from bench.accuracy.papers.family import Family
from bench.accuracy.papers.kinds import KINDS
from bench.accuracy.papers.writing import write, write_pairs


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    if packages := missing_packages():
        print(f"Fonts are missing. Install them: apt-get install {' '.join(packages)}", file=sys.stderr)
        return 1
    kinds = [kind for kind in KINDS if not options.family or kind.name in options.family]
    with tqdm(kinds, unit="family", file=sys.stderr, disable=None, leave=False) as bar:
        try:
            for kind in bar:
                for name in write(Family(kind, options.seed), options.folder, options.queries, options.bad):
                    bar.set_postfix_str(f"{kind.name} {name}")
        except KeyboardInterrupt:
            print("stopped; the families that are whole are kept", file=sys.stderr)
            return 130
        finally:
            write_pairs(options.folder)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = argparse.ArgumentParser(
        prog="python -m bench papers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("folder", type=Path, metavar="OUT_FOLDER", help="where the families go")
    made.add_argument(
        "--seed", type=int, default=1, metavar="N", help="looks, values and pictures (default: %(default)s)"
    )
    made.add_argument("--queries", type=int, default=4, metavar="N", help="copies of a family (default: %(default)s)")
    made.add_argument(
        "--bad", action="store_true", help="three further copies each: blank, half faint, a label torn off"
    )
    made.add_argument("--family", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    options = made.parse_args(arguments)
    unknown = set(options.family) - {kind.name for kind in KINDS}
    if unknown:
        made.error(f"no such family: {', '.join(sorted(unknown))}; there are {', '.join(kind.name for kind in KINDS)}")
    if options.queries < 1:
        made.error("--queries must be 1 or more")
    return options


if __name__ == "__main__":
    sys.exit(main())
