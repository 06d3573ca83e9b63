"""`read`: pages of a file, each by the template it is of, through the service with a reader that reads colours."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from PIL import Image

from lambda_ocr.app import index_keeping
from lambda_ocr.app.index_keeping import NoEntries
from lambda_ocr.app.selection import MOST_IN_VAIN
from lambda_ocr.app.service import OcrService
from lambda_ocr.app.use_cases import read
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import OverBudget, TemplateMismatch
from lambda_ocr.core.model import Alignment, Prepared, TemplateCandidate, TemplateRef, Verdict
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.response import Response
from tests.support.desk import LARGE, SMALL, STRANGE, Desk, pages
from tests.support.fakes import IndexThatNamesAll, ReaderThatSeesEverything, StoreInMemory, StoreThatIsDown
from tests.support.made_files import made
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refused(response: Response, status: int, code: str) -> dict[str, Any]:
    assert (response.status, response.body["error"]["code"]) == (status, code), response.body
    problem: dict[str, Any] = response.body["error"]
    return problem


def chosen(body: Any) -> list[tuple[int, str]]:
    return [(document["page"], document["template_id"]) for document in body["documents"]]


def test_each_page_is_read_by_the_template_it_is_of(desk: Desk) -> None:
    body = desk.read(pages(LARGE, SMALL, STRANGE, SMALL))
    assert chosen(body) == [(1, desk.large), (2, desk.small), (4, desk.small)]
    first = body["documents"][0]
    assert (first["size"], first["version"], first["dpi"]) == ([150, 90], 1, None)
    assert first["outline"] == [[0, 0], [150, 0], [150, 90], [0, 90]]
    assert [field["value"] for field in first["fields"]] == ["#ff0000", "#008000"]
    assert first["fields"][0]["status"] == "ok" and first["alignment"]["verdict"] == "matched"
    [other] = body["unmatched"]
    assert (other["page"], other["reason"]) == (3, "template_mismatch")
    assert {each["template_id"] for each in other["candidates"]} == {desk.small, desk.large}
    assert body["pages"] == 4 and body["timings_ms"]["total"] >= body["timings_ms"]["decode"]


def test_a_page_is_looked_at_once_however_many_templates_are_tried(desk: Desk) -> None:
    desk.read(pages(LARGE))
    assert desk.reader.looks == 1


def test_one_template_that_is_named_is_the_only_one_in_question(desk: Desk) -> None:
    body = desk.read(pages(LARGE, SMALL), template_id=desk.small)
    assert chosen(body) == [(2, desk.small)]
    assert [(page["page"], page["reason"]) for page in body["unmatched"]] == [(1, "template_mismatch")]
    assert desk.index.known == {} and desk.index.asked == []


def test_of_those_that_are_named_the_index_names_a_few(desk: Desk) -> None:
    named = [desk.large, desk.added(STRANGE), desk.large]
    body = desk.read(pages(LARGE, SMALL, STRANGE), template_id=named)
    assert chosen(body) == [(1, desk.large), (3, named[1])]
    assert set(desk.index.known) == set(named)
    assert set(desk.index.asked[0] or ()) == set(named)


def test_once_one_fits_what_is_much_less_like_the_page_is_not_tried() -> None:
    tried: list[str] = []

    class ReaderThatRemembers(ReaderThatSeesEverything):
        def align(
            self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True
        ) -> Alignment:
            tried.append(prepared.template_id)
            return super().align(prepared, page, budget)

    desk = Desk(ReaderThatRemembers())
    sister = desk.added(SMALL)
    desk.index.likeness = {desk.small: 100, sister: 60, desk.large: 40}
    desk.read(pages(SMALL))
    assert tried == [desk.small, sister]
    tried.clear()
    desk.read(pages(STRANGE))
    assert tried == [desk.small, sister, desk.large], "none fits, so all are tried"


@pytest.mark.parametrize("others", [(), ("a", "b")], ids=["alike", "named by other signs too"])
def test_of_many_that_are_alike_few_are_looked_at_in_vain(others: Sequence[str]) -> None:
    tried: list[str] = []

    class ReaderThatRefuses(ReaderThatSeesEverything):
        def align(self, prepared: Prepared, page: Any, *given: Any, **options: Any) -> Alignment:
            tried.append(prepared.template_id)
            return super().align(prepared, page, *given, **options)

    class IndexWithOtherSigns(IndexThatNamesAll):
        def candidates(self, page: Any, among: Any = None) -> Iterator[TemplateCandidate]:
            named = list(super().candidates(page, among))
            yield from named
            yield from (replace(each, by_other_signs=at == 0) for at, each in enumerate(named[-len(others) or 99 :]))

    desk = Desk(ReaderThatRefuses(), IndexWithOtherSigns())
    alike = [desk.small, desk.large, *(desk.added(SMALL) for _ in range(8))]
    desk.read(pages(STRANGE))
    assert tried[:MOST_IN_VAIN] == alike[:MOST_IN_VAIN]
    assert tried[MOST_IN_VAIN:] == (alike[-len(others) :] if others else [])


def test_what_is_remembered_of_templates_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_keeping, "MOST_KEPT", 2)
    strange = desk.added(STRANGE)
    desk.read(pages(SMALL), template_id=[desk.small, desk.large])
    assert chosen(desk.read(pages(STRANGE), template_id=[desk.small, strange])) == [(1, strange)]
    assert set(desk.index.known) == {desk.small, strange}


def test_the_index_follows_the_store_whoever_changes_it(desk: Desk) -> None:
    desk.read(pages(SMALL))
    assert set(desk.index.known) == {desk.small, desk.large}
    desk.store.delete([desk.small])
    strange = desk.added(STRANGE)
    assert chosen(desk.read(pages(SMALL, STRANGE))) == [(2, strange)]
    assert set(desk.index.known) == {desk.large, strange}


def test_a_template_changed_since_it_was_put_in_is_read_by_its_newest_version(desk: Desk) -> None:
    desk.read(pages(SMALL))
    desk.service.handle({"type": "update", "template_id": desk.small, "template": [RED]})
    [document] = desk.read(pages(SMALL))["documents"]
    assert document["version"] == 2 and len(document["fields"]) == 1


def test_what_a_process_made_of_templates_is_kept_for_the_next_and_made_again_where_it_is_lost() -> None:
    class Entries(NoEntries):
        kept: ClassVar[dict[TemplateRef, bytes]] = {}

        def load(self, wanted: object, fingerprint: str) -> dict[TemplateRef, bytes]:
            return dict(self.kept)

        def save(self, entries: Any, fingerprint: str) -> None:
            self.kept.update(entries)

        def drop(self, template_ids: Any) -> None:
            for ref in [each for each in self.kept if each.template_id in template_ids]:
                del self.kept[ref]

    desk = Desk(entries=Entries())
    assert set(Entries.kept) == {TemplateRef(desk.small, 1), TemplateRef(desk.large, 1)}, "at add"
    desk.service.handle({"type": "update", "template_id": desk.small, "name": "small"})
    assert TemplateRef(desk.small, 2) in Entries.kept
    before = desk.store.gets
    desk.read(pages(STRANGE))
    assert set(desk.index.known) == {desk.small, desk.large}
    assert desk.store.gets - before == 2, "to align with, and none to make an entry of"
    desk.service.handle({"type": "del", "template_id": desk.large})
    assert {ref.template_id for ref in Entries.kept} == {desk.small}
    Entries.kept.clear()
    desk.store.templates[desk.small] = replace(desk.store.templates[desk.small], version=3)
    desk.read(pages(SMALL))
    assert set(Entries.kept) == {TemplateRef(desk.small, 3)}


def test_where_a_quick_look_does_not_convince_a_thorough_one_is_taken_at_the_likeliest_alone() -> None:
    looks: list[tuple[str, bool]] = []

    class ReaderThatDoubts(ReaderThatSeesEverything):
        def align(
            self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True
        ) -> Alignment:
            looks.append((prepared.template_id, thorough))
            found = super().align(prepared, page, budget)
            if not thorough and prepared.template_id == asked.large:
                raise TemplateMismatch("Too little of it.", agreement=0.4)
            return Alignment(**{**vars(found), "verdict": Verdict.WEAK})

    asked = Desk(ReaderThatDoubts())
    assert chosen(asked.read(pages(LARGE))) == [(1, asked.large)]
    assert looks == [(asked.small, False), (asked.large, False), (asked.large, True)]
    looks.clear()
    assert chosen(asked.read(pages(SMALL))) == [(1, asked.small)]
    assert looks[-1] == (asked.small, True), "what fits half only is looked at once more before it is read"
    looks.clear()
    asked.read(pages(STRANGE))
    assert [thorough for _, thorough in looks] == [False, False]


def test_the_one_that_weighs_more_is_taken_where_two_fit() -> None:
    class ReaderThatWeighs(ReaderThatSeesEverything):
        def align(
            self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True
        ) -> Alignment:
            found = super().align(prepared, page, budget)
            return Alignment(**{**vars(found), "weight": float(len(prepared.fields))})

    desk = Desk(ReaderThatWeighs())
    for fields in ([RED], [RED, GREEN, RED], [RED]):
        answer = desk.service.handle({"type": "add", "img": as_base64(card(*STRANGE)), "template": fields})
        if len(fields) == 3:
            heaviest = answer.body["template_id"]
    assert chosen(desk.read(pages(STRANGE))) == [(1, heaviest)]


def test_with_too_many_templates_they_have_to_be_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_keeping, "MOST_INDEXED", 2)
    desk.added(STRANGE)
    problem = refused(desk.service.handle({"type": "read", "file": as_base64(pages(SMALL))}), 400, "invalid_request")
    assert problem["details"] == {"member": "template_id"} and "more than 2 templates" in problem["message"]
    assert chosen(desk.read(pages(SMALL), template_id=[desk.small, desk.large])) == [(1, desk.small)]


def test_without_an_index_templates_have_to_be_named() -> None:
    web = WebWithTheseFiles()
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(web, web))
    problem = refused(service.handle({"type": "read", "img": as_base64(card())}), 400, "invalid_request")
    assert "no index" in problem["message"]


def test_pages_are_read_in_the_order_they_are_asked_for(desk: Desk) -> None:
    body = desk.read(pages(SMALL, LARGE, STRANGE, LARGE), pages="4,1-2")
    assert chosen(body) == [(4, desk.large), (1, desk.small), (2, desk.large)]
    assert body["unmatched"] == [] and body["pages"] == 4


def test_pages_out_of_the_file_and_too_many_are_refused(desk: Desk) -> None:
    ask = {"type": "read", "file": as_base64(pages(SMALL, LARGE, SMALL))}
    problem = refused(desk.service.handle({**ask, "pages": "2-4"}), 400, "invalid_request")
    assert problem["details"] == {"member": "pages", "pages": 3}
    narrow = Desk(limits=PictureLimits(pages=2))
    problem = refused(narrow.service.handle(ask), 422, "too_many_pages")
    assert problem["details"] == {"pages": 3, "most": 2} and '"pages": "1-2"' in problem["message"]


def test_an_unknown_template_is_refused_before_the_file_is_fetched(desk: Desk) -> None:
    ask = {"type": "read", "url": "https://example.com/nowhere.pdf", "template_id": [desk.small, "none"]}
    refused(desk.service.handle(ask), 404, "template_not_found")


@pytest.mark.parametrize("carrier", ["img", "file"])
def test_a_file_comes_under_either_name_or_as_a_url(desk: Desk, carrier: str) -> None:
    ask: dict[str, Any] = {"type": "read", carrier: as_base64(pages(SMALL))}
    assert chosen(desk.service.handle(ask).body) == [(1, desk.small)]
    body = desk.service.handle({"type": "read", "url": "https://example.com/post.tif"}).body
    assert chosen(body) == [(1, desk.small)] and body["unmatched"][0]["page"] == 2


@pytest.mark.parametrize("given", [(), ("img", "file"), ("img", "url"), ("file", "url")])
def test_exactly_one_of_the_three_is_wanted(desk: Desk, given: tuple[str, ...]) -> None:
    members = {name: "https://example.com/post.tif" if name == "url" else as_base64(card()) for name in given}
    problem = refused(desk.service.handle({"type": "read", **members}), 400, "invalid_request")
    assert "exactly one of the three" in problem["message"]


@pytest.mark.parametrize("member", [{"many": "yes"}, {"detail": True}, {"version": 1}])
def test_a_member_it_does_not_know_is_refused(desk: Desk, member: dict[str, Any]) -> None:
    problem = refused(desk.service.handle({"type": "read", "img": as_base64(card()), **member}), 400, "invalid_request")
    assert problem["details"] == {"member": next(iter(member))}


def test_a_bad_page_is_one_entry_and_the_others_are_read(desk: Desk) -> None:
    pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")
    with_line = desk.read(made("cropped.pdf"), pages="2-3")
    assert [(page["page"], page["reason"]) for page in with_line["unmatched"]] == [
        (2, "invalid_picture"),
        (3, "template_mismatch"),
    ]
    assert "no area" in with_line["unmatched"][0]["message"] and with_line["unmatched"][0]["candidates"] == []


def test_a_file_that_cannot_be_opened_is_refused_as_a_whole(desk: Desk) -> None:
    for data, status, code in ((b"II*\0 cut off", 422, "invalid_picture"), (b"PK", 415, "unsupported_picture")):
        refused(desk.service.handle({"type": "read", "file": as_base64(data)}), status, code)


def test_pages_that_time_does_not_reach_are_told_and_those_before_are_answered() -> None:
    class Hours:
        now = 0.0

        def __call__(self) -> float:
            return Hours.now

    class ReaderThatTakesAnHour(ReaderThatSeesEverything):
        def read_aligned(self, *given: Any, **options: Any) -> Any:
            Hours.now += 3600
            return super().read_aligned(*given, **options)

    desk = Desk(ReaderThatTakesAnHour())
    body = desk.read(pages(*[SMALL] * 4), budget=Budget(2 * 3600 - 1, clock=Hours()))
    assert [page for page, _ in chosen(body)] == [1, 2]
    assert [(page["page"], page["reason"]) for page in body["unmatched"]] == [(3, "over_budget"), (4, "over_budget")]


def test_each_page_has_a_requests_pixels_of_its_own() -> None:
    class ReaderThatSpends(ReaderThatSeesEverything):
        def read_aligned(self, *given: Any, budget: Budget = UNBOUNDED, **options: Any) -> Any:
            from lambda_ocr.core.budget import Part

            budget.spend(Part.RECOGNISE, 700)
            return super().read_aligned(*given, budget=budget, **options)

    desk = Desk(ReaderThatSpends())
    assert len(desk.read(pages(SMALL, SMALL), budget=Budget(pixels=1000))["documents"]) == 2


def test_the_end_of_the_caller_ends_a_pages_budget() -> None:
    whole = Budget(60)
    page = whole.anew()
    assert page.is_left()
    whole.abandon()
    assert not page.is_left()


def test_a_store_that_is_down_refuses_the_request_not_its_pages() -> None:
    web = WebWithTheseFiles()
    service = OcrService(StoreThatIsDown(), ReaderThatSeesEverything(), PictureSource(web, web))
    ask = {"type": "read", "img": as_base64(card()), "template_id": "any"}
    refused(service.handle(ask), 503, "store_unavailable")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP"])
def test_a_page_over_the_limit_of_a_picture_is_read_smaller_and_told_in_its_own_pixels(kind: str) -> None:
    desk = Desk(limits=PictureLimits(max_side=150))
    out = io.BytesIO()
    Image.open(io.BytesIO(card(*LARGE))).convert("RGB").resize((450, 270), Image.Resampling.NEAREST).save(out, kind)
    [document] = desk.read(out.getvalue())["documents"]
    assert (document["template_id"], document["size"]) == (desk.large, [450, 270])
    assert document["outline"] == [[0, 0], [450, 0], [450, 270], [0, 270]]
    position = np.array(document["fields"][0]["position"])
    assert np.allclose(position, 3 * np.array(RED[0])) and document["fields"][0]["error_px"] == 1.5
    assert document["alignment"]["image_from_template"][0][0] == pytest.approx(3)
    refused(
        desk.service.handle({"template_id": desk.large, "img": as_base64(out.getvalue())}), 413, "picture_too_large"
    )


def test_a_page_of_one_document_is_read_alike_where_there_may_be_many(desk: Desk) -> None:
    body = desk.read(pages(SMALL, STRANGE), many=True)
    assert chosen(body) == [(1, desk.small)]
    assert [(page["page"], page["reason"]) for page in body["unmatched"]] == [(2, "template_mismatch")]
    one, many = (desk.read(pages(SMALL), many=many)["documents"] for many in (False, True))
    assert one == many


def test_of_several_documents_those_found_before_time_was_over_are_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_and_no_more(picture: Any, named: Any, choose: Any) -> Any:
        yield choose(picture, named)
        yield choose(picture, named)
        raise OverBudget("The request takes longer than the 60 seconds there are for it.")

    monkeypatch.setattr(read, "documents_on", two_and_no_more)
    body = desk.read(pages(SMALL), many=True)
    assert chosen(body) == [(1, desk.small)] * 2
    assert [(page["page"], page["reason"]) for page in body["unmatched"]] == [(1, "over_budget")]


def test_a_template_deleted_meanwhile_is_no_candidate(desk: Desk) -> None:
    desk.read(pages(SMALL))
    both = (TemplateRef(desk.small, 1), TemplateRef(desk.large, 1))
    desk.store.heads = lambda: both  # type: ignore[method-assign]
    del desk.store.templates[desk.small]
    body = desk.read(pages(SMALL, LARGE))
    assert chosen(body) == [(2, desk.large)]
    assert TemplateRef(desk.large, 1) == desk.store.head(desk.large)


# -- pages that belong together -----------------------------------------------------------------------------


def documents(body: Any) -> list[tuple[list[int], list[int]]]:
    """Of each document the pages of the file that it is on, and those of its own that are missing."""
    return [
        ([each["page"], *(page["page"] for page in each["further"])], each["missing"]) for each in body["documents"]
    ]


def test_pages_of_one_document_that_follow_each_other_are_one(desk: Desk) -> None:
    desk.is_page_of("note", desk.small, desk.large)
    body = desk.read(pages(SMALL, LARGE, LARGE, SMALL, SMALL, LARGE, SMALL, STRANGE, LARGE))
    assert documents(body) == [
        ([1, 2], []),
        ([3], [1]),
        ([4], [2]),
        ([5, 6], []),
        ([7], [2]),  # a page of no template parts them
        ([9], [1]),
    ]
    whole = body["documents"][0]
    [back] = whole["further"]
    assert (whole["template_id"], back["template_id"]) == (desk.small, desk.large)
    assert (whole["page_of"]["page"], back["page_of"]) == (1, {"document": "note", "page": 2, "pages": 2})
    assert [field["value"] for field in back["fields"]] == [field["value"] for field in whole["fields"]]


def test_pages_of_other_documents_do_not_belong_together(desk: Desk) -> None:
    desk.is_page_of("note", desk.small, desk.added(STRANGE))
    desk.is_page_of("bill", desk.added((140, 85)), desk.large)
    assert documents(desk.read(pages(SMALL, LARGE, SMALL, STRANGE))) == [([1], [2]), ([2], [1]), ([3, 4], [])]
    plain = Desk()
    assert documents(plain.read(pages(SMALL, LARGE))) == [([1], []), ([2], [])]
    assert [each["page_of"] for each in plain.read(pages(SMALL))["documents"]] == [None]
