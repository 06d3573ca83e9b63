"""The first customer of a fresh deployment: adds a bundled template, reads a picture, lists, deletes, and times it.

Knows nothing of the product's code: it speaks the wire as any client would.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from infra.door import Door, NotAnswered

CASE = Path(__file__).parent.parent / "examples" / "form"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
TRIES = 6
PAUSE_SECONDS = 5.0  # a fresh route, key or endpoint is known everywhere within half a minute
PASSING = (403, 429, 500, 502, 503, 504)
REFUSED_BEFORE_IT = (401, 403, 407, 429)
"""Of the gateway, the firewall or a proxy: what is asked here is refused to nobody by the function (docs/deploy.md)."""


class SmokeFailed(Exception):
    """The deployment answers, but not as it should; the message says what came back."""


def run(door: Door, case: Path = CASE) -> Iterator[tuple[str, float]]:
    """(step, seconds) of each step; raises SmokeFailed, NotAnswered."""
    add = {
        "type": "add",
        "template": json.loads((case / "template.json").read_text(encoding="utf-8")),
        "img": picture(case, "template"),
        "idempotency_key": f"make deploy {uuid.uuid4()}",  # the gateway may give up before the function
    }
    added, seconds = _timed(lambda: _asked(door, add))
    yield "add", seconds
    with _of_the_right_shape("add", added):
        template_id = added["template_id"]
    delete = {"type": "del", "template_id": template_id}
    with ExitStack() as unless_done:  # on whatever ends it early, Ctrl-C too
        unless_done.callback(_forgotten, door, delete)
        yield from _read_and_listed(door, case, template_id)
        unless_done.pop_all()
    deleted, seconds = _timed(lambda: _asked(door, delete))
    with _of_the_right_shape("del", deleted):
        if deleted["template_id"] != template_id:
            raise SmokeFailed(f"the template {template_id} was to be deleted, {deleted['template_id']} was")
    yield "del", seconds


def _read_and_listed(door: Door, case: Path, template_id: str) -> Iterator[tuple[str, float]]:
    query = {"type": "query", "template_id": template_id, "img": picture(case, "query")}
    for step in ("query", "query again"):
        read, seconds = _timed(lambda: _asked(door, query))
        with _of_the_right_shape("query", read):
            _hold_against(case, read)
        yield step, seconds
    listed, seconds = _timed(lambda: _asked(door, {"type": "list"}))
    with _of_the_right_shape("list", listed):
        if template_id not in listed["template_id_list"]:
            raise SmokeFailed(f"the template {template_id} was added but is not listed")
    yield "list", seconds


def _forgotten(door: Door, delete: Mapping[str, Any]) -> None:
    with suppress(NotAnswered):  # what went wrong is told, and not that the specimen stays
        door.post(delete)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return act(), time.perf_counter() - began


def _asked(door: Door, payload: Mapping[str, Any]) -> Any:
    """What a 200 holds. What may pass is asked again: what was made a second ago is not known everywhere at once, a
    first start may outlast the gateway, a connection may be lost."""
    for number in range(1, TRIES + 1):
        try:
            status, body = door.post(payload)
        except NotAnswered:
            if number == TRIES:
                raise
        else:
            if status == 200:
                return body
            if status == 404 and payload["type"] == "del" and number > 1:
                return payload  # the time before has deleted it, and was not heard
            if number == TRIES or status not in PASSING:
                raise _refused(f"{payload['type']}: {status} {json.dumps(body)[:500]}", status, body)
        time.sleep(PAUSE_SECONDS)
    raise AssertionError("the last try returns or raises")


def _refused(said: str, status: int, body: Any) -> SmokeFailed | NotAnswered:
    """Gateway and function refuse in JSON, whatever it is; a page is of something between."""
    error = body.get("error") if isinstance(body, dict) else None
    busy = isinstance(error, dict) and error.get("code") == "too_many_requests"  # 503, too: others have all there is
    return (NotAnswered if busy or status in REFUSED_BEFORE_IT or isinstance(body, str) else SmokeFailed)(said)


@contextmanager
def _of_the_right_shape(step: str, body: Any) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError):
        raise SmokeFailed(f"{step}: 200 with something else: {json.dumps(body)[:500]}") from None


def _hold_against(case: Path, read: list[dict[str, Any]]) -> None:
    """Every field is there, and most say what is printed: the smoke test is no measure of accuracy."""
    names = [name for _, name, *_ in json.loads((case / "template.json").read_text(encoding="utf-8"))]
    if [field["key"] for field in read] != names:
        raise SmokeFailed(f"the fields read are {[field['key'] for field in read]}, the template's are {names}")
    if sum(bool(field["value"]) for field in read) * 2 < len(names):
        raise SmokeFailed("fewer than half of the fields have a value")


def picture(case: Path, prefix: str) -> str:
    """The first of a case's pictures whose name begins so, in Base64."""
    found = sorted(path for path in case.iterdir() if path.name.startswith(prefix) and path.suffix in PICTURES)
    return base64.b64encode(found[0].read_bytes()).decode()
