"""`teach`: copies are looked at, what they taught is kept as a new version, shown, and forgotten again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.app.index_keeping import NoIndex
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.model import Image, Prepared, TemplateCandidate
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.app.test_service import added, error
from tests.app.test_steps import begun
from tests.app.use_cases.life.test_update import StoreWhereAnotherIsFaster, ask
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import RED, WebWithTheseFiles, as_base64, card, encoded

URL = "https://example.com/card.png"


def shade(blue: int) -> bytes:
    """A card whose first field is of another colour: another file, another value."""
    pixels = cv2.imdecode(np.frombuffer(card(), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    pixels[10:30, 10:50] = (blue, 0, 255)
    return encoded(pixels)


FIRST, SECOND, LARGE = as_base64(shade(10)), as_base64(shade(20)), as_base64(card(240, 160))


def service_with(store: StoreInMemory) -> OcrService:
    web = WebWithTheseFiles({URL: shade(30)})
    return OcrService(store, ReaderThatSeesEverything(), PictureSource(web, web))


class IndexToWhichAllAreAlike(NoIndex):
    """Every template that it knows may be taken for any."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def put(self, entries: Mapping[str, bytes], whole: object = None) -> None:
        self._known += entries

    def alike(self, entry: bytes) -> tuple[TemplateCandidate, ...]:
        return tuple(TemplateCandidate(each, 1.0) for each in self._known)


def service_with_index(reader: ReaderThatSeesEverything | None = None) -> OcrService:
    nothing, reader = PictureSource(NoS3(), NoS3()), reader or ReaderThatSeesEverything()
    return OcrService(StoreInMemory(), reader, nothing, index=IndexToWhichAllAreAlike())


@pytest.fixture
def service() -> OcrService:
    return service_with(StoreInMemory())


def taught(service: OcrService, template_id: str, *pictures: str, **members: Any) -> Any:
    copies = [{"img": picture} for picture in pictures]
    return ask(service, "teach", template_id=template_id, copies=copies, **members)


def prints(answer: Any) -> dict[str, tuple[int, int]]:
    return {each["text"]: (each["agreeing"], each["copies"]) for each in answer["lessons"] if each["kind"] == "print"}


def test_what_copies_teach_is_a_new_version_that_get_shows(service: OcrService) -> None:
    template_id = added(service)
    answer = taught(service, template_id, FIRST, SECOND)
    assert answer["version"] == 2
    assert [copy["status"] for copy in answer["copies"]] == ["taught", "taught"]
    assert prints(answer) == {"INVOICE": (2, 2), "4711": (0, 2)}
    shown = ask(service, "get", template_id=template_id)
    assert (shown["version"], shown["copies"], shown["lessons"]) == (2, 2, answer["lessons"])
    assert ask(service, "get", template_id=template_id, version=1)["lessons"] == []
    assert ask(service, "rollback", template_id=template_id, version=1)["version"] == 3
    assert ask(service, "get", template_id=template_id)["lessons"] == []


def test_evidence_adds_up_and_a_file_that_is_known_says_nothing_more(service: OcrService) -> None:
    template_id = added(service)
    taught(service, template_id, FIRST)
    again = taught(service, template_id, FIRST, SECOND, SECOND)
    assert [copy["status"] for copy in again["copies"]] == ["known", "taught", "known"]
    assert (again["version"], prints(again)) == (3, {"INVOICE": (2, 2), "4711": (0, 2)})
    assert taught(service, template_id, FIRST)["version"] == 3  # nothing learned, no version


def test_right_values_are_compared_with_what_was_read(service: OcrService) -> None:
    template_id = added(service)
    values = {"名称": "#FF000A", "识别号": "#008000"}
    copies = [{"img": FIRST, "values": values}, {"url": URL}]
    answer = ask(service, "teach", template_id=template_id, copies=copies)
    assert [(copy["right"], copy["of"]) for copy in answer["copies"]] == [(1, 2), (None, None)]


def test_a_copy_that_is_another_document_is_told_and_the_rest_is_taught(service: OcrService) -> None:
    template_id = added(service)
    answer = taught(service, template_id, LARGE, FIRST)
    assert [(copy["status"], copy["reason"]) for copy in answer["copies"]] == [
        ("refused", "template_mismatch"),
        ("taught", None),
    ]
    assert prints(answer)["INVOICE"] == (1, 1)


def test_where_no_copy_fits_nothing_is_changed(service: OcrService) -> None:
    template_id = added(service)
    payload = {"type": "teach", "template_id": template_id, "copies": [{"img": LARGE}, {"img": LARGE}]}
    assert len(error(service.handle(payload), 422, "template_mismatch")["details"]["copies"]) == 2
    assert [each["version"] for each in ask(service, "versions", template_id=template_id)["versions"]] == [1]


