"""What the tests of the examples share: each template is described once, whoever adds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.model import Field, Image, Quad
from lambda_ocr.core.reader import Reader

_KNOWN = dict[Any, bytes]()


@pytest.fixture(scope="module", autouse=True)
def described_once() -> Iterator[None]:
    """The same reader describes the same picture with the same fields the same, so that it need not twice.

    Undone after each file: those of other folders, run by the same worker, hold what describing costs.
    """
    describe = Reader.describe

    def remembered(
        self: Reader, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> bytes:
        asked = (self.version, picture.tobytes(), repr((fields, variable)))
        if asked not in _KNOWN or not budget.is_left():
            _KNOWN[asked] = describe(self, picture, fields, budget, variable)
        return _KNOWN[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "describe", remembered)
        yield
