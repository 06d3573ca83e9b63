"""A batch's results as Parquet: a row a field, in one schema, whatever its files and templates are.

Written ten thousand rows at a time out of the lines, so that a million files are never in memory. pyarrow is imported
when it is asked for.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.result_files import pages_of

ROWS_AT_ONCE = 10_000
OPEN_AT_ONCE = 256
"""Files of a folder; below the 1,024 that a process may usually have open. A template of one more gets several."""
UNFINISHED = ".unfinished-"
"""Begins the name of the folder in which it is written; who reads such tables passes over names that begin so."""
COLUMNS = {
    "source": "string",
    "page": "int32",
    "template_id": "string",
    "version": "int32",
    "field": "int32",
    "key": "string",
    "value": "string",
    "score": "float64",
    "status": "string",
    "type": "string",
    "normalized": "string",
    "checks": "string",
    "reason": "string",
    "message": "string",
}
"""In this order; docs/documents.md says what is in them."""


def look(place: str, out: str) -> None:
    """Raises UsageProblem where results cannot go there as Parquet, the lines being kept in `out`."""
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageProblem("--parquet needs pyarrow: pip install -r lambda_ocr/requirements-parquet.txt")
    whole, is_file = _whole(place), _is_file(place)
    if is_file and whole.is_dir():
        raise UsageProblem(
            f"--parquet {place}: that is a folder; name a file, or a folder without .parquet in its name"
        )
    if not is_file and whole.exists() and not whole.is_dir():
        raise UsageProblem(f"--parquet {place}: that is a file; name a .parquet file, or a folder")
    if whole in (kept := _whole(out), *kept.parents):
        raise UsageProblem(f"--parquet {place}: --out lies there too; name another place")
    home = _home(whole)
    near = next(each for each in (home, *home.parents) if each.exists())
    try:
        if whole.is_dir() and _held(whole):
            raise UsageProblem(f"--parquet {place}: the folder holds files already; name another one")
        with TemporaryDirectory(prefix=UNFINISHED, dir=near):
            pass
    except OSError as error:
        said = f"nothing can be written in {near} ({error.strerror})"
        raise UsageProblem(f"--parquet {place}: {said}; name another place") from None


def _whole(place: str) -> Path:
    """Where it is to be, behind links: what is renamed must not leave the file system that it is on."""
    return Path(os.path.realpath(place))


def _is_file(place: str) -> bool:
    return Path(place).suffix == ".parquet"


def _home(whole: Path) -> Path:
    """In which it is written: a folder that is there stays, for it may be where somebody stands, or a mount."""
    return whole if whole.is_dir() else whole.parent


def _held(folder: Path) -> list[Path]:
    """What is in it, but for what runs that were killed have left."""
    return [path for path in folder.iterdir() if not path.name.startswith(UNFINISHED)]


def write_again(results: str, place: str) -> None:
    """All that is in a file of lines; raises UsageProblem."""
    with Path(results).open(encoding="utf-8", newline="\n") as lines:
        write(lines, place)


def write(lines: Iterable[str], place: str) -> None:
    """All lines: into one file where `place` ends in .parquet, else into a folder parted by template; raises
    UsageProblem."""
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()])
    batches = (pa.RecordBatch.from_pylist(rows, schema) for rows in _by_many(_rows(lines)))
    whole = _whole(place)
    try:
        _home(whole).mkdir(parents=True, exist_ok=True)
        # Written apart and renamed at the end: a part of them, left by a fault or a kill, would look like all.
        with TemporaryDirectory(prefix=UNFINISHED, dir=_home(whole)) as apart:
            part = Path(apart, "part")  # the folder itself is for its maker's eyes alone
            if _is_file(place):
                with pq.ParquetWriter(part, schema, compression="zstd") as file:
                    for batch in batches:
                        file.write_batch(batch)
            else:
                by_template = ds.partitioning(pa.schema([("template_id", pa.string())]), flavor="hive")
                ds.write_dataset(
                    batches,
                    part,
                    schema=schema,
                    format="parquet",
                    partitioning=by_template,
                    max_partitions=ROWS_AT_ONCE,  # a template a row, at most
                    max_open_files=OPEN_AT_ONCE,
                )
                part.mkdir(exist_ok=True)  # of nothing, nothing is made
            _put(part, whole)
    except (OSError, ValueError, pa.ArrowException) as error:  # text that is no UTF-8 is a ValueError
        raise UsageProblem(f"--parquet {place} cannot be written: {error}\n--out holds all results") from None


def _put(part: Path, whole: Path) -> None:
    """Rename it to what it is; raises OSError where something came there meanwhile."""
    if not whole.is_dir():
        part.replace(whole)
        return
    if _held(whole):
        raise FileExistsError("the folder holds files by now")
    for path in part.iterdir():
        path.replace(whole / path.name)


def _by_many(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some


def _rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        entry = json.loads(line)
        if "fields" not in entry:
            yield {**_of(entry, entry["source"]), "reason": entry["reason"], "message": entry.get("message")}
            continue
        for page in pages_of(entry):
            for number, field in enumerate(page["fields"]):
                yield {**_of(page, entry["source"]), **_field(field), "field": number}


def _of(page: dict[str, Any], source: str) -> dict[str, Any]:
    told = {name: page.get(name) for name in ("page", "template_id", "version")}
    return {**dict.fromkeys(COLUMNS), **told, "source": source}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    """Its members; what is no plain value goes as JSON."""
    plain = {name: field.get(name) for name in ("key", "value", "score", "status", "type")}
    normal, checks = field.get("normalized"), field.get("checks")
    return {
        **plain,
        "normalized": normal if normal is None or isinstance(normal, str) else json.dumps(normal, ensure_ascii=False),
        "checks": ",".join(checks) if checks else None,
    }
