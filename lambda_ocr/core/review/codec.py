"""What stores write of reviews, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from lambda_ocr.core.review.documents import FieldReviewed, Reason, Reviewed


def reviewed_to_text(reviewed: Reviewed) -> str:
    """All of it."""
    return json.dumps(asdict(reviewed), ensure_ascii=False)


def reviewed_from_text(text: str) -> Reviewed:
    """As it was written."""
    plain: dict[str, Any] = json.loads(text)
    fields = tuple(FieldReviewed(**field) for field in plain.pop("fields"))
    return Reviewed(**{**plain, "reason": Reason(plain["reason"])}, fields=fields)
