"""The table of all tunables in docs/tuning.md, written from the options themselves.

Run it after a value or its record was changed; a test says when the table is behind.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from bench.support.report import ROOT, write_section
from lambda_ocr.alignment.options import AlignerOptions
from lambda_ocr.core.deciding.options import DecidingOptions
from lambda_ocr.core.graphics.options import GraphicOptions
from lambda_ocr.core.tables.options import TableOptions
from lambda_ocr.core.text_lines.options import LineOptions
from lambda_ocr.core.tunables import Tunable, tunables

LEDGER = ROOT / "docs" / "tuning.md"
SECTION = "tunables"
OPTIONS: Sequence[type] = (AlignerOptions, LineOptions, DecidingOptions, GraphicOptions, TableOptions)


def main(arguments: list[str] | None = None) -> int:
    """Write the table."""
    argparse.ArgumentParser(prog="python -m bench ledger", description=__doc__).parse_args(arguments)
    write_section(SECTION, ledger(), LEDGER)
    return 0


def ledger() -> str:
    """The tables, one an options object."""
    return "\n\n".join(f"### `{options.__name__}`\n\n{_table(options)}" for options in OPTIONS)


def _table(options: type) -> str:
    head = (
        "| tunable | value | what it is | on what, what was tried, what came of it | date |",
        "|---|---|---|---|---|",
    )
    return "\n".join((*head, *map(_row, tunables(options))))


def _row(each: Tunable) -> str:
    cells = (f"`{each.name}`", _shown(each), each.meaning, each.evidence, each.date)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _shown(each: Tunable) -> str:
    return ", ".join(_numbers(each.value))


def _numbers(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for part in value:
            yield f"({', '.join(_numbers(part))})" if isinstance(part, tuple) else next(_numbers(part))
    else:
        yield f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


if __name__ == "__main__":
    raise SystemExit(main())
