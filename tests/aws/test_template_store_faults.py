"""Each call to AWS made to fail in turn: nothing half, nothing lost, nothing left.

Four kinds of misfortune at every place: the call is refused, its answer is lost, AWS stays away from there on, and the
process dies. Afterwards an hour passes and the next writer comes; then what is there must be what was acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.aws.store.write_ahead_log import PATIENCE_SECONDS
from lambda_ocr.core.errors import StoreUnavailable, TemplateNotFound, VersionConflict
from lambda_ocr.core.model import Template
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in, keys_in
from tests.support.faults import Killed, Weather, When
from tests.support.store_contract import make_template, make_version, ref, template_id

MOST_CALLS = 12
"""No operation makes so many calls; the test says so itself."""

OLD, NEW = 1, 2


Newest = dict[str, int]
"""The newest version of each template there is."""


def changed(number: int, version: int) -> Template:
    """A version with a picture of its own where its number is even."""
    return make_version(number, version, b"another picture" if version % 2 == 0 else None)


@dataclass
class World:
    clients: Callable[[str], Any]

    def store(self, weather: Weather | None = None, later: float = 0) -> AwsTemplateStore:
        sky = weather or Weather()
        dynamodb, s3 = sky.over(self.clients("dynamodb")), sky.over(self.clients("s3"))
        return AwsTemplateStore(TABLE, BUCKET, dynamodb, s3, clock=lambda: 1_800_000_000 + later)

    def settle(self) -> None:
        """An hour later the next writer comes by, if anything but templates was left to it."""
        if all(kind == "template" for kind, _ in items_in(self.clients("dynamodb"))):
            return
        store = self.store(later=PATIENCE_SECONDS + 10)
        store.create(make_template(99))
        store.delete([template_id(99)])

    def check_whole(self) -> Newest:
        """Every version of every template listed is whole, every object and item belongs to one; returns the newest."""
        store = self.store()
        newest = {each: store.head(each).version for each in store.list_ids()}
        for each, version in newest.items():
            number = int(each[-12:])
            assert store.get(ref(number)) == make_template(number)
            for later in range(2, version + 1):
                assert store.get(ref(number, later)) == changed(number, later)
            assert [listed.version for listed in store.versions(each)] == list(range(version, 0, -1))
        folders = [key.rpartition("/")[0] for key in keys_in(self.clients("s3")) if key.endswith("/fields.json")]
        assert sorted(key.split("/")[1] for key in folders) == sorted(
            each for each, n in newest.items() for _ in range(n)
        )
        assert {key.rpartition("/")[0] for key in keys_in(self.clients("s3"))} == set(folders)
        assert set(items_in(self.clients("dynamodb"))) == {("template", each) for each in newest}
        return newest


@pytest.fixture
def world() -> Iterator[World]:
    with aws_world() as clients:
        yield World(clients)


def add(store: AwsTemplateStore) -> None:
    store.create(make_template(NEW))


def publish(store: AwsTemplateStore) -> None:
    store.publish(changed(OLD, 3))


def delete(store: AwsTemplateStore) -> None:
    store.delete([template_id(OLD)])


def derive(store: AwsTemplateStore) -> None:
    store.save_artifact(ref(OLD, 2), "v1", b"features")


Operation = Callable[[AwsTemplateStore], None]


def once(place: int) -> Callable[[int], bool]:
    return lambda number: number == place


def from_then_on(place: int) -> Callable[[int], bool]:
    return lambda number: number >= place


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("strikes", [once, from_then_on])
@pytest.mark.parametrize("operation", [add, publish, delete, derive])
def test_a_call_that_fails_leaves_nothing_half(
    world: World, operation: Operation, strikes: Callable[[int], Callable[[int], bool]], when: When
) -> None:
    """At every place in turn, in one world: each round begins with the old template alone."""
    for place in range(MOST_CALLS):
        weather = Weather(strikes(place), when)
        _start(world, operation)
        acknowledged = _acknowledged(operation, world.store(weather))
        if len(weather.calls) <= place:
            assert acknowledged
            return
        _check_outcome(world, operation, acknowledged)
    raise AssertionError(f"{operation.__name__} makes {MOST_CALLS} calls or more")


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("operation", [add, publish, delete, derive])
def test_a_process_that_dies_leaves_nothing_half(world: World, operation: Operation, when: When) -> None:
    for place in range(MOST_CALLS):
        weather = Weather(once(place), when, fault=Killed)
        _start(world, operation)
        try:
            operation(world.store(weather))
        except Killed:
            world.settle()
            assert world.check_whole() in ({template_id(OLD): 2}, _after(operation))
        else:
            return
    raise AssertionError(f"{operation.__name__} makes {MOST_CALLS} calls or more")


def _start(world: World, operation: Operation | None = None) -> None:
    """The old template alone, in two versions; left as it is where an operation that failed left just that."""
    store = world.store()
    if (
        operation in (add, publish, delete)
        and list(store.list_ids()) == [template_id(OLD)]
        and store.head(template_id(OLD)).version == 2
    ):
        return
    world.settle()
    if store.list_ids():
        store.delete(store.list_ids())
    store.create(make_template(OLD))
    store.publish(changed(OLD, 2))


def _acknowledged(operation: Operation, store: AwsTemplateStore) -> bool:
    try:
        operation(store)
    except StoreUnavailable:
        return False
    return True


def _check_outcome(world: World, operation: Operation, acknowledged: bool) -> None:
    """What was acknowledged is there at once; what was refused is there whole, or not at all."""
    if acknowledged:
        assert {each: world.store().head(each).version for each in world.store().list_ids()} == _after(operation)
    world.settle()
    found = world.check_whole()
    assert found == _after(operation) if acknowledged else found in ({template_id(OLD): 2}, _after(operation))
    if acknowledged and operation is derive:
        assert world.store().load_artifact(ref(OLD, 2), "v1") == b"features"


def _after(operation: Operation) -> Newest:
    if operation is add:
        return {template_id(OLD): 2, template_id(NEW): 1}
    if operation is publish:
        return {template_id(OLD): 3}
    return {} if operation is delete else {template_id(OLD): 2}


def test_one_lost_answer_is_never_told_as_a_failure_when_the_write_came_through(world: World) -> None:
    """A client told `503` would add again, and find the template twice."""
    for operation, commit in ((add, 4), (publish, 6), (delete, 3), (derive, 3)):
        weather = Weather(once(commit), When.AFTER)
        _start(world)
        assert _acknowledged(operation, world.store(weather)), weather.calls
        assert weather.calls[commit] == "transact_write_items"


def test_a_delete_that_was_refused_can_be_repeated_until_it_is_done(world: World) -> None:
    _start(world)
    with pytest.raises(StoreUnavailable):
        delete(world.store(Weather(once(3))))
    delete(world.store())
    assert world.store().list_ids() == ()
    with pytest.raises(TemplateNotFound):
        delete(world.store())


@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_write_that_outlives_its_entry_is_taken_back_and_says_so(world: World, place: int) -> None:
    """The sweeper comes before the item is written: the template must not come to be without its picture."""

    def sweeper_comes(number: int) -> bool:
        if number == place:
            world.settle()
        return False

    with pytest.raises(StoreUnavailable, match="add it again"):
        add(world.store(Weather(sweeper_comes)))
    assert world.check_whole() == {}


def test_derived_data_of_a_template_deleted_meanwhile_leaves_no_object(world: World) -> None:
    _start(world)

    def deleter_comes(number: int) -> bool:
        if number == 2:
            delete(world.store())
        return False

    derive(world.store(Weather(deleter_comes)))
    assert world.check_whole() == {}


def test_a_sweep_settles_a_few_entries_at_a_time_until_all_are_gone(world: World) -> None:
    for _ in range(25):
        with pytest.raises(Killed):
            add(world.store(Weather(once(3), fault=Killed)))
    assert len(items_in(world.clients("dynamodb"))) == 25
    for _ in range(3):
        world.settle()
    assert world.check_whole() == {}


def test_of_two_who_change_a_template_at_once_the_second_is_told_and_leaves_nothing(world: World) -> None:
    """At every call of the first one, the other comes in between."""
    for place in range(1, 7):
        _start(world)

        def other_comes(number: int, place: int = place) -> bool:
            if number == place:
                world.store().publish(changed(OLD, 3))
            return False

        weather = Weather(other_comes)
        with pytest.raises(VersionConflict):
            world.store(weather).publish(make_version(OLD, 3, b"of who came second"))
        assert world.check_whole() == {template_id(OLD): 3}


def test_a_template_deleted_while_it_is_changed_is_gone_whole(world: World) -> None:
    for place in range(1, 7):
        _start(world)

        def deleter_comes(number: int, place: int = place) -> bool:
            if number == place:
                delete(world.store())
            return False

        with pytest.raises((TemplateNotFound, StoreUnavailable)):
            publish(world.store(Weather(deleter_comes)))
        assert world.check_whole() == {}


def test_a_template_changed_while_it_is_deleted_is_gone_with_the_version_that_came_meanwhile(world: World) -> None:
    for place in range(1, 4):
        _start(world)

        def changer_comes(number: int, place: int = place) -> bool:
            if number == place:
                publish(world.store())
            return False

        delete(world.store(Weather(changer_comes)))
        assert world.check_whole() == {}


def test_of_two_who_add_with_one_id_at_once_the_first_keeps_its_template(world: World) -> None:
    for place in range(1, 5):

        def other_comes(number: int, place: int = place) -> bool:
            if number == place:
                add(world.store())
            return False

        with pytest.raises(ValueError, match="taken"):
            world.store(Weather(other_comes)).create(make_template(NEW, b"another picture"))
        assert world.check_whole() == {template_id(NEW): 1}
        world.store().delete([template_id(NEW)])


class BucketThatMayNotBeListed:
    """S3 as a role sees it that may read and write objects, and no more: what is missing is forbidden."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def get_object(self, **given: Any) -> Any:
        try:
            return self._s3.get_object(**given)
        except self._s3.exceptions.NoSuchKey:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetObject") from None


@pytest.mark.parametrize("place", [4, 5, 6])
def test_what_a_crash_left_is_settled_without_the_right_to_list_the_bucket(world: World, place: int) -> None:
    _start(world)
    with pytest.raises(Killed):
        publish(world.store(Weather(once(place), fault=Killed)))
    delete(world.store())
    dynamodb, s3 = world.clients("dynamodb"), BucketThatMayNotBeListed(world.clients("s3"))
    later = AwsTemplateStore(TABLE, BUCKET, dynamodb, s3, clock=lambda: 1_800_000_000 + PATIENCE_SECONDS + 10)
    later.create(make_template(99))
    assert world.check_whole() == {template_id(99): 1}
