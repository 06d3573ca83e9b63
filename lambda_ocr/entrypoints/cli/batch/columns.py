"""A batch's results as Parquet: a row a field, in one schema, whatever its files and templates are.

Written ten thousand rows at a time out of the lines, so that a million files are never in memory. pyarrow is imported
when it is asked for.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.result_files import pages_of

ROWS_AT_ONCE = 10_000
OPEN_AT_ONCE = 256
"""Files of a folder; below the 1,024 that a process may usually have open. A template of one more gets several."""
UNFINISHED = ".unfinished"
"""Ends the name of what is being written."""
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


def look(place: str) -> None:
    """Raises UsageProblem where results cannot go there as Parquet."""
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageProblem("--parquet needs pyarrow: pip install -r lambda_ocr/requirements-parquet.txt")
    path = Path(place)
    if path.suffix == ".parquet":
        return
    if path.exists() and not path.is_dir():
        raise UsageProblem(f"--parquet {place}: that is a file; name a .parquet file, or a folder")
    if path.is_dir() and any(path.iterdir()):
        raise UsageProblem(f"--parquet {place}: the folder holds files already; name another one")


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
    # Written beside it and renamed at the end: a part of them, left by a fault or a kill, would look like all.
    whole, part = Path(place), Path(place).with_name(f"{Path(place).name}{UNFINISHED}")
    try:
        _remove(part)
        if whole.suffix == ".parquet":
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
            if whole.is_dir():
                whole.rmdir()  # refused where something came into it meanwhile
        part.replace(whole)
    except (OSError, ValueError, pa.ArrowException) as error:  # text that is no UTF-8 is a ValueError
        raise UsageProblem(f"--parquet {place} cannot be written: {error}\n--out holds all results") from None
    finally:
        with suppress(OSError):
            _remove(part)


def _remove(part: Path) -> None:
    """What is unfinished, a file or a folder."""
    if part.is_dir():
        shutil.rmtree(part)
    part.unlink(missing_ok=True)


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
