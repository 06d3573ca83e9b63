"""Stands for AWS where a document's answer goes: everything is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lambda_ocr.aws.deliveries import Claim
from lambda_ocr.core.errors import StoreUnavailable


class NotebookOutside:
    """Writes down what would go to AWS; claims are kept as DynamoDB would keep them."""

    def __init__(self, metadata: Mapping[str, str] | None = None) -> None:
        self.metadata = metadata or {}
        self.claims: dict[str, str] = {}
        self.leases: list[float] = []
        self.written: dict[str, Any] = {}
        self.buried: list[Mapping[str, Any]] = []
        self.announced: list[tuple[str, Mapping[str, Any]]] = []

    def template_named_by(self, bucket: str, key: str) -> str:
        return self.metadata.get(key, "")

    def claim(self, delivery: str, seconds: float) -> Claim:
        found = {"taken": Claim.HELD, "done": Claim.DONE}.get(self.claims.get(delivery, ""), Claim.OURS)
        if found is Claim.OURS:
            self.claims[delivery] = "taken"
            self.leases.append(seconds)
        return found

    def finish(self, delivery: str) -> None:
        self.claims[delivery] = "done"

    def release(self, delivery: str) -> None:
        del self.claims[delivery]

    def write(self, bucket: str, key: str, answer: bytes) -> None:
        self.written[f"{bucket}/{key}"] = json.loads(answer)

    def bury(self, message: Mapping[str, Any]) -> None:
        self.buried.append(message)

    def announce(self, what: str, detail: Mapping[str, Any]) -> None:
        self.announced.append((what, detail))


class OutsideThatCannotWrite(NotebookOutside):
    """S3 is away when the answer is ready."""

    def write(self, bucket: str, key: str, answer: bytes) -> None:
        raise StoreUnavailable("Cannot write the answer.")
