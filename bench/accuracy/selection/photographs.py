"""A drawn sheet as a picture, on some ground, in some light; cheap, so that hundreds can be taken."""

from __future__ import annotations

import cv2
import numpy as np

from bench.accuracy.papers.dice import Dice
from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Image


def photographed(sheet: Image, dice: Dice) -> Image:
    """One way to take it: any of four ways up, up to 15 degrees more, in perspective, 0.7 to 1.3 times as large."""
    high, wide = sheet.shape[:2]
    scale, turn = dice.real(0.7, 1.3), np.deg2rad(90 * dice.one((0, 0, 0, 0, 1, 2, 3)) + dice.real(-12, 12))
    corners = points(rectangle(0, 0, wide, high)) - (wide / 2, high / 2)
    turned = scale * corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    turned += dice.rng.uniform(-0.03, 0.03, (4, 2)) * max(wide, high) * scale
    turned -= turned.min(axis=0) - dice.rng.uniform(0.01, 0.08, 2) * max(wide, high) * scale
    size = np.ceil(turned.max(axis=0) * (1 + dice.real(0.01, 0.08))).astype(int)
    ground = _ground(dice, (int(size[0]), int(size[1])))
    moved = cv2.getPerspectiveTransform(
        points(rectangle(0, 0, wide, high)).astype(np.float32), turned.astype(np.float32)
    )
    way = cv2.INTER_AREA if scale < 0.85 else cv2.INTER_LINEAR
    page = cv2.warpPerspective(cv2.GaussianBlur(sheet, (0, 0), max(0.4, 0.45 / scale)), moved, size, flags=way)
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), moved, size)
    seen = np.where(mask[..., None] > 127, page, ground).astype(np.float32)
    return _taken(seen, dice)


def _ground(dice: Dice, size: tuple[int, int]) -> Image:
    """A table top, or a scanner's lid."""
    tone = dice.rng.integers(60, 245, 3)
    small = dice.rng.normal(0, dice.real(0, 25), (size[1] // 8 + 2, size[0] // 24 + 2, 1)).astype(np.float32)
    grain = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(np.clip(tone + grain, 0, 255), np.uint8)


def _taken(seen: np.ndarray, dice: Dice) -> Image:
    """Light that falls off, blur, noise, JPEG."""
    high, wide = seen.shape[:2]
    light = dice.rng.uniform(0.7, 1.05, (2, 2)).astype(np.float32)
    lit = seen * cv2.resize(light, (wide, high), interpolation=cv2.INTER_LINEAR)[..., None]
    lit = cv2.GaussianBlur(lit, (0, 0), dice.real(0.3, 1.1)) + dice.rng.normal(0, dice.real(1, 5), (high, wide, 1))
    coded = cv2.imencode(".jpg", np.clip(lit, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, dice.whole(55, 90)])
    return np.asarray(cv2.imdecode(coded[1], cv2.IMREAD_COLOR), np.uint8)
