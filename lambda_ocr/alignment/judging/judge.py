"""Whether a picture is of the template: all print outside the fields is asked, each piece as far as it can tell.

Two hypotheses, "this template here" and "something else", are weighed (`likelihood_ratio`, decision 3). Tiles say how
much of the fixed print is there, strips of the captions which of them stand where they should. Captions are read only
where the verdict depends on them: those whose strips do not look the same, and all where few are in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging import strips, taught_bound
from lambda_ocr.alignment.judging.captions import Caption, Role
from lambda_ocr.alignment.judging.likelihood_ratio import Look, captions_llr, reading_llr, tiles_llr
from lambda_ocr.alignment.judging.line_letters import alike, has_ideographs, is_partly_other, mass, spellings
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.proposals.text_anchors import likeness, spread, visible
from lambda_ocr.alignment.verification.piecewise_homographies import Piece, agreement, nearby, place
from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.core.model import Matrix, Quad, Text

PlacedLine = tuple[Quad, Matrix]
"""A line of the template, and the homography (picture from template) that holds around it."""


@dataclass(frozen=True)
class Asked:
    """A caption, and what its strip or its reading says: a log likelihood ratio, the same print to other, in nats."""

    caption: Caption
    llr: float
    is_clear: bool = True
    """Whether it need not be read."""
    index: int = -1
    """Of the caption among those of the template that are compared."""

    @property
    def looks_other(self) -> bool:
        """Whether its strip speaks for other print, and it is not read yet."""
        return not self.is_clear and self.llr < 0

    @property
    def dearness(self) -> tuple[bool, float, float]:
        """Sorts what is read first: what looks otherwise, then what is surely fixed, then what is short."""
        width, height = side_lengths(self.caption.anchor.quad)
        return not self.looks_other, -self.caption.fixed, width / max(height, 1e-6)

    @property
    def look(self) -> Look:
        """As it is weighed."""
        # Of what copies taught to change, nothing is expected, however large it is set.
        names = self.caption.is_headline and self.caption.standing >= OPTIONS.min_lasting
        return Look(self.caption.standing, self.llr, names)

    @property
    def guess(self) -> Look:
        """The same as if no copy had been taught."""
        return Look(self.caption.guessed, self.llr, self.caption.is_headline)


@dataclass(frozen=True)
class Judgement:
    """What all print together tells."""

    share: float
    """Of the visible tiles on print that is likely fixed, those found."""
    asked: tuple[Asked, ...]
    bound: float | None = None
    """What copies taught of how much a page must weigh; None where that is not known."""

    @property
    def weight(self) -> float:
        """Log likelihood ratio, this template to something else."""
        return tiles_llr(self.share) + captions_llr([each.look for each in self.asked])

    @property
    def guessed_weight(self) -> float:
        """The same as if no copy had been taught."""
        return tiles_llr(self.share) + captions_llr([each.guess for each in self.asked])

    @property
    def is_accepted(self) -> bool:
        """Whether the picture is taken for the template's."""
        return self._is_enough and self.weight >= self.needed

    @property
    def passes_untaught(self) -> bool:
        """Whether it would be if no copy had been taught."""
        least = OPTIONS.min_weight_nats if self._are_many else OPTIONS.few_captions_nats
        return self._is_enough and self.guessed_weight >= least

    @property
    def _are_many(self) -> bool:
        return len(self.asked) >= OPTIONS.min_captions

    @property
    def _is_enough(self) -> bool:
        # With no captions to speak of, the weight is near its bound whatever the picture: then tiles must convince.
        return self._are_many or self.share >= OPTIONS.tiles_alone_share

    @property
    def needed(self) -> float:
        """What it must weigh to be taken for the template's, nats."""
        # What few captions there are may not speak against the tiles.
        return self._needed_of_many if self._are_many else max(self._needed_of_many, OPTIONS.few_captions_nats)

    @property
    def _needed_of_many(self) -> float:
        passes = self.guessed_weight >= OPTIONS.min_weight_nats
        if passes and self.bound is not None:
            return self.bound
        if not any(each.caption.taught for each in self.asked):
            return OPTIONS.min_weight_nats
        # Few copies know less than they seem to: to change a verdict they must speak clearly.
        if passes:
            return taught_bound.usual()
        accepted = OPTIONS.min_weight_nats + OPTIONS.lessons_accept_nats
        return accepted if self.bound is None else max(accepted, self.bound)

    @property
    def is_decided(self) -> bool:
        """Whether the picture is accepted whatever the captions say that are not clear."""
        # Those between the two bounds of a strip as well: of a sister layout half a dozen may look neither way.
        worst = (each if each.is_clear else replace(each, llr=-OPTIONS.max_look_nats) for each in self.asked)
        return replace(self, asked=tuple(worst)).is_accepted

    @property
    def is_open(self) -> bool:
        """Whether the verdict depends on captions that are not clear yet.

        A picture that stays refused if all of them were the same print is not read either.
        """
        best = (each if each.is_clear else replace(each, llr=OPTIONS.max_look_nats) for each in self.asked)
        return replace(self, asked=tuple(best)).is_accepted and not self.is_decided

    @property
    def same(self) -> float:
        """Of what the captions can tell, by their likelihood to be fixed, the share that speaks for the template."""
        total = sum(each.caption.fixed for each in self.asked)
        return sum(each.caption.fixed for each in self.asked if each.llr > 0) / total if total else 0.0

    def against(self, most: int) -> tuple[str, ...]:
        """The template's own captions that other print stands in place of, the surest first."""
        other = sorted((each for each in self.asked if each.llr < 0), key=lambda each: -each.caption.fixed)
        return tuple(each.caption.anchor.text for each in other[:most])


