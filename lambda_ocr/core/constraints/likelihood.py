"""How likely given texts are on a lattice: the forward algorithm of CTC (Graves et al. 2006), all paths of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.constraints.steps import LEFT_OUT, LINE_END, Steps

Floats = NDArray[np.float64]


def log_likelihoods(steps: Steps, texts: Sequence[str]) -> Floats:
    """Natural logarithm of each text's chance, white space left out but for `LINE_END` between lines.

    A character that the lattice leaves out at a step weighs `LEFT_OUT` there. O(steps x texts x characters).
    """
    letters = [[letter for letter in text if letter == LINE_END or not letter.isspace()] for text in texts]
    wide = 2 * max(map(len, letters), default=0) + 1
    places: dict[str, list[int]] = {}
    skips = np.zeros((len(texts), wide))
    for row, mine in enumerate(letters):
        for place, letter in enumerate(mine):
            at = 2 * place + 1
            places.setdefault(letter, []).append(row * wide + at)
            skips[row, at] = place > 0 and mine[place - 1] != letter
    chances, log_scales = np.zeros((len(texts), wide)), np.zeros(len(texts))
    chances[:, 0] = 1.0
    where = {letter: np.array(found) for letter, found in places.items()}
    for blank, possible in steps:
        reached = chances.copy()
        reached[:, 1:] += chances[:, :-1]
        reached[:, 2:] += chances[:, :-2] * skips[:, 2:]
        weights = np.full((len(texts), wide), LEFT_OUT)
        weights[:, ::2] = max(blank, LEFT_OUT)
        for letter, share in possible:
            if letter in where:
                weights.ravel()[where[letter]] = max(share, LEFT_OUT)
        chances = reached * weights
        total = chances.sum(axis=1)
        chances /= total[:, None]
        log_scales += np.log(total)
    ends = [chances[row, max(2 * len(mine) - 1, 0) : 2 * len(mine) + 1].sum() for row, mine in enumerate(letters)]
    return np.asarray(log_scales + np.log(np.maximum(ends, 1e-300)))
