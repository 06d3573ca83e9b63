"""Files that other programs made of one drawn card, or of pages in PostScript (`tests/documents/files/make.sh`)."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from lambda_ocr.core.model import Image
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

FOLDER = Path(__file__).parents[1] / "documents" / "files"
CARD: Image = np.asarray(cv2.imread(str(FOLDER / "card.png")), np.uint8)
"""What is on all of them but the pages from PostScript."""
NAMES = sorted(
    path.name for path in FOLDER.iterdir() if path.suffix in (".webp", ".gif", ".avif", ".heic", ".tif", ".pdf")
)
PRINTED = tuple(f"printed/{path.name}" for path in sorted((FOLDER / "printed").glob("*.pdf")))
"""One note as programs write it into a pdf (`printed/make.sh`)."""
PASSWORD = "open-sesame"


def made(name: str) -> bytes:
    """The file."""
    return (FOLDER / name).read_bytes()


def shown(name: str, page: int = 0, limits: PictureLimits | None = None, password: str = "") -> Image:
    """The pixels of a page."""
    with load_document(made(name), limits or PictureLimits(), password) as document:
        return document.pages[page].pixels


def far_from_card(pixels: Image, card: Image = CARD) -> float:
    """Mean difference from the card, in shades, at the card's size."""
    small = cv2.resize(pixels, (card.shape[1], card.shape[0]), interpolation=cv2.INTER_AREA)
    return float(np.abs(small.astype(int) - card.astype(int)).mean())
