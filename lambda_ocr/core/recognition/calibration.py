"""From what a reading knows of itself to how often such readings are right: the score.

A recognizer's confidence says how sure it is of each character, not whether the value is right: a long value with one
weak character is more often wrong than its mean says, and so is one read where the field might not lie. The chance of
being right is the logistic function of these signs (Platt scaling). Its weights belong to a network, and come with it
(`Calibration`); `bench.accuracy.calibration` fits them, and judges them on kinds of document left out of the fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.core.model import Calibration, Line

CLOSEST = 1e-4
"""Confidences nearer 0 or 1 than this are held there: their log odds say nothing more."""
PASSED_OVER = 0.5
"""Chance at the most of a value with a sign that was passed over: measured, 10 of 11 such values are wrong."""
FARTHEST = 2.0
"""Line heights of doubt beyond which a field's place is simply unknown."""


@dataclass(frozen=True)
class Signs:
    """What is known of a value before anyone says whether it is right."""

    mean: float
    """Mean confidence of its characters."""
    weakest: float
    """Least confidence of a character; a field is as good as that."""
    off: float
    """Doubt of the field's place, in line heights."""
    length: int = 1
    """Characters of the value: each may be wrong."""
    unread: int = 0
    """Signs of its lines that were passed over (`core.recognition.unread_signs`), or hidden (`ruled_signs`)."""


def signs_of(lines: Sequence[Line], error_px: float) -> Signs:
    """The signs of a field with at least one line, placed to within `error_px` picture pixels."""
    letters = sum(len(line.text) for line in lines)
    mean = sum(line.confidence * len(line.text) for line in lines) / letters
    height = float(np.median([side_lengths(line.position)[1] for line in lines]))
    return Signs(
        mean,
        min(line.weakest for line in lines),
        min(error_px / max(height, 1.0), FARTHEST),
        sum(len("".join(line.text.split())) for line in lines),
        sum(line.unread for line in lines),
    )


def chance(signs: Signs, weights: Calibration) -> float:
    """How often a value with these signs is right, 0 to 1."""
    odds = weights.bias + weights.mean * _log_odds(signs.mean) + weights.weakest * _log_odds(signs.weakest)
    odds -= weights.off * signs.off
    odds -= weights.length * log(max(signs.length, 1))
    fitted = 1 / (1 + exp(-odds))
    return min(fitted, PASSED_OVER) if signs.unread else fitted


def _log_odds(confidence: float) -> float:
    held = min(max(confidence, CLOSEST), 1 - CLOSEST)
    return log(held / (1 - held))
