"""The examples with types: `typed.json` is the template with its fields' types, its rules, and the normal forms."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

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


@pytest.mark.parametrize("case", ["vat_invoice", "train_ticket"])
def test_the_networks_read_every_normal_form_and_the_rules_hold(case: str, tmp_path: Path) -> None:
    service, typed = build_service(Settings(home=str(tmp_path), threads=1)), kept(case, "typed.json")
    asked = {"type": "add", "img": encoded(case, "template.png"), "template": kept(case, "template.json")}
    template_id = service.handle(asked).body["template_id"]
    types = {"type": "update", "template_id": template_id, "template": typed["template"], "rules": typed["rules"]}
    assert service.handle(types).status == 200
    for picture, normal in list(typed["normalized"].items())[:3]:
        query = {"template_id": template_id, "img": encoded(case, picture), "detail": True}
        fields = {field["key"]: field for field in service.handle(query).body["fields"]}
        assert {name: fields[name]["normalized"] for name in normal} == normal
        assert {fields[name]["status"] for name, value in normal.items() if value} == {"ok"}
        bound = [name for name in normal if name in json.dumps(typed["rules"], ensure_ascii=False)]
        assert all("rule" in fields[name]["held"] for name in bound)


def test_the_bars_of_a_waybill_say_the_number_that_is_printed(tmp_path: Path) -> None:
    service, typed = build_service(Settings(home=str(tmp_path), threads=1)), kept("waybill", "typed.json")
    fields = [entry for entry in typed["template"] if entry[1] in ("运单号", "条码")]
    asked = {"type": "add", "img": encoded("waybill", "template.png"), "template": fields, "rules": typed["rules"]}
    template_id = service.handle(asked).body["template_id"]
    for picture in ("query-3-photo.jpg", "query-4-curled.jpg"):
        query = {"template_id": template_id, "img": encoded("waybill", picture), "detail": True}
        number, bars = service.handle(query).body["fields"]
        assert number["normalized"] == bars["value"] == typed["normalized"][picture]["运单号"]
        assert bars["status"] == "ok" and "rule" in bars["held"] and "rule" in number["held"]


def is_graphic(options: dict[str, Any]) -> bool:
    """Whether a field is not read as print, or is a table, which the plain template has not."""
    return isinstance(field_type(options), (Graphic, Table))


def encoded(case: str, file: str) -> str:
    return base64.b64encode((EXAMPLES / case / file).read_bytes()).decode()
