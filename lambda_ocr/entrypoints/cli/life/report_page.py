"""The report of `evaluate` as one HTML page without anything from elsewhere: the sums, and every miss with its crop.

Rule: texts were read off pictures or written by people, so all of them are escaped; the page runs no script.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from lambda_ocr.core.errors import OcrError
from lambda_ocr.entrypoints.cli.pictures_given import content
from lambda_ocr.settings import Settings

if TYPE_CHECKING:
    from lambda_ocr.entrypoints.cli.life.evaluating import Compared

CROP_WIDE = 560
"""Pixels a crop is at most wide."""
MOST_CROPS = 500
"""Misses that are shown; the JSON file has them all."""
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1100px;padding:0 1em;color:#222;background:#fff}
table{border-collapse:collapse;margin:.6em 0 1.8em}td,th{padding:.3em .8em;border-bottom:1px solid #ddd;text-align:left}
td{vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}img{max-width:100%;display:block}
code{background:#f2f2f2;padding:0 .2em}.note{color:#555}
"""


def page(body: dict[str, Any], done: Sequence[Compared], settings: Settings) -> str:
    """The whole page."""
    total = body["total"]
    every = max(sum(total.values()), 1)
    parts = [
        f"<h1>{total['right']} of {every} fields right ({_percent(total['right'] / every)})</h1>",
        f"<p>Template <code>{escape(str(body['template_id']))}</code>, version {escape(str(body['version']))}: "
        f"{body['pictures']} pictures, {body['refused']} of them refused.</p>",
        "<h2>By field</h2>",
        _table(("field", "right", "wrong", "not read"), [(one["key"], *_counts(one)) for one in body["by_field"]]),
        "<h2>Taking values without a look</h2><p class=note>From a score on: how many of all fields that saves a look, "
        "and how many of them are wrong.</p>",
        _table(
            ("score", "without a look", "of them wrong"),
            [(f"{one['score']:g}", _percent(one["taken"]), _percent(one["wrong"])) for one in body["risk"]],
        ),
        "<h2>What a score means</h2>",
        _table(
            ("score", "right", "wrong"),
            [(f"{one['low']:g} and more", *_counts(one)[:2]) for one in body["reliability"]],
        ),
        "<h2>Refused</h2>",
        _table(
            ("picture", "why"),
            [(one.picture, f"{one.copy['refused']}. {one.copy['message']}") for one in done if one.copy["refused"]],
        ),
        "<h2>Misses</h2>",
        "<table><tr><th>where<th>crop<th>right, and read<th>score</tr>",
        *_misses(done, settings),
        "</table>",
    ]
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Evaluation</title><style>{_STYLE}</style>"
    return head + "\n".join(parts) + "</html>\n"


def _misses(done: Sequence[Compared], settings: Settings) -> Iterator[str]:
    shown = 0
    for one in done:
        wrong = [field for field in one.copy["fields"] if not field["right"] and field["value"] is not None]
        pixels = _pixels(one.picture, settings) if wrong and shown < MOST_CROPS else None
        for field in wrong[: MOST_CROPS - shown]:
            shown += 1
            yield (
                f"<tr><td>{escape(one.picture)}<br><b>{escape(field['key'])}</b><td>{_crop(pixels, field['position'])}"
                f"<td>{_said(field['truth'])}<br>{_said(field['value'])}<td class=n>{field['score']:.2f}</tr>"
            )


def _pixels(source: str, settings: Settings) -> Any:
    """The picture, decoded; None where it cannot be had any more."""
    from lambda_ocr.documents.formats import load_document
    from lambda_ocr.documents.limits import PictureLimits

    try:
        with load_document(content(source, settings), PictureLimits(settings.max_picture_bytes)) as document:
            return document.first.pixels
    except (OSError, OcrError):
        return None


def _crop(pixels: Any, position: Any) -> str:
    """The field on the picture, upright, with as much around it as it is high; as an image of its own."""
    import cv2

    from lambda_ocr.core.geometry import homography, rectangle, side_lengths, warp

    if pixels is None or not position:
        return ""
    wide, high = side_lengths(position)
    if min(wide, high) < 1:
        return ""
    room = high
    scale = min(1.0, CROP_WIDE / (wide + 2 * room))
    size = (max(1, round((wide + 2 * room) * scale)), max(1, round(3 * room * scale)))
    inner = rectangle(room * scale, room * scale, (room + wide) * scale, 2 * room * scale)
    cut = warp(pixels, homography(position, inner), size)
    done, data = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, 85])
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(bytes(data)).decode()}">' if done else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p class=note>none</p>"
    top = "".join(f"<th>{escape(cell)}" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if at else ''}>{escape(cell)}" for at, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _counts(tally: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(tally[name]) for name in ("right", "wrong", "refused"))


def _said(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else "(nothing)"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
