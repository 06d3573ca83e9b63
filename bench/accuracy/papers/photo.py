"""How a copy is photographed: scanners, phones and poor pictures, drawn by dice over the examples' camera and light.

Rule: sizes are chosen by the page's, so that print stays as large as a person can read it.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.accuracy.papers.dice import Dice
from examples.draw import desk
from examples.draw.camera import FLAT, Curl, Size
from examples.draw.case import Desk, Shot
from examples.draw.light import Light

LEAST, MOST = 0.66, 1.25
"""Picture pixels per template pixel; poor pictures have fewest."""


DESKS: tuple[Desk, ...] = (desk.wood, desk.cloth, desk.stone)


def shot_of(dice: Dice, page: Size) -> Shot:
    """One way to take it."""
    ways: tuple[tuple[float, Callable[[Dice, Size], Shot]], ...] = (
        (0.28, _scanned),
        (0.62, _photographed),
        (0.76, _curled),
        (0.88, _turned),
        (1.0, _poor),
    )
    chance = dice.real(0, 1)
    return next(way for upto, way in ways if chance <= upto)(dice, page)


def _scanned(dice: Dice, page: Size) -> Shot:
    scale = dice.real(0.8, MOST)
    size = (round(page[0] * scale * 1.06), round(page[1] * scale * 1.06))
    light = Light(dice.real(0.94, 1.02), noise=dice.real(1, 3), blur=dice.real(0, 0.5))
    return Shot.scanned(
        size, scale, dice.real(-2.2, 2.2), grey=dice.one((236, 250, 90)), light=light, quality=dice.whole(70, 90)
    )


def _photographed(dice: Dice, page: Size, curl: Curl = FLAT, spin: float = 0.0, most: float = 14) -> Shot:
    scale = dice.real(0.85, MOST)
    on_side = 45 < spin % 180 < 135
    across, down = (page[1], page[0]) if on_side else page
    share = dice.real(0.8, 0.88)
    long = max(across / share, down / share, 0.62 * max(across, down) / share)
    wide, high = (max(across / share, 0.6 * long), max(down / share, 0.6 * long))
    light = Light(
        dice.real(0.86, 1.04),
        dice.real(-0.03, 0.06),
        (dice.real(-0.15, 0.15), dice.real(-0.15, 0.15)),
        dice.real(0, 0.35),
        (dice.real(0, 1), dice.real(0, 1)),
        dice.real(0, 0.3),
        dice.real(0.3, 0.75),
        dice.one((0.0, 0.0, 1.0)),
        dice.real(1.5, 3.2),
    )
    size = (round(wide * scale), round(high * scale))
    return Shot.phoned(
        size,
        across / wide,
        dice.one(DESKS),
        light,
        yaw=dice.real(-most, most),
        pitch=dice.real(-most, most),
        spin=spin + dice.real(-6, 6),
        curl=curl,
        quality=dice.whole(62, 86),
    )


def _curled(dice: Dice, page: Size) -> Shot:
    along = 1 if page[1] > 1.3 * page[0] else 0
    bend = Curl((dice.real(-0.12, 0.12), dice.real(-0.25, 0.25), dice.real(-0.1, 0.1)), along)
    return _photographed(dice, page, bend, most=8)


def _turned(dice: Dice, page: Size) -> Shot:
    return _photographed(dice, page, spin=dice.one((90.0, 180.0, -90.0)), most=8)


def _poor(dice: Dice, page: Size) -> Shot:
    scale = dice.real(LEAST, 0.75)
    size = (round(page[0] * scale * 1.04), round(page[1] * scale * 1.04))
    light = Light(dice.real(0.9, 1.0), noise=dice.real(1, 3), blur=dice.real(0.2, 0.5))
    return Shot.scanned(size, scale, dice.real(-1.5, 1.5), light=light, quality=dice.whole(48, 66))
