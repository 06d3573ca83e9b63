"""A batch's items, as a child of the state machine's Distributed Map hands them over: read, and kept in parts.

Rule: what is kept is never read again, whoever asks: a retry, a redrive, or Lambda itself. What another try may mend
is left out of the results and raised, when the others are kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote_plus

from lambda_ocr.aws.batch_results import BatchResults, outcomes
from lambda_ocr.core.budget import Budget
from lambda_ocr.entrypoints.aws_lambda.deliveries import LEAST_SECONDS, NO_TIME, SecondsLeft, may_pass
from lambda_ocr.wire.response import Response

MEMBERS = frozenset({"template_id", "many", "pages", "password"})
"""What may be asked of every file alike."""


RESERVE_SECONDS = 15.0
"""Of an invocation's time: a run of a network that was begun is not cut off, and what was read is kept after it."""
KEPT_AFTER_SECONDS = 20.0
"""What an invocation that dies has read since is read again."""


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
            list(dict.fromkeys(source for source in map(_source, items) if not source.endswith("/"))),
            _members(first.get("asked") or {}),
            left,
        )

    def read(
        self, results: Results, sources: Sequence[str], members: Mapping[str, Any], left: SecondsLeft
    ) -> dict[str, Any]:
        """Read what is not done, kept every `KEPT_AFTER_SECONDS`; how the files came out. Raises Unfinished."""
        lines, new = results.done(sources), list[str]()
        done = {json.loads(line)["source"] for line in lines}
        waits, kept_at = "", left()
        undone = [each for each in sources if each not in done]
        # In no order: a file that ends the process every time must not stand before the same others every time.
        for place, source in enumerate(random.sample(undone, len(undone))):
            if left() < RESERVE_SECONDS + LEAST_SECONDS:
                waits = "no_time"
                break
            told, why = self._read(source, members, left)
            if why and not (why == NO_TIME and place == 0):  # nobody has more time than the first
                waits = why
                continue
            new += told
            if kept_at - left() > KEPT_AFTER_SECONDS:
                done, lines, new, kept_at = _kept(results, sources, done, lines, new), [*lines, *new], [], left()
        _kept(results, sources, done, lines, new)
        if waits:
            raise Unfinished(waits)
        return {"files": len(sources), "outcomes": dict(outcomes([*lines, *new]))}

    def _read(self, source: str, members: Mapping[str, Any], left: SecondsLeft) -> tuple[list[str], str]:
        """The lines of a file, page by page as the command line asks for them, and why it must be asked again."""
        from lambda_ocr.entrypoints.cli.batch.reading import done_with
        from lambda_ocr.entrypoints.cli.calling import Answer
        from lambda_ocr.entrypoints.cli.reading import FileReading

        waits = ""

        def ask(payload: dict[str, Any]) -> Answer:
            nonlocal waits
            response = self.handle(payload, Budget(left() - RESERVE_SECONDS))
            waits = waits or _why_again(response, left() < RESERVE_SECONDS + LEAST_SECONDS)
            return Answer(response.status, response.body)

        read = FileReading(ask, {"type": "read", **members}, max_bytes=0)
        return list(done_with(source, [result for result, _ in read.results(source)]).lines), waits


def _kept(
    results: Results, sources: Sequence[str], done: set[str], lines: Sequence[str], new: Sequence[str]
) -> set[str]:
    """What is done with the new lines kept as the next part; raises Unfinished where another invocation was first."""
    if new and not results.keep(sources, len(done), new):
        raise Unfinished("another invocation is at it")
    return done | {json.loads(line)["source"] for line in new}


def _why_again(response: Response, is_late: bool) -> str:
    """Why an answer is not the file's last: a fault that may pass, or pages that there was no time for."""
    if response.status >= 400:
        code = str(response.body["error"]["code"])
        return code if may_pass(response, code) else ""
    reasons = {entry["reason"] for entry in response.body["unmatched"]}
    # A decoder that was stopped for the time there was says that its file cannot be decoded.
    return NO_TIME if "over_budget" in reasons or (is_late and "invalid_picture" in reasons) else ""


def _source(item: Mapping[str, Any]) -> str:
    """An inventory of S3 has its keys encoded as in a form."""
    source = str(item["source"])
    return unquote_plus(source) if item.get("encoded") else source


def _members(asked: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(asked) - MEMBERS:
        raise ValueError(f"a batch cannot ask {', '.join(sorted(unknown))} of its files")
    return dict(asked)
