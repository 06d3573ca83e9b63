"""What a line may say: PP-OCR's recognition network, its raw probabilities as a lattice a line.

A network of PP-OCR's form reads a line of one height and answers, for every few pixels of width, a probability for each
character, the space and the blank (CTC, Graves et al. 2006). PP-OCRv6 small: 48 pixels, 8 of them a step, and 18,708
characters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.model import Calibration, Image, LineInput
from lambda_ocr.core.recognition.lattice import Lattice, Vocabulary
from lambda_ocr.engines.model_spec import RecognizerSpec, Tensor
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.engines.runtime import ArrayNetwork, Network
from lambda_ocr.engines.shared import answers

LONG_PX = 10_000
"""A line so wide would cost twice what as many pixels of short ones do: the network attends from every step to every
other. Measured: 160 to 800 pixels wide 3.2 to 4.0 processor seconds a million, 1,600 wide 4.4, 3,200 wide 5.0."""


class PaddleLineRecognizer:
    """`LineRecognizer` on a network of PP-OCR's form, by default PP-OCRv6 small.

    How far a line is padded changes now and then what is read of it. By default lines of like width are padded to the
    widest of their batch; with `widths_apart`, each to the next multiple of that many pixels and only lines of one
    width share a batch, so that batches may be shared with other requests without changing an answer; and so with
    `widths` (rising to the widest), each to the next of them.
    """

    def __init__(
        self,
        threads: int = 0,
        network: ArrayNetwork | None = None,
        widths_apart: int = 0,
        widths: Sequence[int] = (),
        spec: RecognizerSpec = RECOGNIZER,
    ) -> None:
        self._network, self._spec = network or Network(spec.file, threads), spec
        self._apart, self._widths = widths_apart, tuple(widths)
        self._vocabulary = Vocabulary(spec.vocabulary.characters(self._network.metadata), spec.space)

    @property
    def fingerprint(self) -> str:
        """The network's, its spec's, and how far lines are padded."""
        return " ".join(map(str, (self._network.fingerprint, self._spec.fingerprint, self._apart, *self._widths)))

    @property
    def line(self) -> LineInput:
        """What lines it reads."""
        return self._spec.line

    @property
    def calibration(self) -> Calibration:
        """How sure its readings make."""
        return self._spec.calibration

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """A lattice of each crop, in the order given; crops of like width share a batch."""
        lines = [_fitted(crop, self._spec) for crop in crops]
        lattices: dict[int, Lattice] = {}
        widths = [_padded(line.shape[1], self._apart, self._spec.line.narrowest_px) for line in lines]
        shown = [_at_least(width, self._widths) for width in widths]
        batches = list(_batches(shown, self._spec, mixed=not (self._apart or self._widths)))
        tensors = (
            self._paid([lines[i] for i in batch], max(widths[i] for i in batch), max(shown[i] for i in batch), budget)
            for batch in batches
        )
        for batch, answer in zip(batches, answers(self._network, tensors), strict=True):
            for index, probabilities in zip(batch, answer, strict=True):
                steps = -(-lines[index].shape[1] // self._spec.step_px)
                lattices[index] = Lattice.of(probabilities[:steps], self._vocabulary)
        return tuple(lattices[index] for index in range(len(lines)))

    def _paid(self, lines: Sequence[Image], paid: int, width: int, budget: Budget) -> Tensor:
        """The batch in its width, for the price of `paid`: no device refuses what another reads."""
        budget.spend(Part.RECOGNISE, len(lines) * self._spec.line.height_px * paid * (1 + paid / LONG_PX))
        return _tensor(lines, width, self._spec)


def _fitted(crop: Image, spec: RecognizerSpec) -> Image:
    """The crop at the network's height, its proportions kept."""
    height, width = crop.shape[:2]
    wanted = spec.line.height_px
    target = min(spec.line.widest_px, max(spec.step_px, round(width * wanted / height)))
    interpolation = cv2.INTER_AREA if height > wanted else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (target, wanted), interpolation=interpolation), np.uint8)


def _padded(width: int, apart: int, narrowest: int) -> int:
    """The width a line is padded to, at the least."""
    return max(narrowest, -(-width // apart) * apart if apart else width)


def _at_least(width: int, widths: Sequence[int]) -> int:
    """The next of `widths`, which rise; the width itself where there are none."""
    return widths[bisect_left(widths, width)] if widths else width


def _batches(widths: Sequence[int], spec: RecognizerSpec, mixed: bool = True) -> Iterator[list[int]]:
    """Indices grouped so that neighbours in width (unless `mixed`, equals) share a batch of about `batch_px`."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        full = widths[index] * spec.line.height_px * (len(batch) + 1) > spec.batch_px
        if batch and (full or not (mixed or widths[batch[-1]] == widths[index])):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _tensor(lines: Sequence[Image], width: int, spec: RecognizerSpec) -> Tensor:
    """(n, 3, height, width) as the network was trained, padded with 0 on the right."""
    batch = np.zeros((len(lines), 3, spec.line.height_px, width), np.float32)
    for row, line in zip(batch, lines, strict=True):
        row[:, :, : line.shape[1]] = spec.normalisation(line)
    return batch
