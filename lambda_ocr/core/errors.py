"""Every refusal the product knows, one class a code; the message says what to do next.

Rule: no HTTP here. `lambda_ocr.wire.errors` maps each code to its status, README prints the table, a test holds the
three together.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar


class ErrorCode(StrEnum):
    """The names a client may see in `error.code`."""

    INVALID_JSON = "invalid_json"
    INVALID_REQUEST = "invalid_request"
    INVALID_TEMPLATE = "invalid_template"
    INVALID_PICTURE = "invalid_picture"
    UNSUPPORTED_PICTURE = "unsupported_picture"
    PICTURE_TOO_LARGE = "picture_too_large"
    TOO_MANY_PAGES = "too_many_pages"
    PASSWORD_NEEDED = "password_needed"
    BODY_TOO_LARGE = "body_too_large"
    URL_FORBIDDEN = "url_forbidden"
    URL_UNREACHABLE = "url_unreachable"
    URL_TIMEOUT = "url_timeout"
    ORIGIN_FORBIDDEN = "origin_forbidden"
    S3_UNAVAILABLE = "s3_unavailable"
    TEMPLATE_NOT_FOUND = "template_not_found"
    TEMPLATE_MISMATCH = "template_mismatch"
    VERSION_CONFLICT = "version_conflict"
    LEASE_LOST = "lease_lost"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_MANY_REQUESTS = "too_many_requests"
    ANSWER_TOO_LARGE = "answer_too_large"
    OVER_BUDGET = "over_budget"
    SHUTTING_DOWN = "shutting_down"
    STORE_UNAVAILABLE = "store_unavailable"
    INTERNAL_ERROR = "internal_error"


class OcrError(Exception):
    """A refusal with a name. `details` are facts a program can use; they are JSON values."""

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL_ERROR

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidJson(OcrError):
    """The body is not a JSON object."""

    code = ErrorCode.INVALID_JSON


class InvalidRequest(OcrError):
    """A member of the request is missing, unknown or of the wrong kind."""

    code = ErrorCode.INVALID_REQUEST


class InvalidTemplate(OcrError):
    """A field's quad or name cannot be used on this picture."""

    code = ErrorCode.INVALID_TEMPLATE


class InvalidPicture(OcrError):
    """The bytes claim to be a picture but cannot be decoded."""

    code = ErrorCode.INVALID_PICTURE


class UnsupportedPicture(OcrError):
    """The bytes are of no format that is read, or of one whose library is not installed."""

    code = ErrorCode.UNSUPPORTED_PICTURE


class PictureTooLarge(OcrError):
    """The picture is over the limit in bytes or in pixels."""

    code = ErrorCode.PICTURE_TOO_LARGE


class TooManyPages(OcrError):
    """The file has, or the request asks for, more pages than are read at once."""

    code = ErrorCode.TOO_MANY_PAGES


class PasswordNeeded(OcrError):
    """The file is encrypted, and was sent without its password or with another."""

    code = ErrorCode.PASSWORD_NEEDED


class BodyTooLarge(OcrError):
    """The request's body is over the limit."""

    code = ErrorCode.BODY_TOO_LARGE


class UrlForbidden(OcrError):
    """The url leads to a scheme, host or address that is not fetched."""

    code = ErrorCode.URL_FORBIDDEN


class UrlUnreachable(OcrError):
    """The url's server does not answer with a picture."""

    code = ErrorCode.URL_UNREACHABLE


class UrlTimeout(OcrError):
    """The url's server took longer than the limit."""

    code = ErrorCode.URL_TIMEOUT


class OriginForbidden(OcrError):
    """A web page of another site, or a name that this server does not go by."""

    code = ErrorCode.ORIGIN_FORBIDDEN


class S3Unavailable(OcrError):
    """The s3 object cannot be read: no credentials, no permission, or no such object."""

    code = ErrorCode.S3_UNAVAILABLE


class TemplateNotFound(OcrError):
    """No template has this id."""

    code = ErrorCode.TEMPLATE_NOT_FOUND


class VersionConflict(OcrError):
    """The template was changed by somebody else meanwhile."""

    code = ErrorCode.VERSION_CONFLICT


class LeaseLost(OcrError):
    """A document that waits for a person's look is not the caller's any more."""

    code = ErrorCode.LEASE_LOST


class TemplateMismatch(OcrError):
    """The picture is not of the template."""

    code = ErrorCode.TEMPLATE_MISMATCH


class NotFound(OcrError):
    """No such route."""

    code = ErrorCode.NOT_FOUND


class MethodNotAllowed(OcrError):
    """The route knows other methods only."""

    code = ErrorCode.METHOD_NOT_ALLOWED


class TooManyRequests(OcrError):
    """The server is at its limit of concurrent requests."""

    code = ErrorCode.TOO_MANY_REQUESTS


class AnswerTooLarge(OcrError):
    """The answer is over what the door it leaves by lets through."""

    code = ErrorCode.ANSWER_TOO_LARGE


class OverBudget(OcrError):
    """The request asks for more seconds or pixels than one request may cost."""

    code = ErrorCode.OVER_BUDGET


class ShuttingDown(OcrError):
    """The server is stopping and begins nothing new."""

    code = ErrorCode.SHUTTING_DOWN


class StoreUnavailable(OcrError):
    """The template store does not answer."""

    code = ErrorCode.STORE_UNAVAILABLE


class InternalError(OcrError):
    """A fault of ours."""