def judge(
    template: TemplateFeatures,
    page: PageFeatures,
    pieces: Sequence[Piece],
    read: Callable[[Sequence[PlacedLine]], Sequence[Text]],
) -> Judgement:
    """Ask strips, then, where they leave doubt, words: `read` tells what lines of the template say on the picture."""
    judged = Judgement(fixed_share(template, pieces), tuple(_looks(template, page, pieces)), template.bound)
    if not judged.is_decided:
        judged = _looked_again(template, page, pieces, judged)
    if judged.is_open:
        known = known_captions(template)
        while judged.is_open:
            judged = _read(judged, pieces, known, read)
    return judged


def judged_wholly(
    template: TemplateFeatures,
    page: PageFeatures,
    pieces: Sequence[Piece],
    read: Callable[[Sequence[PlacedLine]], Sequence[Text]],
) -> Judgement:
    """The same with all captions read that are not clear, whatever the verdict: what several lessons may weigh."""
    judged = Judgement(fixed_share(template, pieces), tuple(_looks(template, page, pieces)), template.bound)
    judged = _looked_again(template, page, pieces, judged)
    known = known_captions(template)
    while not all(each.is_clear for each in judged.asked):
        judged = _read(judged, pieces, known, read)
    return judged


def weighed_anew(template: TemplateFeatures, pieces: Sequence[Piece], judged: Judgement) -> Judgement:
    """What was seen of a page, as this template's lessons weigh it: the one by which it was seen, but for lessons."""
    asked = tuple(replace(each, caption=template.compared[each.index]) for each in judged.asked)
    return Judgement(fixed_share(template, pieces), asked, template.bound)


def llr_if_replaced(line: Caption) -> float:
    """What other print in place of a caption would tell against a picture on which as much else is the same, nats."""
    held = [Look(line.standing, OPTIONS.max_look_nats)] * OPTIONS.held_captions
    if line.role is Role.VALUE:
        return 0.0
    replaced = Look(line.standing, -OPTIONS.max_look_nats, line.is_headline)
    return captions_llr(held) - captions_llr([*held, replaced])


def fixed_share(template: TemplateFeatures, pieces: Sequence[Piece]) -> float:
    """Agreement of the tiles that lie on no print likely to change; 0 to 1."""
    return agreement(template.lasting, pieces)


def _looks(template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece]) -> list[Asked]:
    """Captions that should be on the picture, each with what its strip tells."""
    if not template.compared:
        return []
    lines = np.array([line.anchor.quad for line in template.compared])
    at = nearby(pieces, lines.mean(axis=1))
    there = np.flatnonzero(visible(lines, at, page.size)).tolist()
    heads = [index for index in there if template.compared[index].is_headline]
    rest = [index for index in there if not template.compared[index].is_headline]
    chosen = sorted([*heads, *spread(rest, OPTIONS.max_captions_asked - len(heads))])
    return _doubted([look_at(template, page, index, at[index]) for index in chosen])


def _doubted(looks: list[Asked]) -> list[Asked]:
    """Strips that look the same are trusted unread of many captions: 3 in 100 are wrong. Where few are in sight the
    homography is the one under which what there is looks most alike, and only words are evidence.
    """
    return looks if len(looks) >= OPTIONS.min_captions else [replace(each, is_clear=False) for each in looks]


