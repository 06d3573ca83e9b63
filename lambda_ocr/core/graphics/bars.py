"""Bars and matrix codes within a placed field, decoded by ZXing.

Rule: the library is imported when the first such field is read. A payload is answered exactly or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.field_types.graphics.barcode import SYMBOLOGIES, UNCHECKED, Barcode
from lambda_ocr.core.geometry import homography, points, reading_frame, rectangle, scale_at, side_lengths, warp
from lambda_ocr.core.graphics.cutting import depth_of, grey_of
from lambda_ocr.core.graphics.marks import NOTHING, Said
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.model import Candidate, Check, Extent, Field, Image, Placement, Status
from lambda_ocr.core.text_lines.work import crop_work


@dataclass(frozen=True)
class Found:
    """One code."""

    payload: str
    symbology: str
    area: float
    """Of its outline, in pixels of the cut."""


def said(kind: Barcode, picture: Image, placement: Placement, field: Field, budget: Budget) -> Said:
    """What the field's code holds; raises `OverBudget`.

    Bars that cannot be decoded are doubted, and said to be unexplained ink; nothing there is `empty`.
    """
    image, frame = _cut(picture, placement, field, budget)
    found = sorted(_decoded(kind, image, frame), key=lambda one: -one.area)
    payloads = _distinct(found)
    if not payloads:
        return NOTHING if not _shows_bars(image, frame) else _UNREADABLE
    candidates = tuple(Candidate(each, each, OPTIONS.several_chance) for each in payloads)
    if len(payloads) > 1:
        return Said("", None, OPTIONS.several_chance, Status.LOW_CONFIDENCE, (Check.AMBIGUOUS,), candidates)
    confidence = OPTIONS.unchecked_chance if found[0].symbology in UNCHECKED else OPTIONS.decoded_chance
    return Said(payloads[0], payloads[0], confidence)


_UNREADABLE = Said("", None, 0.0, Status.LOW_CONFIDENCE, (Check.UNEXPLAINED_INK,))


def _cut(picture: Image, placement: Placement, field: Field, budget: Budget) -> tuple[Image, Extent]:
    """The field with paper around it (a code needs a quiet zone), as large as the picture shows it; and its frame."""
    frame = reading_frame(field.quad)
    width, height = side_lengths(frame)
    margin = OPTIONS.quiet_share * min(width, height)
    longest = max(width, height) + 2 * margin
    shown = scale_at(placement.image_from_template, points(field.quad).mean(axis=0))
    scale = float(np.clip(shown, OPTIONS.min_code_side_px / longest, OPTIONS.max_cut_side_px / longest))
    inner = rectangle(*(np.array([margin, margin, margin + width, margin + height]) * scale))
    size = (max(1, round((width + 2 * margin) * scale)), max(1, round((height + 2 * margin) * scale)))
    budget.spend(Part.CROP, crop_work(picture.shape, size, scale / max(shown, 1e-6), OPTIONS.decoding_work))
    image_from_cut = placement.image_from_template @ homography(inner, frame)
    return warp(picture, np.linalg.inv(image_from_cut), size), (*inner[0], *inner[2])


def _decoded(kind: Barcode, image: Image, frame: Extent) -> Iterator[Found]:
    """Codes whose middle lies in the field; where there are none, once more at twice the size."""
    import zxingcpp  # noqa: PLC0415 three megabytes, for those alone who ask

    formats = zxingcpp.barcode_formats_from_str(",".join(kind.symbologies or SYMBOLOGIES))
    for factor in (1, 2):
        grey = cv2.resize(grey_of(image), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        # Payloads are answered as they are encoded, not as people would write them.
        read = zxingcpp.read_barcodes(grey, formats, text_mode=zxingcpp.TextMode.Plain)
        found = [each for each in (_found(one, factor, frame) for one in read if one.valid) if each]
        if found:
            yield from found
            return


def _found(one: object, factor: int, frame: Extent) -> Found | None:
    """A result as a value; None where it lies beside the field."""
    place = one.position  # type: ignore[attr-defined]
    corners = points(
        [[each.x, each.y] for each in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
    )
    x, y = corners.mean(axis=0) / factor
    left, top, right, bottom = frame
    if not (left <= x <= right and top <= y <= bottom):
        return None
    area = float(cv2.contourArea((corners / factor).astype(np.float32)))
    symbology = str(one.format).rpartition(".")[2].replace(" ", "")  # type: ignore[attr-defined]
    return Found(one.text, symbology, area)  # type: ignore[attr-defined]


def _distinct(found: Sequence[Found]) -> list[str]:
    """The payloads, those left out that are part of a longer one: bars without a check digit, cut short by a fold."""
    payloads = list(dict.fromkeys(one.payload for one in found))
    partial = {one.payload for one in found if one.symbology in UNCHECKED}
    return [
        one for one in payloads if one not in partial or not any(one != other and one in other for other in payloads)
    ]


def _shows_bars(image: Image, frame: Extent) -> bool:
    """Whether the field is as full of ink as a code is."""
    left, top, right, bottom = (round(side) for side in frame)
    side = min(right - left, bottom - top)
    depth = depth_of(grey_of(image), side / 2)[top:bottom, left:right]
    return float((depth > OPTIONS.min_bar_depth).mean()) > OPTIONS.min_bar_share
