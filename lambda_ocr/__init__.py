"""Custom OCR: named fields read off photographs of known documents.

Here, because OpenCV reads them when it is loaded and never again: its own limits of a picture, so that the decoder
itself refuses what is larger than `CUSTOM_OCR_MAX_PICTURE_SIDE`, whatever the file's header made us believe.
"""

import os

__version__ = "0.1.0"


def _bound_the_decoder(said: str) -> None:
    """Set what OpenCV is told of sizes, where nobody has; what is no number is refused later, by `settings.py`."""
    if not said.isdecimal():
        return
    side = int(said)
    for name, limit in (("WIDTH", side), ("HEIGHT", side), ("PIXELS", side * side)):
        os.environ.setdefault(f"OPENCV_IO_MAX_IMAGE_{name}", str(limit))


_bound_the_decoder(os.environ.get("CUSTOM_OCR_MAX_PICTURE_SIDE", "4096"))
