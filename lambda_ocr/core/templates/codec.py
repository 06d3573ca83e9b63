"""What is drawn on a template as a JSON value, for every store; the wire has its own messages.

`{"fields": [{"name", "quad", "options"}, …], "variable": [quad, …], "rules": [rule, …]}`, the last
where there are any. Earlier releases wrote the bare list of fields
where no print was struck out, and that is read as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from lambda_ocr.core.model import Field, Quad

Rules: TypeAlias = tuple[Mapping[str, Any], ...]


def drawn_to_plain(fields: Sequence[Field], variable: Sequence[Quad], rules: Rules = ()) -> dict[str, Any]:
    """Fields, struck out print and rules, for `json.dumps`."""
    drawn = [{"name": item.name, "quad": item.quad, "options": dict(item.options)} for item in fields]
    bound = {"rules": [dict(rule) for rule in rules]} if rules else {}
    return {"fields": drawn, "variable": list(variable), **bound}


def drawn_from_plain(stored: Any) -> tuple[tuple[Field, ...], tuple[Quad, ...], Rules]:
    """Fields, struck out print and rules from what `json.loads` gives; raises ValueError of anything else."""
    drawn = stored if isinstance(stored, dict) else {"fields": stored}
    try:
        fields = tuple(Field(item["name"], _quad(item["quad"]), item["options"]) for item in drawn["fields"])
        variable = tuple(_quad(corners) for corners in drawn.get("variable", ()))
        return fields, variable, tuple(dict(rule) for rule in drawn.get("rules", ()))
    except (TypeError, KeyError) as error:
        raise ValueError("this is nothing that is drawn on a template") from error


def _quad(corners: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d
