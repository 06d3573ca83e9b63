"""What a function takes, started, until its index knows all templates: which there are (DynamoDB), their entries (S3),
and the index made of them, by part, in wall clock and in processor seconds of the function's own process.

The account is emulated (moto's server, in a process of its own), on this machine: what a network adds is not in it, but
how many bytes it carries, and in how many objects, is. Entries are made up, of as many keypoints and n-grams as drawn
templates have, and added as templates are, one by one, so that segments are those of so many `add`s.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from bench.support.machine import load, this_machine
from bench.support.numbers import table
from bench.support.report import ROOT, write_json
from bench.support.running import CannotMeasure, parser, progress, status_of
from lambda_ocr.alignment.selection.entry import KEPT_KEYPOINTS, Entry
from lambda_ocr.core.model import TemplateRef

GRAMS, VOCABULARY = 140, 20_000
"""Of a drawn template, in the median; and of ten thousand of them together."""


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("index", __doc__ or "")
    made.add_argument("--templates", type=int, nargs="+", default=[100, 1000], metavar="N", help="%(default)s")
    made.add_argument("--repeat", type=int, default=9, metavar="N", help="starts of each (%(default)s)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """An account for each number of templates, started again and again."""
    print(this_machine())
    told = {}
    for templates in options.templates:
        with _account(templates) as (environment, size):
            starts = [_start(environment) for _ in progress(iter(range(options.repeat)), options.repeat, "start")]
        if any(each["entries"] != templates for each in starts):
            raise CannotMeasure("a start did not learn of all templates")
        told[templates] = {"size": size, "starts": starts}
        print(f"\n{templates} templates: {size[0]} segments, {size[1] / 1e6:.1f} MB\n\n{_table(starts)}", flush=True)
    print(f"load average {load():.1f} at its end")
    write_json(options.json, {"machine": this_machine().as_json(), "found": told})
    return 0


def _table(starts: list[dict[str, Any]]) -> str:
    parts = {part: [each["laps"][part] for each in starts] for part in starts[0]["laps"]}
    parts["all of it"] = [tuple(map(sum, zip(*each["laps"].values(), strict=True))) for each in starts]
    rows = [
        [part, *(f"{1000 * statistics.median(lap[which] for lap in laps):.0f}" for which in (0, 1))]
        for part, laps in parts.items()
    ]
    return str(table(["part", "ms", "processor ms"], rows))


@contextmanager
def _account(templates: int) -> Iterator[tuple[dict[str, str], tuple[int, int]]]:
    """With so many templates in it: what a function's environment says of it; segments, and bytes of them."""
    account = subprocess.Popen(
        [sys.executable, "-m", "bench.support.workers.index_account", str(templates)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert account.stdout is not None
        line = account.stdout.readline()
        if not line:
            raise CannotMeasure("the emulated account did not come up; its messages stand above")
        told = json.loads(line)
        with tempfile.TemporaryDirectory() as home:
            yield {**told["environment"], "HOME": home}, (told["segments"], told["bytes"])
    finally:
        account.kill()
        account.wait()


def _start(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.support.workers.index_start"]
    whole = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"the process failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def made_up(templates: int) -> Iterator[tuple[TemplateRef, bytes]]:
    """Entries as large as those of drawn templates, and as many n-grams in all."""
    dice = np.random.default_rng(1)
    for at in range(templates):
        rare = dice.zipf(1.3, 4 * GRAMS) % VOCABULARY
        entry = Entry(
            dice.integers(0, 256, (KEPT_KEYPOINTS, 32), np.uint8),
            dice.integers(0, 8000, (KEPT_KEYPOINTS, 2)).astype(np.uint16),
            dice.integers(0, 256, KEPT_KEYPOINTS).astype(np.uint8),
            dice.integers(0, 100, KEPT_KEYPOINTS).astype(np.uint8),
            np.unique(np.concatenate([rare, dice.integers(0, VOCABULARY, GRAMS)]))[:GRAMS].astype(np.uint32),
        )
        yield TemplateRef(f"t{at:05}", 1), entry.to_bytes()


if __name__ == "__main__":
    sys.exit(main())
