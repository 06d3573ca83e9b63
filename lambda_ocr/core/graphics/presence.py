"""Whether a signature, a stamp, handwriting or a photo is there, by the ink a picture has beside the template's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.field_types.graphics.presence import ABSENT, PRESENT, Thing
from lambda_ocr.core.graphics.cutting import Cutting, Depth, depth_of, grey_of
from lambda_ocr.core.graphics.marks import Said, chance, is_decided
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.page_print import PagePrint
from lambda_ocr.core.model import Field, Image, Placement, Status, TemplateGrey


@dataclass(frozen=True, eq=False)
class Look:
    """A field of the template and of a picture with what is around it, laid over each other."""

    template: Depth
    picture: Depth
    colours: Image
    """The picture's own pixels."""
    inside: tuple[slice, slice]
    """The field in all three."""


def looked(template: TemplateGrey, picture: Image, placement: Placement, field: Field, budget: Budget) -> Look:
    """The field on both; raises `OverBudget`."""
    cutting = Cutting(field.quad, 1, OPTIONS.presence_px)
    own = cutting.of_template(template)
    seen = cutting.of_picture(picture, placement, own, budget)
    thing = OPTIONS.stroke_places * cutting.place
    left, top, right, bottom = (round(side) for side in cutting.frame)
    at = (slice(top, bottom), slice(left, right))
    return Look(depth_of(own, thing), depth_of(grey_of(seen), thing), seen, at)


def said(thing: Thing, look: Look, known: PagePrint, *, is_coloured: bool, is_grey: bool) -> Said:
    """Whether the thing is there.

    `known` is how deep the template's print is, and comes out on the picture. A template whose own print is coloured
    (`is_coloured`) shows no stamp by colour that its print accounts for; on a page without colour (`is_grey`) a stamp
    is ink like any other.
    """
    match thing:
        case Thing.STAMP if not is_grey:
            strength = coloured_share(look, known, is_coloured=is_coloured) / OPTIONS.stamp_bound
        case Thing.PHOTO:
            strength = covered_share(look) / OPTIONS.photo_bound
        case _:
            strength = added_share(look, known) / OPTIONS.ink_bound
    share = chance(strength)
    status = Status.OK if is_decided(strength) else Status.LOW_CONFIDENCE
    return Said(PRESENT if share > 0.5 else ABSENT, share > 0.5, max(share, 1 - share), status)


def added_share(look: Look, known: PagePrint) -> float:
    """Share of the field where ink stands that the template's print, widened, does not account for."""
    soft = cv2.GaussianBlur(look.picture, (0, 0), OPTIONS.grain_px)
    return float(((soft > OPTIONS.faint_stroke * known.picture) & ~_own(look, known))[look.inside].mean())


def coloured_share(look: Look, known: PagePrint, *, is_coloured: bool) -> float:
    """Share of the field whose ink is of a colour."""
    pixels = cv2.GaussianBlur(look.colours, (0, 0), 1.0).astype(np.float32)
    paper = np.maximum(np.percentile(pixels.reshape(-1, 3), 80, axis=0), 1)
    depths = np.clip(1 - pixels / paper, 0, 1)
    tinted = depths.max(axis=2) - depths.min(axis=2) > OPTIONS.min_tint
    return float((tinted & ~_own(look, known) if is_coloured else tinted)[look.inside].mean())


def covered_share(look: Look) -> float:
    """Share of the field that is darker than its paper, the template's print left out."""
    grey = cv2.GaussianBlur(grey_of(look.colours), (0, 0), 1.0).astype(np.float32)
    paper = max(float(np.percentile(grey, 98)), 1.0)
    return float((1 - grey / paper > OPTIONS.min_cover)[look.inside].mean())


def _own(look: Look, known: PagePrint) -> NDArray[np.bool_]:
    """What the template's own print, widened, accounts for."""
    paler = max(1.0, known.template / known.picture)
    width = min(round(OPTIONS.widened_presence_px * paler), OPTIONS.max_widened_px) | 1
    widened = cv2.dilate(look.template, np.ones((width, width), np.uint8))
    return np.asarray(widened > OPTIONS.faint_stroke * known.template)
