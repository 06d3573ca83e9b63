"""What is seen on one page, whatever template it is tried against.

Rule: each part is computed when it is first asked for, and once; so trying a thousand templates looks at the page once.
Nothing here depends on a template, and nothing is kept beyond the request.
"""

from __future__ import annotations

from functools import cached_property

from lambda_ocr.alignment.features import grey_of
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints, outline
from lambda_ocr.alignment.proposals.keypoints import Keypoints, OrientedKeypoints
from lambda_ocr.alignment.proposals.text_anchors import Anchor, read_turned
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import Points
from lambda_ocr.core.model import Image
from lambda_ocr.core.ports import LineDetector, LineRecognizer


class PageFeatures:
    """The parts of one page, in its full pixels."""

    def __init__(
        self, image: Image, detector: LineDetector, recognizer: LineRecognizer, budget: Budget = UNBOUNDED
    ) -> None:
        self.image = image
        self._detector, self._recognizer, self._budget = detector, recognizer, budget
        self._sift: dict[int, Keypoints] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.image.shape[1], self.image.shape[0]

    @cached_property
    def grey(self) -> ImagePyramid:
        """Its grey levels, at its own size and at halves of it."""
        return ImagePyramid(grey_of(self.image))

    @cached_property
    def orb(self) -> OrientedKeypoints:
        """ORB keypoints, found on the page at the size they are of the template."""
        small, factor = self.grey.fitted(OPTIONS.orb_side_px)
        return keypoints.orb(small).scaled(1 / factor)

    def sift(self, longest: int) -> Keypoints:
        """SIFT keypoints, found on the page with its longest side at most `longest`."""
        if longest not in self._sift:
            small, factor = self.grey.fitted(longest)
            self._sift[longest] = keypoints.sift(small, most=OPTIONS.max_page_sift_keypoints).scaled(1 / factor)
        return self._sift[longest]

    @cached_property
    def outlines(self) -> tuple[Points, ...]:
        """Sheets that stand out from what they lie on, largest first."""
        return tuple(outline.outlines(self.grey))

    @property
    def is_read(self) -> bool:
        """Whether its lines are there already."""
        return "lines" in vars(self)

    @cached_property
    def lines(self) -> tuple[Anchor, ...]:
        """Its readable lines, whichever of four ways it lies; raises `OverBudget`."""
        return read_turned(self.image, self._detector, self._recognizer, self._budget)
