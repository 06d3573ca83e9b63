"""One picture a type of field: values as pictures of the examples show them, beside their normal forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from PIL import Image

from docs.draw.paint import AMBER, GREEN, PALE, Sheet
from docs.draw.reading import Desk, example, opened
from docs.draw.typed import cut, shown

WIDTH, LEFT, NORMAL, PAD = 1300, 36, 760, 20
MOST = (680, 100)
"""Of a cut-out, in pixels of the drawing."""

Pick = tuple[str, str, str]
"""Example, picture, field."""

_CARD, _SCAN = ("job_card", "query-3-photo.jpg"), ("job_card", "query-1-scan.jpg")
_INVOICE, _TICKET, _WAYBILL = (
    ("vat_invoice", "query-3-photo.jpg"),
    ("train_ticket", "query-3-photo.jpg"),
    ("waybill", "query-3-photo.jpg"),
)
PICKS: dict[str, Sequence[Pick]] = {
    "text": ((*_CARD, "Work done"), (*_CARD, "Serial number")),
    "number": ((*_SCAN, "Miles driven"), (*_WAYBILL, "重量")),
    "amount": ((*_CARD, "Parts, total"), (*_INVOICE, "价税合计小写"), (*_INVOICE, "价税合计大写")),
    "date": ((*_CARD, "Date"), (*_CARD, "Arrived"), (*_CARD, "Reported"), (*_TICKET, "乘车日期")),
    "code": ((*_CARD, "Job number"), (*_INVOICE, "购买方税号"), (*_TICKET, "身份证号")),
    "choice": ((*_CARD, "Unit type"), (*_TICKET, "席别")),
    "presence": ((*_CARD, "Signature"), (*_CARD, "Stamp"), ("job_card", "query-2-turned.jpg", "Stamp")),
    "barcode": ((*_CARD, "Bars"), (*_WAYBILL, "条码")),
}
_MORE = {"Work done": {"type": "text", "multiline": True}}
"""Options of fields that have none in the example."""


def drawn(picks: Sequence[Pick], desk: Desk) -> Image.Image:
    """A row a value: what is printed, and what it is to a program."""
    rows = [_row(desk, *pick) for pick in picks]
    heights = [max(40, round(crop.height * _scale(crop))) for crop, _, _ in rows]
    sheet = Sheet(WIDTH, 50 + sum(heights) + PAD * len(rows))
    sheet.text((LEFT, 16), "printed", 20, PALE)
    sheet.text((NORMAL, 16), "normal form", 20, PALE)
    top = 46.0
    for (crop, normal, is_sure), height in zip(rows, heights, strict=True):
        sheet.picture(crop, LEFT, top, crop.width * _scale(crop))
        sheet.text((NORMAL, top + height / 2), normal, 26, GREEN if is_sure else AMBER, "lm")
        top += height + PAD
    return sheet.done()


def pictures() -> dict[str, Callable[[Desk], Image.Image]]:
    """By the name of their file."""
    return {f"fields-{name}.jpg": partial(drawn, picks) for name, picks in PICKS.items()}


def _scale(crop: Image.Image) -> float:
    return min(1.0, MOST[0] / crop.width, MOST[1] / crop.height)


def _row(desk: Desk, case: str, picture: str, name: str) -> tuple[Image.Image, str, bool]:
    """The cut-out, the normal form, and whether it is beyond doubt."""
    read = _read(desk, case, picture)[name]
    return cut(opened(example(case, picture)), read["position"]), shown(read["normalized"]), read["status"] == "ok"


@cache
def _read(desk: Desk, case: str, picture: str) -> dict[str, Any]:
    """All fields of a picture by name."""
    entries: list[Any] = json.loads(example(case, "typed.json"))["template"]
    fields: Any = [[quad, key, *(options or ([_MORE[key]] if key in _MORE else []))] for quad, key, *options in entries]
    return {field["key"]: field for field in desk.read(example(case, "template.png"), fields, example(case, picture))}
