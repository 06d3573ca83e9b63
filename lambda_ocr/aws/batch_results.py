"""The results of a batch in our bucket: parts that are written once, and what is in them by their names alone.

Rule: a part is named by its items and by how many of them were done before it; whoever writes it first has written it.
What is counted follows from a part's lines, so that a second writer counts the same.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import translated

FOLDER = "batches/"
_BY_FILE = ("alone", "left")
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")


CLOCKS_DIFFER_SECONDS = 5.0
"""An invocation is held for dead so much after its time was up: two machines tell the time."""


@dataclass(frozen=True)
class Tries:
    """What invocations for the same items came to."""

    died: frozenset[str] = frozenset()
    """Those that never said how they ended, and have no time left in which they could."""
    open: frozenset[str] = frozenset()
    """Those that never said it either, and may yet: who asked them may have lost them while they live."""
    alone: frozenset[tuple[str, str]] = frozenset()
    """(invocation, digest of a source) of each file that was begun by itself, and from which none came back."""

    def deaths_over(self, source: str) -> int:
        """Invocations that died while they read this file and nothing else."""
        return sum((name, _digest([source])) in self.alone for name in self.died)

    def may_be_at(self, source: str) -> bool:
        """Whether one that may live reads this file and nothing else."""
        return any((name, _digest([source])) in self.alone for name in self.open)


class BatchResults:
    """Of one run, `batches/RUN/` in one bucket; every method may raise StoreUnavailable."""

    def __init__(
        self,
        bucket: str,
        run: str,
        clients: Callable[[str], Any] = client,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._bucket, self._folder, self._clients, self._now = bucket, f"{FOLDER}{run}/", clients, now

    def done(self, sources: Sequence[str]) -> list[str]:
        """The lines there are of these sources, whichever invocation wrote them; counted, should it have died since."""
        found = []
        for key in self._keys(f"results/{_digest(sources)}-"):
            lines = self.lines(key)
            self.count(key.rpartition("/")[2].removesuffix(".jsonl"), lines)
            found += lines
        return found

    def keep(self, sources: Sequence[str], before: int, lines: Sequence[str]) -> bool:
        """Write the next part, with `before` of the sources done; False where another was quicker."""
        from botocore.exceptions import ClientError

        name = f"{_digest(sources)}-{before:06}"
        body = "".join(f"{line}\n" for line in lines).encode()
        with translated("keep results"):
            try:
                self._s3.put_object(
                    Bucket=self._bucket, Key=f"{self._folder}results/{name}.jsonl", Body=body, IfNoneMatch="*"
                )
            except ClientError as refusal:
                if refusal.response["Error"]["Code"] in _TAKEN:
                    return False
                raise
        self.count(name, lines)
        return True

    def count(self, name: str, lines: Sequence[str]) -> None:
        """Note how the files of a part came out, in a key without content: a list of keys tells a million files."""
        told = ",".join(f"{outcome}={count}" for outcome, count in sorted(outcomes(lines).items()))
        with translated("count results"):
            self._s3.put_object(Bucket=self._bucket, Key=f"{self._folder}counts/{name}/{told}", Body=b"")

    def tries(self, sources: Sequence[str]) -> Tries:
        """Of the invocations for these sources so far."""
        told = [key.rpartition("/")[2].split("-") for key in self._keys(f"tries/{_digest(sources)}/")]
        # Of the release before, a note has no end of its time: long over.
        over_at = {name: int(*rest) for kind, name, *rest in told if kind == "begun"}
        for kind, name, *_ in told:
            if kind == "ended":
                over_at.pop(name, None)
        died = frozenset(name for name, at in over_at.items() if at < self._now())
        alone, left = (frozenset((name, rest[0]) for kind, name, *rest in told if kind == each) for each in _BY_FILE)
        return Tries(died, frozenset(over_at) - died, alone - left)

    def begin(self, sources: Sequence[str], name: str, seconds: float) -> None:
        """Note that an invocation of this name begins on these sources, and has so long."""
        self._note(sources, f"begun-{name}-{self._now() + seconds + CLOCKS_DIFFER_SECONDS:.0f}")

    def begin_alone(self, sources: Sequence[str], name: str, source: str) -> None:
        """Note that it begins on one file, all before which is kept."""
        self._note(sources, f"alone-{name}-{_digest([source])}")

    def leave(self, sources: Sequence[str], name: str, source: str) -> None:
        """Note that it came back from that file, whatever is to be kept of it."""
        self._note(sources, f"left-{name}-{_digest([source])}")

    def end(self, sources: Sequence[str], name: str) -> None:
        """Note that it came to its end alive, whatever is left."""
        self._note(sources, f"ended-{name}")

    def _note(self, sources: Sequence[str], what: str) -> None:
        with translated("note a try"):
            self._s3.put_object(Bucket=self._bucket, Key=f"{self._folder}tries/{_digest(sources)}/{what}", Body=b"")

    def counted(self) -> Counter[str]:
        """How many files came out how, in all."""
        counts = Counter[str]()
        for key in self._keys("counts/"):
            for told in key.rpartition("/")[2].split(","):
                outcome, _, count = told.partition("=")
                counts[outcome] += int(count)
        return counts

    def parts(self) -> Iterator[str]:
        """Keys of all parts."""
        return self._keys("results/")

    def lines(self, key: str) -> list[str]:
        """The lines of a part."""
        with translated("read results"):
            text: str = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read().decode()
        return [line for line in text.split("\n") if line]  # not splitlines: a barcode may hold other ends of lines

    def _keys(self, prefix: str) -> Iterator[str]:
        with translated("list results"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._folder + prefix
            ):
                yield from (each["Key"] for each in page.get("Contents", ()))

    @property
    def _s3(self) -> Any:
        return self._clients("s3")


def outcomes(lines: Sequence[str]) -> Counter[str]:
    """Files by outcome: `read`, or the reason of a file's first line that is no document."""
    of_file: dict[str, str] = {}
    for line in lines:
        told = json.loads(line)
        reason = "" if "fields" in told else str(told["reason"])
        of_file[told["source"]] = of_file.get(told["source"]) or reason
    return Counter(reason or "read" for reason in of_file.values())


def _digest(sources: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sources).encode("utf-8", "surrogatepass")).hexdigest()[:24]
