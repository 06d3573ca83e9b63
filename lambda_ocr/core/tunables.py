"""Tunables: fields of a frozen options object that say what they are and where their value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

NOT_MEASURED = "not measured: "
"""How the evidence of a value begins that no measurement supports; the reason follows."""


@dataclass(frozen=True)
class Tunable:
    """One value."""

    name: str
    value: Any
    meaning: str
    evidence: str
    """On what it was measured, what was tried and what came of it; or `NOT_MEASURED` and why it is what it is."""
    date: str
    """Of the measurement, or of the choice: YYYY-MM-DD."""


def tunable(value: Any, meaning: str, date: str, evidence: str) -> Any:
    """The default of an options object's field, with its record."""
    return field(default=value, metadata={"meaning": meaning, "evidence": evidence, "date": date})


def tunables(options: type) -> Iterator[Tunable]:
    """All tunables of an options class, in its order."""
    for each in fields(options):
        yield Tunable(each.name, each.default, **each.metadata)
