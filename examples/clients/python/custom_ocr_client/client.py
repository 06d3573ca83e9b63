"""The two clients, over httpx: one whose methods wait, one whose methods are awaited."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import count
from typing import Any, Self

import httpx

from . import wire
from .access import SigV4, is_api_gateway
from .actions import Actions, AsyncActions
from .answers import Answer
from .pictures import Picture, bytes_of, content_type_of, url_of
from .results import Parts
from .retries import Retries

ANSWER_SECONDS = 60.0
"""Twice what an API Gateway waits for its own backend."""
LARGE_BYTES = 4_200_000
"""Of a picture: in Base64 more than the 6 MB that Lambda takes, so it is uploaded first."""
ROUTE = "/custom_ocr"
OVER = ("succeeded", "failed", "timed_out", "cancelled")


class _Address:
    """Where a deployment is, and what is asked of it: what both clients share."""

    def __init__(self, url: str, uploads: bool | None) -> None:
        base = url.rstrip("/")
        self.url = base if base.endswith((ROUTE, "/custom-ocr", "/invocations")) else base + ROUTE
        self.uploads = is_api_gateway(self.url) if uploads is None else uploads

    def access(self, given: httpx.Auth | None) -> httpx.Auth | None:
        """What was given; API Gateway's own host is signed for by itself."""
        return SigV4() if given is None and is_api_gateway(self.url) else given


