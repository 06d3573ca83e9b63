"""What came back of a request, from the service or from the bucket whose urls it lends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from .refusals import Refused, Unreachable


@dataclass(frozen=True)
class Answer:
    """Of one request; `status` 0: nobody answered, and `content` is the reason."""

    url: str
    status: int
    content: bytes
    retry_after: str | None = None

    @staticmethod
    def of(response: httpx.Response) -> Answer:
        """One that was read to its end."""
        after = response.headers.get("retry-after")
        return Answer(str(response.request.url), response.status_code, response.content, after)

    @staticmethod
    def silence(request: httpx.Request, error: httpx.RequestError) -> Answer:
        """None came, or only a part of one."""
        return Answer(str(request.url), 0, (str(error) or type(error).__name__).encode())

    def settled(self) -> Any:
        """What the service says, as JSON; raises `Refused` where it says no, or another one answered."""
        if self.status == 0:
            raise Unreachable(self.url, self._text)
        body = self._json()
        if self.status == 200 and isinstance(body, (dict, list)):
            return body
        error = body.get("error") if isinstance(body, dict) else None
        error = error if isinstance(error, dict) else {}
        message = str(error.get("message", self._text or "an empty answer"))[:2000]
        code = str(error.get("code", f"http_{self.status}"))
        raise Refused(self.status, code, message, dict(error.get("details") or {}))

    def stored(self) -> bytes:
        """What the bucket holds; raises `Refused` of its host alone: a lent url is a right by itself."""
        host = urlsplit(self.url).hostname or ""
        if self.status == 0:
            raise Unreachable(host, self._text)
        if not 200 <= self.status < 300:
            raise Refused(self.status, f"http_{self.status}", f"{host} answers {self.status}", {})
        return self.content

    @property
    def _text(self) -> str:
        return self.content.decode(errors="replace")

    def _json(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError:
            return None
