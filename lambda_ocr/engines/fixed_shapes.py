"""On a GPU a network runs in few fixed shapes, each by a session of its own that is warm before the first request.

A session of ONNX Runtime keeps for each convolution the cuDNN plan of its last shape alone, and makes another at every
change (since 1.20, microsoft/onnxruntime issue 23006): 340 ms and more on an H200, for runs of 4 (docs/engines.md).
So a batch is padded to the smallest shape that holds it, and its answer cut back.

Rule: a session sees one shape all its life; only what is larger than every shape goes to one for odd shapes, and waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import perf_counter
from typing import Literal

import numpy as np

from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.model_spec import RecognizerSpec, Tensor
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.engines.runtime import ArrayNetwork, say
from lambda_ocr.engines.shared import SharedNetwork

WIDTHS = (160, 320, 480, 640, 800, 960, 1280, 1920, 3200)
"""Widths of lines: up to 960, which holds 98 lines in 100, what shared runs on a processor pad to; then fewer. With 240
in place of 800 one field of real paper more was read wrong."""


@dataclass(frozen=True)
class Shape:
    """A batch of `rows` pictures of three channels."""

    rows: int
    height: int
    width: int

    def __str__(self) -> str:
        """As a log and a fingerprint name it."""
        return f"{self.rows}x{self.height}x{self.width}"

    def holds(self, height: int, width: int) -> bool:
        """Whether pictures of this size fit."""
        return height <= self.height and width <= self.width


@dataclass(frozen=True)
class Padding:
    """The shapes a network runs in, what stands in the room that is left, and how an answer is cut back."""

    shapes: tuple[Shape, ...]
    fill: Literal["constant", "edge"]
    """As `numpy.pad` names it: zeros, or the picture's last row and column repeated."""
    cut: Callable[[Tensor, int, int], Tensor]
    """What of an answer belongs to pictures of this height and width."""

    def __str__(self) -> str:
        """All that answers depend on."""
        return f"{self.fill} {' '.join(map(str, self.shapes))}"

    def shape_for(self, height: int, width: int) -> Shape | None:
        """The smallest that holds such pictures, None where none does."""
        fitting = [shape for shape in self.shapes if shape.holds(height, width)]
        return min(fitting, key=lambda shape: shape.height * shape.width, default=None)

    def padded(self, batch: Tensor, shape: Shape) -> Tensor:
        """The batch in that shape."""
        rows, _, height, width = batch.shape
        room = (shape.rows - rows, 0, shape.height - height, shape.width - width)
        return np.pad(batch, [(0, more) for more in room], self.fill)


def _steps(width: int) -> int:
    """Of the recogniser's answer to lines of `width`: it halves twice and rounds up, then once and rounds down."""
    return -(-width // 4) // 2


def lines_of(spec: RecognizerSpec) -> Padding:
    """A recogniser's: as many lines as its batches hold at the most, padded as it pads them."""
    height = spec.line.height_px
    shapes = tuple(Shape(max(1, spec.batch_px // (height * width)), height, width) for width in WIDTHS)
    return Padding(shapes, "constant", lambda answer, _, width: answer[:, : _steps(width)])


LINES = lines_of(RECOGNIZER)
CANVASES = Padding(
    (
        *(Shape(1, 128, width) for width in (1408, 2560)),
        *(Shape(1, 320, width) for width in (512, 1280)),
        Shape(1, 256, 1920),
        Shape(1, 576, 960),
        Shape(1, 832, 576),
        Shape(1, 960, 1600),
        *(Shape(1, 1600, width) for width in (832, 1280, 1600)),
    ),
    "edge",
    lambda answer, height, width: answer[:, :, :height, :width],
)
"""The detector's: every whole page, and all 143 canvases of examples/ and of eleven kinds of real paper, in 1.4 times
their pixels. What fills the room matters little: of 1,159 lines on 69 of them 24, 24 and 26 were lost, and 19, 20 and
19 others found, with the edge repeated, the median grey and zeros."""


Sessions = Callable[[], ArrayNetwork]
"""Makes a session of a network, another one each time."""


class FixedShapes:
    """An `ArrayNetwork` over many sessions of one network: one a shape, each warm, and one for the rest.

    Takes (n, 3, height, width) with any n; safe to share among threads. Raises what the sessions raise.
    """

    def __init__(self, name: str, make: Sessions, padding: Padding) -> None:
        self._name, self._padding = name, padding
        start = perf_counter()
        self._odd = _OneAtATime(make())
        say(name, self)
        self._sessions = {shape: _OneAtATime(make()) for shape in padding.shapes}
        for shape, session in self._sessions.items():
            session(np.zeros((shape.rows, 3, shape.height, shape.width), np.float32))
        took = perf_counter() - start
        _log.info("%s: %d sessions of a fixed shape each, warm after %.1f s", name, len(self._sessions), took)

    @property
    def provider(self) -> str:
        """The sessions'."""
        return self._odd.network.provider

    @property
    def metadata(self) -> dict[str, str]:
        """The sessions'."""
        return self._odd.network.metadata

    @property
    def fingerprint(self) -> str:
        """The network's, and how batches are padded, for that changes answers."""
        return f"{self._odd.network.fingerprint} padded {self._padding}"

    def __call__(self, batch: Tensor) -> Tensor:
        """Run a batch, in as many runs as its rows need."""
        rows, _, height, width = batch.shape
        shape = self._padding.shape_for(height, width)
        if shape is None:
            _log.info("%s: %dx%d is larger than every fixed shape, and waits for its plan", self._name, height, width)
            return self._odd(batch)
        parts = [batch[start : start + shape.rows] for start in range(0, rows, shape.rows)]
        answers = [self._sessions[shape](self._padding.padded(part, shape))[: len(part)] for part in parts]
        return self._padding.cut(np.concatenate(answers), height, width)


class _OneAtATime:
    """A session that one thread at a time runs: each run beside another would take handles and memory of its own."""

    def __init__(self, network: ArrayNetwork) -> None:
        self.network = network
        self._turn = Lock()

    def __call__(self, batch: Tensor) -> Tensor:
        with self._turn:
            return self.network(batch)


def build_engine(
    finding: Sessions, reading: Sessions, shared: bool, spec: RecognizerSpec = RECOGNIZER
) -> tuple[PaddleLineDetector, PaddleLineRecognizer]:
    """Both networks in fixed shapes, warm. `shared` fills the room in a run with other requests' lines, and makes none
    larger; canvases run one by one."""
    canvases = FixedShapes(DETECTOR.file.name, finding, CANVASES)
    lines: ArrayNetwork = FixedShapes(spec.file.name, reading, LINES if spec == RECOGNIZER else lines_of(spec))
    if shared:
        lines = SharedNetwork(lines, 3 * spec.batch_px)
    return PaddleLineDetector(network=canvases), PaddleLineRecognizer(network=lines, widths=WIDTHS, spec=spec)


_log = logging.getLogger(__name__)
