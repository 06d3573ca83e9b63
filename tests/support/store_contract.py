"""What every TemplateStore keeps to, as tests any store can run.

A test module subclasses `StoreContract` and gives a fixture `store`: an empty one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lambda_ocr.core.errors import InvalidRequest, TemplateNotFound, VersionConflict
from lambda_ocr.core.model import (
    Bound,
    Field,
    IdPage,
    Lesson,
    LessonKind,
    PageOf,
    Taught,
    Template,
    TemplateRef,
    TemplateVersion,
)
from lambda_ocr.core.ports import Store


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


def ref(number: int, version: int = 1) -> TemplateRef:
    """A version of `make_template(number)`."""
    return TemplateRef(template_id(number), version)


def make_version(number: int, version: int, picture: bytes | None = None) -> Template:
    """A later version of `make_template(number)`: one field and one lesson more each time, and the same picture if none
    is given.
    """
    first = make_template(number, field_count=2 + version)
    moment = f"2026-11-23T{version // 60 % 24:02d}:{version % 60:02d}:00Z"
    lesson = Lesson(LessonKind.PRINT, version, version - 1, first.fields[0].quad, f"taught {version}")
    taught = Taught((f"{version:064x}",), (lesson,) * version)
    changed = dataclasses.replace(
        first,
        version=version,
        created=moment,
        name=f"version {version}",
        taught=taught,
        page_of=PageOf("发票", version, version + 1),
    )
    return dataclasses.replace(changed, picture=picture) if picture is not None else changed


def with_versions(store: Store, number: int, newest: int) -> None:
    """Put a template with so many versions into the store."""
    store.create(make_template(number))
    for version in range(2, newest + 1):
        store.publish(make_version(number, version))


def pages_of(store: Store, size: int) -> Iterator[tuple[str, ...]]:
    """All pages, one after the other."""
    cursor: str | None = ""
    while cursor is not None:
        page = store.list_page(size, cursor)
        yield page.template_ids
        cursor = page.next_cursor


class StoreContract:
    """Run by every store's test module."""

    def test_a_template_comes_back_as_it_was_added(self, store: Store) -> None:
        template = make_template(1)
        store.create(template)
        assert store.get(template.ref) == template

    def test_name_and_note_come_back(self, store: Store) -> None:
        template = dataclasses.replace(make_template(1), name="发票 \U0001f600", note="from 2024 on\nsee 'blue'")
        store.create(template)
        assert store.get(template.ref) == template

    def test_struck_out_print_comes_back(self, store: Store) -> None:
        quads = (
            ((0.5, 1.0), (30.25, 1.0), (30.0, 9.0), (0.0, 9.0)),
            ((1.0, 20.0), (9.0, 20.0), (9.0, 29.0), (1.0, 29.0)),
        )
        template = dataclasses.replace(make_template(1), variable=quads)
        store.create(template)
        assert store.get(template.ref) == template

    def test_what_copies_taught_comes_back_with_its_version(self, store: Store) -> None:
        quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        lessons = (
            Lesson(LessonKind.PRINT, 3, 2, quad, "Summe 😀"),
            Lesson(LessonKind.TYPE, 2, 2, of_field=0, options={"type": "amount", "currency": "EUR"}),
            Lesson(LessonKind.BOUND, 3, 3, bound=Bound(0.25, 1.5, 2, -1.0)),
        )
        before = make_template(1)
        taught = dataclasses.replace(before, version=2, taught=Taught(("1f2e",), lessons))
        store.create(before)
        store.publish(taught)
        assert store.get(taught.ref) == taught
        assert dict(store.get(taught.ref).taught.lessons[1].options) == dict(lessons[1].options)
        assert store.get(before.ref).taught == Taught()

    def test_options_of_a_field_come_back(self, store: Store) -> None:
        quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        field = Field("date", quad, {"type": "date", "format": "年月日", "range": [1, 2.5], "strict": True})
        store.create(Template(template_id(1), (field,), b"picture", "2026-11-22T00:00:00Z"))
        assert dict(store.get(ref(1)).fields[0].options) == dict(field.options)

    def test_a_picture_of_ten_mebibytes_comes_back(self, store: Store) -> None:
        picture = bytes(range(256)) * (10 * 4096)
        store.create(make_template(1, picture))
        assert store.get(ref(1)).picture == picture

    def test_an_unknown_template_is_not_found(self, store: Store) -> None:
        with pytest.raises(TemplateNotFound, match="nowhere"):
            store.get(TemplateRef("nowhere", 1))

    @pytest.mark.parametrize("odd", ["", "\ud800", "a\x00b", "../../etc/passwd", "x" * 5000, "'; DROP TABLE templates"])
    def test_any_text_may_be_asked_for(self, store: Store, odd: str) -> None:
        store.create(make_template(1))
        with pytest.raises(TemplateNotFound):
            store.get(TemplateRef(odd, 1))
        with pytest.raises(TemplateNotFound):
            store.head(odd)
        with pytest.raises(TemplateNotFound):
            store.versions(odd)
        with pytest.raises(TemplateNotFound):
            store.delete([odd])
        assert store.load_artifact(TemplateRef(odd, 1), "v1") is None
        assert store.list_ids() == (template_id(1),)

    def test_a_taken_id_is_refused_and_the_first_template_stays(self, store: Store) -> None:
        store.create(make_template(1))
        with pytest.raises(ValueError, match="taken"):
            store.create(make_template(1, b"another picture"))
        assert store.get(ref(1)) == make_template(1)

    def test_an_empty_store_lists_nothing(self, store: Store) -> None:
        assert store.list_ids() == ()

    def test_the_list_is_oldest_first(self, store: Store) -> None:
        for number in (7, 12, 30, 31):
            store.create(make_template(number))
        assert store.list_ids() == tuple(map(template_id, (7, 12, 30, 31)))

    def test_heads_are_the_newest_versions_of_all(self, store: Store) -> None:
        assert store.heads() == ()
        with_versions(store, 1, 3)
        store.create(make_template(2))
        assert store.heads() == (ref(1, 3), ref(2))
        store.delete([template_id(1)])
        assert store.heads() == (ref(2),)

    def test_a_list_of_at_most_so_many_is_no_longer(self, store: Store) -> None:
        for number in range(1, 6):
            store.create(make_template(number))
        assert len(set(store.list_ids(3))) == 3
        assert store.list_ids(5) == store.list_ids(6) == store.list_ids()

    def test_pages_hold_every_template_once_and_say_when_they_end(self, store: Store) -> None:
        for number in range(1, 8):
            store.create(make_template(number))
        for size in (1, 3, 7, 100):
            pages = list(pages_of(store, size))
            assert [len(page) for page in pages] == [size] * (7 // size) + [7 % size] * (7 % size > 0)
            assert sorted(each for page in pages for each in page) == sorted(store.list_ids())

    def test_an_empty_store_has_one_empty_page(self, store: Store) -> None:
        assert store.list_page(10) == IdPage((), None)

    def test_a_page_goes_on_where_the_last_ended_though_its_last_template_was_deleted(self, store: Store) -> None:
        for number in range(1, 6):
            store.create(make_template(number))
        first = store.list_page(2)
        assert first.next_cursor is not None
        store.delete([first.template_ids[-1]])
        second = store.list_page(10, first.next_cursor)
        assert second.next_cursor is None
        assert {*first.template_ids, *second.template_ids} == set(map(template_id, range(1, 6)))
        assert not {*first.template_ids} & {*second.template_ids}

    @pytest.mark.parametrize("odd", ["no cursor!", "../x", "\ud800", "x" * 5000])
    def test_a_cursor_that_is_none_is_refused(self, store: Store, odd: str) -> None:
        store.create(make_template(1))
        with pytest.raises(InvalidRequest, match="cursor"):
            store.list_page(10, odd)

    def test_a_deleted_template_is_gone(self, store: Store) -> None:
        store.create(make_template(1))
        store.create(make_template(2))
        store.delete([template_id(1)])
        assert store.list_ids() == (template_id(2),)
        with pytest.raises(TemplateNotFound):
            store.get(ref(1))

    def test_several_are_deleted_in_one_step_and_one_named_twice_counts_once(self, store: Store) -> None:
        for number in (1, 2, 3):
            store.create(make_template(number))
        store.delete([template_id(1), template_id(3), template_id(1)])
        assert store.list_ids() == (template_id(2),)

    def test_one_unknown_id_keeps_all_the_others(self, store: Store) -> None:
        store.create(make_template(1))
        with pytest.raises(TemplateNotFound, match="nowhere"):
            store.delete([template_id(1), "nowhere"])
        assert store.get(ref(1)) == make_template(1)

    def test_deleting_nothing_is_no_error(self, store: Store) -> None:
        store.delete([])
        assert store.list_ids() == ()

    def test_a_new_template_has_version_1(self, store: Store) -> None:
        store.create(make_template(1))
        assert store.head(template_id(1)) == ref(1)
        assert store.versions(template_id(1)) == (TemplateVersion(1, make_template(1).created),)

    def test_what_is_published_is_the_newest_and_the_versions_before_stay_as_they_were(self, store: Store) -> None:
        with_versions(store, 1, 4)
        assert store.head(template_id(1)) == ref(1, 4)
        assert store.get(ref(1)) == make_template(1)
        for version in (2, 3, 4):
            assert store.get(ref(1, version)) == make_version(1, version)

    def test_versions_are_told_newest_first(self, store: Store) -> None:
        with_versions(store, 1, 3)
        listed = store.versions(template_id(1))
        assert [each.version for each in listed] == [3, 2, 1]
        assert [each.created for each in listed] == [
            make_version(1, 3).created,
            make_version(1, 2).created,
            make_template(1).created,
        ]

    def test_a_picture_may_change_with_a_version_and_go_back(self, store: Store) -> None:
        store.create(make_template(1))
        store.publish(make_version(1, 2, b"second"))
        store.publish(make_version(1, 3, b"second"))
        store.publish(make_version(1, 4, make_template(1).picture))
        assert [store.get(ref(1, version)).picture for version in (2, 3)] == [b"second"] * 2
        assert store.get(ref(1, 4)).picture == store.get(ref(1)).picture == make_template(1).picture

    @pytest.mark.parametrize("version", [-1, 0, 3, 10**6])
    def test_a_version_that_never_was_is_not_found(self, store: Store, version: int) -> None:
        with_versions(store, 1, 2)
        with pytest.raises(TemplateNotFound, match="its newest is 2") as refused:
            store.get(ref(1, version))
        assert refused.value.details == {"template_id": template_id(1), "version": version, "newest_version": 2}
        store.save_artifact(ref(1, version), "v1", b"features")
        assert store.load_artifact(ref(1, version), "v1") is None

    @pytest.mark.parametrize("version", [1, 2, 4])
    def test_a_change_made_to_another_version_than_the_newest_is_refused(self, store: Store, version: int) -> None:
        with_versions(store, 1, 2)
        with pytest.raises(VersionConflict) as refused:
            store.publish(make_version(1, version))
        assert refused.value.details == {"template_id": template_id(1), "expected_version": version - 1, "version": 2}
        assert store.head(template_id(1)) == ref(1, 2)
        assert store.get(ref(1, 2)) == make_version(1, 2)

    @pytest.mark.parametrize("odd", ["nowhere", "", "\ud800", "../x"])
    def test_nothing_is_published_of_a_template_that_is_not_there(self, store: Store, odd: str) -> None:
        with pytest.raises(TemplateNotFound):
            store.publish(dataclasses.replace(make_version(1, 2), template_id=odd))
        assert store.list_ids() == ()

    def test_of_many_who_publish_the_same_version_one_does(self, store: Store) -> None:
        def publish(writer: int) -> bool:
            try:
                store.publish(dataclasses.replace(make_version(1, 2), note=f"by {writer}", picture=b"p%d" % writer))
            except VersionConflict:
                return False
            return True

        store.create(make_template(1))
        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(publish, range(4)))
        assert sum(won) == 1
        kept = store.get(ref(1, 2))
        assert (kept.note, kept.picture) == (f"by {won.index(True)}", b"p%d" % won.index(True))
        assert [each.version for each in store.versions(template_id(1))] == [2, 1]

    def test_a_list_names_a_template_once_whatever_its_versions(self, store: Store) -> None:
        with_versions(store, 1, 3)
        store.create(make_template(2))
        assert store.list_ids() == (template_id(1), template_id(2))
        assert sorted(each for page in pages_of(store, 1) for each in page) == sorted(store.list_ids())

    def test_a_deleted_template_takes_all_its_versions_along(self, store: Store) -> None:
        with_versions(store, 1, 3)
        for version in (1, 2, 3):
            store.save_artifact(ref(1, version), "v1", b"features")
        store.delete([template_id(1)])
        store.create(make_template(1))
        assert store.head(template_id(1)) == ref(1)
        for version in (1, 2, 3):
            assert store.load_artifact(ref(1, version), "v1") is None
        with pytest.raises(TemplateNotFound):
            store.get(ref(1, 2))

    def test_derived_data_belong_to_one_version(self, store: Store) -> None:
        with_versions(store, 1, 3)
        for version in (1, 2, 3):
            assert store.load_artifact(ref(1, version), "v1") is None
            store.save_artifact(ref(1, version), "v1", b"of %d" % version)
        assert [store.load_artifact(ref(1, version), "v1") for version in (1, 2, 3)] == [b"of 1", b"of 2", b"of 3"]
        store.publish(make_version(1, 4))
        assert store.load_artifact(ref(1, 4), "v1") is None
        assert store.load_artifact(ref(1, 3), "v1") == b"of 3"

    def test_derived_data_are_kept_by_fingerprint(self, store: Store) -> None:
        store.create(make_template(1))
        assert store.load_artifact(ref(1), "v1") is None
        store.save_artifact(ref(1), "v1", b"features")
        assert store.load_artifact(ref(1), "v1") == b"features"
        assert store.load_artifact(ref(1), "v2") is None

    def test_newer_derived_data_replaces_older(self, store: Store) -> None:
        store.create(make_template(1))
        store.save_artifact(ref(1), "v1", b"old")
        store.save_artifact(ref(1), "v1", b"new")
        assert store.load_artifact(ref(1), "v1") == b"new"

    def test_derived_data_of_a_template_that_is_gone_is_not_kept(self, store: Store) -> None:
        store.save_artifact(ref(1), "v1", b"features")
        assert store.load_artifact(ref(1), "v1") is None
        assert store.list_ids() == ()

    def test_derived_data_goes_with_its_template(self, store: Store) -> None:
        store.create(make_template(1))
        store.save_artifact(ref(1), "v1", b"features")
        store.delete([template_id(1)])
        store.create(make_template(1))
        assert store.load_artifact(ref(1), "v1") is None

    def test_many_threads_add_read_and_delete(self, store: Store) -> None:
        def live(number: int) -> bool:
            store.create(make_template(number))
            store.save_artifact(ref(number), "v1", number.to_bytes(4, "big"))
            whole = store.get(ref(number)) == make_template(number)
            if number % 2:
                store.delete([template_id(number)])
            return whole

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(live, range(1, 41)))
        assert set(store.list_ids()) == {template_id(number) for number in range(2, 41, 2)}
        assert all(store.load_artifact(ref(n), "v1") == n.to_bytes(4, "big") for n in range(2, 41, 2))

    def test_two_who_delete_the_same_template_do_so_once(self, store: Store) -> None:
        def delete(number: int) -> bool:
            try:
                store.delete([template_id(number)])
            except TemplateNotFound:
                return False
            return True

        for number in range(1, 6):
            store.create(make_template(number))
            with ThreadPoolExecutor(4) as pool:
                assert sum(pool.map(delete, [number] * 4)) == 1
        assert store.list_ids() == ()