def test_lessons_are_forgotten_one_by_one_or_all_and_all_copies_may_come_again(service: OcrService) -> None:
    template_id = added(service)
    lessons = taught(service, template_id, FIRST, SECOND)["lessons"]
    one = next(each["id"] for each in lessons if each["text"] == "4711")
    assert "4711" not in prints(ask(service, "teach", template_id=template_id, forget=[one]))
    none = ask(service, "teach", template_id=template_id, forget="all", expected_version=3)
    assert (none["version"], none["lessons"]) == (4, [])
    assert prints(taught(service, template_id, FIRST))["4711"] == (0, 1)


def test_lessons_stay_when_the_drawing_changes_and_go_with_the_picture(service: OcrService) -> None:
    template_id = added(service)
    before = taught(service, template_id, FIRST, SECOND)
    ask(service, "update", template_id=template_id, template=[RED])
    assert prints(ask(service, "get", template_id=template_id)) == prints(before)
    ask(service, "update", template_id=template_id, img=LARGE)
    shown = ask(service, "get", template_id=template_id)
    assert (shown["copies"], shown["lessons"]) == (0, [])


def test_how_like_it_a_picture_must_be_is_learned_of_the_copies_and_the_templates_most_like_it() -> None:
    service = service_with_index()
    template_id = added(service)
    assert bound(taught(service, template_id, FIRST)) == (1, 1, {"lowest": 1.0, "others": 0, "highest": None})
    added(service)  # of the same print and size
    answer = taught(service, template_id, SECOND, as_base64(shade(40)))
    assert bound(answer) == (3, 3, {"lowest": 1.0, "others": 1, "highest": -1.0})
    assert bound(ask(service, "get", template_id=template_id)) == bound(answer)


def test_other_templates_that_take_too_long_cost_half_of_the_time_left_and_not_the_lessons() -> None:
    left: list[float] = []

    class Slow(ReaderThatSeesEverything):
        def beside(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> float | None:
            left.append(budget.seconds_left())
            raise OverBudget("It takes too long.")

    service = service_with_index(Slow())
    template_id = added(service)
    added(service)
    payload = {"type": "teach", "template_id": template_id, "copies": [{"img": FIRST}]}
    answer = service.handle(payload, Budget(8.0))
    assert answer.status == 200 and bound(answer.body) == (1, 1, {"lowest": 1.0, "others": 0, "highest": None})
    assert 0 < max(left) <= 4.0


def bound(shown: Any) -> tuple[int, int, dict[str, Any]]:
    """Of how many copies how many reach it, and what else it rests on."""
    (lesson,) = (each for each in shown["lessons"] if each["kind"] == "bound")
    rests = {name: value for name, value in lesson["bound"].items() if name != "weight"}
    return lesson["copies"], lesson["agreeing"], rests


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "nothing to learn or to forget"),
        ({"copies": [{"img": FIRST, "values": {"Name": "x"}}]}, "no such field"),
        ({"copies": [{"values": {}}]}, '"copies[0].img" and "copies[0].url"'),
        ({"copies": [{"img": FIRST, "url": URL}]}, "exactly one"),
        ({"copies": [{"img": FIRST, "value": "x"}]}, "copies[0]"),
        ({"copies": [{"img": FIRST}] * 11}, "at most 10"),
        ({"forget": ["0123"]}, "no lesson"),
        ({"forget": "some"}, "forget"),
    ],
)
def test_what_cannot_be_taught_is_refused_by_its_member(service: OcrService, members: Any, said: str) -> None:
    payload = {"type": "teach", "template_id": added(service), **members}
    assert said in error(service.handle(payload), 400, "invalid_request")["message"]


def test_pictures_are_fetched_in_the_lane_of_fetching_once_the_template_is_known(service: OcrService) -> None:
    payload = {"type": "teach", "copies": [{"img": FIRST}, {"url": URL}]}
    lanes, answer = begun(service, {**payload, "template_id": added(service)})
    assert (lanes, answer.status) == (["open", "fetch", "read"], 200)
    lanes, answer = begun(service, {**payload, "template_id": "none"})
    assert (lanes, answer.status) == (["open", "fetch"], 404)


def test_whoever_was_faster_is_not_overwritten() -> None:
    store = StoreWhereAnotherIsFaster()
    service = service_with(store)
    payload = {"type": "teach", "template_id": added(service), "copies": [{"img": FIRST}]}
    error(service.handle(payload), 409, "version_conflict")
