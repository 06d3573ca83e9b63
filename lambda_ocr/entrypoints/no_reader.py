"""Stands in where no request reads a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.errors import InternalError
from lambda_ocr.core.model import Alignment, Field, Image, Prepared, Quad, Template


class NoReader:
    """A `DocumentReader` that has no models and says so."""

    version = "none"

    def describe(
        self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def prepare(self, template: Template, derived: bytes) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def look(self, picture: Image, budget: Budget = UNBOUNDED) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def align(self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def difference(
        self,
        one: tuple[Prepared, Alignment],
        other: tuple[Prepared, Alignment],
        page: Any,
        budget: Budget = UNBOUNDED,
    ) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def read_aligned(
        self,
        prepared: Prepared,
        picture: Image,
        alignment: Alignment,
        *,
        budget: Budget = UNBOUNDED,
        layer: TextLayer | None = None,
    ) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def read(
        self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED, layer: TextLayer | None = None
    ) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def study(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def beside(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def weighing(self, prepared: Prepared) -> NoReturn:
        """Refuse."""
        raise _refusal()

    def lines(self, picture: Image, budget: Budget = UNBOUNDED) -> NoReturn:
        """Refuse."""
        raise _refusal()


def _refusal() -> InternalError:
    return InternalError("This process has no models and reads no pictures.")
