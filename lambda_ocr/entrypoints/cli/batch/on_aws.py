"""The command `batch` for a bucket: a run of the deployment's state machine is begun, followed, fetched, ended."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from lambda_ocr.aws.batch_results import BatchResults, outcomes
from lambda_ocr.aws.batch_runs import BatchRuns, NoBatches
from lambda_ocr.core.batches import SCHEME, BatchStanding, named, standing_of_begun, under
from lambda_ocr.core.errors import OcrError
from lambda_ocr.entrypoints.cli.batch import columns
from lambda_ocr.entrypoints.cli.calling import UsageProblem

POLL_SECONDS = 5.0


def is_meant(options: Namespace) -> bool:
    """Whether a run on AWS is asked for."""
    return bool(options.run_name) or (len(options.files) == 1 and options.files[0].lower().startswith(SCHEME))


def batch(options: Namespace) -> int:
    """Begin a run, or do what is asked of one; the exit status."""
    try:
        return _carried_out(options, BatchRuns.of_stack(options.stack))
    except NoBatches as error:
        raise UsageProblem(str(error)) from None
    except OcrError as error:
        raise UsageProblem(error.message) from None


def _carried_out(options: Namespace, runs: BatchRuns) -> int:
    if options.cancel:
        runs.cancel(options.run_name)
        return 0
    if options.redrive:
        runs.redrive(options.run_name)
    run = options.run_name or _started(options, runs)
    standing_of = runs.standing if options.run_name else partial(standing_of_begun, runs)
    standing = _followed(standing_of, run) if options.follow else standing_of(run)
    if options.out:
        _fetch(runs.results(run), Path(options.out))
    print(_told(run, standing), file=sys.stderr)
    if options.parquet:
        _as_table(options, run, standing)
    return 0 if standing.status in ("RUNNING", "SUCCEEDED") else 1


def _as_table(options: Namespace, run: str, standing: BatchStanding) -> None:
    """Of a run that is over: part of the results would look like all of them."""
    if standing.is_over:
        columns.write_again(options.out, options.parquet)
        return
    print(
        f"custom-ocr: --parquet is not written, for the run goes on: --run {run} --follow --out {options.out} "
        f"--parquet {options.parquet} waits for its end",
        file=sys.stderr,
    )


def _started(options: Namespace, runs: BatchRuns) -> str:
    run = runs.start(asked_of(options))
    print(run, flush=True)
    return run


def asked_of(options: Namespace) -> dict[str, Any]:
    """The state machine's input; raises `UsageProblem`."""
    asked: dict[str, Any] = {"template_id": options.template} if options.template else {}
    if options.many:
        asked["many"] = True
    try:
        place = named(options.files[0]) if options.manifest else under(options.files[0])
    except ValueError as error:
        raise UsageProblem(f"{options.files[0]}: {error}") from None
    return {**place, "asked": asked}


def _followed(standing_of: Callable[[str], BatchStanding], run: str) -> BatchStanding:
    """Until it is over."""
    from tqdm import tqdm

    with tqdm(unit="file", file=sys.stderr, disable=None, leave=False) as bar:
        while True:
            standing = standing_of(run)
            bar.total, bar.n = standing.total, standing.done + standing.failed
            bar.refresh()
            if standing.is_over:
                return standing
            time.sleep(POLL_SECONDS)


def _fetch(results: BatchResults, out: Path) -> None:
    """All lines into one file, and beside it a manifest of the files that did not become documents."""
    counts = Counter[str]()
    again = out.with_name(f"{out.stem}.not-read.jsonl")
    try:
        with out.open("w", encoding="utf-8") as file, again.open("w", encoding="utf-8") as left:
            for key in results.parts():
                lines = results.lines(key)
                counts += outcomes(lines)
                file.writelines(f"{line}\n" for line in lines)
                bad = dict.fromkeys(told["source"] for told in map(json.loads, lines) if "fields" not in told)
                left.writelines(json.dumps({"source": source}, ensure_ascii=False) + "\n" for source in bad)
    except OSError as error:
        raise UsageProblem(f"--out {out} cannot be written: {error.strerror}") from None
    counted = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common())
    print(f"custom-ocr: {counts.total():,} files: {counted or 'none yet'}", file=sys.stderr)


def _told(run: str, standing: BatchStanding) -> str:
    done = f"{standing.done:,} of {standing.total:,} files done" if standing.total else "begun"
    failed = f", {standing.failed:,} failed: --run {run} --redrive goes on with them" if standing.failed else ""
    return f"custom-ocr: {run} {standing.status.lower()}, {done}{failed}" + (
        f"\n{standing.cause}" if standing.cause else ""
    )
