"""Finding the template on a page: a cascade of homography hypotheses from cheap to strong, and one verifier.

Every step proposes homographies; each is refined and verified by tile matching (`refine_homography`). A step is taken
only while the fixed print found so far does not convince: four pages in five need the first alone, and the last costs
a hundred times as much. When no step convinces, or the judge weighs against it, the page is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np

from lambda_ocr.alignment import features
from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging import taught_bound
from lambda_ocr.alignment.judging.judge import (
    Judgement,
    PlacedLine,
    fixed_share,
    judge,
    judged_wholly,
    llr_if_replaced,
    weighed_anew,
)
from lambda_ocr.alignment.judging.sisters import Fitting, difference
from lambda_ocr.alignment.judging.study import studied
from lambda_ocr.alignment.judging.taught_print import without_changed
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.proposals import keypoints, outline, text_proposals
from lambda_ocr.alignment.proposals.keypoints import ConsistentMatches
from lambda_ocr.alignment.verification.flow import Flow
from lambda_ocr.alignment.verification.piecewise_homographies import Piece, agreement, joined
from lambda_ocr.alignment.verification.refine_homography import glimpsed, refined
from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import Points, is_convex, rectangle, scale_at, signed_area, transform
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FixedLine,
    Image,
    Lesson,
    Matrix,
    Placement,
    TemplateGrey,
    Text,
    Verdict,
)
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.core.trace import NULL_TRACE, Trace


class _Search:
    """One template sought on one page; what several steps go by is made once."""

    def __init__(self, template: TemplateFeatures, page: PageFeatures) -> None:
        self.template, self.page = template, page

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


_Judged: TypeAlias = tuple[Sequence[Piece], Judgement]
"""What was seen of a page: where the template's print lies on it, and all that its captions say there."""


class PrintAligner:
    """`FeatureExtractor` and `Aligner` on fixed print; detector and recognizer read words where it leaves doubt."""

    version = features.VERSION

    def __init__(self, detector: LineDetector, recognizer: LineRecognizer) -> None:
        self._detector, self._recognizer = detector, recognizer

    def describe(self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED) -> bytes:
        """What is kept of a template, as npz."""
        return features.to_bytes(features.describe(picture, fields, self._detector, self._recognizer, budget))

    def load(self, described: bytes) -> TemplateFeatures:
        """Unpack what `describe` made; raises ValueError when it is of another version."""
        return features.from_bytes(described)

    def landmarks(self, template: TemplateFeatures) -> Points:
        """Centres of the tiles outside the fields, in template pixels."""
        return template.fixed.centres[template.fixed.outside]

    def fixed_lines(self, template: TemplateFeatures) -> tuple[FixedLine, ...]:
        """The lines outside the fields, each with what its being replaced would tell."""
        return tuple(
            FixedLine(line.anchor.text, line.anchor.quad, line.role.value, line.fixed, llr_if_replaced(line))
            for line in template.captions
            if line.anchor.outside
        )

    def grey(self, template: TemplateFeatures) -> TemplateGrey:
        """The working picture of its fine tiles."""
        return TemplateGrey(template.fixed.grey, template.fixed.factor)

    def extract(self, page: Image, budget: Budget = UNBOUNDED) -> PageFeatures:
        """The page's features, none of them computed yet."""
        return PageFeatures(page, self._detector, self._recognizer, budget)

    def align(
        self,
        template: TemplateFeatures,
        page: PageFeatures,
        fields: Sequence[Field],
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
        *,
        thorough: bool = True,
    ) -> Alignment:
        """Ask step after step until the fixed print convinces; raises TemplateMismatch, or OverBudget."""
        pieces, share, method = self._found(template, page, trace, budget, thorough=thorough)
        verdict = self._judge(template, page, pieces, share, budget)
        placements = self._flow(template, page, budget).placed(pieces, [field.quad for field in fields])
        return replace(_alignment(template, placements, pieces, share, method), weight=verdict.weight)

    def difference(
        self,
        one: tuple[TemplateFeatures, Alignment],
        other: tuple[TemplateFeatures, Alignment],
        page: PageFeatures,
        budget: Budget = UNBOUNDED,
    ) -> float:
        """What stands where two templates that both fit differ tells for the first, in nats; raises OverBudget."""
        mine, others = (Fitting(template, at.image_from_template) for template, at in (one, other))
        return difference(mine, others, page.size, partial(self._said, page, budget))

    def study(
        self, template: TemplateFeatures, page: PageFeatures, fields: Sequence[Field], budget: Budget = UNBOUNDED
    ) -> CopyStudied:
        """A picture that is taken for a copy whatever the judge would say; raises TemplateMismatch where nothing of
        the template is found on it, or OverBudget.
        """
        pieces, share, method = self._found(template, page, NULL_TRACE, budget, thorough=True)
        if max(share, fixed_share(template, pieces)) < OPTIONS.min_judged_share:
            raise _mismatch(pieces, share, None)
        placements = self._flow(template, page, budget).placed(pieces, [field.quad for field in fields])
        alignment = _alignment(template, placements, pieces, share, method)
        seen = studied(template, page, pieces, alignment, partial(self._said, page, budget))
        return replace(seen, judged=self._judged(template, page, pieces, budget))

    def beside(self, template: TemplateFeatures, page: PageFeatures, budget: Budget = UNBOUNDED) -> _Judged | None:
        """A page of another template, seen as `weight` takes it; None where a quick look finds nothing of this one, and
        raises OverBudget.
        """
        pieces, share, _ = self._found(template, page, NULL_TRACE, budget, thorough=False)
        if max(share, fixed_share(template, pieces)) < OPTIONS.min_judged_share:
            return None
        return self._judged(template, page, pieces, budget)

    def weight(self, template: TemplateFeatures, judged: _Judged) -> float:
        """Of a page that `study` or `beside` saw, by the template's lessons."""
        return weighed_anew(template, *judged).weight

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        """What a page must weigh where copies weigh `lowest` and more, pages of other templates `highest` and less."""
        return taught_bound.drawn(copies, lowest, highest)

    def _judged(
        self, template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece], budget: Budget
    ) -> _Judged:
        return pieces, judged_wholly(template, page, pieces, partial(self._said, page, budget))

    def taught(self, template: TemplateFeatures, lessons: Sequence[Lesson]) -> TemplateFeatures:
        """The features with these lessons in place of any before."""
        drawn = template.drawn or template.fixed
        return replace(template, lessons=tuple(lessons), drawn=drawn, fixed=without_changed(drawn, lessons))

    def _found(
        self, template: TemplateFeatures, page: PageFeatures, trace: Trace, budget: Budget, *, thorough: bool
    ) -> tuple[list[Piece], float, str]:
        """Where the print lies, as pieces, the share of it found, and by which step; raises as `align` does."""
        if min(page.size) < OPTIONS.min_page_side_px:
            raise _mismatch((), 0.0, None)
        search = _Search(template, page)
        pieces: list[Piece] = []
        method, share = "", 0.0
        for step in _cascade(page.is_read):
            if share >= step.below or (step.is_dear and not thorough):
                continue
            # What an all-or-nothing step finds is kept apart: half of a wrong quarter turn must not become a piece.
            grown = [] if step.enough else pieces
            budget.check(Part.ALIGN)
            for hypothesis in step.propose(search):
                budget.check(Part.ALIGN)
                if _is_sane(hypothesis, template.size):
                    # Pieces of all steps stand beside each other: an earlier one found the head, this one the totals.
                    known = [piece.evidence for piece in grown]
                    new = refined(template.coarse, template.fixed, page.grey, hypothesis, known)
                    grown = joined(template.fixed, grown, new)
                if step.is_done(agreement(template.fixed, grown), grown):
                    break
            found = agreement(template.fixed, grown)
            trace.asked(step.name, found, found >= step.enough)
            if found >= step.enough:
                pieces = grown
                method, share = (step.name, found) if found > share else (method, share)
        return pieces, share, method

    def _flow(self, template: TemplateFeatures, page: PageFeatures, budget: Budget) -> Flow:
        return Flow(
            page.image,
            template.fixed,
            template.anchors,
            template.size,
            page.grey,
            template.labels,
            template.label_strips,
            self._detector,
            self._recognizer,
            budget,
        )

    def _judge(
        self, template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece], share: float, budget: Budget
    ) -> Judgement:
        """Weigh all print outside the fields; raises TemplateMismatch where it speaks for something else."""
        if max(share, fixed_share(template, pieces)) < OPTIONS.min_judged_share:
            raise _mismatch(pieces, share, None)

        verdict = judge(template, page, pieces, partial(self._said, page, budget))
        if not verdict.is_accepted:
            raise _mismatch(pieces, share, verdict)
        return verdict

    def _said(self, page: PageFeatures, budget: Budget, lines: Sequence[PlacedLine]) -> Sequence[Text]:
        """What lines of the template say on the picture."""
        height = self._recognizer.line.height_px
        crops = [crop_line(page.image, line, at, height) for line, at in lines]
        return read_lines(self._recognizer, crops, budget)


