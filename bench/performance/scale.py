"""What a batch of any length takes and costs on AWS, reckoned from the seconds of one document."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.performance.prices import (
    DYNAMODB_READ,
    LAMBDA_GB_SECOND,
    LAMBDA_REQUEST,
    S3_GET,
    S3_PUT,
    STATE_TRANSITION,
)
from bench.support.numbers import markdown
from lambda_ocr.entrypoints.aws_lambda.batches import KEPT_AFTER_SECONDS

DOCUMENTS = (10**4, 10**6, 10**8)
CONCURRENCIES = (20, 1_000, 10_000)
FETCH_SECONDS = 0.08
"""Taken, not measured: to ask DynamoDB for the template's version and S3 for the picture."""
TRANSITIONS = 3
"""Of a child: its begin, its only state, its end."""
PUTS = 3
"""Of a child: that it began, and what Step Functions writes of it."""
PART_PUTS = 2
"""Of a part of results: itself, and its count."""
LISTS = 3
"""Of a child: what of it is done already, and how those before it ended; and its share of the lists of a prefix, a
thousand keys each."""


@dataclass(frozen=True)
class Batch:
    """`documents` of `seconds` each, `items` to an invocation of `megabytes`."""

    documents: int
    seconds: float
    items: int
    megabytes: int

    @property
    def children(self) -> int:
        """Executions of the Map, an invocation each where nothing is tried again."""
        return math.ceil(self.documents / self.items)

    @property
    def invocation_seconds(self) -> float:
        """Of one."""
        return self.items * self.seconds

    @property
    def puts(self) -> int:
        """Of a child: it keeps a part after the first document that ends later than `KEPT_AFTER_SECONDS`, and so on."""
        documents_a_part = math.floor(KEPT_AFTER_SECONDS / self.seconds) + 1
        return PUTS + PART_PUTS * math.ceil(self.items / documents_a_part)

    def hours(self, concurrency: int) -> float:
        """At so many invocations at once."""
        return self.documents * self.seconds / concurrency / 3600

    def dollars(self) -> dict[str, float]:
        """By service."""
        gigabyte_seconds = self.documents * self.seconds * self.megabytes / 1024
        return {
            "Lambda": gigabyte_seconds * LAMBDA_GB_SECOND["x86_64"] + self.children * LAMBDA_REQUEST,
            "Step Functions": self.children * TRANSITIONS * STATE_TRANSITION,
            "S3": self.documents * S3_GET + self.children * (self.puts + LISTS) * S3_PUT,
            "DynamoDB": self.documents * DYNAMODB_READ,
        }


def tables(seconds: float, items: int = 200, megabytes: int = 3008) -> str:
    """Markdown: time and dollars by length, and what is met first at each concurrency."""
    batches = [Batch(documents, seconds + FETCH_SECONDS, items, megabytes) for documents in DOCUMENTS]
    columns: Sequence[tuple[str, Callable[[Batch], str]]] = [
        ("children", lambda batch: f"{batch.children:,}"),
        *((f"hours at {n:,}", lambda batch, n=n: _hours(batch.hours(n))) for n in CONCURRENCIES),
        *((f"$ {name}", lambda batch, name=name: f"{batch.dollars()[name]:,.2f}") for name in batches[0].dollars()),
        ("$ per 1,000", lambda batch: f"{1000 * sum(batch.dollars().values()) / batch.documents:.4f}"),
    ]
    head = ["documents", *(name for name, _ in columns)]
    rows = [[f"{batch.documents:,}", *(cell(batch) for _, cell in columns)] for batch in batches]
    return markdown(head, rows) + "\n" + markdown(*_rates(batches[0]))


def _hours(hours: float) -> str:
    return f"{hours:,.0f}" if hours >= 10 else f"{hours:.2f}"


def _rates(batch: Batch) -> tuple[list[str], list[list[str]]]:
    """What each quota sees a second, and where it lies by default."""
    head = ["a second", *(f"{n:,} at once" for n in CONCURRENCIES), "default quota"]
    documents = [n / batch.seconds for n in CONCURRENCIES]
    begun = [n / batch.invocation_seconds for n in CONCURRENCIES]
    rows: list[tuple[str, list[float], str]] = [
        ("documents, each a GET of S3", documents, "5,500 a prefix of S3, which it parts by itself under load"),
        ("children begun", begun, "Step Functions: 10,000 at once in a Map Run"),
        ("PUTs under `batches/<run>/`", [batch.puts * each for each in begun], "3,500 a prefix of S3"),
        ("reads of the template's item", documents, "3,000 strongly consistent of one item of 4 KB (DynamoDB)"),
    ]
    return head, [[name, *(f"{each:,.0f}" for each in rates), quota] for name, rates, quota in rows]
