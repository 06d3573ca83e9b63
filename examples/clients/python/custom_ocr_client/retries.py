"""What is asked again, and when: what was not done always, what may have been done where twice is as once."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOT_DONE = frozenset({429, 503})
"""Refusals after which nothing was done."""
UNCLEAR = frozenset({0, 500, 502, 504})
"""Nobody answered, or a gateway in place of the service, which may have done its work: API Gateway says 500
when Lambda has no invocation free, and 504 while the function goes on."""
TWICE = frozenset({"add", "update", "rollback", "teach", "import", "batch"})
"""Types of which a second request does more than the first, but for an `idempotency_key`."""
LOOKS = ("status", "results", "cancel")
"""What a `batch` may `do` twice."""


@dataclass(frozen=True)
class Retries:
    """How often, and how long in between at most; `Retries(attempts=1)` asks once."""

    attempts: int = 4
    longest_seconds: float = 10.0

    def pause(
        self, attempt: int, payload: Mapping[str, Any], status: int, retry_after: str | None
    ) -> float | None:
        """Seconds to wait after the attempt of this number, from 0; None: its answer stands."""
        passing = NOT_DONE | (UNCLEAR if is_idempotent(payload) else frozenset())
        if status not in passing or attempt + 1 >= self.attempts:
            return None
        wished = float(retry_after) if retry_after and retry_after.isdigit() else 0.0
        return min(max(wished, random.uniform(0.5, 1.0) * 2.0**attempt), self.longest_seconds)


def is_idempotent(payload: Mapping[str, Any]) -> bool:
    """Whether asking twice does no more than asking once."""
    if payload.get("idempotency_key") or payload.get("type") not in TWICE:
        return True
    return payload.get("type") == "batch" and payload.get("do") in LOOKS
