"""The contract's schema of a field's options is what the types take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lambda_ocr.core.field_types import TYPES
from lambda_ocr.core.field_types.options import Options
from lambda_ocr.wire.type_options import MEMBERS


class Watched(Options):
    """Remembers which members were asked for."""

    def __init__(self, type_name: str, given: Mapping[str, Any]) -> None:
        super().__init__(type_name, given)
        self.asked = set[str]()

    def take(self, name: str) -> Any:
        self.asked.add(name)
        return super().take(name)


@pytest.mark.parametrize("kind", TYPES)
def test_every_member_that_a_type_takes_is_described(kind: str) -> None:
    needed: dict[str, dict[str, Any]] = {
        "code": {"pattern": "a"},
        "choice": {"values": ["a"]},
        "presence": {"of": "stamp"},
        "table": {"columns": [[[[0, 0], [9, 0], [9, 9], [0, 9]], "a"]]},
    }
    watched = Watched(kind, needed.get(kind, {}))
    TYPES[kind](watched)
    watched.done()
    assert watched.asked <= set(MEMBERS)
    assert watched.asked or kind == "text"


def test_every_type_is_named() -> None:
    assert MEMBERS["type"]["enum"] == list(TYPES)
