"""Files of other tools, written here in the form that each documents: what is taken of them, and what is told."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.entrypoints.importers.choosing import FORMATS, taken
from lambda_ocr.entrypoints.importers.found import NotTaken, box, quad_of
from tests.support.pictures import card

NAME_AT = [(10.0, 10.0), (50.0, 10.0), (50.0, 30.0), (10.0, 30.0)]
CODE_AT = [(60.0, 10.0), (110.0, 10.0), (110.0, 30.0), (60.0, 30.0)]
PAGE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

LABELME = {
    "version": "5.4.1",
    "flags": {"checked": True},
    "shapes": [
        {"label": "name", "points": [[50, 30], [10, 10]], "shape_type": "rectangle", "flags": {}},
        {"label": "code", "points": [[110, 30], [60, 30], [60, 10], [110, 10]], "shape_type": "polygon", "flags": {}},
        {"label": "spot", "points": [[5, 5]], "shape_type": "point", "flags": {}},
    ],
    "imagePath": "card.png",
    "imageData": None,
    "imageHeight": 80,
    "imageWidth": 120,
}
_SIZE = {"original_width": 200, "original_height": 100, "image_rotation": 0}
LABEL_STUDIO = [
    {
        "id": 1,
        "data": {"ocr": "/data/upload/1/card.png"},
        "annotations": [
            {
                "was_cancelled": False,
                "result": [
                    {**_SIZE, "id": "a", "type": "rectangle", "value": {"x": 5, "y": 10, "width": 20, "height": 20}},
                    {**_SIZE, "id": "a", "type": "labels", "value": {"x": 5, "y": 10, "labels": ["name"]}},
                    {**_SIZE, "id": "a", "type": "textarea", "value": {"x": 5, "y": 10, "text": ["Ada"]}},
                    {
                        **_SIZE,
                        "id": "b",
                        "type": "polygonlabels",
                        "value": {"points": [[30, 10], [55, 10], [55, 30], [30, 30]], "polygonlabels": ["code"]},
                    },
                    {"id": "c", "type": "choices", "value": {"choices": ["good"]}},
                ],
            },
            {"result": []},
        ],
    }
]
LABEL_STUDIO_MIN = [
    {
        "image": "/data/upload/1/card.png",
        "label": [
            {**_SIZE, "x": 5, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": ["name"]},
            {**_SIZE, "x": 30, "y": 10, "width": 25, "height": 20, "rotation": 0, "rectanglelabels": ["code"]},
        ],
        "id": 1,
    }
]
COCO = {
    "images": [{"id": 7, "file_name": "card.png", "width": 120, "height": 80}, {"id": 8, "file_name": "bare.png"}],
    "categories": [{"id": 1, "name": "name"}, {"id": 2, "name": "code"}],
    "annotations": [
        {"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 10, 40, 20], "segmentation": {"counts": "x"}},
        {
            "id": 2,
            "image_id": 7,
            "category_id": 2,
            "bbox": [0, 0, 1, 1],
            "segmentation": [[60, 10, 110, 10, 110, 30, 60, 30]],
        },
        {"id": 3, "image_id": 7, "category_id": 2, "keypoints": [1, 2, 2]},
    ],
}
PAGE_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="{PAGE}"><Metadata/><Page imageFilename="card.png" imageWidth="120" imageHeight="80">
<ReadingOrder/><ImageRegion id="r0"><Coords points="0,0 5,0 5,5"/></ImageRegion>
<TextRegion id="r1"><Coords points="0,0 120,0 120,40 0,40"/>
<TextLine id="l1"><Coords points="10,10 50,10 50,30 10,30"/><TextEquiv><Unicode>name</Unicode></TextEquiv></TextLine>
<TextLine id="code"><Coords points="60,10 80,10 110,10 110,30 60,30"/></TextLine></TextRegion></Page></PcGts>"""
CVAT = """<annotations><version>1.1</version><meta/><image id="0" name="cards/card.png" width="120" height="80">
<box label="name" xtl="10" ytl="10" xbr="50" ybr="30" occluded="0" z_order="0"/>
<polygon label="code" points="60.0,10.0;110.0,10.0;110.0,30.0;60.0,30.0" occluded="0"/>
<points label="spot" points="5,5"><attribute name="colour">red</attribute></points></image></annotations>"""


