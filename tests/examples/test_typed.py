"""The examples with types: `typed.json` is the template with its fields' types, its rules, and the normal forms.

That the networks read them so is shown beside the other golden tests.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.core.field_types import TYPES, field_type
from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.table import Table

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = sorted(path.parent.name for path in EXAMPLES.glob("*/typed.json"))


def kept(case: str, file: str) -> Any:
    return json.loads((EXAMPLES / case / file).read_text(encoding="utf-8"))


def test_every_example_has_types() -> None:
    assert sorted(path.parent.name for path in EXAMPLES.glob("*/template.json")) == CASES


@pytest.mark.parametrize("case", CASES)
def test_the_typed_template_is_the_template_with_types(case: str) -> None:
    graphic = [entry[1] for entry in kept(case, "typed.json")["template"] if entry[2:] and is_graphic(entry[2])]
    printed = [entry[:2] for entry in kept(case, "typed.json")["template"] if entry[1] not in graphic]
    assert printed == kept(case, "template.json")
    assert not set(graphic) & {name for _, name in kept(case, "template.json")}


@pytest.mark.parametrize("case", CASES)
def test_the_normal_forms_are_those_of_the_print(case: str) -> None:
    kinds = {name: field_type(*options) for _, name, *options in kept(case, "typed.json")["template"] if options}
    for picture, printed in kept(case, "expected.json")["queries"].items():
        for name, kind in kinds.items():
            if isinstance(kind, (Graphic, Table)):
                continue
            meanings = kind.meanings([printed[name]]) if printed[name] else ()
            normal = [one.normalized for one in meanings if not one.failed] or [None]
            assert kept(case, "typed.json")["normalized"][picture][name] == normal[0], (picture, name)


def test_the_examples_have_a_field_of_every_type() -> None:
    asked = [options for case in CASES for _, _, *rest in kept(case, "typed.json")["template"] for options in rest]
    assert {options["type"] for options in asked} == set(TYPES)
    assert any("cells" in options for options in asked)


def is_graphic(options: dict[str, Any]) -> bool:
    """Whether a field is not read as print, or is a table, which the plain template has not."""
    return isinstance(field_type(options), (Graphic, Table))
