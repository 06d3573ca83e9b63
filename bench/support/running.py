"""What all benches share at the command line: options, a progress bar, an orderly Ctrl-C."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from bench.accuracy.collection import NoCollection

Item = TypeVar("Item")


class CannotMeasure(Exception):
    """Something is missing; the message says how to get it."""


def parser(name: str, text: str) -> argparse.ArgumentParser:
    """A parser with what every bench knows."""
    made = argparse.ArgumentParser(
        prog=f"python -m bench {name}", description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--json", type=Path, metavar="FILE", help="keep all results there as JSON")
    return made


def progress(items: Iterable[Item], total: int, unit: str) -> Iterator[Item]:
    """A bar on the terminal, nothing where there is none."""
    return iter(tqdm(items, total=total, unit=unit, file=sys.stderr, disable=None, leave=False))


def status_of(run: Callable[[], int]) -> int:
    """Run a bench: what is missing is said in one line (2), Ctrl-C is no traceback (130)."""
    try:
        return run()
    except (NoCollection, CannotMeasure) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