def share(left: float, right: float) -> list[float]:
    """A box of the card's row of fields, as shares of its width and height."""
    return [at for x, y in ((left, 10), (right, 10), (right, 30), (left, 30)) for at in (x / 120, y / 80)]


FOTT = {
    "document": "card.png",
    "labels": [
        {
            "label": "name",
            "key": None,
            "value": [
                {
                    "page": 1,
                    "text": "Ada",
                    "boundingBoxes": [[10 / 120, 0.125, 0.25, 0.125, 0.25, 0.375, 10 / 120, 0.375]],
                },
                {"page": 1, "text": "B", "boundingBoxes": [[0.3, 0.125, 50 / 120, 0.125, 50 / 120, 0.375, 0.3, 0.375]]},
                {"page": 2, "text": "C", "boundingBoxes": [[0, 0, 1, 0, 1, 1, 0, 1]]},
            ],
        },
        {
            "label": "code",
            "value": [{"page": 1, "boundingBoxes": [[0.5, 0.125, 110 / 120, 0.125, 110 / 120, 0.375, 0.5, 0.375]]}],
        },
        {"label": "none", "value": []},
    ],
}
FIELDS = [[[list(corner) for corner in at], name] for at, name in ((NAME_AT, "name"), (CODE_AT, "code"))]
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Custom OCR"]},
        {"cell_type": "code", "source": ["!pip install requests\n", "import json, requests\n", f"fields = {FIELDS}"]},
        {
            "cell_type": "code",
            "source": "where = 'https://example.com/card.png'\n"
            "payload = {'type': 'add', 'url': where, 'template': json.dumps(fields)}\nrequests.post(URL, json=payload)",
        },
        {"cell_type": "code", "source": "this is no Python"},
    ],
    "nbformat": 4,
}
REQUEST = {"type": "add", "url": "https://example.com/card.png", "template": json.dumps(FIELDS), "trace": True}


@pytest.mark.parametrize(
    ("form", "content", "picture", "lost"),
    [
        (
            "labelme",
            LABELME,
            "card.png",
            ["1 × shape of the type point, which is no area", "1 × flag of the picture: checked"],
        ),
        (
            "label_studio",
            LABEL_STUDIO,
            "/data/upload/1/card.png",
            ["1 × annotation of the same picture by another hand (1)", "1 × choices without an area or a label"],
        ),
        ("label_studio", LABEL_STUDIO_MIN, "/data/upload/1/card.png", []),
        (
            "coco",
            COCO,
            "card.png",
            ["1 × annotation that is neither a box nor a polygon", "1 × keypoints of an annotation"],
        ),
        ("page_xml", PAGE_XML, "card.png", ["1 × ImageRegion, which holds no text"]),
        ("cvat", CVAT, "cards/card.png", ["1 × points, which is no area", "1 × attribute colour of a shape"]),
        ("fott", FOTT, "card.png", ["1 × part of name on a later page", "1 × label without a place: none"]),
        ("predecessor", NOTEBOOK, "https://example.com/card.png", ["1 × cell that is no Python"]),
        ("predecessor", REQUEST, "https://example.com/card.png", ["1 × member trace"]),
        ("predecessor", FIELDS, "", []),
    ],
)
def test_boxes_and_names_are_taken_and_the_rest_is_told(
    tmp_path: Path, form: str, content: Any, picture: str, lost: list[str]
) -> None:
    (tmp_path / "card.png").write_bytes(card())
    path = tmp_path / "annotations"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    name, (found,) = taken(path)
    assert (name, found.picture, found.left_out) == (form, picture, lost)
    assert [field[1] for field in found.fields] == ["name", "code"]
    for field, at in zip(found.fields, (NAME_AT, CODE_AT), strict=True):
        assert [tuple(map(round, corner)) for corner in field[0]] == [tuple(map(round, corner)) for corner in at]


