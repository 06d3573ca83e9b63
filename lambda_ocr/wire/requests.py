"""From a JSON value to a request, or to a refusal that names the member and says what to do.

Rule: `type` decides, and a `type` we do not know is refused; only its absence beside a `template_id` means a query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from lambda_ocr.core.deciding.rules import BadRule, parsed
from lambda_ocr.core.errors import InvalidJson, InvalidRequest, InvalidTemplate, OcrError
from lambda_ocr.core.model import Field, PageOf, Quad
from lambda_ocr.core.quoting import echo, encodable
from lambda_ocr.wire.members import MAX_FIELDS, Corners, PageOfDocument, parsed_template
from lambda_ocr.wire.messages.actions import REQUESTS, Request
from lambda_ocr.wire.messages.common import Message, PictureRequest
from lambda_ocr.wire.messages.life import ChangeRequest, CopiesRequest, PreviewRequest
from lambda_ocr.wire.messages.templates import AddRequest
from lambda_ocr.wire.quads import check_shapes


def parse_request(payload: object, known: Mapping[str, type[Message]] = REQUESTS) -> Request:
    """The request, of one of the types `known`; raises InvalidJson, InvalidRequest or InvalidTemplate."""
    if not isinstance(payload, Mapping):
        raise InvalidJson('The body is not a JSON object. Send an object such as {"type": "list"}.')
    given = {name: value for name, value in payload.items() if value is not None and value != ""}
    kind = _kind(given, known)
    given |= {name: "" for name in known[kind].clearable if payload.get(name) == ""}
    try:
        request = known[kind].model_validate({**given, "type": kind})
    except ValidationError as error:
        raise _refusal(error, given) from None
    if isinstance(request, PictureRequest):
        _check_one_picture(request)
    if isinstance(request, (CopiesRequest, PreviewRequest)):
        for index, copy in enumerate(request.copies):
            _check_one_picture(copy, f"copies[{index}].")
    if isinstance(request, (AddRequest, ChangeRequest)):
        fields = fields_of(request)
        if request.template is not None and request.rules:
            rules_of(request.rules, fields)
    return cast("Request", request)


def fields_of(request: AddRequest | ChangeRequest) -> tuple[Field, ...]:
    """The fields asked for, their quads checked; none where they stay as they are. Raises InvalidTemplate."""
    fields = tuple(Field(name, _quad(corners), *options) for corners, name, *options in request.template or ())
    _check_count(fields)
    check_shapes(fields)
    return fields


def _check_count(fields: Sequence[Field]) -> None:
    """Raise InvalidTemplate where the columns of tables, each looked at as a field is, are more than fields may be."""
    count = 0
    for index, field in enumerate(fields):
        columns = field.options.get("columns")
        count += max(1, len(columns)) if isinstance(columns, list) else 1
        if count > MAX_FIELDS:
            name = echo(field.name)
            problem = f"columns and fields are more than {MAX_FIELDS} with it; make two templates of one"
            raise InvalidTemplate(f'template[{index}] ("{name}"): {problem}.', field=index, name=name)


def rules_of(rules: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> tuple[Mapping[str, Any], ...]:
    """The rules across these fields, checked. Raises InvalidTemplate."""
    try:
        parsed(rules, fields)
    except BadRule as error:
        raise InvalidTemplate(f"rules[{error.index}] {error}.", member="rules", index=error.index) from None
    return tuple(rules)


def page_of(given: PageOfDocument | None) -> PageOf | None:
    """The page that is asked for."""
    return PageOf(given.document, given.page, given.pages) if given else None


def _quad(corners: Corners) -> Quad:
    upper_left, upper_right, lower_right, lower_left = corners
    return (upper_left, upper_right, lower_right, lower_left)


def _kind(given: Mapping[str, Any], known: Collection[str]) -> str:
    kind = given.get("type")
    if kind is None and "template_id" in given:
        return "query"
    types = ", ".join(f'"{name}"' for name in known)
    if kind is None:
        raise InvalidRequest(f'The member "type" is missing. Say one of {types}.', member="type")
    if not isinstance(kind, str) or kind not in known:
        named = f'"{echo(kind)}"' if isinstance(kind, str) else "not a string"
        raise InvalidRequest(f'The member "type" is {named}. Say one of {types}.', member="type")
    return kind


def _check_one_picture(request: PictureRequest, within: str = "") -> None:
    members = [*request.carriers, "url"]
    given = [name for name in members if getattr(request, name) is not None]
    if len(given) == 1 or not (given or request.needs_picture):
        return
    named = " and ".join(f'"{within}{name}"' for name in given or members)
    both, of = ("both" if len(given or members) == 2 else "all"), ("two" if len(members) == 2 else "three")
    raise InvalidRequest(
        f"The members {named} are {both} {'there' if given else 'missing'}. Send exactly one of the {of}.",
        member=f"{within}img",
    )


def _refusal(error: ValidationError, given: Mapping[str, Any]) -> OcrError:
    """The first fault found, in the request's own words."""
    fault = error.errors(include_url=False, include_input=False)[0]
    member, *place = fault["loc"] or (_broken_name(given),)
    problem = _problem(fault["type"], fault["msg"], fault.get("ctx", {}))
    if member == "template":
        return _invalid_template(place, problem, given.get("template"))
    element = "".join(f"[{at}]" if isinstance(at, int) else f".{at}" for at in place if _is_said(at))
    named = echo(str(member))
    return InvalidRequest(f'The member "{named}{element}" {problem}.', member=named)


