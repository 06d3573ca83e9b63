"""What of a stack holds something that an update must not replace: its logical id, by which CloudFormation knows it,
and properties that CloudFormation cannot change. `python -m tests.support.stateful` writes tests/infra/stateful.json.

Rule: a line of that file that goes, or changes, is data, an address or a name that an update throws away. A new one is
added by the command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.stateful import REPLACED_BY
from tests.support.stacks import STACKS, looked_at, resources

KEPT = Path(__file__).parents[1] / "infra" / "stateful.json"


def stateful() -> dict[str, dict[str, dict[str, Any]]]:
    """Of each of STACKS, type, logical id and those properties."""
    return {name: _of(looked_at(name).template) for name in STACKS}


def _of(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {
        type_: {
            name: {key: properties[key] for key in fixed if key in properties}
            for name, properties in sorted(resources(template, type_).items())
        }
        for type_, fixed in REPLACED_BY.items()
    }
    return {type_: names for type_, names in found.items() if names}


if __name__ == "__main__":
    KEPT.write_text(json.dumps(stateful(), indent=1) + "\n", encoding="utf-8")