def _looked_again(
    template: TemplateFeatures, page: PageFeatures, pieces: Sequence[Piece], judged: Judgement
) -> Judgement:
    """On paper that curls a line may lie off what the tiles nearest to it say. Where the verdict hangs on it, it is
    looked for once more where `place` puts it, a hundred times as dear; the better of the two looks counts.
    """
    looks = []
    for each in judged.asked:
        best = each
        if not each.is_clear:
            at = place(pieces, each.caption.anchor.quad).image_from_template
            again = look_at(template, page, each.index, at)
            best = again if again.llr > each.llr else each
        looks.append(best)
    return replace(judged, asked=tuple(_doubted(looks)))


def known_captions(template: TemplateFeatures) -> tuple[str, ...]:
    """Letters of the template's own captions that are long enough to be known anywhere; not of what stands in fields,
    or in a list: a dish in a caption's place is a dish on another template's paper too.
    """
    lasting = (each for each in template.compared if each.fixed >= OPTIONS.min_lasting)
    return tuple(each.letters for each in lasting if mass(each.letters) >= OPTIONS.known_caption_letters)


def look_at(template: TemplateFeatures, page: PageFeatures, index: int, image_from_template: Matrix) -> Asked:
    """What the strip of one caption that is compared tells."""
    ncc = strips.ncc(template.strips[index], page.grey, image_from_template)
    if template.compared[index].is_headline and ncc >= OPTIONS.strip_same_ncc and template.strips[index].is_cut_short:
        ncc = min(ncc, strips.ncc(template.strips.end(index), page.grey, image_from_template))
    is_same = ncc >= OPTIONS.strip_same_ncc
    # Between the two bounds it says nothing; below, less than the measurement would: a page may be poor in one place.
    llr = OPTIONS.strip_same_nats if is_same else OPTIONS.strip_other_nats if ncc < OPTIONS.strip_other_ncc else 0.0
    return Asked(template.compared[index], llr, is_same, index)


def _read(
    judged: Judgement,
    pieces: Sequence[Piece],
    known: Sequence[str],
    read: Callable[[Sequence[PlacedLine]], Sequence[Text]],
) -> Judgement:
    """The captions that are not clear and tell the most are read, some at a time."""
    unclear = sorted((each for each in judged.asked if not each.is_clear), key=lambda each: each.dearness)
    next_ones = unclear[: OPTIONS.captions_read_at_once]
    quads = [each.caption.anchor.quad for each in next_ones]
    placed = [(line, place(pieces, line).image_from_template) for line in quads]
    after = {id(each): after_reading(each, text, known) for each, text in zip(next_ones, read(placed), strict=True)}
    return replace(judged, asked=tuple(after.get(id(each), each) for each in judged.asked))


def after_reading(asked: Asked, text: Text, known: Sequence[str]) -> Asked:
    """What a reading tells, if it is sure; else what the strip did.

    Where the content above grew or shrank, another caption of the same template stands there: that is no contradiction
    (three true receipts whose rows moved stood below the bound without this).
    """
    if text.confidence < OPTIONS.min_read_confidence:
        # A headline that nobody can read says nothing: a logo is none again at another size.
        return replace(asked, llr=max(asked.llr, 0.0) if asked.caption.is_headline else asked.llr, is_clear=True)
    caption = asked.caption
    like = alike(caption.anchor.text, text.text)
    llr = reading_llr(like, mass(caption.letters), has_ideographs(caption.letters), text.confidence)
    is_sure = text.confidence >= OPTIONS.sure_reading
    if caption.is_headline and is_sure and is_partly_other(caption.anchor.text, text.text):
        llr = min(llr, OPTIONS.partly_other_nats)
    if llr < 0 and any(_is_caption(read, other) for read in spellings(text.text) for other in known):
        llr = 0.0
    return replace(asked, llr=llr, is_clear=True)


def _is_caption(read: str, caption: str) -> bool:
    """Whether letters that were read are those of a caption, some of them misread."""
    asked = OPTIONS.known_ideographs_likeness if _is_ideographic(caption) else OPTIONS.known_caption_likeness
    return likeness(read, caption) >= asked


def _is_ideographic(caption: str) -> bool:
    return sum(map(has_ideographs, caption)) > len(caption) / 2
