"""The HTTP server, for one machine and for SageMaker: `OcrService` behind Starlette and uvicorn.

Rule: the event loop only moves bytes; readings run on a bounded pool of threads. Every answer but the console's pages
is JSON, every refusal has the body all errors have.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lambda_ocr.api.errors import echo, error_body, error_status
from lambda_ocr.api.routes import ROUTES, TYPES, narrowed, type_of_route
from lambda_ocr.core.errors import InternalError, MethodNotAllowed, NotFound, OcrError, TooManyRequests
from lambda_ocr.entrypoints.admission import RETRY_AFTER_SECONDS, Admission
from lambda_ocr.entrypoints.pages import ANY_DOOR, Door, find_page
from lambda_ocr.entrypoints.request_body import read_body

OCR_PATHS = ("/custom_ocr", "/custom_ocr/", "/custom-ocr", "/custom-ocr/", "/invocations")
"""The documented path, the predecessor's spelling, and SageMaker's."""

TYPE_PATHS = tuple(f"/{route}/{type_}" for route in ROUTES for type_ in TYPES)
"""One for each type of request, which answers no other."""

HEALTH_PATHS = ("/healthz", "/ping")

PAGE_PATHS = ("/", "/docs", "/console/{path:path}")

WAITING_REQUESTS = 16


class Answer(Protocol):
    """What a handler gives back."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def body(self) -> Any:
        """JSON value."""
        ...


Handler = Callable[[bytes], Answer]
"""`OcrService.handle_bytes`, or a fake: never raises, runs on any thread."""


def make_app(handle: Handler, threads: int = 0, waiting: int = WAITING_REQUESTS, door: Door = ANY_DOOR) -> Starlette:
    """The application; `threads` readings at once (0: as many as processors), `waiting` more in the queue."""
    admission = Admission(threads or os.cpu_count() or 1, waiting)

    async def answer_ocr(request: Request) -> JSONResponse:
        with admission.admitted():
            body = await read_body(request)
            only = type_of_route(request.url.path) or ""
            answer = await admission.run(lambda: handle(narrowed(body, only)))
        return JSONResponse(answer.body, answer.status)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        admission.close()

    async def answer_page(request: Request) -> Response:
        return _paged(request, door)

    app = Starlette(routes=_routes(answer_ocr, answer_page), exception_handlers=_REFUSALS, lifespan=lifespan)
    app.router.redirect_slashes = False
    return app


def _routes(answer_ocr: Callable[[Request], Any], answer_page: Callable[[Request], Any]) -> list[Route]:
    return [
        *(Route(path, answer_ocr, methods=["POST"]) for path in (*OCR_PATHS, *TYPE_PATHS)),
        *(Route(path, _answer_health, methods=["GET"]) for path in HEALTH_PATHS),
        Route("/openapi.json", _answer_openapi, methods=["GET"]),
        *(Route(path, answer_page, methods=["GET"]) for path in PAGE_PATHS),
    ]


async def _answer_health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def _paged(request: Request, door: Door) -> Response:
    page = find_page(request.url.path.removeprefix("/"), door=door)
    if page is None:
        raise HTTPException(404)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(page.content, headers=dict(page.headers))
    return Response(page.packed, headers={**page.headers, "content-encoding": "gzip", "vary": "accept-encoding"})


async def _answer_openapi(_: Request) -> JSONResponse:
    from lambda_ocr.api.openapi import document

    return JSONResponse(document())


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OcrError)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if isinstance(error, TooManyRequests) else None
    return JSONResponse(error_body(error), error_status(error), headers)


async def _refuse_path(request: Request, _: Exception) -> JSONResponse:
    return await _refuse(
        request,
        NotFound(
            f"There is no {echo(request.url.path)} here. POST to /custom_ocr; / is the console, "
            "/openapi.json describes the API.",
            paths=["/custom_ocr", "/", "/docs", "/openapi.json", "/healthz"],
        ),
    )


async def _refuse_method(request: Request, error: Exception) -> JSONResponse:
    headers = getattr(error, "headers", None) or {}
    allowed = headers.get("Allow", "POST")
    refusal = MethodNotAllowed(
        f"{echo(request.url.path)} does not know the method {request.method}. Use {allowed}.",
        allowed=allowed.split(", "),
    )
    response = await _refuse(request, refusal)
    response.headers["Allow"] = allowed
    return response


async def _confess(request: Request, _: Exception) -> JSONResponse:
    return await _refuse(request, InternalError("A fault of ours; the server's log has it. Try again."))


_REFUSALS: dict[Any, Any] = {404: _refuse_path, 405: _refuse_method, OcrError: _refuse, Exception: _confess}
