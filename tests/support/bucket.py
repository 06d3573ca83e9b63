"""A bucket that browsers post signed forms to, as S3 lets them, and the service reads from: all in memory."""

from __future__ import annotations

import email
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

NAME = "pictures"


@dataclass
class BucketOfForms:
    """`Uploads` and `Fetcher` in one; `address` is where it listens, once it does."""

    address: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    offered: int = 0
    policy: str = "signed"

    def offer(self, content_type: str) -> Mapping[str, Any]:
        self.offered += 1
        key = f"uploads/{self.offered}"
        fields = {"Content-Type": content_type, "key": key, "policy": self.policy}
        s3_url = f"s3://{NAME}/{key}"
        return {"url": f"{self.address}/", "fields": fields, "s3_url": s3_url, "max_bytes": 10_000_000, "expires_in": 9}

    def fetch(self, url: str) -> bytes:
        return self.objects[url.removeprefix(f"s3://{NAME}/")]

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/", self._post, methods=["POST"])])

    async def _post(self, request: Request) -> Response:
        """Refuses a form whose file is not the last part or whose type is not the one declared, as S3 does."""
        head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
        parts = email.message_from_bytes(head + await request.body()).get_payload()
        form = {part.get_param("name", header="content-disposition"): part for part in parts}  # type: ignore[union-attr]
        allowed = {"access-control-allow-origin": request.headers["origin"]}
        text = {name: part.get_payload(decode=True).decode("latin-1") for name, part in form.items() if name != "file"}  # type: ignore[union-attr]
        if list(form)[-1] != "file" or text.get("policy") != "signed" or not text["Content-Type"].startswith("image/"):
            return Response(status_code=403, headers=allowed)
        self.objects[text["key"]] = form["file"].get_payload(decode=True)  # type: ignore[union-attr, assignment]
        return Response(status_code=204, headers=allowed)
