"""Tables asked for and answered through the service, and in the command line's files."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.model import Image
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.cli.result_files import Result, opened
from tests.support.drawn_tables import Sheet, coded, entry, reader_of
from tests.support.fakes import StoreInMemory

TEMPLATE = Sheet([entry("MKCKM", "R", "GB"), entry("CCM", "B", "RRG")])
COPY = Sheet([entry("MM", "R", "G"), entry("KKC", "", "RRB"), entry("C", "G", "MM")])


def sent(image: Image) -> str:
    return base64.b64encode(np.asarray(cv2.imencode(".png", image)[1]).tobytes()).decode()


@pytest.fixture(scope="module")
def service() -> OcrService:
    return OcrService(StoreInMemory(), reader_of(TEMPLATE), PictureSource(NoS3(), NoS3()))


def added(service: OcrService, columns: Any = None, **others: Any) -> dict[str, Any]:
    field = TEMPLATE.field()
    options = {"type": "table", **({} if columns is None else {"columns": columns}), **others}
    asked = {"type": "add", "img": sent(TEMPLATE.drawn()), "template": [[field.quad, field.name, options]]}
    return service.handle(asked).body  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def entry_read(service: OcrService) -> dict[str, Any]:
    """The document that `read` answers."""
    template_id = added(service, [list(each) for each in coded()])["template_id"]
    asked = {"template_id": template_id, "img": sent(COPY.drawn())}
    (plain,) = service.handle(asked).body
    assert plain["value"] == "MM\tR\tG\nKKC\t\tRRB\nC\tG\tMM"
    read: Any = service.handle({**asked, "type": "read"}).body
    return read["documents"][0]  # type: ignore[no-any-return]


def test_rows_are_answered_in_normal_forms_and_cell_by_cell(entry_read: dict[str, Any]) -> None:
    (field,) = entry_read["fields"]
    assert field["normalized"] == [
        {"item": "MM", "quantity": "R", "total": "G"},
        {"item": "KKC", "quantity": None, "total": "RRB"},
        {"item": "C", "quantity": "G", "total": None},
    ]
    cell = field["rows"][2][2]
    assert (cell["key"], cell["value"], cell["status"], cell["checks"]) == ("total", "MM", "invalid", ["not_of_form"])
    assert field["status"] == "low_confidence"
    left, top = cell["position"][0]
    assert (round(left), round(top)) == (594, 175)


def test_a_csv_has_a_line_a_cell_and_a_workbook_a_sheet_a_table(entry_read: dict[str, Any], tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        with opened(str(tmp_path / name)) as results:
            results.add(Result("a.png", 1, entry_read))
    lines = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert [(each["key"], each["value"]) for each in lines[:4]] == [
        ("goods[1].item", "MM"),
        ("goods[1].quantity", "R"),
        ("goods[1].total", "G"),
        ("goods[2].item", "KKC"),
    ]
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert "goods" in book.read("xl/workbook.xml").decode()
        assert book.read("xl/s2.xml").decode().count("<row>") == 4


@pytest.mark.parametrize(
    ("columns", "others", "says"),
    [
        (None, {}, 'lack the member "columns"'),
        ([], {}, 'member "columns"'),
        ([list(coded()[0])] * 41, {}, "1 to 40 columns"),
        ([["item"]], {}, "columns[0]"),
        ([[[[0, 0], [1, 1]], "item"]], {}, "columns[0]"),
        ([[[[0, 0], [9, 0], [9, 9], [0, "9"]], "item"]], {}, "columns[0]"),
        ([[coded()[0][0], "item", {"type": "mark"}]], {}, "a cell holds print"),
        ([[coded()[0][0], "item", {"type": "table", "columns": [list(coded()[0])]}]], {}, "a cell holds print"),
        ([[coded()[0][0], "item", {"type": "amount", "currency": "X"}]], {}, 'columns[0]", whose options'),
        ([list(coded()[0]), list(coded()[0])], {}, "name of another column"),
        ([[coded()[0][0], "a\ud800"]], {}, 'columns[0]", which has a name that holds half a surrogate'),
        ([[[[40, 300], [90, 300], [90, 330], [40, 330]], "item"]], {}, "outside the table's quad"),
        ([[[[40, 100], [90, 100], [90, 102], [40, 102]], "item"]], {}, "thinner"),
        ([list(coded()[0])], {"before": "x"}, '"before"'),
        ([list(coded()[0])], {"rows": 3}, '"rows"'),
    ],
)
def test_what_is_no_table_is_refused_naming_the_member(
    service: OcrService, columns: Any, others: dict[str, Any], says: str
) -> None:
    error = added(service, columns, **others)["error"]
    assert error["code"] == "invalid_template"
    assert says in error["message"]
    assert error["details"]["field"] == 0


def test_columns_count_as_fields_do(service: OcrService) -> None:
    field = TEMPLATE.field([[coded()[0][0], f"c{at}", {}] for at in range(40)])
    many = [[field.quad, f"t{at}", dict(field.options)] for at in range(13)]
    refused: Any = service.handle({"type": "add", "img": sent(TEMPLATE.drawn()), "template": many}).body
    error = refused["error"]
    assert (error["code"], error["details"]["field"]) == ("invalid_template", 12)
    assert "more than 500" in error["message"]
