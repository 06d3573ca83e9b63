"""How deep the template's print comes out on a picture: what other ink there is measured by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.geometry import Points, rectangle
from lambda_ocr.core.graphics.cutting import Cutting, depth_of, grey_of
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.model import Image, Matrix, Placement, TemplateGrey


@dataclass(frozen=True)
class PagePrint:
    """Depth of the fixed print on the template and on the picture."""

    template: float
    picture: float


def page_print(
    template: TemplateGrey, landmarks: Points, picture: Image, image_from_template: Matrix, budget: Budget
) -> PagePrint:
    """By some places of fixed print spread over the page (`landmarks`, (n, 2) in template pixels).

    Raises `OverBudget`.
    """
    count = min(len(landmarks), OPTIONS.places_of_print)
    chosen = landmarks[np.linspace(0, len(landmarks) - 1, count).round().astype(int)] if count else ()
    placement = Placement(image_from_template, 1.0)
    depths = [_depths(template, place, picture, placement, budget) for place in chosen]
    if not depths:
        return PagePrint(OPTIONS.usual_depth, OPTIONS.usual_depth)
    deep = max(own for own, _ in depths) / 2  # a place may show next to nothing: dots, the edge of a frame
    printed = np.median([each for each in depths if each[0] >= deep], axis=0)
    own, seen = np.maximum(printed, OPTIONS.min_print_depth)
    return PagePrint(float(own), float(seen))


def _depths(
    template: TemplateGrey, place: Points, picture: Image, placement: Placement, budget: Budget
) -> tuple[float, float]:
    """Of print around one place."""
    half = OPTIONS.print_window_px / template.factor / 2
    (x, y), side = place, OPTIONS.print_window_px
    cutting = Cutting(rectangle(x - half, y - half, x + half, y + half), 1, round(side))
    own = cutting.of_template(template)
    seen = grey_of(cutting.of_picture(picture, placement, own, budget))
    deep = [float(np.percentile(depth_of(each, side), OPTIONS.print_percentile)) for each in (own, seen)]
    return deep[0], deep[1]
