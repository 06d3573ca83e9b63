"""Documents that arrive as events: their template's name, their answer, the word of it, and that it is said once.

Rule: whatever is done here may be done again by a second delivery, and then changes nothing; a service that is away is
`StoreUnavailable`, so that the platform delivers the event again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from lambda_ocr.aws.clients import client
from lambda_ocr.aws.deliveries import Claim, Deliveries
from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.core.errors import StoreUnavailable

SOURCE = "custom-ocr"

TEMPLATE_METADATA = "template-id"


class Documents:
    """The outside of the event path, over one table and (when there is one) one queue; clients are made when used."""

    def __init__(
        self,
        table: str,
        queue_url: str,
        clients: Callable[[str], Any] = client,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._queue_url = queue_url
        self._clients = clients
        self._deliveries = Deliveries(table, lambda: clients("dynamodb"), clock)

    def template_named_by(self, bucket: str, key: str) -> str:
        """The object's metadata `template-id`; empty when it has none, or is gone."""
        try:
            with translated("read the picture's metadata"):
                about = self._clients("s3").head_object(Bucket=bucket, Key=key)
        except ObjectMissing:
            return ""
        return str(about.get("Metadata", {}).get(TEMPLATE_METADATA, ""))

    def claim(self, delivery: str, seconds: float) -> Claim:
        """Take a delivery on for the seconds that this invocation can still live."""
        return self._deliveries.claim(delivery, seconds)

    def finish(self, delivery: str) -> None:
        """The delivery is done; others of the same event find that."""
        self._deliveries.finish(delivery)

    def release(self, delivery: str) -> None:
        """The delivery is not done and may be taken on again at once."""
        self._deliveries.release(delivery)

    def write(self, bucket: str, key: str, answer: bytes) -> None:
        """Write an answer, replacing that of an earlier delivery."""
        with translated("write the answer"):
            self._clients("s3").put_object(Bucket=bucket, Key=key, Body=answer, ContentType="application/json")

    def bury(self, message: Mapping[str, Any]) -> None:
        """Put a document that will never be read into the queue of failed ones, with the reason."""
        if self._queue_url:
            with translated("send to the queue of failed documents"):
                self._clients("sqs").send_message(QueueUrl=self._queue_url, MessageBody=json.dumps(message))

    def announce(self, what: str, detail: Mapping[str, Any]) -> None:
        """Put an event on the account's default bus."""
        entry = {"Source": SOURCE, "DetailType": what, "Detail": json.dumps(detail)}
        with translated("announce the answer"):
            answer = self._clients("events").put_events(Entries=[entry])
        if answer.get("FailedEntryCount"):
            reason = str(answer["Entries"][0].get("ErrorCode", "unknown"))
            raise StoreUnavailable(f"Cannot announce the answer: {reason}; try again in a moment.", reason=reason)
