"""Many pictures, one template: asked one after the other or a few at once, answered in the order given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from lambda_ocr.entrypoints.cli.calling import Answer, Ask, Payload, refused
from lambda_ocr.entrypoints.cli.pictures_given import CannotBeSent, picture_members


@dataclass(frozen=True)
class Outcome:
    """What became of one picture."""

    picture: str
    answer: Answer

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Its fields, `detail` or not; none where it was refused."""
        if not self.answer.ok:
            return []
        body = self.answer.body
        return list(body["fields"] if isinstance(body, dict) else body)


@dataclass(frozen=True)
class Query:
    """What is asked of every picture."""

    ask: Ask
    template_id: str
    detail: bool
    max_bytes: int
    version: int | None = None
    """Of the template; the newest where None."""

    def of(self, picture: str) -> Outcome:
        """Ask; a file that cannot be sent is an outcome too."""
        try:
            members = picture_members(picture, self.max_bytes)
        except CannotBeSent as error:
            return Outcome(picture, refused(error.code, str(error)))
        except OSError as error:
            return Outcome(picture, refused("unreadable_file", f"The file cannot be read: {error.strerror}."))
        asked: Payload = {"type": "query", "template_id": self.template_id, **members}
        if self.version is not None:
            asked["version"] = self.version
        return Outcome(picture, self.ask({**asked, "detail": True} if self.detail else asked))


def outcomes(query: Query, pictures: Sequence[str], parallel: int) -> Iterator[Outcome]:
    """Every picture's outcome, in order; with `parallel` 1 on this very thread, so that Ctrl-C ends it at once."""
    if parallel == 1:
        yield from map(query.of, pictures)
        return
    with_pool = ThreadPoolExecutor(parallel)
    try:
        yield from _in_order(with_pool, query, pictures, parallel)
    finally:
        with_pool.shutdown(wait=False, cancel_futures=True)


def _in_order(pool: ThreadPoolExecutor, query: Query, pictures: Sequence[str], parallel: int) -> Iterator[Outcome]:
    """At most two pictures a thread are held, however long the list."""
    waiting: deque[Future[Outcome]] = deque()
    for picture in pictures:
        waiting.append(pool.submit(query.of, picture))
        if len(waiting) >= 2 * parallel:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