def test_types_of_fott_come_along(tmp_path: Path) -> None:
    (tmp_path / "card.png").write_bytes(card())
    told = {"fields": [{"fieldKey": "name", "fieldType": "date"}, {"fieldKey": "code", "fieldType": "selectionMark"}]}
    (tmp_path / "fields.json").write_text(json.dumps(told), encoding="utf-8")
    path = tmp_path / "card.png.labels.json"
    path.write_text(json.dumps(FOTT), encoding="utf-8")
    _, (found,) = taken(path)
    assert [field[2:] for field in found.fields] == [[{"type": "date"}], []]
    assert "1 × type selectionMark" in found.left_out


def test_bubbles_of_omrchecker_become_rows_of_marks_on_the_picture_s_own_size(tmp_path: Path) -> None:
    mcq = {"fieldType": "QTYPE_MCQ4", "origin": [100, 50], "fieldLabels": ["q1..2"], "bubblesGap": 40, "labelsGap": 30}
    roll = {"bubbleValues": ["0", "1"], "direction": "vertical", "origin": [300, 50], "fieldLabels": ["roll"]}
    told = {
        "pageDimensions": [400, 200],
        "bubbleDimensions": [20, 20],
        "preProcessors": [{"name": "CropOnMarkers"}],
        "customLabels": {"Answer": ["q1..2"]},
        "fieldBlocks": {"MCQ": mcq, "Roll": {**roll, "bubblesGap": 30, "labelsGap": 40}},
    }
    path = tmp_path / "template.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    name, (found,) = taken(path)
    assert (name, [field[1] for field in found.fields]) == ("omrchecker", ["q1", "q2", "roll"])
    assert found.left_out == ["1 × step CropOnMarkers, after which the bubbles lie so", "1 × joined label Answer"]
    marks = {"type": "mark", "one_of": ["A", "B", "C", "D"]}
    assert found.fields[1] == [[(90, 80), (250, 80), (250, 100), (90, 100)], "q2", marks]
    assert found.fields[2][0] == [(300, 45), (320, 45), (320, 105), (300, 105)]
    assert found.on(200, 100)[1][0] == [(45, 40), (125, 40), (125, 50), (45, 50)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither JSON nor XML"),
        ("[" * 100_000, "neither JSON nor XML"),
        ("{}", "no file of any format we know"),
        ("<a>", "is not XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', "declares entities"),
        (json.dumps({**LABELME, "shapes": []}), "has no box"),
        (json.dumps({**LABELME, "shapes": [{"label": "x", "points": [["a", "b"]] * 4}]}), "begins like"),
        (json.dumps(FOTT), "needed for its size"),
        (json.dumps({**REQUEST, "template": "__import__('os').system('true')"}), "no file of any format"),
    ],
)
def test_what_is_no_file_of_any_tool_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotTaken, match=said):
        taken(path)


def test_code_in_a_notebook_is_never_run(tmp_path: Path) -> None:
    cell = f"open({str(tmp_path / 'run')!r}, 'w').close()\nfields = {FIELDS}"
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": [cell]}]}), encoding="utf-8")
    assert len(taken(path)[1]) == 1
    assert not (tmp_path / "run").exists()


def test_a_box_turns_about_its_upper_left_corner() -> None:
    assert box(10, 10, 40, 20, 90) == [(10, 10), (10, 50), (-10, 50), (-10, 10)]
    assert math.isclose(box(0, 0, 10, 10, 45)[1][0], 7.07)


def test_corners_clicked_in_any_order_begin_at_the_upper_left_and_go_clockwise() -> None:
    for turn in range(4):
        turned = [*NAME_AT[turn:], *NAME_AT[:turn]]
        assert quad_of(turned) == NAME_AT
        assert quad_of(turned[::-1]) == NAME_AT
    assert quad_of([(0, 0), (4, 0), (2, 3)]) == [(0, 0), (4, 0), (4, 3), (0, 3)]
    assert quad_of([(0, 0), (4, 0)]) is None


def test_every_format_has_a_module_that_says_its_name() -> None:
    from lambda_ocr.entrypoints.importers.choosing import importer

    assert [importer(name).NAME for name in FORMATS] == list(FORMATS)
