"""The typefaces of the pages, all open fonts of Debian packages.

Rule: pages name a role ("kai", "mono"), never a file; a missing file is answered with the package to install.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_ROOT = Path("/usr/share/fonts")


class FontMissing(RuntimeError):
    """A typeface is not installed; the message names the Debian package that has it."""


@dataclass(frozen=True)
class Face:
    """One typeface: its file below /usr/share/fonts, its index in a collection, and its Debian package."""

    file: str
    package: str
    index: int = 0


_NOTO, _LIBERATION = "fonts-noto-cjk", "fonts-liberation"

FACES = {
    "song": Face("opentype/noto/NotoSerifCJK-Regular.ttc", _NOTO, 2),
    "song-bold": Face("opentype/noto/NotoSerifCJK-Bold.ttc", _NOTO, 2),
    "hei": Face("opentype/noto/NotoSansCJK-Regular.ttc", _NOTO, 2),
    "hei-bold": Face("opentype/noto/NotoSansCJK-Bold.ttc", _NOTO, 2),
    "kai": Face("truetype/arphic/ukai.ttc", "fonts-arphic-ukai"),
    "sans": Face("truetype/liberation/LiberationSans-Regular.ttf", _LIBERATION),
    "sans-bold": Face("truetype/liberation/LiberationSans-Bold.ttf", _LIBERATION),
    "sans-italic": Face("truetype/liberation/LiberationSans-Italic.ttf", _LIBERATION),
    "serif": Face("truetype/liberation/LiberationSerif-Regular.ttf", _LIBERATION),
    "serif-bold": Face("truetype/liberation/LiberationSerif-Bold.ttf", _LIBERATION),
    "mono": Face("truetype/liberation/LiberationMono-Regular.ttf", _LIBERATION),
    "mono-bold": Face("truetype/liberation/LiberationMono-Bold.ttf", _LIBERATION),
    "hand": Face("opentype/comic-neue/ComicNeue-Bold.otf", "fonts-comic-neue"),
}


def missing_packages() -> tuple[str, ...]:
    """Debian packages that still have to be installed before anything can be drawn."""
    return tuple(sorted({face.package for face in FACES.values() if not (_ROOT / face.file).is_file()}))


@lru_cache(maxsize=512)
def font(role: str, size: int) -> ImageFont.FreeTypeFont:
    """The typeface of a role at a size in pixels. Raises FontMissing."""
    face = FACES[role]
    path = _ROOT / face.file
    if not path.is_file():
        raise FontMissing(f"The typeface {path.name} is missing. Install it: apt-get install {face.package}")
    return ImageFont.truetype(str(path), size, index=face.index, layout_engine=ImageFont.Layout.BASIC)
