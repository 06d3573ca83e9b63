"""`teach` and `evaluate` on the command line: folders of pictures with a file of values, lessons, reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.life import label_studio as label_studio_tasks
from lambda_ocr.entrypoints.cli.life.labelled import labelled
from lambda_ocr.entrypoints.importers import label_studio
from lambda_ocr.entrypoints.importers.found import box
from lambda_ocr.entrypoints.wiring import build_storekeeper
from lambda_ocr.settings import Settings
from tests.app.use_cases.life.test_teach import shade
from tests.entrypoints.cli.test_main import added, files, home, run
from tests.support.pictures import GREEN, RED, card

__all__ = ["files", "home"]
EMBEDDED: list[str] = []


@pytest.fixture
def copies(files: Path) -> Path:
    """Two copies, another document, and the values that `query --format csv` wrote and somebody put right."""
    folder = files / "copies"
    folder.mkdir()
    for name, data in (("1.png", shade(10)), ("2.png", shade(20)), ("other.png", card(240, 160))):
        (folder / name).write_bytes(data)
    rows = (
        "picture,result,名称,识别号",
        "copies/1.png,ok,#ff000a,#008000",
        "2.png,ok,<b>wrong</b>,",
        "other.png,ok,x,y",
    )
    (folder / "values.csv").write_text("\ufeff" + "\n".join(rows), encoding="utf-8")
    return folder


@pytest.mark.usefixtures("copies")
def test_a_folder_of_copies_is_taught_and_its_lessons_listed_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    template_id = added(capsys, EMBEDDED)
    status, out, err = run(capsys, "teach", template_id, "copies", "--expected-version", "1")
    assert (status, out) == (0, "2\n")
    assert "copies/1.png: taught, 2 of 2 values right before" in err
    assert "copies/other.png: refused: template_mismatch" in err
    assert "of 2 printed lines 1 stand on every copy and 1 on none" in err
    status, out, _ = run(capsys, "teach", template_id)
    assert "from -0.7 nats on; copies 1.0 at least, 0 other templates" in out
    listed = {line.split()[-1]: line.split()[0] for line in out.splitlines()[2:] if " bound " not in line}
    assert (status, set(listed)) == (0, {"INVOICE", "4711", "名称", "识别号"}), "of the print, and of each field"
    assert run(capsys, "teach", template_id, "--forget", listed["4711"])[:2] == (0, "3\n")
    assert "4711" not in run(capsys, "teach", template_id)[1]
    assert run(capsys, "teach", template_id, "--forget", "none")[0] == 1


@pytest.mark.usefixtures("copies")
def test_a_folder_is_evaluated_with_a_page_of_misses_and_everything_as_json(
    capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    template_id = added(capsys, EMBEDDED)
    written = ("--report", "report.html", "--json", "report.json")
    status, out, _ = run(capsys, "evaluate", template_id, "copies", *written)
    assert status == 0
    assert out.startswith("3 pictures, 1 refused; 2 of 6 fields right (33.3 %)")
    told = json.loads((files / "report.json").read_text(encoding="utf-8"))
    assert (told["version"], told["total"]) == (1, {"right": 2, "wrong": 2, "refused": 2})
    assert [copy["refused"] for copy in told["copies"]] == [None, None, "template_mismatch"]
    html = (files / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;wrong&lt;/b&gt;" in html and "<b>wrong" not in html
    assert html.count("data:image/jpeg;base64,") == 2 and "<script" not in html


@pytest.mark.usefixtures("files")
def test_what_cannot_be_evaluated_is_a_word_to_the_user(capsys: pytest.CaptureFixture[str]) -> None:
    template_id = added(capsys, EMBEDDED)
    status, _, err = run(capsys, "evaluate", template_id, "pictures")
    assert status == 2 and "values.csv" in err
    Path("v.json").write_text('{"a.png": {"名称": "x"}}', encoding="utf-8")
    status, _, err = run(capsys, "evaluate", "none", "pictures", "--values", "v.json")
    assert status == 1 and "template_not_found" in err


def test_values_are_found_by_the_names_of_files(copies: Path) -> None:
    found = {Path(one.picture).name: dict(one.values) for one in labelled([str(copies)], None)}
    assert found["1.png"] == {"名称": "#ff000a", "识别号": "#008000"}
    assert found["2.png"] == {"名称": "<b>wrong</b>", "识别号": ""}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("v.csv", "name,total\n1.png,5\n", "no column `picture`"),
        ("v.csv", "picture,total\nelse.png,5\n", "of none of the pictures"),
        ("v.json", "{", "is not JSON"),
        ("v.json", '{"1.png": "5"}', "holds no values"),
    ],
)
def test_a_file_of_values_that_is_none_says_how_it_is_written(copies: Path, name: str, text: str, said: str) -> None:
    path = copies.parent / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match=said):
        labelled([str(copies)], str(path))


@pytest.mark.usefixtures("files")
def test_a_template_is_exported_into_a_file_and_imported_again(capsys: pytest.CaptureFixture[str]) -> None:
    template_id = added(capsys, EMBEDDED)
    assert run(capsys, "export", template_id, "card.zip") == (0, "card.zip\n", "")
    status, out, _ = run(capsys, "import", "card.zip")
    assert status == 0 and out.strip() != template_id
    assert run(capsys, "list")[1].split() == [template_id, out.strip()]
    assert run(capsys, "export", template_id, "nowhere/card.zip")[0] == 2
    assert run(capsys, "export", "none", "card.zip")[0] == 1


@pytest.mark.usefixtures("files")
def test_boxes_of_another_tool_become_a_template_with_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    shapes = [{"label": "name", "points": [[10, 10], [50, 30]], "shape_type": "rectangle"}, {"shape_type": "circle"}]
    told = {"shapes": shapes, "imagePath": "..\\elsewhere\\template.png", "imageData": None}
    Path("template.json").write_text(json.dumps(told), encoding="utf-8")
    status, out, err = run(capsys, "import", "template.json")
    assert status == 0 and "(labelme): 1 fields taken over" in err and "left out: 1 × shape of the type circle" in err
    assert run(capsys, "query", out.strip(), "template.png", "--format", "json")[0] == 0
    status, out, _ = run(capsys, "import", "template.json", "--dry-run", "--picture", "pictures/a.png")
    assert (status, json.loads(out)[0]["template"][0][1]) == (0, "name")
    Path("template.png").unlink()
    status, _, err = run(capsys, "import", "template.json")
    assert status == 2 and "--picture" in err
    assert run(capsys, "import", "fields.json")[0] == 2
    assert run(capsys, "import", "nowhere.json")[0] == 2


@pytest.mark.usefixtures("files")
def test_what_people_said_is_written_as_teach_and_evaluate_take_it(
    capsys: pytest.CaptureFixture[str], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template_id = added(capsys, EMBEDDED)
    assert run(capsys, "review")[0] == 1
    assert run(capsys, "drift")[0] == 1
    monkeypatch.setenv("CUSTOM_OCR_REVIEW_DAYS", "3")
    monkeypatch.setenv("CUSTOM_OCR_COUNTS", "true")
    (files / "other.png").write_bytes(card(240, 160))
    assert run(capsys, "query", template_id, "other.png")[0] == 1
    assert run(capsys, "review") == (0, "1\n", "")
    day = run(capsys, "drift", "--template", template_id)[1].splitlines()[-1].split()
    assert day[1:] == [template_id, "1", "1", "1", "0", "0"]
    service = build_storekeeper(Settings.from_environment(os.environ))
    document = service.handle({"type": "review", "do": "next"}).body["document"]
    said = {"review_id": document["review_id"], "lease": document["lease"], "values": ["=1+1", "b"]}
    assert service.handle({"type": "review", "do": "done", **said}).status == 200
    assert run(capsys, "review", "--export", "out", "--template", "another") == (0, "", "")
    status, out, _ = run(capsys, "review", "--export", "out")
    folder = files / "out" / template_id
    assert (status, out, run(capsys, "review")[1]) == (0, f"out/{template_id}\n", "0\n")
    assert sorted(path.name for path in folder.iterdir()) == [f"{document['review_id']}.jpg", "values.csv"]
    assert labelled([str(folder)], None)[0].values == {RED[1]: "=1+1", GREEN[1]: "b"}
    assert "1 refused" in run(capsys, "evaluate", template_id, str(folder))[1]


@pytest.mark.usefixtures("files")
def test_readings_become_tasks_that_label_studio_shows_and_its_export_is_imported(
    capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    template_id = added(capsys, EMBEDDED)
    (files / "other.png").write_bytes(card(240, 160))
    asked = ("query", template_id, "template.png", "other.png", "--format", "label-studio")
    status, out, _ = run(capsys, *asked)
    read, refused = json.loads(out)
    assert (status, refused) == (1, {"data": {"ocr": "other.png"}, "meta": {"refused": "template_mismatch"}})
    (predicted,) = read["predictions"]
    assert predicted["model_version"] == f"custom-ocr {template_id} 1"
    box, label, text = predicted["result"][:3]
    assert (label["value"]["labels"], text["value"]["text"]) == ([RED[1]], ["#ff0000"])
    assert box["value"] == {"x": 8.3333, "y": 12.5, "width": 33.3333, "height": 25.0, "rotation": 0.0}
    accepted = [{"data": read["data"], "annotations": [{"result": predicted["result"]}]}]
    (back,) = label_studio.found(accepted, files)
    assert [name for _, name in back.fields] == [RED[1], GREEN[1]]
    for (quad, _), (corners, _) in zip(back.fields, (RED, GREEN), strict=True):
        assert [list(corner) for corner in quad] == [pytest.approx(corner, abs=0.01) for corner in corners]


def test_a_turned_field_is_the_same_rectangle_there_and_back() -> None:
    turned = box(30.0, 12.0, 40.0, 10.0, 25.0)
    value = label_studio_tasks._value(turned, (200, 100))
    back = box(value["x"] * 2, value["y"], value["width"] * 2, value["height"], value["rotation"])
    assert [corner == pytest.approx(at, abs=0.3) for corner, at in zip(back, turned, strict=True)] == [True] * 4
