"""The HTTP server, for one machine and for SageMaker: `OcrService` behind Starlette and uvicorn.

Rule: the event loop only moves bytes; all work is done on threads (`dispatcher`). Every answer but the console's pages
is JSON, every refusal has the body all errors have.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lambda_ocr.core.errors import InternalError, MethodNotAllowed, NotFound, OcrError
from lambda_ocr.core.quoting import echo
from lambda_ocr.entrypoints.http.browser_guard import BrowserGuard
from lambda_ocr.entrypoints.http.content_coding import takes_gzip
from lambda_ocr.entrypoints.http.dispatcher import Dispatcher, Handler, Limits
from lambda_ocr.entrypoints.http.pages import ANY_DOOR, Door, find_page
from lambda_ocr.entrypoints.http.plain_answers import SafeHeaders, refused
from lambda_ocr.wire.routes import ROUTES, TYPES, type_of_route

OCR_PATHS = ("/custom_ocr", "/custom_ocr/", "/custom-ocr", "/custom-ocr/", "/invocations")
"""The documented path, the predecessor's spelling, and SageMaker's."""

TYPE_PATHS = tuple(f"/{route}/{type_}" for route in ROUTES for type_ in TYPES)
"""One for each type of request, which answers no other."""

HEALTH_PATHS = ("/healthz", "/ping")

PAGE_PATHS = ("/", "/docs", "/console/{path:path}")

UNCHECKED_PATHS = HEALTH_PATHS
"""Asked by balancers under whatever name; there is nothing to learn."""


def make_app(
    handle: Handler, limits: Limits | None = None, door: Door = ANY_DOOR, hosts: Iterable[str] = ()
) -> Starlette:
    """The application. `hosts`: names it goes by beside localhost and its addresses (`BrowserGuard`).

    Its `state.dispatcher` is to be closed before the server stops listening.
    """
    dispatcher = Dispatcher(handle, limits or Limits())

    async def answer_ocr(request: Request) -> Response:
        sent = await dispatcher.answer(request, type_of_route(request.url.path) or "")
        return Response(sent.content, sent.status, media_type="application/json")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        dispatcher.end()

    async def answer_page(request: Request) -> Response:
        return await run_in_threadpool(_paged, request, door)

    app = Starlette(
        routes=_routes(answer_ocr, answer_page),
        middleware=[Middleware(SafeHeaders), Middleware(BrowserGuard, hosts=hosts, unchecked_paths=UNCHECKED_PATHS)],
        exception_handlers=_REFUSALS,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.dispatcher = dispatcher
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
    if not takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(page.content, headers={**page.headers, "vary": "accept-encoding"})
    return Response(page.packed, headers={**page.headers, "content-encoding": "gzip", "vary": "accept-encoding"})


async def _answer_openapi(_: Request) -> JSONResponse:
    from lambda_ocr.wire.openapi import document

    return JSONResponse(await run_in_threadpool(document))


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, OcrError)
    return refused(error)


async def _refuse_path(request: Request, _: Exception) -> Response:
    return await _refuse(
        request,
        NotFound(
            f"There is no {echo(request.url.path)} here. POST to /custom_ocr; / is the console, "
            "/openapi.json describes the API.",
            paths=["/custom_ocr", "/", "/docs", "/openapi.json", "/healthz"],
        ),
    )


async def _refuse_method(request: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None) or {}
    allowed = headers.get("Allow", "POST")
    refusal = MethodNotAllowed(
        f"{echo(request.url.path)} does not know the method {request.method}. Use {allowed}.",
        allowed=allowed.split(", "),
    )
    response = await _refuse(request, refusal)
    response.headers["Allow"] = allowed
    return response


async def _confess(request: Request, _: Exception) -> Response:
    return await _refuse(request, InternalError("A fault of ours; the server's log has it. Try again."))


_REFUSALS: dict[Any, Any] = {404: _refuse_path, 405: _refuse_method, OcrError: _refuse, Exception: _confess}
