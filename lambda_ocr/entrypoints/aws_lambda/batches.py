"""A batch's items, as a child of the state machine's Distributed Map hands them over: read, and kept in parts.

Rule: what is kept is never read again, whoever asks: a retry, a redrive, or Lambda itself. What another try may mend
is left out of the results and raised, when the others are kept. A file that ends the process is found and told: after
an invocation that died, files are read one by one, each noted before and after; what dies so twice is its own result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from lambda_ocr.aws.batch_results import BatchResults
from lambda_ocr.core.budget import Budget
from lambda_ocr.entrypoints.aws_lambda.batch_parts import Parts, Results, Unfinished
from lambda_ocr.entrypoints.aws_lambda.deliveries import HELD, LEAST_SECONDS, NO_TIME, SecondsLeft, may_pass
from lambda_ocr.wire.response import Response

MEMBERS = frozenset({"template_id", "many", "pages", "password"})
"""What may be asked of every file alike."""


RESERVE_SECONDS = 15.0
"""Of an invocation's time: a run of a network that was begun is not cut off, and what was read is kept after it."""
KEPT_AFTER_SECONDS = 20.0
"""What an invocation that dies has read since is read again."""
DEATHS = 2
"""Invocations that die over a file by itself, after which it is told and not tried again; one may be the machine's."""


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
        """Read what is not done, and keep it; how the files came out. Raises Unfinished."""
        parts = Parts(results, sources)
        if undone := parts.undone():
            with parts.begun(left()):
                waits = (self._one_by_one if parts.has_died else self._together)(parts, undone, members, left)
                parts.keep()
                if waits:
                    raise Unfinished(waits)
        return parts.summary()

    def _together(self, parts: Parts, undone: Sequence[str], members: Mapping[str, Any], left: SecondsLeft) -> str:
        """Kept every `KEPT_AFTER_SECONDS`; why something waits."""
        waits, kept_at = "", left()
        for place, source in enumerate(undone):
            if left() < RESERVE_SECONDS + LEAST_SECONDS:
                return NO_TIME
            told, why = self._read(source, members, left)
            if why and not (why == NO_TIME and place == 0):  # nobody has more time than the first
                waits = why
                continue
            parts.add(told)
            if kept_at - left() > KEPT_AFTER_SECONDS:
                parts.keep()
                kept_at = left()
        return waits

    def _one_by_one(self, parts: Parts, undone: Sequence[str], members: Mapping[str, Any], left: SecondsLeft) -> str:
        """Each noted before and kept after, those over which invocations died last; why something waits."""
        waits = ""
        suspects_last = sorted(undone, key=lambda source: (parts.may_be_at(source), parts.deaths_over(source)))
        for place, source in enumerate(suspects_last):
            if left() < RESERVE_SECONDS + LEAST_SECONDS:
                return NO_TIME
            if parts.deaths_over(source) >= DEATHS:
                parts.add(_died(source))
                continue
            if parts.may_be_at(source):
                waits = HELD
                continue
            with parts.alone(source):
                told, why = self._read(source, members, left)
            if why and not (why == NO_TIME and place == 0):
                waits = why
                continue
            parts.add(told)
            parts.keep()
        return waits

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


def _died(source: str) -> tuple[str, ...]:
    from lambda_ocr.entrypoints.cli.batch.reading import died

    return died(source).lines


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
