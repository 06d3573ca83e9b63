"""Drawing a template: by mouse, by snapping, by keyboard alone; nothing is lost, everything can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.support.browser import EXAMPLES, Console

TICKET = EXAMPLES / "train_ticket"
FORM = EXAMPLES / "form"


@pytest.fixture
def editor(console: Console) -> Console:
    """The train ticket's picture in the editor, its lines of text proposed."""
    console.open()
    console.begin(TICKET / "template.png")
    return console


def corners(console: Console, at: int = 0) -> list[tuple[float, float]]:
    return console.quads()[at]


def test_a_dragged_rectangle_becomes_a_field_where_it_was_drawn(editor: Console) -> None:
    editor.drag((60, 560), (500, 640))
    assert corners(editor) == [
        pytest.approx(corner, abs=2.0) for corner in ((60, 560), (500, 560), (500, 640), (60, 640))
    ]
    expect(editor.names).to_be_focused()


def test_a_click_on_a_line_makes_a_field_with_room_and_a_name(console: Console) -> None:
    console.open()
    console.begin(FORM / "template.png")
    line = console.line("rowan.ashdown")
    points = line.get_attribute("points")
    assert points
    console.snap("rowan.ashdown")
    assert console.field_names() == ["Email"]
    expect(console.page.locator(".says")).to_have_text("reads “rowan.ashdown@example.test”")
    left, top = (float(part) for part in points.split()[0].split(","))
    quad = corners(console)
    assert quad[0][0] < left - 2
    assert quad[0][1] < top
    expect(console.names).to_be_focused()


def test_a_name_suggested_only_when_the_lines_are_known_is_typed_over(console: Console) -> None:
    held: list[Route] = []

    def hold_the_lines(route: Route) -> None:
        if '"type":"detect"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.fallback()

    console.open()
    console.page.route("**/custom_ocr", hold_the_lines)
    with console.page.expect_request(lambda request: '"type":"detect"' in (request.post_data or "")):
        console.give("New template", FORM / "template.png")
    quad = next(quad for quad, name in json.loads((FORM / "template.json").read_text("utf-8")) if name == "Email")
    console.drag(quad[0], quad[2])
    assert console.field_names() == [""]
    held[0].fallback()
    expect(console.names).to_have_value("Email")
    console.type("甲")
    assert console.field_names() == ["甲"]


def test_a_label_and_its_value_on_one_line_are_told_apart(editor: Console) -> None:
    editor.snap("检票:")
    assert editor.field_names() == ["检票"]
    says = editor.page.locator(".says").inner_text()
    assert "检票" not in says


def test_a_field_is_moved_and_its_corner_pulled(editor: Console) -> None:
    editor.drag((60, 560), (400, 640))
    editor.drag((200, 600), (260, 620))
    assert corners(editor)[0] == pytest.approx((120, 580), abs=3.0)
    before = corners(editor)
    editor.drag(before[1], (before[1][0] + 40, before[1][1] - 24))
    after = corners(editor)
    assert after[1] == pytest.approx((before[1][0] + 40, before[1][1] - 24), abs=3.0)
    assert after[0] == before[0]
    assert after[2:] == before[2:]


def test_alt_and_drag_duplicate_a_field(editor: Console) -> None:
    editor.drag((60, 560), (400, 640))
    editor.type("one")
    before = corners(editor)
    editor.drag((200, 600), (200, 700), key="Alt")
    assert editor.field_names() == ["one", "one"]
    assert corners(editor, 0) == before
    assert corners(editor, 1)[0] == pytest.approx((60, 660), abs=3.0)
    copied = corners(editor, 1)
    editor.press("Control+z")
    assert editor.field_names() == ["one"]
    editor.press("Control+y")
    assert corners(editor, 1) == copied
    expect(editor.page.get_by_text("Another field has the same name").first).to_be_visible()


def test_every_step_can_be_undone_and_done_again(editor: Console) -> None:
    editor.drag((60, 560), (400, 640))
    editor.type("甲方 😀")
    editor.press("Enter")
    for _ in range(2):
        editor.page.keyboard.down("ArrowRight")  # held: the second one is a repetition, however long it takes to come
    editor.page.keyboard.up("ArrowRight")
    moved = corners(editor)
    editor.press("Delete")
    expect(editor.names).to_have_count(0)
    editor.press("Control+z")
    expect(editor.names).to_have_count(1)
    assert corners(editor) == moved
    editor.press("Control+z")
    assert corners(editor)[0][0] == pytest.approx(moved[0][0] - 2, abs=0.01)
    editor.press("Control+z", "Control+z")
    expect(editor.names).to_have_count(0)
    editor.press("Control+Shift+z", "Control+Shift+z", "Control+y")
    assert corners(editor) == moved
    assert editor.field_names() == ["甲方 😀"]


def test_the_whole_editor_works_by_keyboard_alone(console: Console) -> None:
    """From the list to a saved template: no mouse at all."""
    console.open()
    page = console.page
    page.get_by_role("button", name="New template").focus()
    with page.expect_file_chooser() as chooser:
        console.press("Enter")
    chooser.value.set_files(TICKET / "template.png")
    expect(console.lines.first).to_be_attached()
    for _ in range(100):
        if console.stage.evaluate("it => it === document.activeElement"):
            break
        console.press("Tab")
    expect(console.stage).to_be_focused()
    console.press("n")
    expect(console.names).to_have_count(1)
    first = corners(console)
    console.press("Shift+ArrowDown", "ArrowLeft")
    assert corners(console)[0] == pytest.approx((first[0][0] - 1, first[0][1] + 10), abs=0.01)
    console.press("3", "Shift+ArrowRight", "0")
    assert corners(console)[2][0] == pytest.approx(first[2][0] + 9, abs=0.01)
    assert corners(console)[1][0] == pytest.approx(first[1][0] - 1, abs=0.01)
    console.press("F2")
    console.type("乙")
    console.press("Enter", "Control+d", "Enter", "Control+a")
    console.type("丙")
    console.press("Enter", "Alt+ArrowUp")
    assert console.field_names() == ["丙", "乙"]
    console.press("Tab", "Delete")
    assert console.field_names() == ["丙"]
    console.press("+", "+", "f")
    page.locator(".lines-box summary").focus()
    console.press("Enter")
    page.locator(".line-rows button", has_text="检票").focus()
    console.press("Enter")
    expect(console.names).to_have_count(2)
    console.button("Save template").focus()
    console.press("Enter")
    expect(page.get_by_role("heading", name="Try", level=1)).to_be_visible()


