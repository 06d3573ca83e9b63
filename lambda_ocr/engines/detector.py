"""Where lines of text are: PP-OCR's detection network and our own reading of its probability map.

The network answers, for every pixel, how likely it is the *core* of a text line (the line shrunk inwards, DBNet, Liao
et al. 2020, arXiv:1911.08947). A line is a connected core, framed by its smallest rectangle, grown back by
area * `unclip` / perimeter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import points, quad, resized
from lambda_ocr.core.model import CanvasInput, Image, Quad
from lambda_ocr.engines.model_spec import DetectorSpec, Tensor
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR
from lambda_ocr.engines.runtime import ArrayNetwork, Network


@dataclass(frozen=True)
class DetectedLine:
    """A line's place on the picture given; `confidence` is the mean probability of its core."""

    quad: Quad
    confidence: float


PER_LINE_PX = 200
"""Pixels of a canvas that cost as much as framing one line and telling whose it is: 0.1 ms. Hundreds may be on one."""


class PaddleLineDetector:
    """`LineDetector` on a network of PP-OCR's form, by default PP-OCRv6 small."""

    def __init__(self, threads: int = 0, network: ArrayNetwork | None = None, spec: DetectorSpec = DETECTOR) -> None:
        self._network, self._spec = network or Network(spec.file, threads), spec

    @property
    def fingerprint(self) -> str:
        """The network's, and its spec's."""
        return f"{self._network.fingerprint} {self._spec.fingerprint}"

    @property
    def canvas(self) -> CanvasInput:
        """What pictures it likes best."""
        return self._spec.canvas

    def detect(self, image: Image, budget: Budget = UNBOUNDED) -> tuple[DetectedLine, ...]:
        """Lines in picture coordinates, top to bottom. The picture is read at its own scale."""
        height, width = image.shape[:2]
        stride = self._spec.canvas.stride_px
        fitting = (max(1, round(width / stride)) * stride, max(1, round(height / stride)) * stride)
        budget.spend(Part.DETECT, fitting[0] * fitting[1])
        probability = self._network(np.ascontiguousarray(self._spec.normalisation(resized(image, fitting))[None]))[0, 0]
        stretch = np.array([width / fitting[0], height / fitting[1]])
        lines = lines_of_map(probability, self._spec)
        budget.spend(Part.DETECT, PER_LINE_PX * len(lines))
        found = (DetectedLine(quad(points(line.quad) * stretch), line.confidence) for line in lines)
        return tuple(sorted(found, key=lambda line: line.quad[0][1]))


def lines_of_map(probability: Tensor, spec: DetectorSpec = DETECTOR) -> list[DetectedLine]:
    """Lines of one (height, width) probability map, in its own coordinates."""
    core = cv2.dilate((probability > spec.core).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(core, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = (_line(probability, contour, spec) for contour in contours if len(contour) > 2)
    return [line for line in found if line is not None]


def _line(probability: Tensor, contour: np.ndarray, spec: DetectorSpec) -> DetectedLine | None:
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < spec.minimum_side:
        return None
    confidence = _mean_inside(probability, contour)
    if confidence < spec.minimum_confidence:
        return None
    grow = width * height * spec.unclip / (2 * (width + height))
    # Contour points are pixel centres at whole numbers: half a pixel to our coordinates, a whole one to the outline.
    corners = cv2.boxPoints((centre, (width + 1 + 2 * grow, height + 1 + 2 * grow), angle)) + 0.5
    return DetectedLine(_from_upper_left(corners), confidence)


def _mean_inside(probability: Tensor, contour: np.ndarray) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(probability[y : y + height, x : x + width], mask)[0])


def _from_upper_left(corners: np.ndarray) -> Quad:
    """Clockwise from the corner that is upper left of a line that tilts by up to 45 degrees."""
    ordered = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = ordered[:2][np.argsort(ordered[:2, 1])], ordered[2:][np.argsort(ordered[2:, 1])]
    return quad([left[0], right[0], right[1], left[1]])
