"""A form with a field to be signed, stamped or pasted, and what people put there, drawn under known homographies."""

from __future__ import annotations

import random

import cv2
import numpy as np

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Image

FIELD = rectangle(100, 340, 400, 460)
PEN = (90, 40, 20)


def form(label: tuple[int, int, int] = (60, 60, 60), word: str = "printed") -> Image:
    """Lines of print, and a framed field with a label in its corner, in a colour (BGR)."""
    paper = np.full((500, 800, 3), 252, np.uint8)
    for at in range(6):
        text = f"Section {at + 1}: some {word} text of the form"
        cv2.putText(paper, text, (60, 50 + at * 45), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (50, 50, 50), 1, cv2.LINE_AA)
    cv2.rectangle(paper, (100, 340), (400, 460), (60, 60, 60), 1)
    cv2.putText(paper, "Signature / stamp", (110, 362), cv2.FONT_HERSHEY_SIMPLEX, 0.6, label, 1, cv2.LINE_AA)
    return paper


def signed(paper: Image, seed: int, thick: int = 2) -> Image:
    """The form with a signature."""
    chance, drawn = random.Random(seed), paper.copy()
    along = np.linspace(0, 1, 60)
    waves = [(chance.uniform(0.4, 1), 2 * np.pi * (at + 2.2), chance.uniform(0, 6)) for at in range(4)]
    down = np.sum([high * np.sin(often * along + begun) for high, often, begun in waves], axis=0) * 12
    path = np.c_[130 + along * chance.uniform(150, 240), 405 + down].astype(np.int32)
    cv2.polylines(drawn, [path], False, PEN, thick, cv2.LINE_AA)
    return drawn


def stamped(paper: Image, seed: int, strength: float = 0.7, colour: tuple[int, int, int] = (50, 50, 215)) -> Image:
    """The form with a round stamp, as strong as its pad was wet."""
    chance, drawn = random.Random(seed), paper.copy()
    centre = (round(chance.uniform(200, 320)), round(chance.uniform(395, 410)))
    cv2.circle(drawn, centre, 44, colour, 3, cv2.LINE_AA)
    cv2.putText(drawn, "PAID", (centre[0] - 32, centre[1] + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.9, colour, 2, cv2.LINE_AA)
    return np.asarray(cv2.addWeighted(drawn, strength, paper, 1 - strength, 0), np.uint8)


def pasted(paper: Image) -> Image:
    """The form with a portrait on white."""
    drawn = paper.copy()
    field = drawn[342:459, 102:399]
    field[:] = (245, 240, 235)
    cv2.rectangle(field, (70, 95), (230, 117), (90, 60, 40), -1)
    cv2.ellipse(field, (150, 60), (40, 50), 0, 0, 360, (120, 150, 205), -1)
    cv2.ellipse(field, (150, 25), (42, 30), 0, 180, 360, (30, 30, 40), -1)
    return drawn


def heavier(paper: Image) -> Image:
    """The sheet from a printer with more ink: strokes a pixel wider on each side."""
    return np.asarray(cv2.erode(paper, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))), np.uint8)


def bent(paper: Image) -> Image:
    """The sheet as it lies on paper that waves by three pixels."""
    rows, columns = np.mgrid[0 : paper.shape[0], 0 : paper.shape[1]].astype(np.float32)
    return np.asarray(cv2.remap(paper, columns, rows + 3 * np.sin(columns / 110), cv2.INTER_LINEAR), np.uint8)
