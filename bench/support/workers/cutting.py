"""Cutting a field out of a picture, for the readers that are given crops. numpy and cv2 only."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np


def picture_of(path: str) -> Any:
    """(height, width, 3) BGR, turned as a viewer shows it."""
    picture = cv2.imread(path, cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{path} cannot be decoded")
    return picture


def cut(picture: Any, quad: Any, scale: float = 1.0) -> Any:
    """The quad upright, `scale` times its size on the picture."""
    corners = np.asarray(quad, np.float32)
    width = scale * (np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    height = scale * (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    size = (max(4, round(float(width))), max(4, round(float(height))))
    target = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    half = np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(corners - half, target - half)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
