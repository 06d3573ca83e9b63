"""Finding the template on a page: a cascade of homography hypotheses, one verifier, one judge.

The cascade (`cascade`) finds the fixed print, tile matching verifies it, and the judge weighs it. When too little is
found, or the judge weighs against it, the page is refused; else every field is placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np

from lambda_ocr.alignment import features
from lambda_ocr.alignment.cascade import Found, found
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
from lambda_ocr.alignment.judging.refusal import refusal
from lambda_ocr.alignment.judging.sisters import Fitting, difference
from lambda_ocr.alignment.judging.study import studied
from lambda_ocr.alignment.judging.taught_print import without_changed
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.verification.flow import Flow
from lambda_ocr.alignment.verification.piecewise_homographies import Piece
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import Points, scale_at
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FixedLine,
    Image,
    Lesson,
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
            FixedLine(line.anchor.text, line.anchor.quad, line.role.value, line.standing, llr_if_replaced(line))
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
        at = found(template, page, trace, budget, thorough=thorough)
        verdict = self._judge(template, page, at, budget)
        placements = self._flow(template, page, budget).placed(at.pieces, [field.quad for field in fields])
        return replace(_alignment(template, placements, at), weight=verdict.weight)

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
        at = found(template, page, NULL_TRACE, budget, thorough=True)
        if _is_too_little(template, at):
            raise refusal(at, None)
        placements = self._flow(template, page, budget).placed(at.pieces, [field.quad for field in fields])
        alignment = _alignment(template, placements, at)
        seen = studied(template, page, at.pieces, alignment, partial(self._said, page, budget))
        return replace(seen, judged=self._judged(template, page, at.pieces, budget))

    def beside(self, template: TemplateFeatures, page: PageFeatures, budget: Budget = UNBOUNDED) -> _Judged | None:
        """A page of another template, seen as `weight` takes it; None where a quick look finds nothing of this one, and
        raises OverBudget.
        """
        at = found(template, page, NULL_TRACE, budget, thorough=False)
        return None if _is_too_little(template, at) else self._judged(template, page, at.pieces, budget)

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

    def _judge(self, template: TemplateFeatures, page: PageFeatures, at: Found, budget: Budget) -> Judgement:
        """Weigh all print outside the fields; raises TemplateMismatch where it speaks for something else."""
        if _is_too_little(template, at):
            raise refusal(at, None)
        verdict = judge(template, page, at.pieces, partial(self._said, page, budget))
        if not verdict.is_accepted:
            raise refusal(at, verdict)
        return verdict

    def _said(self, page: PageFeatures, budget: Budget, lines: Sequence[PlacedLine]) -> Sequence[Text]:
        """What lines of the template say on the picture."""
        height = self._recognizer.line.height_px
        crops = [crop_line(page.image, line, at, height) for line, at in lines]
        return read_lines(self._recognizer, crops, budget)


def _is_too_little(template: TemplateFeatures, at: Found) -> bool:
    """Whether so little print is found that no caption is asked."""
    return max(at.share, fixed_share(template, at.pieces)) < OPTIONS.min_judged_share


def _alignment(template: TemplateFeatures, placements: tuple[Placement, ...], at: Found) -> Alignment:
    main = at.pieces[0]  # the largest: other pieces speak through the placements of the fields around them
    scale = scale_at(main.evidence.image_from_template, np.array(template.size) / 2)
    return Alignment(
        main.evidence.image_from_template,
        placements,
        Verdict.MATCHED if at.share >= OPTIONS.convinced_share else Verdict.WEAK,
        len(set().union(*(piece.evidence.tiles.tolist() for piece in at.pieces))),
        main.error * scale,
        at.share,
        at.method,
    )
