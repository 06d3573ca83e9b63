"""No document is lost and none is answered twice, whatever dies, comes twice, is refused or comes late.

A state machine chooses what happens next, over the real doors, the real notes of what is done, and a small Lambda.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from infra.events import VISIBILITY_SECONDS
from infra.functions import ANSWERING_SECONDS as SECONDS
from lambda_ocr.aws.sagemaker_endpoint import CONNECT_SECONDS, READ_SECONDS
from tests.support.lambda_platform import ASYNC_WAITS, Message, Platform, message_ids

DOCUMENTS = st.sampled_from(["page-1", "page-2", "page-3", "poison"])


class Deliveries(RuleBasedStateMachine):
    """All that a platform which delivers at least once may do."""

    def __init__(self) -> None:
        super().__init__()
        self.platform = Platform(SECONDS, VISIBILITY_SECONDS)
        self.announced: set[str] = set()
        self.names = message_ids()

    @rule(document=DOCUMENTS, through_queue=st.booleans())
    def an_event_comes(self, document: str, through_queue: bool) -> None:
        """The first time, or once more: EventBridge, too, delivers at least once."""
        self.announced.add(document)
        waiting = self.platform.queue if through_queue else self.platform.waiting
        waiting.append(Message(next(self.names), document, self.platform.now))

    @rule(most=st.integers(1, 4), again=st.booleans())
    def the_queue_delivers(self, most: int, again: bool) -> None:
        self.platform.receive(most, again=again)

    @precondition(lambda self: any(each.due <= self.platform.now for each in self.platform.waiting))
    @rule(data=st.data())
    def lambda_takes_an_event(self, data: st.DataObject) -> None:
        due = [each for each in self.platform.waiting if each.due <= self.platform.now]
        self.platform.invoke(data.draw(st.sampled_from(due)))

    @precondition(lambda self: self.platform.alive())
    @rule(data=st.data(), order=st.sampled_from(["do", "do", "do", "do", "do", "refuse", "die"]))
    def one_goes_on(self, data: st.DataObject, order: str) -> None:
        data.draw(st.sampled_from(self.platform.alive())).go_on(order)

    @rule(seconds=st.sampled_from([0.3, 1.0, 20.0, 53.7, 60.0, 120.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.platform.pass_time(seconds)

    @invariant()
    def none_is_answered_by_two_nor_after_it_is_done(self) -> None:
        assert self.platform.wrongs == []

    def teardown(self) -> None:
        self.platform.run_quiet()
        assert self.platform.wrongs == []
        assert self.announced <= self.platform.failed | set(self.platform.answers)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("age", [0.0, 1.0, 30.0, 54.0])
@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("through_queue", [True, False])
def test_what_dies_anywhere_costs_one_delivery_and_no_more(through_queue: bool, step: int, age: float) -> None:
    """The lease of a dead invocation has ended when the platform tries for the first time again."""
    platform = Platform(SECONDS, VISIBILITY_SECONDS)
    message = Message("m0", "page", platform.now)
    (platform.queue if through_queue else platform.waiting).append(message)
    platform.pass_time(0.5)  # a second that has begun
    first = platform.receive(1) if through_queue else platform.invoke(message)
    assert first is not None
    for _ in range(step):
        first.go_on()
    platform.pass_time(age)
    if not first.over:
        first.go_on("die")
    platform.pass_time(VISIBILITY_SECONDS if through_queue else ASYNC_WAITS[0])
    second = platform.receive(1) if through_queue else platform.invoke(message)
    assert second is not None
    while not second.over:
        second.go_on()
    assert platform.done == {"page"}
    assert platform.queue == platform.waiting == []


def test_each_message_of_a_batch_is_leased_for_what_is_left_when_it_is_begun() -> None:
    platform = Platform(SECONDS, VISIBILITY_SECONDS)
    platform.queue += [Message(f"m{number}", f"page-{number}", platform.now) for number in range(3)]
    batch = platform.receive(3)
    assert batch is not None
    began, leases = platform.now, []
    while not batch.over:
        if batch.about_to == "read":
            leases += [lease for lease in platform.leases() if lease > platform.now]
            platform.pass_time(15)
        batch.go_on()
    assert len(leases) == 3
    assert all(lease <= began + SECONDS + 2 for lease in leases)
    assert platform.done == {"page-0", "page-1", "page-2"}


def test_a_message_for_which_no_time_is_left_is_given_back_instead_of_begun() -> None:
    platform = Platform(SECONDS, VISIBILITY_SECONDS)
    platform.queue += [Message(f"m{number}", f"page-{number}", platform.now) for number in range(2)]
    batch = platform.receive(2)
    assert batch is not None
    while not batch.over:
        if batch.about_to == "read":
            platform.pass_time(SECONDS - 3)
        batch.go_on()
    assert platform.done == {"page-0"}
    assert [message.document for message in platform.queue] == ["page-1"]


def test_a_function_is_over_before_lambda_would_try_its_event_again() -> None:
    assert ASYNC_WAITS[0] >= SECONDS + 3


def test_the_endpoint_is_given_up_while_the_function_in_front_still_lives() -> None:
    assert CONNECT_SECONDS + READ_SECONDS < SECONDS
