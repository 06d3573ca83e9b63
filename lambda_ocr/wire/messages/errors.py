"""The body of every refusal."""

from __future__ import annotations

from typing import Any

from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.wire.messages.common import Message


class ErrorMember(Message):
    """A refusal: `code` for programs, `message` for people (it says what to do next), `details` are its facts."""

    code: ErrorCode
    message: str
    details: dict[str, Any]


class ErrorAnswer(Message):
    """The body of every answer that is not 200."""

    error: ErrorMember
