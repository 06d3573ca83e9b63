"""JSON as we accept it: UTF-8, no NaN, no member named twice. What breaks the rules is refused by name."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from lambda_ocr.api.errors import echo
from lambda_ocr.core.errors import InvalidJson


def parse_json(body: bytes) -> Any:
    """The value of a request's body; raises InvalidJson."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidJson(f"The body is not UTF-8 (byte {error.start}). Send the JSON encoded as UTF-8.") from None
    return parse_text(text)


def parse_text(text: str) -> Any:
    """The value of JSON text; raises InvalidJson."""
    try:
        return json.loads(text, object_pairs_hook=_members, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidJson(
            f"The JSON ends or breaks at line {error.lineno}, column {error.colno} ({error.msg}). Correct it there.",
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise InvalidJson("The JSON is nested too deeply. No request needs more than five levels.") from None
    except ValueError:
        raise InvalidJson("The JSON holds a number with thousands of digits. Send numbers of ordinary size.") from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InvalidJson(f'The JSON names the member "{echo(twice)}" twice in one object. Send it once.')
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidJson(f"The JSON holds {name}, which is not a JSON number. Send a finite number.")
