"""`text`: whatever is printed, as it is printed. What a field is of that asks for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Text:
    """Any text."""

    name: str = "text"


def parse(options: Mapping[str, Any]) -> Text:
    """The type, which takes no options; raises ValueError that names the first."""
    if options:
        unknown = next(iter(options))[:40]
        raise ValueError(f'have the member "{unknown}", which the type "text" does not take; leave it out')
    return Text()
