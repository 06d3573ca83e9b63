"""The ways in: one route for every type of request, as ever, and beside it one for each type.

The single route is one right: whoever may POST there may do everything. `/custom_ocr/query` answers queries alone, so a
policy, a throttle or a firewall that names it means what it says. Rule: a body is what the service will take it for,
so it is parsed here by the service's own parser.
"""

from __future__ import annotations

import json

from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.quoting import echo
from lambda_ocr.wire.json_text import Body, parse_json

ROUTES = ("custom_ocr", "custom-ocr")
"""The documented spelling and the predecessor's."""

TYPES = (
    "add",
    "query",
    "del",
    "list",
    "get",
    "detect",
    "upload",
    "update",
    "versions",
    "rollback",
    "preview",
    "teach",
    "evaluate",
    "export",
    "import",
    "review",
    "drift",
    "interpret",
    "batch",
    "read",
    "classify",
)
"""The types of requests (`wire.messages.actions.REQUESTS`, whose models are too heavy for every door)."""

READING = ("query", "detect", "upload", "read", "classify", "evaluate")
"""What who only reads documents needs; the others look at templates, or change them."""


def type_of_route(path: str) -> str | None:
    """The one type that the route at this path answers, an empty string for all; None where there is no route."""
    before, _, last = path.rstrip("/").rpartition("/")
    if last in ROUTES:
        return ""
    return last if last in TYPES and before.rpartition("/")[2] in ROUTES else None


def narrowed(body: Body, only: str) -> Body:
    """The body as the route for this type takes it: the type may be left out; raises InvalidRequest for another one."""
    payload = parse_json(body) if only else None
    if not isinstance(payload, dict):  # the service says what is wrong with what is no object
        return body
    given = payload.get("type")
    if "type" not in payload:
        return json.dumps({**payload, "type": only}).encode()
    if given != only:
        raise InvalidRequest(
            f'The route /{ROUTES[0]}/{only} answers the type "{only}" alone, not {echo(json.dumps(given))}. POST to '
            f"the route of that type, or to /{ROUTES[0]}, where you may.",
            member="type",
        )
    return body
