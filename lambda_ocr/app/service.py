"""The service: one payload in, one response out, whatever comes.

Rule: `handle` never raises. A refusal is answered by its name, a fault of ours with an id under which the log has the
traceback; neither shows the document's text. What is answered to which request, the table of actions says.
"""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from typing import Any

from lambda_ocr.app import actions
from lambda_ocr.app.actions import Action
from lambda_ocr.app.checking import SECONDS, Checking
from lambda_ocr.app.index_keeping import IndexKeeping, NoEntries, NoIndex
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.review.after_reading import NOTHING_AFTER, CountedAndKept
from lambda_ocr.app.selection import Selection
from lambda_ocr.app.steps import Lane, Next, Step
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.app.uploads import NoUploads, Uploads
from lambda_ocr.core.batches import Batches
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.errors import BodyTooLarge, InternalError, OcrError
from lambda_ocr.core.ports import DocumentReader, IndexEntries, Store, TemplateIndex
from lambda_ocr.core.review.documents import ReviewQueue
from lambda_ocr.core.review.drift import ReadingCounts
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.json_text import Body, parse_json
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.requests import parse_request
from lambda_ocr.wire.response import Response, refusal

log = logging.getLogger(__name__)


class OcrService:
    """Answers every request; safe to share among threads when store and reader are."""

    def __init__(
        self,
        store: Store,
        reader: DocumentReader,
        pictures: PictureSource,
        *,
        index: TemplateIndex | None = None,
        entries: IndexEntries | None = None,
        uploads: Uploads | None = None,
        reviews: ReviewQueue | None = None,
        counts: ReadingCounts | None = None,
        batches: Batches | None = None,
        limits: PictureLimits | None = None,
        cached_templates: int = 32,
        self_test: bool = True,
        self_test_seconds: float = SECONDS,
    ) -> None:
        limits = limits or PictureLimits()
        templates = TemplateCache(store, reader, limits, cached_templates)
        index = index or NoIndex()
        keeping = IndexKeeping(store, templates, index, entries or NoEntries())
        checking = None
        if self_test:
            checking = Checking(reader, store, templates, keeping, limits=limits, seconds=self_test_seconds)
        selection = Selection(reader, templates, index, keeping)
        self._resources = Resources(
            store,
            reader,
            pictures,
            uploads or NoUploads(),
            limits,
            templates,
            selection,
            keeping,
            checking,
            CountedAndKept(reviews, counts) if reviews or counts else NOTHING_AFTER,
            counts,
            reviews,
            batches,
        )

    @property
    def max_body_bytes(self) -> int:
        """The largest body that can hold a request: the largest picture in Base64 and a megabyte for the rest."""
        return self._resources.limits.max_bytes * 4 // 3 + 1024 * 1024

    def handle_bytes(self, body: Body, budget: Budget | None = None) -> Response:
        """Answer a request's body, for no more than the budget; never raises."""
        return self._answered(lambda: self._answer(self._parsed(body), budget or Budget()))

    def handle(self, payload: object, budget: Budget | None = None) -> Response:
        """Answer a request that is a JSON value already; never raises."""
        return self._answered(lambda: self._answer(payload, budget or Budget()))

    def begin(self, body: Body, budget: Budget | None = None) -> Next:
        """The same answer in steps, for a server that keeps a lane of threads for each kind of them."""
        return Step(Lane.OPEN, lambda: self._next(lambda: self._sorted(self._parsed(body), budget or Budget())))

    def _next(self, find: Callable[[], Next]) -> Next:
        try:
            return find()
        except OcrError as error:
            return refusal(error)
        except Exception as error:  # noqa: BLE001 - the edge: a request is answered whatever happens
            return refusal(_logged_fault(error))

    def _sorted(self, payload: object, budget: Budget) -> Next:
        """What a request needs next: somebody's server, the store alone, or the networks."""
        call, (action, request) = Call(Clock(), budget), _understood(payload)
        if not request.brought:
            return self._last(action, request, call)
        if all(picture.url is None for picture in request.brought):
            return self._with_pictures(action, request, call)
        return Step(Lane.FETCH, lambda: self._next(lambda: self._with_pictures(action, request, call)))

    def _with_pictures(self, action: Action, request: Message, call: Call) -> Next:
        """The reading, with the pictures' bytes in hand; from here on they are held once."""
        if action.check is not None and any(picture.url is not None for picture in request.brought):
            action.check(self._resources, request)
        with call.clock.step("fetch"):
            data = [self._resources.pictures.picture(each.carried, each.url) for each in request.brought]
        return self._last(action, request.with_pictures(data), call)

    def _last(self, action: Action, request: Message, call: Call) -> Step:
        return Step(action.lane, lambda: self._answered(lambda: action.answer(self._resources, request, call)))

    def _answered(self, answer: Callable[[], Any]) -> Response:
        try:
            response = Response(200, answer())
            response.encoded()
            return response
        except OcrError as error:
            return refusal(error)
        except Exception as error:  # noqa: BLE001 - the edge: a request is answered whatever happens
            return refusal(_logged_fault(error))

    def _parsed(self, body: Body) -> Any:
        if len(body) > self.max_body_bytes:
            raise BodyTooLarge(
                f"The body has {len(body)} bytes; at most {self.max_body_bytes} are accepted. "
                "Send a smaller picture, or its url.",
                max_bytes=self.max_body_bytes,
            )
        return parse_json(body)

    def _answer(self, payload: object, budget: Budget) -> Any:
        call, (action, request) = Call(Clock(), budget), _understood(payload)
        return action.answer(self._resources, request, call)


def _understood(payload: object) -> tuple[Action, Message]:
    """What is asked for, and who answers it."""
    known = {name: action.request for name, action in actions.ACTIONS.items()}
    request = parse_request(payload, known)
    return actions.ACTIONS[request.type], request


def _logged_fault(error: BaseException) -> InternalError:
    error_id = str(uuid.uuid4())
    log.error("internal error %s\n%s", error_id, _trace(error))
    return InternalError(
        "Something went wrong on our side. Try again; if it stays, report this error_id.", error_id=error_id
    )


def _trace(error: BaseException) -> str:
    """Where it happened and what kind it was, causes first; not its message, which may quote the document."""
    before = error.__cause__ or error.__context__
    earlier = _trace(before) if before is not None else ""
    return earlier + "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__qualname__}\n"
