"""Several documents on one picture: each is found where it lies, whatever lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from bench.accuracy.selection.drawn_templates import SeesNothing
from lambda_ocr.alignment import features
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.selection.print_index import PrintIndex
from lambda_ocr.app import many_documents
from lambda_ocr.app.many_documents import documents_on
from lambda_ocr.app.selection import Choice, NoneFits, Selection
from lambda_ocr.core.budget import UNBOUNDED
from lambda_ocr.core.geometry import points, rectangle, transform
from lambda_ocr.core.model import Image, Prepared, TemplateRef
from lambda_ocr.core.page_parts.regions import is_blank, regions
from tests.support.drawn_forms import form
from tests.support.drawn_script import RecognizerThatSays

SCALE = 0.34
KNOWN = (1, 2)


@cache
def selection() -> Selection:
    """Over two drawn forms; no word is read."""
    nobody: Any = SeesNothing()
    reader: Any = RecognizerThatSays()
    aligner, index, ready = PrintAligner(nobody, reader), PrintIndex(), {}
    for seed in KNOWN:
        described = features.describe(form(seed).template(), form(seed).fields, nobody, reader)
        ready[f"form {seed}"] = Prepared(f"form {seed}", form(seed).fields, (), described.size, described)
        index.put({f"form {seed}": index.entry(described)})
    looking: Any = SimpleNamespace(
        look=aligner.extract,
        align=lambda prepared, page, budget, thorough: aligner.align(
            prepared.features, page, prepared.fields, budget=budget, thorough=thorough
        ),
    )
    templates: Any = SimpleNamespace(
        find=lambda name, version: TemplateRef(name, 1), get=lambda ref, budget: ready[ref.template_id]
    )
    keeping: Any = SimpleNamespace(keep_in_line=lambda among, budget: None)
    return Selection(looking, templates, index, keeping)


def glass(*lying: tuple[int, tuple[int, int], float], ground: int = 250) -> Image:
    """Copies of forms (seed, centre, degrees) on a scanner's glass."""
    picture = np.full((1150, 1500, 3), ground, np.uint8)
    for at, (seed, centre, degrees) in enumerate(lying):
        sheet = form(seed).sheet(filled=at + 3)
        high, wide = sheet.shape[:2]
        moved = np.asarray(cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, SCALE), np.float64)
        moved[:, 2] += np.array(centre, np.float64) - (wide / 2, high / 2)
        shown = cv2.warpAffine(sheet, moved, (1500, 1150), flags=cv2.INTER_AREA)
        mask = cv2.warpAffine(np.full((high, wide), 255, np.uint8), moved, (1500, 1150))
        picture[mask > 127] = shown[mask > 127]
    return picture


def found(picture: Image, named: Sequence[str] = ()) -> list[tuple[str, list[int]]]:
    """Templates and centres, from left to right."""

    def choose(view: Image, among: Sequence[str]) -> Choice:
        return selection().choose(view, among, UNBOUNDED)

    told = []
    for choice in documents_on(picture, named, choose):
        corners = points(transform(choice.alignment.image_from_template, rectangle(0, 0, *choice.prepared.size)))
        told.append((choice.ref.template_id, corners.mean(axis=0).round().astype(int).tolist()))
    return sorted(told, key=lambda each: each[1])


def test_each_document_is_found_where_it_lies_whichever_way_round_and_two_of_a_kind() -> None:
    lying = [(1, (330, 300), 3.0), (2, (1120, 310), 184.0), (1, (560, 830), 92.0)]
    told = found(glass(*lying))
    assert [name for name, _ in told] == ["form 1", "form 1", "form 2"]
    for (_, centre), (_, true, _) in zip(told, sorted(lying, key=lambda each: each[1]), strict=True):
        assert np.abs(np.array(centre) - true).max() < 6, told


def test_documents_whose_corners_lie_on_another_are_found_in_the_whole() -> None:
    told = found(glass((1, (360, 330), 8.0), (2, (890, 640), -5.0), ground=70))
    assert [name for name, _ in told] == ["form 1", "form 2"]


def test_only_those_named_are_sought_and_what_is_none_of_them_stays() -> None:
    assert [name for name, _ in found(glass((1, (330, 300), 3.0), (2, (1120, 310), 4.0)), ["form 2"])] == ["form 2"]


def test_a_picture_of_no_document_is_refused_as_a_page_is() -> None:
    for picture in (glass((5, (400, 400), 0.0)), glass()):
        with pytest.raises(NoneFits):
            found(picture)


def test_no_more_are_found_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_documents, "MOST_DOCUMENTS", 1)
    assert len(found(glass((1, (330, 300), 0.0), (1, (1120, 310), 0.0)))) == 1


def test_what_lies_apart_is_a_region_and_what_crosses_is_one() -> None:
    apart = regions(glass((1, (330, 300), 3.0), (2, (1120, 310), 0.0)))
    assert len(apart) == 2 and {box[0] < 700 for box in apart} == {True, False}
    assert len(regions(glass((1, (360, 330), 8.0), (2, (890, 640), -5.0)))) == 1
    assert regions(glass()) == () and is_blank(glass()) and not is_blank(glass((1, (330, 300), 0.0)))
