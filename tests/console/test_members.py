"""Nothing that a template has is dropped on its way into the editor, through it, and out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from infra.cdk_cli import ROOT
from tests.support.browser import EXAMPLES, Console
from tests.support.modules import in_node

FORM = EXAMPLES / "form"
SCHEMAS = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]
TYPED = {"type": "date", "order": "dmy"}
STRUCK = [[60.0, 100.0], [300.0, 100.0], [300.0, 120.0], [60.0, 120.0]]
UNKNOWN = {"sheets": [1, 2], "of_tomorrow": None}


def test_of_every_member_of_a_template_it_is_decided_whether_it_is_sent_again() -> None:
    """A new one must be shown by the editor, travel unseen (and be known to `add`), or be named as a fact."""
    lists = in_node("editor/wire.js", "({ DRAWN, ANSWERED, ASKED, CHANGED }) => ({ DRAWN, ANSWERED, ASKED, CHANGED })")
    answered, asked = set(SCHEMAS["GetAnswer"]["properties"]), set(SCHEMAS["AddRequest"]["properties"])
    assert answered - set(lists["ANSWERED"]) <= asked
    assert asked - {"img"} == {*lists["DRAWN"], *lists["ASKED"]} | (asked & answered - {"img"})
    assert set(lists["ANSWERED"]) & asked == {"img"}
    changes = set(SCHEMAS["UpdateRequest"]["properties"]) - {*lists["ASKED"], "img", "template_id", "expected_version"}
    assert changes == set(lists["CHANGED"])


def test_a_template_comes_out_of_the_draft_as_it_went_in() -> None:
    quad = [[1, 2], [30, 2], [30, 12], [1, 12]]
    given = {"template": [[quad, "甲", TYPED], [quad, "乙"]], "variable": [STRUCK], "name": "n", "note": "", **UNKNOWN}
    came = in_node(
        "editor/wire.js",
        """({ drawnField, othersOf, templateOf }, given) => templateOf({
            ...given, fields: given.template.map(drawnField), others: othersOf(given),
        })""",
        {**given, "template_id": "0b5a", "created": "2026", "width": 9, "height": 9, "img": None},
    )
    assert came == given


def test_what_is_about_one_request_alone_is_not_sent_with_the_next() -> None:
    asked = {"type": "add", "img": "…", "url": "…", "detail": False, "idempotency_key": "once", **UNKNOWN}
    assert in_node("editor/wire.js", "({ othersOf }, given) => othersOf(given)", asked) == UNKNOWN


@pytest.fixture
def sent(console: Console) -> list[dict[str, Any]]:
    """Bodies of what changes templates; what is got has members of tomorrow, of which the service learns nothing."""
    bodies: list[dict[str, Any]] = []

    def tomorrow(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        if asked["type"] == "get":
            told = route.fetch().json()
            told["template"] = [[*field, TYPED] for field in told["template"]]
            route.fulfill(json=told | {"variable": [STRUCK], **UNKNOWN})
        elif asked["type"] in ("add", "update"):
            bodies.append(asked)
            route.continue_(post_data={**asked, "template": [field[:2] for field in asked["template"]]})
        else:
            route.fallback()

    console.page.route("**/custom_ocr", tomorrow)
    return bodies


def registered(console: Console) -> str:
    """Two fields on the form, saved."""
    console.open()
    console.begin(FORM / "template.png")
    console.drag((64, 425), (656, 469))
    console.type("Full name")
    console.press("Enter")
    console.drag((684, 425), (1056, 469))
    console.type("Date of birth")
    console.press("Enter")
    console.save()
    place: str = console.page.evaluate("location.hash")
    return place.partition("/")[2]


def test_what_the_editor_does_not_show_survives_opening_editing_and_saving(
    console: Console, sent: list[dict[str, Any]]
) -> None:
    template_id = registered(console)
    console.open(f"#edit/{template_id}")
    expect(console.names).to_have_count(2)
    console.names.nth(0).fill("Name")
    console.press("Enter", "ArrowDown", "Control+d")
    console.drag((870, 440), (870, 640), key="Alt")
    expect(console.names).to_have_count(4)
    console.press("Control+z", "Control+y")
    console.press("Alt+ArrowUp")
    console.save()
    assert len(sent) == 2
    first, again = sent
    assert "variable" not in first and [len(field) for field in first["template"]] == [2, 2]
    assert (first["type"], again["type"], again["expected_version"]) == ("add", "update", 1)
    assert not {*UNKNOWN, "img"} & set(again)  # what an update does not name stays as it is
    assert again["variable"] == [STRUCK]
    assert len(again["template"]) == 4
    assert all(field[2] == TYPED for field in again["template"])
    assert not {"created", "width", "height"} & set(again)


def test_all_of_it_travels_as_a_file_too(console: Console, sent: list[dict[str, Any]], tmp_path: Path) -> None:
    template_id = registered(console)
    console.open(f"#edit/{template_id}")
    expect(console.names).to_have_count(2)
    with console.page.expect_download() as downloaded:
        console.click(console.button("Export JSON"))
    file = tmp_path / "template.json"
    downloaded.value.save_as(file)
    exported = json.loads(file.read_text(encoding="utf-8"))
    assert [field[2] for field in exported["template"]] == [TYPED, TYPED]
    console.open()
    console.begin(FORM / "template.png")
    console.give("Import JSON", file)
    expect(console.names).to_have_count(2)
    console.save()
    assert {name: sent[-1][name] for name in exported} == exported
    assert exported["variable"] == [STRUCK] and exported["sheets"] == [1, 2]
