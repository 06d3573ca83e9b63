"""What goes wrong, by name."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The service, or the gateway in front of it, said no; `message` says what to do next.

    `code` is one of README's table, `status` the HTTP status it came with, `details` facts for a program.
    """

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(f"{code}: {message}")
        self.status, self.code, self.message, self.details = status, code, message, details


class Unreachable(Refused):
    """Nobody answered, and it is not known whether anything was done."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(0, "endpoint_unreachable", f"{url} does not answer: {reason}", {})
