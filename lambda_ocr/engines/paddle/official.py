"""PaddleOCR's official classes, beside our own OpenCV.

PaddleOCR asks the installed packages whether `opencv-contrib-python` is among them before it imports `cv2`. Installed,
that package (4.10) would overwrite half of our `opencv-python-headless` (5.0): both own the one folder `cv2`. PaddleOCR
uses nothing of contrib to detect and recognise; while it is imported and built, the question is answered with ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, PackageNotFoundError, distribution
from typing import Any

OURS, ASKED_FOR = "opencv-python-headless", "opencv-contrib-python"


class _HeadlessAnswers(DistributionFinder):
    """Answers for contrib's name with the OpenCV there is; finds no module and lists nothing."""

    def find_spec(self, *arguments: Any, **named: Any) -> ModuleSpec | None:
        return None

    def find_distributions(self, context: Any = None) -> Iterator[Distribution]:
        if context is not None and context.name == ASKED_FOR:
            yield distribution(OURS)


@contextmanager
def paddle_asking() -> Iterator[None]:
    """While PaddleOCR asks: headless OpenCV counts as OpenCV, and no device is exchanged for another in silence."""
    _refuse_contrib()
    finder = _HeadlessAnswers()
    os.environ["PADDLE_PDX_DISABLE_DEVICE_FALLBACK"] = "1"
    sys.meta_path.append(finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _refuse_contrib() -> None:
    try:
        found = distribution(ASKED_FOR)
    except PackageNotFoundError:
        return
    raise RuntimeError(
        f"{ASKED_FOR} {found.version} lies in the same folder as {OURS} and shadows it: uninstall both, "
        f"then `pip install --no-deps -r lambda_ocr/requirements-paddle.txt`."
    )
