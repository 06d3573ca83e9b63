"""A batch's items, as a child of the state machine's Distributed Map hands them over: read, and kept in parts.

Rule: what is kept is never read again, whoever asks: a retry, a redrive, or Lambda itself. What another try may mend
is left out of the results and raised, when the others are kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambda_ocr.aws.batch_results import BatchResults, outcomes
from lambda_ocr.core.budget import Budget
from lambda_ocr.entrypoints.aws_lambda.deliveries import LEAST_SECONDS, RESERVE_SECONDS, SecondsLeft, may_pass
from lambda_ocr.wire.response import Response

MEMBERS = frozenset({"template_id", "many", "pages", "password"})
"""What may be asked of every file alike."""


class Unfinished(Exception):
    """Time is up, or a fault that may pass met some items: those that are done are kept, the rest must be asked again.

    Step Functions knows it by its name.
    """


class Results(Protocol):
    """`aws.batch_results.BatchResults`."""

    def done(self, sources: Sequence[str]) -> list[str]:
        """Lines there are of these sources."""
        ...

    def keep(self, sources: Sequence[str], before: int, lines: Sequence[str]) -> bool:
        """Write the next part."""
        ...


@dataclass(frozen=True)
class BatchDesk:
    """Answers what the state machine's tasks ask."""

    handle: Callable[[object, Budget], Response]
    bucket: str
    results: Callable[[str, str], BatchResults] = BatchResults

    def answer(self, asked: Mapping[str, Any], left: SecondsLeft) -> dict[str, Any]:
        """Read the items, or say how the whole run came out; raises Unfinished, StoreUnavailable, ValueError."""
        if "summary" in asked:
            counts = self.results(self.bucket, str(asked["summary"])).counted()
            return {"run": asked["summary"], "files": counts.total(), "outcomes": dict(counts)}
        items = asked.get("Items", [asked])  # without an ItemBatcher each comes by itself
        first = items[0]
        return self.read(
            self.results(self.bucket, str(first["run"])),
            list(dict.fromkeys(str(item["source"]) for item in items if not str(item["source"]).endswith("/"))),
            _members(first.get("asked") or {}),
            left,
        )

    def read(
        self, results: Results, sources: Sequence[str], members: Mapping[str, Any], left: SecondsLeft
    ) -> dict[str, Any]:
        """Read what is not done; how the files came out. Raises Unfinished."""
        lines = results.done(sources)
        before = len({json.loads(line)["source"] for line in lines})
        done = frozenset(json.loads(line)["source"] for line in lines)
        new, waits = self._read([each for each in sources if each not in done], members, left)
        if new and not results.keep(sources, before, new):
            raise Unfinished("another invocation is at it")
        if waits:
            raise Unfinished(waits)
        return {"files": len(sources), "outcomes": dict(outcomes([*lines, *new]))}

    def _read(self, sources: Sequence[str], members: Mapping[str, Any], left: SecondsLeft) -> tuple[list[str], str]:
        """Lines, and why some files have none yet."""
        lines, waits = list[str](), ""
        for source in sources:
            if left() < LEAST_SECONDS:
                return lines, "no_time"
            response = self.handle({"type": "read", "url": source, **members}, Budget(left() - RESERVE_SECONDS))
            code = str(response.body["error"]["code"]) if response.status >= 400 else ""
            if code and may_pass(response, code):
                waits = code
            else:
                lines.extend(_lines(source, response))
        return lines, waits


def _lines(source: str, response: Response) -> Iterator[str]:
    """A line a document, as `custom-ocr batch` writes them."""
    for entry in _entries(response):
        yield json.dumps({"source": source, **entry}, ensure_ascii=False)


def _entries(response: Response) -> list[dict[str, Any]]:
    if response.status >= 400:
        error = response.body["error"]
        return [{"page": 0, "reason": error["code"], "message": error["message"]}]
    return sorted([*response.body["documents"], *response.body["unmatched"]], key=lambda entry: int(entry["page"]))


def _members(asked: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(asked) - MEMBERS:
        raise ValueError(f"a batch cannot ask {', '.join(sorted(unknown))} of its files")
    return dict(asked)
