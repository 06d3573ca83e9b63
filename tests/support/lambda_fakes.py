"""Handlers that the runtime client loads in tests: the real doors and the real service, with fakes behind them.

One handler a situation. Nothing here reaches AWS or loads a network.
"""

from __future__ import annotations

import time
from typing import Any

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import Budget
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.entrypoints.aws_lambda import log
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
from lambda_ocr.wire.json_text import Body
from lambda_ocr.wire.response import Response
from tests.support.fakes import ReaderThatBreaks, ReaderThatSeesEverything, StoreInMemory
from tests.support.notebook import NotebookOutside
from tests.support.pictures import card


class ServiceThatWaits:
    """Takes as many seconds as it is asked to."""

    def handle(self, payload: Any, budget: Budget) -> Response:
        time.sleep(payload["seconds"])
        return Response(200, "done")

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        return Response(200, len(body))


class ServiceThatEchoes:
    """Answers so many characters as it is asked to."""

    def handle(self, payload: Any, budget: Budget) -> Response:
        return Response(200, payload["character"] * payload["count"] if "count" in payload else len(payload["padding"]))

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        return Response(200, len(body))


class BucketWithOneCard:
    """Every key that ends in card.png is the card; all others are no pictures."""

    def fetch(self, url: str) -> bytes:
        return card() if url.endswith("card.png") else b"no picture"


def _doors(reader: Any) -> EventDispatcher:
    log.install()
    bucket = BucketWithOneCard()
    service = OcrService(StoreInMemory(), reader, PictureSource(http=bucket, s3=bucket))
    return EventDispatcher(service, NotebookOutside(), "ocr-data", "https://app.example.com")


_seeing = _doors(ReaderThatSeesEverything())
_breaking = _doors(ReaderThatBreaks())
_waiting = EventDispatcher(ServiceThatWaits(), NotebookOutside())
_echoing = EventDispatcher(ServiceThatEchoes(), NotebookOutside())


def seeing(event: Any, context: Any) -> Any:
    """Reads colours."""
    return _seeing.answer(event, context)


def breaking(event: Any, context: Any) -> Any:
    """Every reading breaks, quoting the document."""
    return _breaking.answer(event, context)


def waiting(event: Any, context: Any) -> Any:
    """Sleeps."""
    return _waiting.answer(event, context)


def echoing(event: Any, context: Any) -> Any:
    """Answers at length."""
    return _echoing.answer(event, context)
