"""Monotone calibrations: from what a reader says of itself to how often it is right.

`Isotonic` is the least assumption (pool adjacent violators), `Logistic` the fewest numbers, and what the engine uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CLOSEST = 1e-4
"""Confidences nearer 0 or 1 than this are held there: their log odds say nothing more."""


@dataclass(frozen=True)
class Marks:
    """Fields that were read: their signs (`core.recognition.calibration`), and whether the value was right (0 or 1)."""

    mean: Floats
    weakest: Floats
    off: Floats
    length: Floats
    right: Floats
    groups: tuple[str, ...]
    """Kind of document of each; what is fitted on some is judged on the others."""

    def chosen(self, mask: NDArray[np.bool_]) -> Marks:
        """Some of them."""
        groups = tuple(group for group, kept in zip(self.groups, mask, strict=True) if kept)
        mean, weakest, off = self.mean[mask], self.weakest[mask], self.off[mask]
        return Marks(mean, weakest, off, self.length[mask], self.right[mask], groups)


class Calibration(Protocol):
    """From marks to the chance of being right."""

    def chance(self, marks: Marks) -> Floats:
        """0 to 1, one for each."""
        ...


@dataclass(frozen=True)
class Raw:
    """The mean character confidence as it is."""

    def chance(self, marks: Marks) -> Floats:
        """Nothing is changed."""
        return marks.mean


@dataclass(frozen=True)
class Isotonic:
    """Steps in the mean confidence, joined by straight lines."""

    at: tuple[float, ...]
    chances: tuple[float, ...]

    def chance(self, marks: Marks) -> Floats:
        """Interpolated between the steps' middles."""
        return np.asarray(np.interp(marks.mean, self.at, self.chances))

    @staticmethod
    def fit(marks: Marks) -> Isotonic:
        """Pool adjacent violators; a step stands at the mean of its marks."""
        order = np.argsort(marks.mean, kind="stable")
        steps: list[list[float]] = []  # sum of confidences, sum of right, count
        for confidence, right in zip(marks.mean[order], marks.right[order], strict=True):
            steps.append([confidence, right, 1.0])
            while len(steps) > 1 and steps[-2][1] * steps[-1][2] >= steps[-1][1] * steps[-2][2]:
                above = steps.pop()
                steps[-1] = [first + second for first, second in zip(steps[-1], above, strict=True)]
        middles = [(total / count, right / count) for total, right, count in steps]
        return Isotonic(tuple(at for at, _ in middles), tuple(chance for _, chance in middles))


@dataclass(frozen=True)
class Logistic:
    """The formula of `core.recognition.calibration`: log odds of being right are a line in the signs."""

    bias: float
    mean: float
    weakest: float
    off: float
    length: float

    def chance(self, marks: Marks) -> Floats:
        """0 to 1, one for each."""
        odds = self.bias + self.mean * logit(marks.mean) + self.weakest * logit(marks.weakest) - self.off * marks.off
        return _sigmoid(np.asarray(odds - self.length * np.log(np.maximum(marks.length, 1))))

    @staticmethod
    def fit(marks: Marks) -> Logistic:
        """Newton's method with a slight pull to 0; a sign that would speak the wrong way is left out."""
        shorter = -np.log(np.maximum(marks.length, 1))
        ones = np.ones(len(marks.right))
        features = np.column_stack([ones, logit(marks.mean), logit(marks.weakest), -marks.off, shorter])
        used = [0, 1, 2, 3, 4]
        while True:
            weights = _newton(features[:, used], marks.right)
            wrong = [place for place in range(1, len(used)) if weights[place] < 0]
            if not wrong:
                found = dict(zip(used, weights.tolist(), strict=True))
                return Logistic(*(found.get(place, 0.0) for place in range(5)))
            used.pop(min(wrong, key=lambda place: weights[place]))


def logit(confidence: Floats) -> Floats:
    """Log odds, held finite."""
    held = np.clip(confidence, CLOSEST, 1 - CLOSEST)
    return np.asarray(np.log(held / (1 - held)))


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -40, 40))))


def _newton(features: Floats, right: Floats, pull: float = 0.1) -> Floats:
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        chance = _sigmoid(features @ weights)
        slope = features.T @ (right - chance) - pull * weights
        curve = (features.T * (chance * (1 - chance))) @ features + pull * np.eye(len(weights))
        weights = weights + np.clip(np.linalg.solve(curve, slope), -2, 2)
    return np.asarray(weights)


def left_out(fit: type[Isotonic] | type[Logistic], marks: Marks) -> Floats:
    """Chances of every group by what was fitted on all the others."""
    chances = np.zeros(len(marks.right))
    for group in dict.fromkeys(marks.groups):
        mine = np.array([other == group for other in marks.groups])
        chances[mine] = fit.fit(marks.chosen(~mine)).chance(marks.chosen(mine))
    return chances


@dataclass(frozen=True)
class Quality:
    """How well chances were told; smaller is better, but for `order`."""

    brier: float
    """Mean squared difference."""
    gap: float
    """Mean difference between chance and share right, over ten bins of equal count (ECE)."""
    order: float
    """Chance that a right field is scored above a wrong one (area under the ROC curve)."""


def quality(chances: Floats, right: Floats) -> Quality:
    """Of chances told, against what was right."""
    bins = reliability(chances, right)
    gap = sum(count * abs(said - was) for said, was, count in bins) / len(right)
    return Quality(float(np.mean((chances - right) ** 2)), gap, _order(chances, right))


def reliability(chances: Floats, right: Floats, bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean chance, share right and count of bins of equal count, from low to high."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [(float(chances[part].mean()), float(right[part].mean()), len(part)) for part in parts]


def _order(chances: Floats, right: Floats) -> float:
    good, bad = chances[right > 0], chances[right == 0]
    if not len(good) or not len(bad):
        return float("nan")
    above = np.mean(good[:, None] > bad[None, :]) + 0.5 * np.mean(good[:, None] == bad[None, :])
    return float(above)


def thinned(steps: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """At most `most` of the steps, first and last kept, evenly chosen between."""
    if len(steps) <= most:
        return list(steps)
    return [steps[round(index)] for index in np.linspace(0, len(steps) - 1, most)]
