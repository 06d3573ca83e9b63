"""A picture that is known to be a copy: all print outside the fields is looked for on it, whatever it is taken for.

The judge asks as little as a verdict needs; here every line is asked, for what one copy says holds for all to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging import strips
from lambda_ocr.alignment.judging.captions import Caption, Role
from lambda_ocr.alignment.judging.likelihood_ratio import reading_llr
from lambda_ocr.alignment.judging.line_letters import alike, has_ideographs, mass
from lambda_ocr.alignment.judging.strips import Strip
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.proposals.text_anchors import likeness, visible
from lambda_ocr.alignment.verification.label_search import find_label
from lambda_ocr.alignment.verification.piecewise_homographies import Piece, nearby, place
from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.core.model import Alignment, Matrix, Quad, Text
from lambda_ocr.core.teaching.copies import CopyStudied, PrintSeen

Read = Callable[[Sequence[tuple[Quad, Matrix]]], Sequence[Text]]
"""What lines of the template say on the picture, each where its homography shows it."""
WITH_FIGURES = (Role.VALUE, Role.WITH_FIGURES)
"""One figure more or less hardly changes how such a line correlates: it must be read."""


def studied(
    template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece], alignment: Alignment, read: Read
) -> CopyStudied:
    """Everything that a copy placed by `pieces` tells of the print outside the fields."""
    fixed = template.drawn or template.fixed
    shown = fixed.outside & pieces[0].evidence.visible
    found = np.zeros(len(fixed.tiles), bool)
    for piece in pieces:
        found[piece.evidence.tiles] = True
    lines = tuple(_lines(template, page, pieces, read))
    return CopyStudied(alignment, lines, fixed.centres[shown], found[shown], OPTIONS.tile_px / fixed.factor)


def _lines(template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece], read: Read) -> Iterator[PrintSeen]:
    lines = [line for line in template.captions if line.anchor.outside]
    if not lines:
        return
    quads = np.array([line.anchor.quad for line in lines])
    there = visible(quads, nearby(pieces, quads.mean(axis=1)), page.size).tolist()
    looks = [_Look(template, page, line, place(pieces, line.anchor.quad).image_from_template) for line in lines]
    same = [is_there and look.is_same() for look, is_there in zip(looks, there, strict=True)]
    asked = [look for look, is_there, is_same in zip(looks, there, same, strict=True) if is_there and not is_same]
    said = iter(read([(look.line.anchor.quad, look.at) for look in asked]))
    for look, is_there, is_same in zip(looks, there, same, strict=True):
        stands = True if is_same else look.says_so(next(said)) if is_there else None
        moved = is_there and not stands and look.is_elsewhere()
        yield PrintSeen(look.line.anchor.quad, look.line.anchor.text, moved or stands, moved)


class _Look:
    """One line of the template on the page, where the homography `at` shows it."""

    def __init__(self, template: TemplateFeatures, page: PageFeatures, line: Caption, at: Matrix) -> None:
        self.line, self.at = line, at
        self._page, self._strip = page, Strip.of(template.fixed, line.anchor.quad)

    def is_same(self) -> bool:
        """Whether its strip is there."""
        if self.line.role in WITH_FIGURES:
            return False
        return strips.ncc(self._strip, self._page.grey, self.at) >= OPTIONS.strip_same_ncc

    def is_elsewhere(self) -> bool:
        """Whether it stands a little above or below: another line was read in its place, or none."""
        if self.line.role in WITH_FIGURES:
            return False
        found = find_label(self._strip, self._page.grey, self.at, side_lengths(self.line.anchor.quad)[1])
        return found is not None and found.ncc >= OPTIONS.strip_same_ncc

    def says_so(self, text: Text) -> bool | None:
        """Whether it says what the template's does; None where it cannot be read, or is neither like nor unlike."""
        if text.confidence < OPTIONS.min_read_confidence:
            return None
        mine = self.line.anchor.text
        if self.line.role in WITH_FIGURES:  # its letters alone would be a unit, or a currency
            like = likeness(mine.casefold(), text.text.casefold())
            return like >= OPTIONS.same_letter_share or (False if like < OPTIONS.known_caption_likeness else None)
        letters = self.line.letters
        llr = reading_llr(alike(mine, text.text), mass(letters), has_ideographs(letters))
        return None if abs(llr) < OPTIONS.min_taught_nats else llr > 0
