"""The cascade: sources of homography hypotheses from cheap to strong, each verified by tile matching.

A step is taken only while the fixed print found so far does not convince: four pages in five need the first alone, and
the last costs a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.proposals import keypoints, outline, text_proposals
from lambda_ocr.alignment.proposals.keypoints import ConsistentMatches, Matches
from lambda_ocr.alignment.verification.piecewise_homographies import Piece, agreement, joined
from lambda_ocr.alignment.verification.refine_homography import glimpsed, refined
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.geometry import is_convex, rectangle, scale_at, signed_area, transform
from lambda_ocr.core.model import Matrix
from lambda_ocr.core.trace import Trace


@dataclass(frozen=True, eq=False)
class Found:
    """Where the fixed print of a template lies on a page."""

    pieces: Sequence[Piece] = ()
    share: float = 0.0
    """Of the fixed tiles that should be in the frame, those found."""
    method: str = ""
    """The step that found the most."""


def found(template: TemplateFeatures, page: PageFeatures, trace: Trace, budget: Budget, *, thorough: bool) -> Found:
    """Step after step until the fixed print found convinces; the dear ones only for a `thorough` look. Raises
    OverBudget.
    """
    if min(page.size) < OPTIONS.min_page_side_px:
        return Found()
    search = _Search(template, page)
    pieces: list[Piece] = []
    method, share = "", 0.0
    for step in _cascade(page.is_read):
        if share >= step.below or (step.is_dear and not thorough):
            continue
        # What an all-or-nothing step finds is kept apart: half of a wrong quarter turn must not become a piece.
        grown = [] if step.enough else pieces
        search.pieces = grown
        budget.check(Part.ALIGN)
        for hypothesis in step.propose(search):
            budget.check(Part.ALIGN)
            if _is_sane(hypothesis, template.size):
                # Pieces of all steps stand beside each other: an earlier one found the head, this one the totals.
                known = [piece.evidence for piece in grown]
                new = refined(template.coarse, template.fixed, page.grey, hypothesis, known)
                grown = joined(template.fixed, grown, new)
                search.pieces = grown
            if step.is_done(agreement(template.fixed, grown), grown):
                break
        agreed = agreement(template.fixed, grown)
        trace.asked(step.name, agreed, agreed >= step.enough)
        if agreed >= step.enough:
            pieces = grown
            method, share = (step.name, agreed) if agreed > share else (method, share)
    return Found(pieces, share, method)


class _Search:
    """One template sought on one page; what several steps go by is made once."""

    def __init__(self, template: TemplateFeatures, page: PageFeatures) -> None:
        self.template, self.page = template, page
        self.pieces: Sequence[Piece] = ()
        """What is found so far; of a step whose finds count only where they are enough, by that step alone."""

    @property
    def share(self) -> float:
        """Of the fixed tiles that should be in the frame, those that the pieces found."""
        return agreement(self.template.fixed, self.pieces)

    def unexplained(self, matches: Matches) -> Matches:
        """Those that no piece explains: what they agree on is found already."""
        near = OPTIONS.explained_px * max(1.0, max(self.page.size) / OPTIONS.orb_side_px)
        left = np.ones(len(matches.template), bool)
        for piece in self.pieces:
            left &= ~piece.explains(matches.template, matches.image, near)
        return Matches(matches.template[left], matches.image[left])

    @cached_property
    def few(self) -> ConsistentMatches:
        """The strongest keypoints of both matched."""
        return keypoints.match_few(self.template.orb, self.page.orb)


@dataclass(frozen=True, eq=False)
class _Step:
    """A source of homography hypotheses, asked while less than `below` of the fixed print is found.

    What it finds counts only where that is `enough`.
    """

    name: str
    below: float
    propose: Callable[[_Search], Iterator[Matrix]]
    enough: float = 0.0
    is_dear: bool = False
    """Whether only a thorough look takes it."""

    def is_done(self, share: float, pieces: Sequence[Piece]) -> bool:
        """Whether its other hypotheses would add nothing: this one was right as far as any is.

        Of an outline's quarter turns at most one is right; of homographies each may find a further piece, unless the
        page lies flat and whole.
        """
        if self.enough:
            return share >= OPTIONS.last_steps_share
        return share >= OPTIONS.whole_page_share and pieces[0].warp is None


def _cascade(is_read: bool) -> tuple[_Step, ...]:
    """The steps in the order in which they are asked, each dearer than those before or for rarer pages. Where the page
    has been read already, what its words say is cheap."""

    def orb(search: _Search) -> Iterator[Matrix]:
        every = keypoints.match_turned(search.template.orb, search.page.orb, search.few.turn)
        # First what no piece explains: what all agree on the most is a known piece as a rule, and hid the others.
        yield from keypoints.homographies(search.unexplained(every.matches), 2)
        if search.share < OPTIONS.convinced_share:
            yield from keypoints.homographies(every.matches, 2)

    def sift(search: _Search, longest: int) -> Iterator[Matrix]:
        matches = keypoints.match_sift(search.template.sift, search.page.sift(longest))
        return keypoints.homographies(matches, 3)

    def sift_fine(search: _Search) -> Iterator[Matrix]:
        # A picture that was not shrunk for the step before shows no more this time.
        return sift(search, 2 * small) if max(search.page.size) > small else iter(())

    def outlines(search: _Search) -> Iterator[Matrix]:
        # As what few keypoints match lies, if any: their homography may be none where their turn is right.
        turn = search.few.turn
        return outline.proposals(search.template.size, search.page.outlines, search.page.size, turn=turn)

    def confirmed_outlines(search: _Search) -> Iterator[Matrix]:
        # Of twelve outlines in quarter turns one is right at most, and a look costs three times as much as a glance.
        return (found for found in outlines(search) if glimpsed(search.template.coarse, search.page.grey, found))

    def words(search: _Search) -> Iterator[Matrix]:
        return text_proposals.proposals(search.template.anchors, search.page.lines)

    convinced, last, small = OPTIONS.convinced_share, OPTIONS.last_steps_share, OPTIONS.working_side_px
    return (
        # The usual page: sharp, with texture. A tenth of the price of all ORB keypoints.
        _Step("orb_few", convinced, lambda search: keypoints.homographies(search.few.matches, 2)),
        # Print without corners (large type, rules), or blurred: the sheet itself is seen. Only where plainly right.
        _Step("outline", convinced, confirmed_outlines, enough=OPTIONS.plain_outline_share),
        # Further pieces of a page that is not flat, and pages with much print that is not the template's.
        _Step("orb", OPTIONS.whole_page_share, orb),
        # Blur, low contrast and strong perspective, at some twenty times ORB's price.
        _Step("sift", convinced, lambda search: sift(search, small), is_dear=True),
        # Every outline and turn, though most of its print may be out of sight.
        _Step("outline", last, outlines, is_dear=True),
        # A small document on a large picture.
        _Step("sift_fine", last, sift_fine, is_dear=True),
        # Repeated glyphs and dot matrix, where every keypoint has a double: what the lines of the whole page say.
        _Step("words", last, words, is_dear=not is_read),
    )


def _is_sane(image_from_template: Matrix, size: tuple[int, int]) -> bool:
    """The page comes out convex, not mirrored, and of a believable size all over.

    A few wrong matches agree with homographies that fold the page or draw a corner out to the horizon: dropped here,
    they cost no look.
    """
    corners = transform(image_from_template, rectangle(0, 0, *size))
    if not np.all(np.isfinite(corners)) or not is_convex(corners) or signed_area(corners) <= 0:
        return False
    scales = [scale_at(image_from_template, corner) for corner in rectangle(0, 0, *size)]
    return min(scales) > OPTIONS.min_scale and max(scales) < min(
        OPTIONS.max_scale, OPTIONS.max_scale_ratio * min(scales)
    )
