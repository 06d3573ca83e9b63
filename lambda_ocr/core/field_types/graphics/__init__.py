"""Types whose value is no text: marks, the presence of something, bars. `core.graphics` reads them.

Rule: here is what may be asked of one; nothing here looks at a picture.
"""

from __future__ import annotations

from typing import TypeAlias

from lambda_ocr.core.field_types.graphics.barcode import Barcode
from lambda_ocr.core.field_types.graphics.mark import Mark
from lambda_ocr.core.field_types.graphics.presence import Presence

Graphic: TypeAlias = Mark | Presence | Barcode
"""What is not read as print."""

__all__ = ["Barcode", "Graphic", "Mark", "Presence"]
