"""The AWS store: the contract over moto, its calls, and what it says when AWS is in its way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.core.errors import InvalidRequest, StoreUnavailable, TemplateNotFound, VersionConflict
from lambda_ocr.core.model import Field, Template
from lambda_ocr.core.ports import Store
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in, keys_in
from tests.support.faults import Weather, in_conflict, throttled, timed_out
from tests.support.store_contract import StoreContract, make_template, make_version, ref, template_id, with_versions

Clients = Callable[[str], Any]


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws_world() as made:
        yield made


@pytest.fixture
def store(clients: Clients) -> AwsTemplateStore:
    return under(Weather(), clients)


def under(weather: Weather, clients: Clients) -> AwsTemplateStore:
    return AwsTemplateStore(TABLE, BUCKET, weather.over(clients("dynamodb")), weather.over(clients("s3")))


def key_of(clients: Clients, part: str) -> str:
    """Of the only object of this kind in the bucket."""
    [key] = [key for key in keys_in(clients("s3")) if key.endswith(f"/{part}")]
    return key


class TestAwsTemplateStore(StoreContract):
    pass


def test_what_is_deleted_leaves_no_object_and_no_item(store: Store, clients: Clients) -> None:
    store.create(make_template(1))
    store.save_artifact(ref(1), "v1", b"features")
    assert len(keys_in(clients("s3"))) == 3
    store.delete([template_id(1)])
    assert keys_in(clients("s3")) == []
    assert items_in(clients("dynamodb")) == []


def test_a_hundred_are_deleted_in_one_step_and_more_are_refused(store: Store, clients: Clients) -> None:
    numbers = range(1, 102)
    for number in numbers:
        store.create(make_template(number, b"picture", field_count=1))
    with pytest.raises(InvalidRequest, match="100"):
        store.delete([template_id(number) for number in numbers])
    with pytest.raises(TemplateNotFound, match="nowhere"):
        store.delete([*(template_id(number) for number in range(1, 100)), "nowhere"])
    assert len(store.list_ids()) == 101
    store.delete([template_id(number) for number in range(1, 101)])
    assert store.list_ids() == (template_id(101),)
    assert len(keys_in(clients("s3"))) == 2


def test_a_page_reads_no_more_of_the_table_than_it_holds(clients: Clients) -> None:
    weather = Weather()
    _fill_with_items(clients("dynamodb"), 60)
    asked = under(weather, clients)
    assert len(asked.list_page(20).template_ids) == len(asked.list_ids(20)) == 20
    assert weather.calls == ["query", "query"]


def test_a_list_beyond_one_mebibyte_is_whole_and_in_order(store: Store, clients: Clients) -> None:
    weather = Weather()
    _fill_with_items(clients("dynamodb"), 4_200)
    listed = under(weather, clients).list_ids()
    assert listed == tuple(f"id-{4_199 - place:0240d}" for place in range(4_200))
    assert weather.calls.count("query") > 1


def _fill_with_items(dynamodb: Any, count: int) -> None:
    """Straight into moto's table: ids fall while their age rises, so that order by id would be seen."""
    from moto.dynamodb.models import dynamodb_backends

    table = dynamodb_backends["123456789012"]["eu-central-1"].get_table(TABLE)
    for place in range(count):
        item = {"pk": "template", "sk": f"id-{4_199 - place:0240d}", "created": "2026-11-22T00:00:00Z"}
        table.put_item({name: {"S": value} for name, value in (item | {"added": f"{place:020d}"}).items()})


def test_five_hundred_fields_with_the_longest_names_fit(store: Store) -> None:
    quad = ((0.1, 0.2), (4095.123456, 0.3), (4095.4, 4095.5), (0.6, 4095.7))
    fields = tuple(Field("\U0001f600字" * 127 + f"{number:02x}", quad) for number in range(500))
    template = Template(template_id(1), fields, b"picture", "2026-11-22T00:00:00Z")
    store.create(template)
    assert store.get(ref(1)) == template


def test_derived_data_that_was_never_saved_costs_no_question_to_s3(clients: Clients) -> None:
    weather = Weather()
    store = under(weather, clients)
    store.create(make_template(1))
    weather.calls.clear()
    assert store.load_artifact(ref(1), "v1") is None
    assert weather.calls == ["get_item"]


def test_derived_data_of_another_version_under_the_same_key_is_not_taken_for_ours(clients: Clients) -> None:
    store = under(Weather(), clients)
    store.create(make_template(1))
    store.save_artifact(ref(1), "v1", b"ours")
    key = key_of(clients, "derived")
    clients("s3").put_object(Bucket=BUCKET, Key=key, Body=b"theirs", Metadata={"version": "v2"})
    assert store.load_artifact(ref(1), "v1") is None


