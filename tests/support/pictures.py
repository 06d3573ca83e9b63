"""Pictures for the tests of the wire, and the fetchers that stand behind their urls."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np

from lambda_ocr.core.errors import UrlUnreachable

RED: Any = [[[10, 10], [50, 10], [50, 30], [10, 30]], "名称"]
GREEN: Any = [[[60, 10], [110, 10], [110, 30], [60, 30]], "识别号"]


def card(width: int = 120, height: int = 80) -> bytes:
    """A png with a red place and a green one, under the quads above."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[10:30, 10:50] = (0, 0, 255)
    pixels[10:30, 60:110] = (0, 128, 0)
    return encoded(pixels)


def encoded(pixels: Any) -> bytes:
    """A png of these pixels."""
    done, data = cv2.imencode(".png", pixels)
    assert done
    return bytes(data)


def as_base64(data: bytes) -> str:
    """As it stands in `img`."""
    return base64.b64encode(data).decode()


class WebWithTheseFiles:
    """Answers urls from a dictionary."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = files or {}
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.files:
            raise UrlUnreachable("There is no such file. Check the url.")
        return self.files[url]