def _payload(type_: str, carried: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    named = {"file": carried["img"]} if type_ == "import" and "img" in carried else carried
    return {"type": type_, **named, **members}


def _request(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": json.dumps(payload).encode(), "headers": {"content-type": "application/json"}}


def _encoded(data: bytes) -> dict[str, Any]:
    return {"img": base64.b64encode(data).decode("ascii")}


class Client(Actions):
    """A deployment's or a local server's actions: `Client("http://127.0.0.1:8080").read("post.pdf")`.

    `access` is any httpx.Auth: `SigV4()`, `ApiKey("…")`, `NoAuth()`; left out, requests to API Gateway's own
    host are signed and others are not. `uploads` says whether pictures over 4.2 MB go through the bucket:
    left out, on API Gateway. `http` is an httpx.Client of one's own (proxy, certificates). Every method
    raises `Refused`.
    """

    def __init__(
        self,
        url: str,
        *,
        access: httpx.Auth | None = None,
        retries: Retries | None = None,
        uploads: bool | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._at = _Address(url, uploads)
        self._retries, self._access = retries or Retries(), self._at.access(access)
        self._http = http or httpx.Client(timeout=ANSWER_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def asked(self, type_: str, picture: Picture | None, members: Mapping[str, Any]) -> Any:
        """The service's answer as JSON; raises `Refused`."""
        carried = {} if picture is None else self._carried(picture)
        return self._settled(_payload(type_, carried, members))

    def templates(self) -> Iterator[str]:
        """Ids of all templates, asked for a page at a time."""
        cursor: str | None = None
        while True:
            page = self.list_page(cursor=cursor)
            yield from page["template_id_list"]
            cursor = page["next_cursor"]
            if not cursor:
                return

    def wait_for_batch(
        self, batch_id: str, *, every: float = 15.0, at_most: float = float("inf")
    ) -> wire.BatchAnswer:
        """Until it is over, however it ended; raises TimeoutError after `at_most` seconds."""
        until = time.monotonic() + at_most
        while (told := self.batch(do="status", batch_id=batch_id))["status"] not in OVER:
            if time.monotonic() + every > until:
                raise TimeoutError(f"batch {batch_id} is not over: {told['done']} of {told['total']} files")
            time.sleep(every)
        return told

    def batch_lines(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """All results there are, a document or a page without one at a time."""
        parts = Parts()
        while not parts.is_over:
            page = self.batch(do="results", batch_id=batch_id, cursor=parts.cursor)
            for url in parts.left(page):
                answer = self._answered({}, self._http.build_request("GET", url))
                if parts.has_expired(answer):
                    break
                yield from parts.lines(url, answer)
            else:
                parts.turn(page)

    def _carried(self, picture: Picture) -> dict[str, Any]:
        if named := url_of(picture):
            return named
        data = bytes_of(picture)
        if len(data) <= LARGE_BYTES or not self._at.uploads:
            return _encoded(data)
        form = self.asked("upload", None, {"content_type": content_type_of(data)})
        post = self._http.build_request("POST", form["url"], data=form["fields"], files={"file": data})
        self._answered({}, post).stored()
        return {"url": form["s3_url"]}

    def _settled(self, payload: Mapping[str, Any]) -> Any:
        request = self._http.build_request("POST", self._at.url, **_request(payload))
        return self._answered(payload, request, self._access or httpx.USE_CLIENT_DEFAULT).settled()

    def _answered(self, payload: Mapping[str, Any], request: httpx.Request, access: Any = None) -> Answer:
        """What the last try came to; without a payload twice is as once."""
        for attempt in count():
            answer = self._tried(request, access)
            pause = self._retries.pause(attempt, payload, answer.status, answer.retry_after)
            if pause is None:
                break
            time.sleep(pause)
        return answer

    def _tried(self, request: httpx.Request, access: Any) -> Answer:
        try:
            return Answer.of(self._http.send(request, auth=access))
        except httpx.RequestError as error:
            return Answer.silence(request, error)


class AsyncClient(AsyncActions):
    """The same to be awaited; its members are those of `Client`."""

    def __init__(
        self,
        url: str,
        *,
        access: httpx.Auth | None = None,
        retries: Retries | None = None,
        uploads: bool | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._at = _Address(url, uploads)
        self._retries, self._access = retries or Retries(), self._at.access(access)
        self._http = http or httpx.AsyncClient(timeout=ANSWER_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def asked(self, type_: str, picture: Picture | None, members: Mapping[str, Any]) -> Any:
        """The service's answer as JSON; raises `Refused`."""
        carried = {} if picture is None else await self._carried(picture)
        return await self._settled(_payload(type_, carried, members))

    async def templates(self) -> AsyncIterator[str]:
        """Ids of all templates, asked for a page at a time."""
        cursor: str | None = None
        while True:
            page = await self.list_page(cursor=cursor)
            for template_id in page["template_id_list"]:
                yield template_id
            cursor = page["next_cursor"]
            if not cursor:
                return

    async def wait_for_batch(
        self, batch_id: str, *, every: float = 15.0, at_most: float = float("inf")
    ) -> wire.BatchAnswer:
        """Until it is over, however it ended; raises TimeoutError after `at_most` seconds."""
        until = time.monotonic() + at_most
        while (told := await self.batch(do="status", batch_id=batch_id))["status"] not in OVER:
            if time.monotonic() + every > until:
                raise TimeoutError(f"batch {batch_id} is not over: {told['done']} of {told['total']} files")
            await asyncio.sleep(every)
        return told

    async def batch_lines(self, batch_id: str) -> AsyncIterator[dict[str, Any]]:
        """All results there are, a document or a page without one at a time."""
        parts = Parts()
        while not parts.is_over:
            page = await self.batch(do="results", batch_id=batch_id, cursor=parts.cursor)
            for url in parts.left(page):
                answer = await self._answered({}, self._http.build_request("GET", url))
                if parts.has_expired(answer):
                    break
                for line in parts.lines(url, answer):
                    yield line
            else:
                parts.turn(page)

    async def _carried(self, picture: Picture) -> dict[str, Any]:
        if named := url_of(picture):
            return named
        data = await asyncio.to_thread(bytes_of, picture)
        if len(data) <= LARGE_BYTES or not self._at.uploads:
            return _encoded(data)
        form = await self.asked("upload", None, {"content_type": content_type_of(data)})
        post = self._http.build_request("POST", form["url"], data=form["fields"], files={"file": data})
        (await self._answered({}, post)).stored()
        return {"url": form["s3_url"]}

    async def _settled(self, payload: Mapping[str, Any]) -> Any:
        request = self._http.build_request("POST", self._at.url, **_request(payload))
        access = self._access or httpx.USE_CLIENT_DEFAULT
        return (await self._answered(payload, request, access)).settled()

    async def _answered(
        self, payload: Mapping[str, Any], request: httpx.Request, access: Any = None
    ) -> Answer:
        """What the last try came to; without a payload twice is as once."""
        for attempt in count():
            answer = await self._tried(request, access)
            pause = self._retries.pause(attempt, payload, answer.status, answer.retry_after)
            if pause is None:
                break
            await asyncio.sleep(pause)
        return answer

    async def _tried(self, request: httpx.Request, access: Any) -> Answer:
        try:
            return Answer.of(await self._http.send(request, auth=access))
        except httpx.RequestError as error:
            return Answer.silence(request, error)
