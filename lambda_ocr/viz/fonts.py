"""A font that can draw any field name: the one installed with us, else one of the system's."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SIMPLIFIED_CHINESE = 2
"""Noto's collection holds the Japanese, Korean and simplified Chinese shapes at 0, 1, 2."""

_SYSTEM = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", _SIMPLIFIED_CHINESE),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", _SIMPLIFIED_CHINESE),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
    ("/Library/Fonts/Arial Unicode.ttf", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)


def find_font(size: int) -> Font:
    """The best font there is, in pixels; Pillow's own, which knows Latin letters only, as the last resort."""
    for path, index in (*_installed(), *_SYSTEM):
        if Path(path).is_file():
            return ImageFont.truetype(path, size, index)
    return ImageFont.load_default(size)


def _installed() -> list[tuple[str, int]]:
    """The data package `noto-cjk-sans-otc`, found without importing it."""
    spec = find_spec("noto_cjk_sans_otc")
    folders = (spec.submodule_search_locations or []) if spec else []
    return [(f"{folder}/NotoSansCJK-Regular.ttc", _SIMPLIFIED_CHINESE) for folder in folders]
