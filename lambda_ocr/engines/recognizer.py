"""What a line says: PP-OCR's recognition network, and CTC decoding of its raw probabilities.

The network reads a line 48 pixels high and answers, for every 8 pixels of width, a probability for each of 18,708
characters, the space and the blank (CTC, Graves et al. 2006).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.model import Glyph, Image, Text
from lambda_ocr.engines.runtime import ArrayNetwork, Network, Tensor
from lambda_ocr.engines.shared import answers

NETWORK = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
STEP = 8
"""Pixels of width a time step stands for."""
NARROWEST = 160
"""Width every line is padded to. Trained on 320, the network reads lines of half that as well (realset) and shorter
ones worse."""
WIDEST = 3200
NEGLIGIBLE = 0.05
"""Probability below which a runner-up is not kept."""
SPACE = 0.3
"""Chance from which a gap is a space. Measured, spaces included: 338 of 393 real fields are right on the best path
alone, 343, 347, 349, 350 from 0.5, 0.35, 0.3, 0.2; the last adds a space where there is none."""
BATCH_PIXELS = 8 * 48 * 320
"""Pixels of one batch: eight lines of the common width."""


class PaddleLineRecognizer:
    """`LineRecognizer` on PP-OCRv6 small.

    How far a line is padded changes now and then what is read of it. By default lines of like width are padded to the
    widest of their batch; with `widths_apart`, each to the next multiple of that many pixels and only lines of one
    width share a batch, so that batches may be shared with other requests without changing an answer; and so with
    `widths` (rising to WIDEST), each to the next of them.
    """

    def __init__(
        self,
        threads: int = 0,
        network: ArrayNetwork | None = None,
        widths_apart: int = 0,
        widths: Sequence[int] = (),
    ) -> None:
        self._network = network or Network(NETWORK, threads)
        self._apart, self._widths = widths_apart, tuple(widths)
        self._characters = ("", *self._network.metadata["character"].splitlines(), " ")

    @property
    def fingerprint(self) -> str:
        """The network's, and how far lines are padded."""
        return " ".join(map(str, (self._network.fingerprint, self._apart, *self._widths)))

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Text, ...]:
        """The text of each crop, in the order given; crops of like width share a batch."""
        lines = [_fitted(crop) for crop in crops]
        texts: dict[int, Text] = {}
        widths = [_padded(line.shape[1], self._apart) for line in lines]
        shown = [_at_least(width, self._widths) for width in widths]
        batches = list(_batches(shown, mixed=not (self._apart or self._widths)))
        tensors = (
            _affordable([lines[i] for i in batch], max(widths[i] for i in batch), max(shown[i] for i in batch), budget)
            for batch in batches
        )
        for batch, answer in zip(batches, answers(self._network, tensors), strict=True):
            for index, probabilities in zip(batch, answer, strict=True):
                steps = -(-lines[index].shape[1] // STEP)
                texts[index] = greedy_text(probabilities[:steps], self._characters)
        return tuple(texts[index] for index in range(len(lines)))


def _fitted(crop: Image) -> Image:
    """The crop at the network's height, its proportions kept."""
    height, width = crop.shape[:2]
    target = min(WIDEST, max(STEP, round(width * HEIGHT / height)))
    interpolation = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (target, HEIGHT), interpolation=interpolation), np.uint8)


def _padded(width: int, apart: int) -> int:
    """The width a line is padded to, at the least."""
    return max(NARROWEST, -(-width // apart) * apart if apart else width)


def _at_least(width: int, widths: Sequence[int]) -> int:
    """The next of `widths`, which rise; the width itself where there are none."""
    return widths[bisect_left(widths, width)] if widths else width


def _batches(widths: Sequence[int], mixed: bool = True) -> Iterator[list[int]]:
    """Indices grouped so that neighbours in width (unless `mixed`, equals) share a batch of about BATCH_PIXELS."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        full = widths[index] * HEIGHT * (len(batch) + 1) > BATCH_PIXELS
        if batch and (full or not (mixed or widths[batch[-1]] == widths[index])):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _affordable(lines: Sequence[Image], paid: int, width: int, budget: Budget) -> Tensor:
    """The batch in its width, for the price of `paid`: no device refuses what another reads."""
    budget.spend(Part.RECOGNISE, len(lines) * HEIGHT * paid)
    return _tensor(lines, width)


def _tensor(lines: Sequence[Image], width: int) -> Tensor:
    """(n, 3, 48, width) from -1 to 1, padded with 0 on the right."""
    batch = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
    for row, line in zip(batch, lines, strict=True):
        row[:, :, : line.shape[1]] = (line.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
    return batch


def greedy_text(probabilities: Tensor, characters: Sequence[str]) -> Text:
    """Best path of a (steps, classes) matrix, class 0 the blank, the last a space: repeats merge, blanks fall away.

    A space is the one character that the best path is bad at: its probability spreads over several steps of a gap, in
    each of which the blank is likelier. So a gap is a space when one was likely enough anywhere in it.
    """
    glyphs: list[Glyph] = []
    for start, end, best in _runs(probabilities.argmax(axis=1)):
        centre = (start + end) / 2 / len(probabilities)
        if best:
            peak = start + int(probabilities[start:end, best].argmax())
            rival = _runner_up(probabilities[peak], best, characters, centre)
            glyphs.append(Glyph(characters[best], float(probabilities[peak, best]), centre, rival))
        elif (likely := _anywhere(probabilities[start:end, -1])) >= SPACE:
            glyphs.append(Glyph(characters[-1], likely, centre))
    return Text.of(_without_doubles(glyphs))


def _runs(best: NDArray[np.intp]) -> Iterator[tuple[int, int, int]]:
    """First step, the step after the last, and class of every run of one class."""
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    return ((start, end, int(best[start])) for start, end in pairwise(edges) if end > start)


def _anywhere(likely: Tensor) -> float:
    """The chance that at least one of the steps says it."""
    return float(1 - np.prod(1 - likely))


def _without_doubles(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """The glyphs, but of spaces side by side the likeliest."""
    for is_space, run in groupby(glyphs, lambda glyph: glyph.character.isspace()):
        together = list(run)
        yield from [max(together, key=lambda glyph: glyph.confidence)] if is_space else together


def _runner_up(step: Tensor, first: int, characters: Sequence[str], centre: float) -> Glyph | None:
    """The second likeliest character of a step, None when the first leaves it less than NEGLIGIBLE."""
    if 1 - step[first] < NEGLIGIBLE:
        return None
    others = step.copy()
    others[[0, first]] = 0
    second = int(others.argmax())
    return Glyph(characters[second], float(others[second]), centre) if others[second] >= NEGLIGIBLE else None
