"""The console's pages through a Lambda: texts, which API Gateway packs for browsers that take packed answers.

Rule: under a stage or a mapped domain the page must know where it lies, so its root is taken from what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lambda_ocr.entrypoints.http.pages import Door, find_page

MAX_BYTES = 4_200_000
"""A Lambda is handed bodies of 6 MB, of which Base64 leaves 4.5 MB for the picture; the fields need some, too."""


def door_of(bucket: str, region: str) -> Door:
    """Our bucket under either name that S3 offers uploads to."""
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    places = (f"{bucket}.s3.{region}.{suffix}", f"{bucket}.s3.{suffix}") if bucket and region else ()
    return Door(MAX_BYTES, tuple(f"https://{place}" for place in places), region)


def answer_page(event: Mapping[str, Any], door: Door, described: Callable[[], str]) -> dict[str, Any] | None:
    """The page an event of either form of API asks for, `described` the contract; None when it asks for no page."""
    about = event["requestContext"]
    method = event.get("httpMethod") or about.get("http", {}).get("method")
    if str(method).upper() not in ("GET", "HEAD"):
        return None
    root, path = _place(event, about)
    if path == "openapi.json":
        return _proxied(described(), {"content-type": "application/json", "cache-control": "no-cache"})
    page = find_page(path, root, door)
    return _proxied(page.content.decode("utf-8"), page.headers) if page else None


def _place(event: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[str, str]:
    """The service's root as the browser sees it, and the path below; a REST API tells the path with and without it."""
    if "path" in event:
        path = str(event["path"]).strip("/")
        whole = str(about.get("path") or event["path"]).strip("/")
        root = whole.removesuffix(path).strip("/") if path else whole
    else:
        stage = str(about.get("stage", "$default"))
        whole = str(event.get("rawPath", "/")).strip("/")
        root = stage if stage != "$default" and f"{whole}/".startswith(f"{stage}/") else ""
        path = whole.removeprefix(root).strip("/")
    return (f"/{root}/" if root else "/"), path


def generated() -> str:
    """The contract, generated from the models."""
    from lambda_ocr.wire.openapi import document

    return json.dumps(document(), ensure_ascii=False)


def _proxied(body: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"statusCode": 200, "headers": dict(headers), "body": body, "isBase64Encoded": False}
