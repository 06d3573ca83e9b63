"""The service: one payload in, one response out, whatever comes.

Rule: `handle` never raises. A refusal is answered by its name, a fault of ours with an id under which the log has the
traceback; neither shows the document's text.
"""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambda_ocr.api.answers import detail_answer, detect_answer, get_answer, list_answer
from lambda_ocr.api.checking import SECONDS, Checking, unchecked
from lambda_ocr.api.idempotency import id_of, is_same
from lambda_ocr.api.json_text import Body, parse_json
from lambda_ocr.api.messages import (
    MAX_LIST_PAGE,
    MAX_LISTED,
    AddAnswer,
    AddRequest,
    DeleteAnswer,
    DeleteRequest,
    DetectRequest,
    GetRequest,
    ListAnswer,
    ListRequest,
    PageAnswer,
    QueryRequest,
    Request,
    UploadAnswer,
    UploadRequest,
)
from lambda_ocr.api.pictures import PictureSource
from lambda_ocr.api.previews import shown
from lambda_ocr.api.quads import placed, struck_out
from lambda_ocr.api.requests import fields_of, parse_request
from lambda_ocr.api.response import Response, refusal
from lambda_ocr.api.steps import Lane, Next, Step
from lambda_ocr.api.templates import PreparedTemplates
from lambda_ocr.api.uploads import NoUploads, Uploads
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.errors import (
    AnswerTooLarge,
    BodyTooLarge,
    InternalError,
    InvalidRequest,
    OcrError,
    TemplateNotFound,
)
from lambda_ocr.core.model import Image, Template
from lambda_ocr.core.ports import DocumentReader, Store
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

log = logging.getLogger(__name__)


