"""Whether a signature, a stamp, handwriting or a photo is there, by the ink a picture has beside the template's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.field_types.graphics.presence import ABSENT, PRESENT, Thing
from lambda_ocr.core.geometry import points, reading_frame, scale_at, side_lengths
from lambda_ocr.core.graphics.added_ink import Compared, compared
from lambda_ocr.core.graphics.cutting import Cutting, Grey, grey_of
from lambda_ocr.core.graphics.marks import Said, chance
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.page_print import PagePrint
from lambda_ocr.core.graphics.tiles import laid
from lambda_ocr.core.model import Field, Image, Placement, Status, TemplateGrey


@dataclass(frozen=True, eq=False)
class Look:
    """A field of the template and of a picture with what is around it, laid over each other; and the page's print."""

    template: Grey
    colours: Image
    """The picture's own pixels."""
    inside: tuple[slice, slice]
    """The field in both."""
    known: PagePrint

    @cached_property
    def ink(self) -> Compared:
        """What is the template's of it, and what is not."""
        thing = max(OPTIONS.min_thing_px, OPTIONS.stroke_places * min(self._sides))
        return compared(self.template, grey_of(self.colours), thing, self.known.depths)

    @property
    def _sides(self) -> tuple[int, int]:
        rows, columns = self.inside
        return rows.stop - rows.start, columns.stop - columns.start

    @property
    def unit(self) -> float:
        """What areas are told by: between the field's own and that of a square on its shorter side, for a long field is
        no emptier for a short word."""
        return float(min(self._sides) * np.sqrt(np.prod(self._sides)))


def looked(
    template: TemplateGrey, picture: Image, placement: Placement, field: Field, known: PagePrint, *, budget: Budget
) -> Look:
    """The field on both, as large as the smaller of them shows it, for print is out of place by pixels; raises
    `OverBudget`.
    """
    shown = min(scale_at(placement.image_from_template, points(field.quad).mean(axis=0)), 1.0)
    shorter = min(side_lengths(reading_frame(field.quad))) * shown
    side = round(float(np.clip(shorter, OPTIONS.min_presence_px, OPTIONS.max_presence_px)))
    cutting = Cutting(field.quad, 1, side, OPTIONS.presence_around_px, OPTIONS.presence_reach_px)
    budget.spend(Part.CROP, OPTIONS.comparing_work * cutting.size[0] * cutting.size[1])
    own = cutting.of_template(template)
    seen = laid(own, cutting.of_picture(picture, placement, own, budget))
    return Look(own, seen, cutting.inside, known)


def said(thing: Thing, look: Look, *, is_coloured: bool, is_grey: bool) -> Said:
    """Whether the thing is there; of all but a photo, beside the template's own print.

    A template whose own print is coloured (`is_coloured`) shows no stamp by colour that its print accounts for; on a
    page without colour (`is_grey`) a stamp is ink like any other.
    """
    match thing:
        case Thing.STAMP if not is_grey:
            share = chance(coloured_share(look, is_coloured=is_coloured) / OPTIONS.stamp_bound, OPTIONS.share_steepness)
        case Thing.PHOTO:
            share = chance(covered_share(look) / OPTIONS.photo_bound, OPTIONS.share_steepness)
        case _:
            floor = OPTIONS.ink_floor
            share = chance((added_share(look) + floor) / (OPTIONS.ink_bound + floor), OPTIONS.ink_steepness)
    surely = max(share, 1 - share)
    status = Status.OK if surely >= OPTIONS.decided_chance_of_presence else Status.LOW_CONFIDENCE
    return Said(PRESENT if share > 0.5 else ABSENT, share > 0.5, surely, status)


def added_share(look: Look) -> float:
    """Ink that the template's print does not account for, beyond what is beside print all over the page, in `unit`s.

    Where some of the template's print is not on the picture it was a value, not the form's, and ink in its place is
    added as well: as much of the picture's as is lost of the template's.
    """
    ink, inside = look.ink, look.inside
    added, printed, core, lost, all_of_it = (
        float(mask[inside].sum()) for mask in (ink.added, ink.printed, ink.core, ink.lost, ink.seen)
    )
    beside = max(0.0, added - look.known.residue * printed)
    share_lost = lost / core if core > OPTIONS.min_print_area_px else 0.0
    return (beside + max(0.0, share_lost - OPTIONS.usual_loss) * all_of_it) / look.unit


def coloured_share(look: Look, *, is_coloured: bool) -> float:
    """Share of the field whose ink is of a colour."""
    pixels = cv2.GaussianBlur(look.colours, (0, 0), 1.0).astype(np.float32)
    paper = np.maximum(np.percentile(pixels.reshape(-1, 3), 80, axis=0), 1)
    depths = np.clip(1 - pixels / paper, 0, 1)
    tinted: NDArray[np.bool_] = depths.max(axis=2) - depths.min(axis=2) > OPTIONS.min_tint
    return float((tinted & ~look.ink.accounted if is_coloured else tinted)[look.inside].mean())


def covered_share(look: Look) -> float:
    """Share of the field that is darker than its paper, the form's own print included: a photo covers what is printed
    there, and where the template's own copy has one, another stands in the same place.
    """
    grey = cv2.GaussianBlur(grey_of(look.colours), (0, 0), 1.0).astype(np.float32)
    paper = max(float(np.percentile(grey, 98)), 1.0)
    return float((1 - grey / paper > OPTIONS.min_cover)[look.inside].mean())
