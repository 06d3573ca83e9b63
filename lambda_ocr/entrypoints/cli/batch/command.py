"""The command `batch`: find the files, have them read by all processors, keep what was read, say how it went."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from lambda_ocr.documents import formats
from lambda_ocr.entrypoints.cli.asking import chosen_settings
from lambda_ocr.entrypoints.cli.batch import columns, on_aws
from lambda_ocr.entrypoints.cli.batch.crew import Prepare, read_all
from lambda_ocr.entrypoints.cli.batch.ledger import READ, Done, Ledger
from lambda_ocr.entrypoints.cli.batch.reading import BatchStopped, prepared
from lambda_ocr.entrypoints.cli.calling import Payload, UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import SCHEMES

KEPT_AT_ONCE, KEPT_AFTER_SECONDS = 50, 2.0
"""Results that go to the disk together, and seconds after which they do: what a death costs is read again."""
LISTED = 20
"""Files that were not read and are named at the end; all are in the results."""


def batch(options: Namespace) -> int:
    """Read what is left of a folder; also when stopped half way, what was read is kept."""
    if options.parquet:
        _look_at_parquet(options)
    if on_aws.is_meant(options):
        return on_aws.batch(options)
    status = _folder(options)
    if options.parquet and status in (0, 1):
        columns.write_again(options.out, options.parquet)
    return status


def _look_at_parquet(options: Namespace) -> None:
    """Before anything is begun: what is found wrong at the end costs hours."""
    if options.cancel:
        raise UsageProblem("--parquet means nothing with --cancel, which fetches nothing: leave one of them out")
    if not options.out:
        raise UsageProblem("--parquet needs --out RESULTS.jsonl: the table is made of what is kept there")
    columns.look(options.parquet, options.out)


def _folder(options: Namespace) -> int:
    if not options.files or not options.out:
        raise UsageProblem("name a folder and --out RESULTS.jsonl; or an s3:// prefix; or --run, a batch on AWS")
    settings, members = chosen_settings(), _members(options)
    secret = {"password": options.password} if options.password else {}
    return run(options, partial(prepared, settings, members | secret), members)


def run(options: Namespace, prepare: Prepare, members: Payload) -> int:
    """As `batch`, with what `prepare` makes in each process; the exit status."""
    out = Path(options.out)
    if out.suffix.lower() != ".jsonl":
        raise UsageProblem(f"--out {out}: name a .jsonl file, for results are kept line by line")
    found = _found(options.files)
    with Ledger(out, json.dumps(members, sort_keys=True)) as ledger:
        ledger.expect(found)
        try:
            _read_rest(ledger, prepare, options.workers or _processors())
        except KeyboardInterrupt:
            print(f"custom-ocr: stopped; {_told(ledger)}; the same command goes on", file=sys.stderr)
            return 130
        except BatchStopped as stop:
            raise UsageProblem(f"stopped at {stop}\nWhat was read is kept: the same command goes on") from None
        except OSError as error:
            raise UsageProblem(f"--out {out} cannot be written: {error.strerror}; the same command goes on") from None
        return _end(ledger)


def _members(options: Namespace) -> Payload:
    """What is asked of every file alike; a password is not written down."""
    members: dict[str, Any] = {"type": "read"}
    if options.template:
        members["template_id"] = options.template
    if options.many:
        members["many"] = True
    return members


def _read_rest(ledger: Ledger, prepare: Prepare, workers: int) -> None:
    from tqdm import tqdm

    outcomes = ledger.outcomes()
    left, waiting, since = outcomes[""], [], time.monotonic()
    done = outcomes.total() - left
    results = read_all(ledger.left(), prepare, min(workers, max(1, left)))
    bar = tqdm(total=outcomes.total(), initial=done, unit="file", file=sys.stderr, disable=None, smoothing=0.05)
    with bar:
        try:
            for result in results:
                waiting.append(result)
                bar.update()
                if len(waiting) >= KEPT_AT_ONCE or time.monotonic() - since > KEPT_AFTER_SECONDS:
                    _keep(ledger, waiting)
                    since = time.monotonic()
        finally:
            results.close()
            _keep(ledger, waiting)


def _keep(ledger: Ledger, waiting: list[Done]) -> None:
    some, waiting[:] = list(waiting), []
    if some:
        ledger.keep(some)


def _end(ledger: Ledger) -> int:
    print(f"custom-ocr: {_told(ledger)}", file=sys.stderr)
    bad = ledger.not_read(LISTED + 1)
    for name, outcome, message in bad[:LISTED]:
        print(f"  {name}: {outcome}" + (f": {message}" if message else ""), file=sys.stderr)
    if len(bad) > LISTED:
        print("  … and more: all are in the results, with their `reason`", file=sys.stderr)
    return 1 if bad else 0


def _told(ledger: Ledger) -> str:
    """ "1,204 files: 1,190 read, 10 unknown, 4 invalid_picture"."""
    outcomes = ledger.outcomes()
    counted = [f"{count:,} {outcome or 'left'}" for outcome, count in sorted(outcomes.items(), key=_read_first)]
    return f"{outcomes.total():,} files: {', '.join(counted)}"


def _read_first(item: tuple[str, int]) -> tuple[bool, int]:
    return item[0] != READ, -item[1]


def _found(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Names and sizes of all files, folders with all that is in them; raises `UsageProblem` where there are none."""
    for name in names:
        if not name.lower().startswith(SCHEMES) and not Path(name).exists():
            raise UsageProblem(f"there is no file or folder {name!r}")
    found = (file for name in names for file in _expanded(name))
    first = next(found, None)
    if first is None:
        raise UsageProblem(f"{' '.join(names)}: there is no picture or document ({', '.join(_suffixes())})")
    return chain([first], found)


def _expanded(name: str) -> Iterator[tuple[str, int]]:
    if name.lower().startswith(SCHEMES):
        yield name, 0
    elif Path(name).is_dir():
        yield from _in_folder(Path(name))
    else:
        yield name, Path(name).stat().st_size


def _in_folder(folder: Path) -> Iterator[tuple[str, int]]:
    suffixes = _suffixes()
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in files:
            if file.lower().endswith(suffixes) and not file.startswith("."):
                path = Path(place, file)
                if _is_utf8(str(path)):
                    yield str(path), _size(path)
                else:
                    print(f"custom-ocr: left out, its name is not UTF-8: {str(path)!a}", file=sys.stderr)


def _is_utf8(name: str) -> bool:
    """Names of files may be any bytes; a ledger, and JSON, are text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _size(path: Path) -> int:
    """0 where the file is gone, or a link leads nowhere: it is a result that it cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _suffixes() -> tuple[str, ...]:
    return tuple(suffix for each in formats.FORMATS for suffix in each.suffixes)


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
