"""The console's pages from a small function of their own: who opens a page wakes no reader, and takes none's turn.

Rule: deployed with the files of `infra/front_code.py`; it has no right but to its log, and answers pages alone.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from lambda_ocr.core.errors import NotFound
from lambda_ocr.entrypoints.aws_lambda.http_events import HttpRequest, proxied
from lambda_ocr.entrypoints.aws_lambda.pages import answer_page, door_of
from lambda_ocr.entrypoints.aws_lambda.sagemaker_proxy import described
from lambda_ocr.entrypoints.http.pages import Door
from lambda_ocr.wire.response import refusal

_NO_PAGE = NotFound("There is no such page. / is the console, /docs explores the API.", paths=["/", "/docs"])


def handler(event: Any, _context: Any) -> Any:
    """A page, or the refusal of what is none."""
    page = answer_page(event, _door(), described)
    return page or proxied(refusal(_NO_PAGE), HttpRequest.of_event(event), frozenset())


@cache
def _door() -> Door:
    return door_of(os.environ.get("CUSTOM_OCR_BUCKET", ""), os.environ.get("AWS_REGION", ""))
