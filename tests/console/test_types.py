"""Types of fields in the console: chosen, suggested, told, and never lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.support.browser import EXAMPLES, Console

FORM = EXAMPLES / "form"
QUAD = [[60, 560], [500, 560], [500, 640], [60, 640]]


def picker(console: Console) -> Locator:
    return console.page.locator(".type-picker select")


def options(console: Console, tmp_path: Path) -> list[Any]:
    """The third members of the draft's fields, out of its file."""
    with console.page.expect_download() as downloaded:
        console.click(console.button("Export JSON"))
    file = tmp_path / "kept.json"
    downloaded.value.save_as(file)
    told = json.loads(file.read_text(encoding="utf-8"))
    return [entry[2:] for entry in (told["template"] if isinstance(told, dict) else told)]


@pytest.fixture
def editor(console: Console) -> Console:
    console.open()
    console.begin(FORM / "template.png")
    return console


def test_a_field_that_looks_like_a_date_is_one_after_two_clicks(editor: Console, tmp_path: Path) -> None:
    before = editor.actions
    editor.snap("18/03/2025")
    editor.click(editor.page.get_by_role("button", name="date?"))
    assert editor.actions - before == 2
    expect(picker(editor)).to_have_value("date")
    expect(editor.page.locator(".type-picker .example")).to_have_text("18/03/2025 → 2025-03-18")
    assert options(editor, tmp_path) == [[{"type": "date"}]]


def test_a_suggestion_that_failed_is_asked_for_again_when_the_field_is_looked_at(editor: Console) -> None:
    lost: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if lost or '"type":"interpret"' not in (route.request.post_data or ""):
            return route.fallback()
        lost.append(route)
        return route.fulfill(body="lost on the way")

    editor.page.route("**/custom_ocr", lose_the_first)
    with editor.page.expect_response(lambda response: '"type":"interpret"' in (response.request.post_data or "")):
        editor.snap("18/03/2025")
    editor.type("Day")
    expect(editor.page.get_by_role("button", name="date?")).to_be_visible()


def test_the_template_s_own_print_shows_what_a_type_makes_of_it(editor: Console) -> None:
    """Asked of the service: what is ambiguous and what is wrong is told while the option is typed."""
    editor.snap("07/09/1984")
    editor.click(editor.page.get_by_role("button", name="date?"))
    example = editor.page.locator(".type-picker .example")
    expect(example).to_have_text("07/09/1984 → 1984-09-07 or 1984-07-09")
    asked = editor.page.locator(".type-picker input:not(.cells)")
    asked.fill("dd/MM/yyyy")
    expect(example).to_have_text("07/09/1984 → 1984-09-07")
    asked.fill("QQ")
    expect(example).to_contain_text('"QQ"')
    picker(editor).select_option("integer")
    expect(example).to_have_text("07/09/1984: is not written as this type is")


def test_the_option_of_a_type_is_typed_beside_it(editor: Console, tmp_path: Path) -> None:
    editor.drag((60, 560), (500, 640))
    picker(editor).select_option("code")
    assert options(editor, tmp_path) == [[{"type": "code", "pattern": ".+"}]]
    asked = editor.page.locator(".type-picker input:not(.cells)")
    asked.fill("[A-Z]\\d{6}")
    assert options(editor, tmp_path) == [[{"type": "code", "pattern": "[A-Z]\\d{6}"}]]
    asked.fill("IBAN")
    assert options(editor, tmp_path) == [[{"type": "code", "scheme": "IBAN"}]]
    editor.page.get_by_role("spinbutton", name="cells of a comb").fill("22")
    assert options(editor, tmp_path) == [[{"type": "code", "scheme": "IBAN", "cells": 22}]]
    picker(editor).select_option("text")
    assert options(editor, tmp_path) == [[]]


def test_what_this_page_does_not_know_of_a_type_is_kept(editor: Console, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    hologram = {"type": "hologram", "depth": 3}
    dated = {"type": "date", "formats": ["dd/MM/yyyy"], "min": "2020-01-01"}
    file.write_text(json.dumps([[QUAD, "one", hologram], [QUAD, "two", dated]]), encoding="utf-8")
    editor.give("Import JSON", file)
    expect(editor.names).to_have_count(2)
    assert options(editor, tmp_path) == [[hologram], [dated]]
    editor.click(editor.names.nth(1))
    editor.page.locator(".type-picker input:not(.cells)").nth(1).fill("dd.MM.yyyy; yyyy-MM-dd")
    assert options(editor, tmp_path)[1] == [{**dated, "formats": ["dd.MM.yyyy", "yyyy-MM-dd"]}]
    editor.click(editor.names.nth(0))
    expect(picker(editor).nth(0)).to_have_value("hologram")


def test_a_box_and_a_row_of_bubbles_are_marks(editor: Console, tmp_path: Path) -> None:
    editor.drag((60, 560), (500, 640))
    picker(editor).select_option("mark")
    assert options(editor, tmp_path) == [[{"type": "mark"}]]
    editor.page.locator(".type-picker input:not(.cells)").fill("A; B; C")
    assert options(editor, tmp_path) == [[{"type": "mark", "one_of": ["A", "B", "C"]}]]
    picker(editor).select_option("barcode")
    assert options(editor, tmp_path) == [[{"type": "barcode"}]]
    editor.page.locator(".type-picker input:not(.cells)").fill("QRCode")
    assert options(editor, tmp_path) == [[{"type": "barcode", "symbologies": ["QRCode"]}]]
    picker(editor).select_option("presence")
    assert options(editor, tmp_path) == [[{"type": "presence", "of": "signature"}]]


def test_a_row_of_which_several_may_be_chosen_stays_one(editor: Console, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps([[QUAD, "row", {"type": "mark", "many": ["A", "B"]}]]), encoding="utf-8")
    editor.give("Import JSON", file)
    expect(editor.names).to_have_count(1)
    editor.click(editor.names.nth(0))
    asked = editor.page.locator(".type-picker input:not(.cells)")
    expect(asked).to_have_value("A; B")
    asked.fill("A; B; C")
    assert options(editor, tmp_path) == [[{"type": "mark", "many": ["A", "B", "C"]}]]


def test_fields_within_a_table_become_its_columns_and_move_with_it(editor: Console, tmp_path: Path) -> None:
    for left in (70, 300):
        editor.drag((left, 570), (left + 150, 600))
    editor.drag((60, 560), (500, 640))
    picker(editor).nth(2).select_option("table")
    ((table,),) = options(editor, tmp_path)
    columns = [quad[0][0] for quad, _ in table["columns"]]
    assert columns == pytest.approx([70, 300], abs=3)
    expect(editor.page.locator(".columns polygon")).to_have_count(2)
    editor.page.locator(".stage").focus()
    editor.page.keyboard.press("ArrowRight")
    ((moved,),) = options(editor, tmp_path)
    assert all(quad[0][0] > left for (quad, _), left in zip(moved["columns"], columns, strict=True))
    editor.click(editor.page.get_by_role("button", name="Make fields of them"))
    expect(editor.names).to_have_count(3)