def _is_said(part: int | str) -> bool:
    """Whether a part of pydantic's path is an index, or a member's name, rather than the name of a shape tried."""
    return isinstance(part, int) or part in PageOfDocument.model_fields


def _broken_name(given: Mapping[str, Any]) -> str:
    """The first member whose name is no Unicode text: pydantic tells no place of it."""
    return next((name for name in given if not name.isascii() and name != encodable(name)), "")


_PROBLEMS = {
    "missing": "is missing; send it",
    "extra_forbidden": "is none we know here; see how it is spelt, or leave it out",
    "string_type": "is not a string; send one",
    "string_unicode": "holds half a surrogate pair, which is no Unicode text; send whole characters",
    "string_too_short": "is empty; send at least one character",
    "string_too_long": "has more than {max_length} characters; shorten it",
    "bool_type": "is neither true nor false; send one of the two",
    "float_type": "is not a number; send one",
    "int_type": "is not a whole number; send one",
    "finite_number": "is not a finite number; send one",
    "greater_than_equal": "is below {ge:g}; send a coordinate on the picture",
    "less_than_equal": "is above {le:g}; send a coordinate on the picture",
    "literal_error": "is none we know; send {expected}",
    "list_type": "is not a list; send one",
    "tuple_type": "is not a list; send one",
    "model_type": "is not an object; send one, or leave it out",
    "dict_type": "is not an object; send one, or leave it out",
    "too_short": "has {actual_length} elements; send at least {min_length}",
    "too_long": "has too many elements; send at most {max_length}",
}


def _problem(kind: str, message: str, facts: Mapping[str, Any]) -> str:
    """A verb phrase with what to do; our own validators speak in such phrases already."""
    if kind in _PROBLEMS:
        return _PROBLEMS[kind].format(**facts)
    return message.removeprefix("Value error, ").rstrip(".")


_PARTS = ("quad", "name", "options")


def _invalid_template(place: Sequence[int | str], problem: str, template: Any) -> InvalidTemplate:
    """`place` is pydantic's path below `template`: index, shape of the field, part, corner, coordinate."""
    if not place:
        return InvalidTemplate(f'The member "template" {problem}. It is a list of [quad, name].')
    index = int(place[0])
    name = _name(template, index)
    path = [part for part in place[1:] if isinstance(part, int)]
    where = "".join([f": {_PARTS[path[0]]}" if path else "", *(f"[{at}]" for at in path[1:])])
    named = f' ("{name}")' if name else ""
    return InvalidTemplate(
        f"template[{index}]{named}{where} {problem}. "
        "A field is [[[x, y], [x, y], [x, y], [x, y]], name], clockwise from the upper left, in pixels.",
        field=index,
        name=name,
    )


def _name(template: Any, index: int) -> str:
    """The field's name where the request has one to show."""
    try:
        name = parsed_template(template)[index][1]
    except (TypeError, IndexError, KeyError):
        return ""
    return echo(name) if isinstance(name, str) else ""