def _cascade(is_read: bool) -> tuple[_Step, ...]:
    """The steps in the order in which they are asked, each dearer than those before or for rarer pages. Where the page
    has been read already, what its words say is cheap."""

    def orb(search: _Search) -> Iterator[Matrix]:
        every = keypoints.match_turned(search.template.orb, search.page.orb, search.few.turn)
        return keypoints.homographies(every.matches, 2)

    def sift(search: _Search, longest: int) -> Iterator[Matrix]:
        matches = keypoints.match_sift(search.template.sift, search.page.sift(longest))
        return keypoints.homographies(matches, 3)

    def sift_fine(search: _Search) -> Iterator[Matrix]:
        # A picture that was not shrunk for the step before shows no more this time.
        return sift(search, 2 * small) if max(search.page.size) > small else iter(())

    def outlines(search: _Search) -> Iterator[Matrix]:
        return outline.proposals(search.template.size, search.page.outlines, search.page.size)

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


def _mismatch(pieces: Sequence[Piece], share: float, verdict: Judgement | None) -> TemplateMismatch:
    """The refusal, with what was found; `verdict` is None where too little print was found to ask captions."""
    facts: dict[str, Any] = {}
    if verdict is not None:
        facts = {"words": round(verdict.same, 3), "lines": len(verdict.asked), "weight": round(verdict.weight, 2)}
        facts["against"] = list(verdict.against(OPTIONS.max_captions_named))
    return TemplateMismatch(
        "The picture is not of this template: too little of the template's fixed print is found on it. "
        "Check the template_id, or take a sharper picture of the whole document.",
        agreement=round(share, 3),
        tiles=max((piece.evidence.found for piece in pieces), default=0),
        **facts,
    )


def _alignment(
    template: TemplateFeatures, placements: tuple[Placement, ...], pieces: Sequence[Piece], share: float, method: str
) -> Alignment:
    main = pieces[0]  # the largest: other pieces speak through the placements of the fields around them
    scale = scale_at(main.evidence.image_from_template, np.array(template.size) / 2)
    return Alignment(
        main.evidence.image_from_template,
        placements,
        Verdict.MATCHED if share >= OPTIONS.convinced_share else Verdict.WEAK,
        len(set().union(*(piece.evidence.tiles.tolist() for piece in pieces))),
        main.error * scale,
        share,
        method,
    )
