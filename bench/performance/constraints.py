"""What the search for the likeliest value of a type costs (`python -m bench constraints`): processor time a line.

Rule: lattices are drawn by seed, 20 characters of which two in five are in doubt; the reading before it is not counted.
"""

from __future__ import annotations

import random
import string
import sys
from collections.abc import Sequence
from time import process_time

import numpy as np

from bench.support.numbers import table
from bench.support.running import parser, status_of
from lambda_ocr.core.constraints.automaton import Automaton, compiled
from lambda_ocr.core.constraints.dictionary import Dictionary
from lambda_ocr.core.constraints.pattern import parsed
from lambda_ocr.core.constraints.prefix_search import search
from lambda_ocr.core.constraints.steps import Steps

CHARACTERS = string.ascii_uppercase + string.digits
LONG, LINES = 20, 200
DOUBTED = 0.4
ENTRIES = 100_000


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser("constraints", __doc__ or "").parse_args(arguments)
    return status_of(run)


def run() -> int:
    """Time all lines by each kind of type."""
    dice = random.Random(1)
    words = ["".join(dice.choices(CHARACTERS, k=LONG)) for _ in range(ENTRIES)]
    lines = [_steps(word, dice) for word in words[:LINES]]
    begun = process_time()
    listed = Dictionary(words)
    print(f"a list of {ENTRIES:,} entries is made ready in {1e3 * (process_time() - begun):.0f} ms")
    pattern = compiled(parsed(f"[A-Z0-9]{{{LONG}}}"))
    rows = [[name, *_times(kind, lines)] for name, kind in ((f"{ENTRIES:,} entries", listed), ("a pattern", pattern))]
    print(table(["type", "ms, median", "ms, 95 of 100", "ms, most"], rows))
    return 0


def _times(kind: Automaton, lines: Sequence[Steps]) -> list[str]:
    times = []
    for steps in lines:
        begun = process_time()
        search(steps, kind)
        times.append(1e3 * (process_time() - begun))
    return [f"{np.percentile(times, share):.2f}" for share in (50, 95, 100)]


def _steps(word: str, dice: random.Random) -> Steps:
    """A step a character, some of them with another one, and an empty one after each."""
    steps = []
    for character in word:
        other = dice.choice(CHARACTERS.replace(character, ""))
        is_doubted = dice.random() < DOUBTED
        possible = ((character, 0.55), (other, 0.4)) if is_doubted else ((character, 0.99),)
        steps += [(1 - sum(share for _, share in possible), possible), (1.0, ())]
    return tuple(steps)


if __name__ == "__main__":
    sys.exit(main())
