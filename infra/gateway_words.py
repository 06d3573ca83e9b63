"""What the gateway says when it refuses by itself: our error format, and what to do."""

from __future__ import annotations

import json

from aws_cdk import aws_apigateway as apigateway

from infra.config import DeployConfig


def own_words(rest: apigateway.RestApi, config: DeployConfig) -> None:
    """Give the API its refusals."""
    for type_, status, code, message in REFUSALS:
        error = {"error": {"code": code, "message": message, "details": _DETAILS.get(type_.response_type, {})}}
        rest.add_gateway_response(
            type_.response_type.title().replace("_", ""),
            type=type_,
            status_code=status or None,
            response_headers=_headers(status, config.cors_origins) or None,
            templates={"application/json": _filled_in(json.dumps(error))},
        )


def _filled_in(template: str) -> str:
    """The gateway puts its own words in as JSON, quoted and escaped, so no quotes of ours may stand around them.

    `$context.error.message` goes in raw: one quotation mark in it, and the body is no JSON.
    """
    return template.replace(f'"{_THEIR_WORDS}"', _THEIR_WORDS)


def _headers(status: str, origins: tuple[str, ...]) -> dict[str, str]:
    """A gateway response holds constants only: with several origins a page sees a network error instead of ours."""
    cors = {"Access-Control-Allow-Origin": f"'{origins[0]}'"} if len(origins) == 1 else {}
    return cors | ({"Retry-After": f"'{RETRY_SECONDS}'"} if status in ("429", "503") else {})


RETRY_SECONDS = 2
_TYPE = apigateway.ResponseType
_THEIR_WORDS = "$context.error.messageString"
_DETAILS = {_TYPE.DEFAULT_4_XX.response_type: {"reason": _THEIR_WORDS}}
REFUSALS = (
    (
        _TYPE.REQUEST_TOO_LARGE,
        "413",
        "body_too_large",
        'The request is over 10 MB, or the 6 MB Lambda takes: ask for {"type": "upload"}, post the picture there, and '
        "send its s3:// url.",
    ),
    (
        _TYPE.INTEGRATION_TIMEOUT,
        "504",
        "timeout",
        "No answer in the time the API waits; the function may go on. Send the request again, an add with its "
        "idempotency_key; if it stays, give the function more memory.",
    ),
    (
        _TYPE.INTEGRATION_FAILURE,
        "502",
        "internal_error",
        "The function did not answer: send the request again; if it stays, look into its log group.",
    ),
    (_TYPE.THROTTLED, "429", "too_many_requests", "Too many requests at once: wait a second and send it again."),
    (
        _TYPE.QUOTA_EXCEEDED,
        "403",  # a 429 is sent again, by every client
        "quota_used_up",
        "The quota of this key is used up, and is until its day, week or month is over: ask the operator for more.",
    ),
    (
        _TYPE.MISSING_AUTHENTICATION_TOKEN,
        "403",
        "access_denied",
        "No such route, or no credentials: POST to /custom_ocr, signed with AWS Signature Version 4 where auth=iam.",
    ),
    (
        _TYPE.ACCESS_DENIED,
        "403",
        "access_denied",
        "These credentials may not call: grant execute-api:Invoke on this API to their role.",
    ),
    (
        _TYPE.INVALID_SIGNATURE,
        "403",
        "access_denied",
        "The signature does not match: sign for the service execute-api in this region, with a right clock.",
    ),
    (_TYPE.EXPIRED_TOKEN, "403", "access_denied", "The credentials have expired: get new ones and sign again."),
    (_TYPE.INVALID_API_KEY, "403", "access_denied", "No valid key: send it in the header x-api-key."),
    (_TYPE.WAF_FILTERED, "403", "access_denied", "The web application firewall stopped this request."),
    (_TYPE.UNSUPPORTED_MEDIA_TYPE, "415", "invalid_request", "Send JSON: content-type: application/json."),
    (
        _TYPE.DEFAULT_4_XX,
        "",
        "invalid_request",
        "The API refused this unread; `reason` says why.",
    ),
    (
        _TYPE.API_CONFIGURATION_ERROR,
        "503",
        "too_many_requests",
        "The function could not be started, most often because all invocations that the account may run at once are "
        "taken: wait as Retry-After says and send it again; if it stays, the operator raises Lambda's quota.",
    ),
    (
        _TYPE.DEFAULT_5_XX,
        "",
        "internal_error",
        "The API failed before the request was read, as it does when all invocations that the account may run at once "
        "are taken: wait two seconds and send it again.",
    ),
)
