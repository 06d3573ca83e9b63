"""What is done when a document was read or refused: it is counted, and where a person should look, kept; either where
that is switched on.

Rule: a reading never fails of it. What goes wrong is said in the log, and the answer is the same.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Any, Protocol

from lambda_ocr.core.clock import now
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.model import Image, Reading, TemplateRef
from lambda_ocr.core.review.documents import DocumentKept, Reason, ReviewQueue
from lambda_ocr.core.review.doubts import reason_of
from lambda_ocr.core.review.drift import ReadingCounts
from lambda_ocr.documents.preview import within_bytes
from lambda_ocr.wire.answers import detailed
from lambda_ocr.wire.errors import error_body

log = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024
"""Of a picture kept: Base64 makes 4 MiB of it, and Lambda hands back 6."""
QUALITIES = (95, 90, 75, 50)


class AfterReading(Protocol):
    """Told of each document that was read with a template, or refused by it."""

    def read(self, ref: TemplateRef, reading: Reading, picture: Image) -> None:
        """It was read."""
        ...

    def refused(self, ref: TemplateRef, refusal: OcrError, picture: Image) -> None:
        """It is not of the template."""
        ...


class NothingAfter:
    """Stands in where nothing is kept."""

    def read(self, ref: TemplateRef, reading: Reading, picture: Image) -> None:
        """Nothing."""

    def refused(self, ref: TemplateRef, refusal: OcrError, picture: Image) -> None:
        """Nothing."""


NOTHING_AFTER = NothingAfter()


class CountedAndKept:
    """Counts each where counting is on, and keeps what somebody should look at where review is."""

    def __init__(self, queue: ReviewQueue | None, counts: ReadingCounts | None) -> None:
        self._queue, self._counts = queue, counts

    def read(self, ref: TemplateRef, reading: Reading, picture: Image) -> None:
        """Keep it where a field is doubtful or no value of its type."""
        reason = reason_of(reading)
        if self._counts:
            self._counts.document(ref, refused=False, doubtful=reason is not None)
        if reason is not None and self._queue:
            told = detailed(reading, ref.version, reading.timings_ms, (1, 1)).model_dump(mode="json")
            self._keep(self._queue, ref, reason, told, picture)

    def refused(self, ref: TemplateRef, refusal: OcrError, picture: Image) -> None:
        """Keep it: the picture may be of the template all the same."""
        if self._counts:
            self._counts.document(ref, refused=True, doubtful=False)
        if self._queue:
            self._keep(self._queue, ref, Reason.REFUSED, error_body(refusal)["error"], picture)

    def _keep(
        self, queue: ReviewQueue, ref: TemplateRef, reason: Reason, told: Mapping[str, Any], picture: Image
    ) -> None:
        try:
            data = within_bytes(picture, MOST_BYTES, QUALITIES)
            digest = hashlib.sha256(f"{ref.template_id}:{ref.version}:".encode() + data).hexdigest()[:32]
            queue.put(DocumentKept(digest, ref.template_id, ref.version, reason, now(), told, data))
        except OcrError as fault:
            log.warning("a document was not kept for review: %s", fault.code)
