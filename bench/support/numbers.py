"""Numbers as they are shown: medians, percentiles, ratios, tables."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from lambda_ocr.entrypoints.cli.printing import table

__all__ = ["markdown", "median", "milliseconds", "percentile", "ratio", "table"]


def median(values: Sequence[float]) -> float:
    """The middle value; not a number where there is none."""
    return statistics.median(values) if values else float("nan")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of the values do not exceed; not a number where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def milliseconds(seconds: float) -> str:
    """Seconds as `123 ms`."""
    return f"{seconds * 1000:.0f} ms"


def ratio(value: float) -> str:
    """`0.15x`, two digits where they say something."""
    return f"{value:.2f}×" if value < 10 else f"{value:.0f}×"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    line = "|" + "|".join(" --- " if column == 0 else " ---: " for column in range(len(header))) + "|"
    shown = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (header, *rows)]
    return "\n".join([shown[0], line, *shown[1:]]) + "\n"
