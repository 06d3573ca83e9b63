"""Where overlays are written, and where their pictures come from again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lambda_ocr.core.errors import OcrError
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import SCHEMES, content
from lambda_ocr.entrypoints.cli.querying import Outcome
from lambda_ocr.settings import Settings
from lambda_ocr.viz.overlay import draw_overlay, encoded

SUFFIXES = (".png", ".jpg", ".jpeg")


class OverlayFiles:
    """One file for one picture when `target` is named like a picture, else a folder of them."""

    def __init__(self, target: Path, pictures: Sequence[str], settings: Settings) -> None:
        self._settings = settings
        self._limits = PictureLimits(settings.max_picture_bytes, settings.max_picture_side)
        single = target.suffix.lower() in SUFFIXES and not target.is_dir()
        if single and len(pictures) > 1:
            raise UsageProblem(f"--overlay {target} is one file for {len(pictures)} pictures; name a folder")
        self._paths = {pictures[0]: target} if single else _names(target, pictures)

    def write(self, outcome: Outcome) -> None:
        """Draw what was read; a refused picture, or one without positions, is passed over."""
        if not outcome.fields or "position" not in outcome.fields[0]:
            return
        path = self._paths[outcome.picture]
        try:
            page = load_document(content(outcome.picture, self._settings), self._limits).first
            image = draw_overlay(page.pixels, outcome.fields)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encoded(image, path.suffix))
        except (OSError, OcrError) as error:
            print(f"custom-ocr: no overlay of {outcome.picture}: {error}", file=sys.stderr)


def _names(folder: Path, pictures: Sequence[str]) -> dict[str, Path]:
    """`NAME.overlay.jpg`; pictures of one name out of several folders are numbered."""
    paths: dict[str, Path] = {}
    for picture in pictures:
        stem = Path(urlsplit(picture).path if picture.lower().startswith(SCHEMES) else picture).stem or "picture"
        path, number = folder / f"{stem}.overlay.jpg", 2
        while path in paths.values():
            path, number = folder / f"{stem}-{number}.overlay.jpg", number + 1
        paths[picture] = path
    return paths