def test_nobody_is_caught_in_the_picture(editor: Console) -> None:
    editor.drag((60, 560), (400, 640))
    editor.press("Enter", "Escape", "Tab", "Tab")
    assert not editor.stage.evaluate("it => it === document.activeElement")


def test_zooming_keeps_the_point_under_the_pointer(editor: Console) -> None:
    x, y = editor.on_screen((300, 300))
    editor.page.mouse.move(x, y)
    before = editor.page.locator(".zoom-level").inner_text()
    editor.page.mouse.wheel(0, -600)
    expect(editor.page.locator(".zoom-level")).not_to_have_text(before)
    assert editor.on_screen((300, 300)) == pytest.approx((x, y), abs=2.0)
    editor.drag((300, 330), (360, 350))
    assert corners(editor)[0] == pytest.approx((300, 330), abs=1.0)


def test_a_border_through_a_line_is_warned_of_on_its_field(editor: Console) -> None:
    points = editor.line("检票").get_attribute("points")
    assert points
    (left, top), _, (right, bottom), _ = ([float(part) for part in corner.split(",")] for corner in points.split())
    editor.drag((left - 20, (top + bottom) / 2 - 6), (right + 6, bottom + 30))
    expect(editor.page.locator(".field-rows .warns")).to_contain_text("cuts through a line")
    expect(editor.page.locator(".fields polygon.is-doubtful")).to_have_count(1)


def test_a_template_without_fields_or_names_is_not_sent(editor: Console) -> None:
    editor.click(editor.button("Save template"))
    expect(editor.page.get_by_role("alert")).to_contain_text("Draw at least one field")
    editor.drag((60, 640), (200, 700))
    editor.press("Control+a", "Delete")
    editor.click(editor.button("Save template"))
    expect(editor.page.get_by_role("alert")).to_contain_text("Every field needs a name")
    expect(editor.names).to_be_focused()


def test_fields_travel_as_the_requests_json(editor: Console, tmp_path: Path) -> None:
    given = json.loads((TICKET / "template.json").read_text(encoding="utf-8"))
    given[1].append({"type": "text"})
    (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
    editor.give("Import JSON", tmp_path / "given.json")
    expect(editor.names).to_have_count(len(given))
    with editor.page.expect_download() as downloaded:
        editor.click(editor.button("Export JSON"))
    exported = json.loads(Path(downloaded.value.path()).read_text(encoding="utf-8"))
    assert exported == given
    broken = tmp_path / "broken.json"
    broken.write_text('[[[[0, 0], [1, 0]], "x"]]')
    editor.give("Import JSON", broken)
    expect(editor.page.get_by_role("alert")).to_contain_text("template[0]")
    expect(editor.names).to_have_count(len(given))


def test_pictures_and_fields_are_dropped_and_pasted_too(console: Console) -> None:
    console.open()
    console.drop(console.page.locator(".page"), TICKET / "template.png")
    expect(console.page.locator(".lines polygon").first).to_be_attached()
    console.drop(console.stage, TICKET / "template.json")
    expect(console.names).to_have_count(11)
    questions: list[str] = []

    def agree(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    console.page.once("dialog", agree)
    console.paste(FORM / "template.png")
    expect(console.names).to_have_count(0)
    assert questions == ["Discard the changes that are not saved?"]


@pytest.mark.parametrize(
    ("content", "says"), [(b"%PDF-1.7", "not a JPG, PNG or BMP"), (b"\x89PNG\r\n\x1a\nnothing", "the file is damaged")]
)
def test_a_broken_picture_is_refused_in_words(console: Console, tmp_path: Path, content: bytes, says: str) -> None:
    picture = tmp_path / "发票 (1).png"
    picture.write_bytes(content)
    console.open()
    console.give("New template", picture)
    expect(console.page.get_by_role("alert")).to_contain_text(says)
    expect(console.page.get_by_role("alert")).to_contain_text("发票 (1).png")


def test_a_picture_with_exif_orientation_stands_as_a_viewer_shows_it(console: Console) -> None:
    console.open()
    console.give("New template", EXAMPLES / "waybill" / "query-5-phone-held-sideways.jpg")
    console.drag((10, 10), (1070, 1430))
    console.settle()
    assert corners(console)[2] == pytest.approx((1070, 1430), abs=6)


def test_a_saved_template_opens_again_as_it_was(editor: Console) -> None:
    editor.give("Import JSON", TICKET / "template.json")
    editor.page.get_by_label("Template name").fill("车票（样张）")
    editor.page.get_by_label("Note").fill("蓝色")
    before = editor.quads()
    editor.save()
    editor.open()
    editor.click(editor.page.get_by_role("button", name="车票（样张）").first)
    expect(editor.names).to_have_count(len(before))
    assert editor.quads() == before
    expect(editor.page.get_by_label("Template name")).to_have_value("车票（样张）")
    expect(editor.page.get_by_label("Note")).to_have_value("蓝色")
