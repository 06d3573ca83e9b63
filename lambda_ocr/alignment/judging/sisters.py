"""Two templates that both fit a page, told apart by what differs between them: captions that one has and the other has
not.

Weighed one by one, sisters are about as likely: most of what each is known by, both have. So here nothing is asked but
the rest, and all of it is read. A log likelihood ratio (LLR), the first template to the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging.captions import Caption
from lambda_ocr.alignment.judging.judge import PlacedLine
from lambda_ocr.alignment.judging.likelihood_ratio import reading_llr
from lambda_ocr.alignment.judging.line_letters import alike, has_ideographs, mass
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import likeness, visible
from lambda_ocr.core.model import Matrix, Text


@dataclass(frozen=True, eq=False)
class Fitting:
    """A template as it lies on the page."""

    template: TemplateFeatures
    image_from_template: Matrix


def difference(
    one: Fitting,
    other: Fitting,
    size: tuple[int, int],
    read: Callable[[Sequence[PlacedLine]], Sequence[Text]],
) -> float:
    """LLR of what stands where either has a caption of its own; 0 where there is none. `size` is the page's."""
    mine, others = _own(one, other.template, size), _own(other, one.template, size)
    asked = [(each.anchor.quad, one.image_from_template) for each in mine]
    asked += [(each.anchor.quad, other.image_from_template) for each in others]
    texts = read(asked) if asked else ()
    return _llr(mine, texts[: len(mine)]) - _llr(others, texts[len(mine) :])


def _own(of: Fitting, other: TemplateFeatures, size: tuple[int, int]) -> list[Caption]:
    """Captions that the other template has nowhere and that lie on the page, those that tell the most."""
    lines = [line for line in of.template.compared if not _has(other, line)]
    if not lines:
        return []
    at = np.broadcast_to(of.image_from_template, (len(lines), 3, 3))
    there = visible(np.array([line.anchor.quad for line in lines]), at, size).tolist()
    seen = [line for line, is_there in zip(lines, there, strict=True) if is_there]
    return sorted(seen, key=lambda line: -line.fixed * mass(line.letters))[: OPTIONS.captions_read_at_once]


def _has(other: TemplateFeatures, line: Caption) -> bool:
    """Whether the other template says the same somewhere: of a headline nearly to the letter, for a long one may tell
    in a single word what paper it is.
    """
    same = OPTIONS.same_letter_share if line.is_headline else OPTIONS.known_caption_likeness
    return any(likeness(line.letters, each.letters) >= same for each in other.captions)


def _llr(lines: Sequence[Caption], texts: Sequence[Text]) -> float:
    """That these captions stand there, to that other print does; what cannot be read says nothing."""
    return float(sum(_of_one(line, text) for line, text in zip(lines, texts, strict=True)))


def _of_one(line: Caption, text: Text) -> float:
    if text.confidence < OPTIONS.min_read_confidence:
        return 0.0
    like = alike(line.anchor.text, text.text)
    llr = reading_llr(like, mass(line.letters), has_ideographs(line.letters), text.confidence)
    # Of a long headline one word may be all that differs: what its other words tell must not fill the bound.
    most = OPTIONS.max_look_nats * (2 if line.is_headline else 1)
    ratio = np.exp(np.clip(llr, -most, most))
    return float(np.log1p(line.fixed * (ratio - 1)))
