"""`barcode`: bars or a matrix code, decoded. Normal form: the payload, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused

SYMBOLOGIES = (
    *("QRCode", "MicroQRCode", "DataMatrix", "Aztec", "PDF417", "MaxiCode", "Code128", "Code39", "Code93", "Codabar"),
    *("ITF", "EAN13", "EAN8", "UPCA", "UPCE", "DataBar", "DataBarExp"),
)
"""As ZXing calls them."""
UNCHECKED = frozenset({"Code39", "Codabar", "ITF"})
"""Those that need no check digit: bars half hidden may be decoded as fewer."""


@dataclass(frozen=True)
class Barcode:
    """One code, of one of some symbologies."""

    symbologies: tuple[str, ...] = ()
    """None: of any."""
    name: str = "barcode"
    automaton: None = None

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """None: print is no code."""
        return ()


def parse(options: Options) -> Barcode:
    """The type, with `symbologies`."""
    asked = options.texts("symbologies", len(SYMBOLOGIES)) or ()
    for at, one in enumerate(asked):
        if one not in SYMBOLOGIES:
            raise refused(f"symbologies[{at}]", f"is none we read; say some of {', '.join(SYMBOLOGIES)}")
    return Barcode(asked)