@dataclass
class Stopwatch:
    """Milliseconds of each step."""

    steps: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a block; a step done in two parts is their sum."""
        start = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + (time.perf_counter() - start) * 1000

    def merged(self, others: Mapping[str, float]) -> dict[str, float]:
        """Our steps, the others, and the total until now."""
        return {**self.steps, **others, "total": (time.perf_counter() - self.started) * 1000}


class OcrService:
    """Answers every request; safe to share among threads when store and reader are."""

    def __init__(
        self,
        store: Store,
        reader: DocumentReader,
        pictures: PictureSource,
        *,
        uploads: Uploads | None = None,
        limits: PictureLimits | None = None,
        cached_templates: int = 32,
        self_test: bool = True,
        self_test_seconds: float = SECONDS,
    ) -> None:
        self._store = store
        self._reader = reader
        self._pictures = pictures
        self._uploads = uploads or NoUploads()
        self._limits = limits or PictureLimits()
        self._templates = PreparedTemplates(store, reader, self._limits, cached_templates)
        self._self_test = self_test
        self._checking = Checking(reader, store, self._templates, self._limits, self_test_seconds)

    @property
    def max_body_bytes(self) -> int:
        """The largest body that can hold a request: the largest picture in Base64 and a megabyte for the rest."""
        return self._limits.max_bytes * 4 // 3 + 1024 * 1024

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
        watch, request = Stopwatch(), parse_request(payload)
        if not isinstance(request, (AddRequest, QueryRequest, DetectRequest)):
            return self._last(Lane.QUICK, request, watch, budget)
        if request.url is None:
            return self._with_picture(request, watch, budget)
        if isinstance(request, AddRequest):
            fields_of(request)  # nothing is fetched for what is refused anyway
        return Step(Lane.FETCH, lambda: self._next(lambda: self._with_picture(request, watch, budget)))

    def _with_picture(
        self, request: AddRequest | QueryRequest | DetectRequest, watch: Stopwatch, budget: Budget
    ) -> Next:
        """The reading, with the picture's bytes in hand; from here on they are held once."""
        if request.url is not None and isinstance(request, QueryRequest):
            self._templates.newest(request.template_id)
        with watch.step("fetch"):
            data = self._pictures.picture(request.img, request.url)
        return self._last(Lane.READ, request.with_picture(data), watch, budget)

    def _last(self, lane: Lane, request: Request, watch: Stopwatch, budget: Budget) -> Step:
        return Step(lane, lambda: self._answered(lambda: self._answer_request(request, watch, budget)))

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
        return self._answer_request(parse_request(payload), Stopwatch(), budget)

    def _answer_request(self, request: Request, watch: Stopwatch, budget: Budget) -> Any:
        if isinstance(request, QueryRequest):
            return self._query(request, watch, budget)
        if isinstance(request, DetectRequest):
            return self._detect(request, watch, budget)
        if isinstance(request, AddRequest):
            return self._add(request, budget)
        return self._keep(request)

    def _keep(self, request: DeleteRequest | ListRequest | GetRequest | UploadRequest) -> Any:
        """What is asked of the templates themselves."""
        if isinstance(request, DeleteRequest):
            return self._delete(request)
        if isinstance(request, GetRequest):
            return self._get(request)
        if isinstance(request, UploadRequest):
            return self._upload(request)
        return self._list(request)

    def _add(self, request: AddRequest, budget: Budget) -> dict[str, Any]:
        """Nothing is kept until all is done, and nothing of what nobody waits for any more."""
        fields = fields_of(request)
        data = self._picture(request, budget)
        page = load_document(data, self._limits).first
        fields, variable = placed(fields, page.size), struck_out(request.variable, page.size)
        about = (request.name, request.note, variable)
        template = Template(id_of(request.idempotency_key), fields, data, _now(), *about)
        if request.idempotency_key and self._is_kept(template) and not request.detail:
            return AddAnswer(template_id=template.template_id).model_dump(mode="json")
        derived = self._reader.describe(page.pixels, fields, budget, variable)
        answer = self._added(request, template, derived, page.pixels, budget)
        budget.check(Part.STORE)
        self._kept(template, derived)
        return answer.model_dump(mode="json")

    def _added(
        self, request: AddRequest, template: Template, derived: bytes, picture: Image, budget: Budget
    ) -> AddAnswer:
        if not request.detail:
            return AddAnswer(template_id=template.template_id)
        if not self._self_test:
            return unchecked(template.template_id)
        return self._checking.answer(template, derived, picture, budget)

    def _kept(self, template: Template, derived: bytes) -> None:
        try:
            self._templates.create(template, derived)
        except ValueError:  # the id is taken: the same idempotency key, answered meanwhile or before
            if not self._is_kept(template):
                raise

    def _is_kept(self, template: Template) -> bool:
        """Whether this very template is there already; raises `InvalidRequest` where its key was another one's."""
        try:
            kept = self._store.get(template.ref)
        except TemplateNotFound:
            return False
        if not is_same(kept, template):
            raise InvalidRequest(
                'The "idempotency_key" was used for another template. Use a new key for each template.',
                member="idempotency_key",
                template_id=template.template_id,
            )
        return True

    def _picture(self, request: AddRequest | QueryRequest | DetectRequest, budget: Budget) -> bytes:
        here = request.picture
        data = self._pictures.picture(request.img, request.url) if here is None else here
        budget.check(Part.DECODE)
        return data

    def _query(self, request: QueryRequest, watch: Stopwatch, budget: Budget) -> Any:
        budget.check(Part.DECODE)
        with watch.step("template"):
            ref = self._templates.newest(request.template_id)
            prepared = self._templates.get(ref, budget)
        with watch.step("fetch"):
            data = self._picture(request, budget)
        with watch.step("decode"):
            page = load_document(data, self._limits).first
        reading = self._reader.read(prepared, page.pixels, budget=budget)
        if request.detail:
            return detail_answer(reading, ref.version, watch.merged(reading.timings_ms))
        return list_answer(reading)

    def _delete(self, request: DeleteRequest) -> dict[str, Any]:
        asked = request.template_id
        ids = tuple(dict.fromkeys([asked] if isinstance(asked, str) else asked))
        self._store.delete(ids)
        for template_id in ids:
            self._templates.forget(template_id)
        return DeleteAnswer(template_id=asked).model_dump(mode="json")

    def _get(self, request: GetRequest) -> dict[str, Any]:
        template = self._store.get(self._store.head(request.template_id))
        page = load_document(template.picture, self._limits).first
        return get_answer(template, page.size, shown(template.picture, page.pixels, request.picture))

    def _detect(self, request: DetectRequest, watch: Stopwatch, budget: Budget) -> dict[str, Any]:
        with watch.step("fetch"):
            data = self._picture(request, budget)
        with watch.step("decode"):
            page = load_document(data, self._limits).first
        with watch.step("read"):
            printed = self._reader.lines(page.pixels, budget)
        return detect_answer(printed, page.size, watch.merged({}))

    def _upload(self, request: UploadRequest) -> dict[str, Any]:
        return UploadAnswer(**self._uploads.offer(request.content_type)).model_dump(mode="json")

    def _list(self, request: ListRequest) -> dict[str, Any]:
        if request.limit is not None or request.cursor:
            page = self._store.list_page(request.limit or MAX_LIST_PAGE, request.cursor or "")
            answer = PageAnswer(template_id_list=list(page.template_ids), next_cursor=page.next_cursor)
            return answer.model_dump(mode="json")
        ids = self._store.list_ids(MAX_LISTED + 1)
        if len(ids) > MAX_LISTED:
            raise AnswerTooLarge(
                f"There are more than the {MAX_LISTED} templates that one list holds. Ask for pages: send "
                f'"limit" (at most {MAX_LIST_PAGE}), then the answer\'s next_cursor as "cursor" until it is null.',
                max_listed=MAX_LISTED,
            )
        return ListAnswer(template_id_list=list(ids)).model_dump(mode="json")


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


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