def test_asking_which_version_is_the_newest_is_one_small_read(clients: Clients) -> None:
    weather = Weather()
    store = under(weather, clients)
    store.create(make_template(1))
    weather.calls.clear()
    assert store.head(template_id(1)) == ref(1)
    for odd in ("nowhere", "../../etc/passwd"):
        with pytest.raises(TemplateNotFound):
            store.head(odd)
    assert weather.calls == ["get_item", "get_item"]


@pytest.mark.parametrize("fault", [throttled, timed_out])
def test_every_method_refuses_by_name_when_aws_does_not_answer(
    clients: Clients, fault: Callable[[], BaseException]
) -> None:
    store = under(Weather(strikes=lambda number: True, fault=fault), clients)
    for call in (
        lambda: store.create(make_template(1)),
        lambda: store.get(ref(1)),
        lambda: store.head(template_id(1)),
        lambda: store.delete([template_id(1)]),
        store.list_ids,
        lambda: store.load_artifact(ref(1), "v1"),
        lambda: store.save_artifact(ref(1), "v1", b"features"),
    ):
        with pytest.raises(StoreUnavailable, match="try again"):
            call()


def test_a_missing_table_and_a_missing_bucket_are_named(clients: Clients) -> None:
    with pytest.raises(StoreUnavailable, match="CUSTOM_OCR_TABLE"):
        AwsTemplateStore("no-such-table", BUCKET, clients("dynamodb"), clients("s3")).list_ids()
    with pytest.raises(StoreUnavailable, match="CUSTOM_OCR_BUCKET"):
        AwsTemplateStore(TABLE, "no-such-bucket", clients("dynamodb"), clients("s3")).create(make_template(1))


def test_a_template_whose_picture_was_removed_by_hand_is_refused_by_name(clients: Clients) -> None:
    store = under(Weather(), clients)
    store.create(make_template(1))
    clients("s3").delete_object(Bucket=BUCKET, Key=key_of(clients, "picture"))
    with pytest.raises(StoreUnavailable, match="add it again"):
        store.get(ref(1))


def test_a_template_deleted_while_it_is_being_read_is_not_found(clients: Clients) -> None:
    calm = under(Weather(), clients)
    calm.create(make_template(1))

    def deleter_comes(number: int) -> bool:
        if number == 1:
            calm.delete([template_id(1)])
        return False

    weather = Weather(deleter_comes)
    with pytest.raises(TemplateNotFound):
        under(weather, clients).get(ref(1))


def test_transactions_that_meet_are_tried_again_and_then_refused_by_name(clients: Clients) -> None:
    once = Weather(strikes=lambda number: number == 1, fault=in_conflict)
    under(once, clients).create(make_template(1))
    assert once.calls[:3] == ["query", "transact_write_items", "transact_write_items"]
    with pytest.raises(StoreUnavailable, match="try again"):
        under(Weather(strikes=lambda number: number >= 1, fault=in_conflict), clients).create(make_template(2))


def test_a_template_kept_by_the_first_version_is_read(clients: Clients) -> None:
    template = make_template(1)
    item = {"pk": "template", "sk": template.template_id, "created": template.created, "added": "0"}
    clients("dynamodb").put_item(TableName=TABLE, Item={name: {"S": value} for name, value in item.items()})
    fields = [{"name": each.name, "quad": each.quad, "options": {}} for each in template.fields]
    for part, data in (("picture", template.picture), ("fields.json", json.dumps(fields).encode())):
        clients("s3").put_object(Bucket=BUCKET, Key=f"templates/{template.template_id}/{part}", Body=data)
    store = under(Weather(), clients)
    assert store.get(store.head(template.template_id)) == template


def test_no_object_but_what_is_derived_is_ever_written_twice(clients: Clients) -> None:
    store, s3 = under(Weather(), clients), clients("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    with_versions(store, 1, 3)
    with pytest.raises(VersionConflict):
        store.publish(make_version(1, 3, b"another picture"))
    for fingerprint in ("v1", "v2"):
        store.save_artifact(ref(1, 3), fingerprint, b"features")
    written = [each["Key"] for each in s3.list_object_versions(Bucket=BUCKET)["Versions"]]
    twice = {key for key in written if written.count(key) > 1}
    assert {key.rpartition("/")[2] for key in twice} == {"derived"}


def test_a_picture_that_stays_is_kept_once(clients: Clients) -> None:
    store = under(Weather(), clients)
    with_versions(store, 1, 4)
    assert len([key for key in keys_in(clients("s3")) if key.endswith("/picture")]) == 1
    store.publish(make_version(1, 5, b"another picture"))
    assert len([key for key in keys_in(clients("s3")) if key.endswith("/picture")]) == 2


def test_a_version_before_the_newest_costs_one_read_more(clients: Clients) -> None:
    weather = Weather()
    store = under(weather, clients)
    with_versions(store, 1, 3)
    weather.calls.clear()
    store.get(ref(1, 3))
    assert weather.calls == ["get_item", "get_object", "get_object"]
    weather.calls.clear()
    store.get(ref(1, 2))
    assert weather.calls == ["get_item", "get_object", "get_object", "get_object"]
