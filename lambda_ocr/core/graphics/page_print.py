"""How the template's print comes out on a picture: what other ink there is measured by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.geometry import Points, rectangle, scale_at
from lambda_ocr.core.graphics.added_ink import PrintDepths, compared
from lambda_ocr.core.graphics.cutting import Cutting, Grey, depth_of, grey_of
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.tiles import agreement
from lambda_ocr.core.model import Image, Matrix, Placement, TemplateGrey

Pair = tuple[Grey, Grey]
"""A place of the template, and what the picture shows there, of one size."""


@dataclass(frozen=True)
class PagePrint:
    """The fixed print of a page."""

    depths: PrintDepths
    residue: float
    """Ink beside print that nobody added, by the area of the print: what blur, dirt and a worn printer leave."""


def page_print(
    template: TemplateGrey, landmarks: Points, picture: Image, image_from_template: Matrix, budget: Budget
) -> PagePrint:
    """By some places of fixed print spread over the page (`landmarks`, (n, 2) in template pixels).

    Raises `OverBudget`.
    """
    count = min(len(landmarks), OPTIONS.places_of_print)
    chosen = landmarks[np.linspace(0, len(landmarks) - 1, count).round().astype(int)] if count else ()
    placement = Placement(image_from_template, 1.0)
    cut = (_pair(template, place, picture, placement, budget) for place in chosen)
    pairs = [pair for pair in cut if agreement(*pair) >= OPTIONS.min_found_ncc]  # others are not found again
    if not pairs:
        return PagePrint(PrintDepths(OPTIONS.usual_depth, OPTIONS.usual_depth), 0.0)
    known = _depths(pairs)
    return PagePrint(known, float(np.percentile(list(_residues(pairs, known)), OPTIONS.residue_percentile)))


def _pair(template: TemplateGrey, place: Points, picture: Image, placement: Placement, budget: Budget) -> Pair:
    """The print around one place."""
    half = OPTIONS.print_window_px / template.factor / 2
    x, y = place
    shown = min(scale_at(placement.image_from_template, place), 1.0)
    cutting = Cutting(
        rectangle(x - half, y - half, x + half, y + half),
        1,
        max(OPTIONS.min_window_px, round(2 * half * shown)),
        OPTIONS.presence_around_px,
        OPTIONS.presence_reach_px,
    )
    own = cutting.of_template(template)
    return own, grey_of(cutting.of_picture(picture, placement, own, budget))


def _depths(pairs: list[Pair]) -> PrintDepths:
    depths = [
        [float(np.percentile(depth_of(each, _thing(own)), OPTIONS.print_percentile)) for each in (own, seen)]
        for own, seen in pairs
    ]
    deep = max(own for own, _ in depths) / 2  # a place may show next to nothing: dots, the edge of a frame
    printed = np.median([each for each in depths if each[0] >= deep], axis=0)
    own, seen = np.maximum(printed, OPTIONS.min_print_depth)
    return PrintDepths(float(own), float(seen))


def _residues(pairs: list[Pair], known: PrintDepths) -> Iterator[float]:
    """By place, the ink beside its print."""
    edge = OPTIONS.presence_around_px // 2  # what reaches in from outside is not known
    for own, seen in pairs:
        found = compared(own, seen, OPTIONS.print_window_px * 0.6, known)
        added, printed = (mask[edge:-edge, edge:-edge] for mask in (found.added, found.printed))
        yield float(added.sum()) / max(float(printed.sum()), OPTIONS.min_print_area_px)


def _thing(own: Grey) -> float:
    return 0.6 * float(max(own.shape))
