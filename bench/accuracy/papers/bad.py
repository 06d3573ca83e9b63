"""Copies in a bad state: a blank form, a photocopy half of which is faint, a label torn off.

Rule: they are of the template still, so they may be refused only if a person could not tell what they are; what stands
on them is read, and nothing else is.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.family import Family
from bench.accuracy.papers.paper import Paper
from examples.draw.paper import Box

FAINT = 0.3
"""Contrast left where a photocopy is faint: black comes out as light grey, which a person still reads."""
LABEL = 190.0
"""Template pixels torn off left of a field."""


def bad_copies(family: Family, number: int) -> dict[str, Paper]:
    """By what is wrong with them."""
    dice = Dice(family.seed, family.name, "bad")
    found = {"blank": family.blank(), "faint": family.copies(number + 1), "torn": family.copies(number + 2)}
    _fade(found["faint"], dice)
    _tear(found["torn"], dice)
    return found


def _fade(paper: Paper, dice: Dice) -> None:
    """One half of the sheet, an edge of some width between."""
    held = np.asarray(paper.image, np.float32)
    high, wide = held.shape[:2]
    across = np.linspace(-0.5, 0.5, wide)[None, :] if dice.happens(0.5) else np.linspace(-0.5, 0.5, high)[:, None]
    kept = FAINT + (1 - FAINT) / (1 + np.exp((across if dice.happens(0.5) else -across) * 40))
    tint = np.array(paper.paper, np.float32)
    paper.image = Image.fromarray(np.asarray(tint + (held - tint) * kept[..., None], np.uint8))


def _tear(paper: Paper, dice: Dice) -> None:
    """The print left of one field is gone with the paper's upper layer; no value is touched."""
    for name in dice.some(sorted(paper.truth), len(paper.truth)):
        x0, y0, _, y1 = paper.quads[name]
        box = (max(x0 - LABEL, 0.0), y0 - 3, x0 - 2, y1 + 3)
        if x0 > 60 and not any(_meet(box, line) for _, line in paper.valued):
            steps = np.linspace(box[1], box[3], 9)
            right = [(box[2] - dice.real(0, 10), float(y)) for y in steps]
            left = [(box[0] + dice.real(0, 14), float(y)) for y in steps[::-1]]
            paper.polygon([*right, *left], (232, 228, 220))
            return


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
