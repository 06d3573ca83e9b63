"""`python -m examples.draw [CASE ...] [--out DIR]`: draws the example folders again.

Rule: it writes the pictures, template.json and expected.json; each folder's README.md is written by hand.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from examples.draw.case import Case, write
from examples.draw.fonts import missing_packages

NAMES = ("vat_invoice", "train_ticket", "business_licence", "flight_itinerary", "waybill", "form", "job_card")


def load(name: str) -> Case:
    """The case of a name."""
    case: Case = import_module(f"examples.draw.{name}").CASE
    return case


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.draw", description="Draw the example documents."
    )
    parser.add_argument(
        "case", nargs="*", metavar="CASE", help=f"{', '.join(NAMES)}; all of them when none is named"
    )
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[1], help="where the case folders go"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.case) - set(NAMES)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if packages := missing_packages():
        print(f"Fonts are missing. Install them: apt-get install {' '.join(packages)}", file=sys.stderr)
        return 1
    for name in options.case or NAMES:
        write(load(name), options.out / name, lambda line: print(line, file=sys.stderr))
    return 0


if __name__ == "__main__":
    sys.exit(main())
