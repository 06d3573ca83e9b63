"""How much ink the places of a row hold beside the form's own, measured against each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.graphics.cutting import Depth
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.place import Place


def strengths(empty: Sequence[Sequence[Place]], seen: Sequence[Depth]) -> list[float]:
    """By place, how far its ink goes beyond what an unmarked one may show: 1 is as likely a mark as none.

    `empty` are looks of each place unmarked, `seen` is what the picture shows.
    """
    laid = [[look.over(there) for look in looks] for looks, there in zip(empty, seen, strict=True)]
    gain, ink = _contrast([looks[0] for looks in laid], seen)
    fills = [min(look.fill(there, gain) for look in looks) / ink for looks, there in zip(laid, seen, strict=True)]
    strokes = [min(look.strokes(there, gain, ink) for look in looks) for looks, there in zip(laid, seen, strict=True)]
    # Blur, shadows and a later print of the form darken all places of a row alike; a place alone has only what
    # surrounds it.
    clear = _usual(fills, OPTIONS.max_haze) if len(fills) > 1 else max(0.0, laid[0][0].shade(seen[0], gain) / ink)
    crossed = _usual(strokes, OPTIONS.max_new_print) if len(strokes) > 1 else 0.0
    found = [
        max((fill - clear) / OPTIONS.fill_bound, (stroke - crossed) / OPTIONS.stroke_bound, 0.0)
        for fill, stroke in zip(fills, strokes, strict=True)
    ]
    # One hand marks alike: beside a black bubble a smudge is none.
    rival = max(1.0, OPTIONS.rival_share * max(found))
    return [each if each >= max(found) else each / rival for each in found]


def _usual(measures: Sequence[float], most: float) -> float:
    """What the lowest quarter of a row measures, at `most` so much: nearly all of its places may be marked."""
    return min(_lower(measures), most)


def _lower(measures: Sequence[float]) -> float:
    return sorted(measures)[int(OPTIONS.usual_share * (len(measures) - 1))]


def _contrast(empty: Sequence[Place], seen: Sequence[Depth]) -> tuple[float, float]:
    """How deep the form's print comes out on the picture, by its depth on the template, and that depth there."""
    # Marked places are deeper: where some are, the lower ones tell.
    pairs = list(zip(empty, seen, strict=True))
    own = [pair for pair in pairs if not pair[0].is_other]  # another place's look lies less exactly
    gains = [place.gain(there) for place, there in own or pairs]
    is_even = max(gains) < OPTIONS.max_even_ratio * _lower(gains)
    gain = float(np.clip(np.median(gains) if is_even else _lower(gains), *OPTIONS.gains))
    return gain, max(gain * float(np.median([place.print_depth for place in empty])), OPTIONS.min_print_depth)
