"""The best path through a lattice: at every step its likeliest class, repeats merged and blanks left out.

Greedy decoding of connectionist temporal classification (CTC; Graves et al. 2006). What else was likely stays in the
lattice, and of each character its runner-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.model import Glyph, Image, Text
from lambda_ocr.core.ports import LineRecognizer
from lambda_ocr.core.recognition.lattice import Lattice

MIN_RUNNER_UP = 0.05
"""Probability below which a runner-up is not kept."""


def read_lines(recognizer: LineRecognizer, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Text, ...]:
    """The text of each crop (upright single lines, any size), in the order given; raises `OverBudget`."""
    return tuple(greedy_text(lattice) for lattice in recognizer.recognize(crops, budget))


def greedy_text(lattice: Lattice) -> Text:
    """What the best path says.

    A space is the one character that the best path is bad at: its probability spreads over several steps of a gap, in
    each of which the blank is likelier. So a gap is a space when one was likely enough anywhere in it.
    """
    characters, sure = lattice.vocabulary.characters, lattice.probabilities[:, 0]
    glyphs: list[Glyph] = []
    for start, end, best in _runs(lattice.classes[:, 0]):
        at = float(lattice.places[start] + lattice.places[end - 1]) / 2
        if best:
            # The surest step alone: at the edges of a character the blank already takes its share.
            peak = start + int(sure[start:end].argmax())
            glyphs.append(Glyph(characters[best], float(sure[peak]), at, _runner_up(lattice, peak, at)))
        # The chance that at least one of the gap's steps is a space.
        elif (likely := float(1 - np.prod(1 - lattice.space[start:end]))) >= lattice.vocabulary.space_from:
            glyphs.append(Glyph(characters[-1], likely, at))
    # A space that the best path has stands between two gaps that may have theirs: of these the likeliest is the one.
    kept: list[Glyph] = []
    for is_space, run in groupby(glyphs, lambda glyph: glyph.character.isspace()):
        together = list(run)
        kept += [max(together, key=lambda glyph: glyph.confidence)] if is_space else together
    return Text.of(kept)


def _runs(best: NDArray[np.int32]) -> Iterator[tuple[int, int, int]]:
    """First step, the step after the last, and class of every run of one class."""
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    return ((start, end, int(best[start])) for start, end in pairwise(edges) if end > start)


def _runner_up(lattice: Lattice, step: int, at: float) -> Glyph | None:
    """The second likeliest character of a step, None when the first leaves it less than MIN_RUNNER_UP.

    The blank is no rival: it says that the character is over, not that it is another.
    """
    if 1 - lattice.probabilities[step, 0] < MIN_RUNNER_UP:
        return None
    others = zip(lattice.classes[step, 1:].tolist(), lattice.probabilities[step, 1:], strict=True)
    second, likely = next(((other, share) for other, share in others if other > 0), (0, 0.0))
    return Glyph(lattice.vocabulary.characters[second], float(likely), at) if likely >= MIN_RUNNER_UP else None
