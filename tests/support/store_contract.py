"""What every TemplateStore keeps to, as tests any store can run.

A test module subclasses `StoreContract` and gives a fixture `store`: an empty one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lambda_ocr.core.errors import InvalidRequest, TemplateNotFound
from lambda_ocr.core.model import Field, IdPage, Template
from lambda_ocr.core.ports import TemplateStore


def make_template(number: int, picture: bytes | None = None, field_count: int = 3) -> Template:
    """A template whose every byte follows from its number, so that a half one is seen."""
    fields = tuple(
        Field(f"字段 {number}-{index} é\U0001f600", ((0.5, 1.0), (30.25, 1.0), (30.0, 9.0), (0.0, 9.0 + index)))
        for index in range(field_count)
    )
    content = picture if picture is not None else number.to_bytes(4, "big") * (2000 + number)
    created = f"2026-11-22T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    return Template(template_id(number), fields, content, created)


def template_id(number: int) -> str:
    """The id of `make_template(number)`, a UUID as the service makes them."""
    return f"00000000-0000-4000-8000-{number:012d}"


def pages_of(store: TemplateStore, size: int) -> Iterator[tuple[str, ...]]:
    """All pages, one after the other."""
    cursor: str | None = ""
    while cursor is not None:
        page = store.list_page(size, cursor)
        yield page.template_ids
        cursor = page.next_cursor


class StoreContract:
    """Run by every store's test module."""

    def test_a_template_comes_back_as_it_was_added(self, store: TemplateStore) -> None:
        template = make_template(1)
        store.add(template)
        assert store.get(template.template_id) == template

    def test_name_and_note_come_back(self, store: TemplateStore) -> None:
        template = dataclasses.replace(make_template(1), name="发票 \U0001f600", note="from 2024 on\nsee 'blue'")
        store.add(template)
        assert store.get(template.template_id) == template

    def test_struck_out_print_comes_back(self, store: TemplateStore) -> None:
        quads = (
            ((0.5, 1.0), (30.25, 1.0), (30.0, 9.0), (0.0, 9.0)),
            ((1.0, 20.0), (9.0, 20.0), (9.0, 29.0), (1.0, 29.0)),
        )
        template = dataclasses.replace(make_template(1), variable=quads)
        store.add(template)
        assert store.get(template.template_id) == template

    def test_options_of_a_field_come_back(self, store: TemplateStore) -> None:
        quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        field = Field("date", quad, {"type": "date", "format": "年月日", "range": [1, 2.5], "strict": True})
        store.add(Template(template_id(1), (field,), b"picture", "2026-11-22T00:00:00Z"))
        assert dict(store.get(template_id(1)).fields[0].options) == dict(field.options)

    def test_a_picture_of_ten_mebibytes_comes_back(self, store: TemplateStore) -> None:
        picture = bytes(range(256)) * (10 * 4096)
        store.add(make_template(1, picture))
        assert store.get(template_id(1)).picture == picture

    def test_an_unknown_template_is_not_found(self, store: TemplateStore) -> None:
        with pytest.raises(TemplateNotFound, match="nowhere"):
            store.get("nowhere")

    @pytest.mark.parametrize("odd", ["", "\ud800", "a\x00b", "../../etc/passwd", "x" * 5000, "'; DROP TABLE templates"])
    def test_any_text_may_be_asked_for(self, store: TemplateStore, odd: str) -> None:
        store.add(make_template(1))
        with pytest.raises(TemplateNotFound):
            store.get(odd)
        with pytest.raises(TemplateNotFound):
            store.delete([odd])
        assert store.load_derived(odd, "v1") is None
        assert store.list_ids() == (template_id(1),)

    def test_a_taken_id_is_refused_and_the_first_template_stays(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        with pytest.raises(ValueError, match="taken"):
            store.add(make_template(1, b"another picture"))
        assert store.get(template_id(1)) == make_template(1)

    def test_an_empty_store_lists_nothing(self, store: TemplateStore) -> None:
        assert store.list_ids() == ()

    def test_the_list_is_oldest_first(self, store: TemplateStore) -> None:
        for number in (7, 12, 30, 31):
            store.add(make_template(number))
        assert store.list_ids() == tuple(map(template_id, (7, 12, 30, 31)))

    def test_a_list_of_at_most_so_many_is_no_longer(self, store: TemplateStore) -> None:
        for number in range(1, 6):
            store.add(make_template(number))
        assert len(set(store.list_ids(3))) == 3
        assert store.list_ids(5) == store.list_ids(6) == store.list_ids()

    def test_pages_hold_every_template_once_and_say_when_they_end(self, store: TemplateStore) -> None:
        for number in range(1, 8):
            store.add(make_template(number))
        for size in (1, 3, 7, 100):
            pages = list(pages_of(store, size))
            assert [len(page) for page in pages] == [size] * (7 // size) + [7 % size] * (7 % size > 0)
            assert sorted(each for page in pages for each in page) == sorted(store.list_ids())

    def test_an_empty_store_has_one_empty_page(self, store: TemplateStore) -> None:
        assert store.list_page(10) == IdPage((), None)

    def test_a_page_goes_on_where_the_last_ended_though_its_last_template_was_deleted(
        self, store: TemplateStore
    ) -> None:
        for number in range(1, 6):
            store.add(make_template(number))
        first = store.list_page(2)
        assert first.next_cursor is not None
        store.delete([first.template_ids[-1]])
        second = store.list_page(10, first.next_cursor)
        assert second.next_cursor is None
        assert {*first.template_ids, *second.template_ids} == set(map(template_id, range(1, 6)))
        assert not {*first.template_ids} & {*second.template_ids}

    @pytest.mark.parametrize("odd", ["no cursor!", "../x", "\ud800", "x" * 5000])
    def test_a_cursor_that_is_none_is_refused(self, store: TemplateStore, odd: str) -> None:
        store.add(make_template(1))
        with pytest.raises(InvalidRequest, match="cursor"):
            store.list_page(10, odd)

    def test_a_deleted_template_is_gone(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        store.add(make_template(2))
        store.delete([template_id(1)])
        assert store.list_ids() == (template_id(2),)
        with pytest.raises(TemplateNotFound):
            store.get(template_id(1))

    def test_several_are_deleted_in_one_step_and_one_named_twice_counts_once(self, store: TemplateStore) -> None:
        for number in (1, 2, 3):
            store.add(make_template(number))
        store.delete([template_id(1), template_id(3), template_id(1)])
        assert store.list_ids() == (template_id(2),)

    def test_one_unknown_id_keeps_all_the_others(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        with pytest.raises(TemplateNotFound, match="nowhere"):
            store.delete([template_id(1), "nowhere"])
        assert store.get(template_id(1)) == make_template(1)

    def test_deleting_nothing_is_no_error(self, store: TemplateStore) -> None:
        store.delete([])
        assert store.list_ids() == ()

    def test_derived_data_is_kept_by_version(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        assert store.load_derived(template_id(1), "v1") is None
        store.save_derived(template_id(1), "v1", b"features")
        assert store.load_derived(template_id(1), "v1") == b"features"
        assert store.load_derived(template_id(1), "v2") is None

    def test_newer_derived_data_replaces_older(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        store.save_derived(template_id(1), "v1", b"old")
        store.save_derived(template_id(1), "v1", b"new")
        assert store.load_derived(template_id(1), "v1") == b"new"

    def test_derived_data_of_a_template_that_is_gone_is_not_kept(self, store: TemplateStore) -> None:
        store.save_derived(template_id(1), "v1", b"features")
        assert store.load_derived(template_id(1), "v1") is None
        assert store.list_ids() == ()

    def test_derived_data_goes_with_its_template(self, store: TemplateStore) -> None:
        store.add(make_template(1))
        store.save_derived(template_id(1), "v1", b"features")
        store.delete([template_id(1)])
        store.add(make_template(1))
        assert store.load_derived(template_id(1), "v1") is None

    def test_many_threads_add_read_and_delete(self, store: TemplateStore) -> None:
        def live(number: int) -> bool:
            store.add(make_template(number))
            store.save_derived(template_id(number), "v1", number.to_bytes(4, "big"))
            whole = store.get(template_id(number)) == make_template(number)
            if number % 2:
                store.delete([template_id(number)])
            return whole

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(live, range(1, 41)))
        assert set(store.list_ids()) == {template_id(number) for number in range(2, 41, 2)}
        assert all(store.load_derived(template_id(n), "v1") == n.to_bytes(4, "big") for n in range(2, 41, 2))

    def test_two_who_delete_the_same_template_do_so_once(self, store: TemplateStore) -> None:
        def delete(number: int) -> bool:
            try:
                store.delete([template_id(number)])
            except TemplateNotFound:
                return False
            return True

        for number in range(1, 6):
            store.add(make_template(number))
            with ThreadPoolExecutor(4) as pool:
                assert sum(pool.map(delete, [number] * 4)) == 1
        assert store.list_ids() == ()
