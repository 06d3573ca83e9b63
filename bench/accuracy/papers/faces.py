"""The typefaces of the drawn families: open fonts of two Debian sources that most machines have.

Rule: as `examples.draw.fonts`, whose Chinese roles are the same files; Latin print is DejaVu's, so that the families do
not share a typeface with the examples.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from examples.draw.fonts import FACES as CHINESE
from examples.draw.fonts import Face, FontMissing

ROOT = Path("/usr/share/fonts")
_DEJAVU = "truetype/dejavu/DejaVu"
_CORE, _EXTRA = "fonts-dejavu-core", "fonts-dejavu-extra"

FACES = {role: CHINESE[role] for role in ("song", "song-bold", "hei", "hei-bold")} | {
    "cell": Face("opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk", 7),
    "sans": Face(f"{_DEJAVU}Sans.ttf", _CORE),
    "sans-bold": Face(f"{_DEJAVU}Sans-Bold.ttf", _CORE),
    "narrow": Face(f"{_DEJAVU}SansCondensed.ttf", _EXTRA),
    "narrow-bold": Face(f"{_DEJAVU}SansCondensed-Bold.ttf", _EXTRA),
    "slanted": Face(f"{_DEJAVU}Sans-Oblique.ttf", _EXTRA),
    "serif": Face(f"{_DEJAVU}Serif.ttf", _CORE),
    "serif-bold": Face(f"{_DEJAVU}Serif-Bold.ttf", _CORE),
    "book": Face(f"{_DEJAVU}SerifCondensed.ttf", _EXTRA),
    "mono": Face(f"{_DEJAVU}SansMono.ttf", _CORE),
    "mono-bold": Face(f"{_DEJAVU}SansMono-Bold.ttf", _CORE),
}
"""Role -> typeface; `cell` has Latin letters of half a Chinese character's width, as ticket printers do."""


def missing_packages() -> tuple[str, ...]:
    """Debian packages that still have to be installed before anything can be drawn."""
    return tuple(sorted({face.package for face in FACES.values() if not (ROOT / face.file).is_file()}))


@lru_cache(maxsize=512)
def font(role: str, size: int) -> ImageFont.FreeTypeFont:
    """The typeface of a role at a size in pixels. Raises FontMissing."""
    face = FACES[role]
    path = ROOT / face.file
    if not path.is_file():
        raise FontMissing(f"The typeface {path.name} is missing. Install it: apt-get install {face.package}")
    return ImageFont.truetype(str(path), size, index=face.index, layout_engine=ImageFont.Layout.BASIC)
