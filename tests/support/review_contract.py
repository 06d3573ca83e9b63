"""What every queue of documents for review keeps to."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_ocr.core.errors import LeaseLost
from lambda_ocr.core.review.documents import (
    LEASE_SECONDS,
    DocumentKept,
    FieldReviewed,
    Leased,
    Reason,
    Reviewed,
    ReviewQueue,
)

DAYS = 3


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        self.now += 0.001  # no two documents come at the same moment
        return self.now


def document(name: str, template_id: str = "t") -> DocumentKept:
    told = {"fields": [{"key": "名称", "value": name}]}
    return DocumentKept(
        name, template_id, 2, Reason.DOUBTFUL, "2026-11-26T09:00:00Z", told, b"\xff\xd8" + name.encode()
    )


def said(leased: Leased, value: str = "right") -> Reviewed:
    kept = leased.document
    about = (kept.review_id, kept.template_id, kept.version, kept.reason, kept.created)
    return Reviewed(*about, "2026-11-26T10:00:00Z", "clerk", True, (FieldReviewed("名称", kept.review_id, value),))


class ReviewQueueContract:
    """Inherited by the tests of each queue, which brings `queue` and `clock` as fixtures."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    def test_documents_are_handed_out_by_age_whole_and_each_to_one_person(self, queue: ReviewQueue) -> None:
        kept = [document(name) for name in ("one", "two", "three")]
        assert [queue.put(each) for each in kept] == [True] * 3
        assert queue.waiting() == 3
        taken = [queue.take(person) for person in ("a", "b", "c", "d")]
        assert [each and each.document for each in taken] == [*kept, None]
        assert queue.waiting() == 3
        assert queue.get("two") == kept[1]
        assert queue.get("none") is None

    def test_the_same_document_is_kept_once_looked_at_or_not(self, queue: ReviewQueue) -> None:
        assert (queue.put(document("one")), queue.put(document("one"))) == (True, False)
        taken = queue.take("a")
        assert taken
        queue.finish(taken.lease, said(taken))
        assert queue.put(document("one")) is False
        assert (queue.waiting(), queue.take("a")) == (0, None)

    def test_a_document_of_one_template_is_asked_for(self, queue: ReviewQueue) -> None:
        queue.put(document("one", "other"))
        queue.put(document("two"))
        taken = queue.take("a", "t")
        assert taken and taken.document.review_id == "two"
        assert queue.take("a", "t") is None
        queue.release("two", taken.lease)
        again = queue.take("a", "t")
        assert again and again.document == taken.document
        queue.finish(again.lease, said(again))
        assert queue.take("a", "t") is None

    def test_a_lease_that_ran_out_is_the_next_person_s_and_the_first_is_told(
        self, queue: ReviewQueue, clock: Clock
    ) -> None:
        queue.put(document("one"))
        slow = queue.take("slow")
        clock.now += LEASE_SECONDS + 1
        quick = queue.take("quick")
        assert slow and quick and quick.document == slow.document
        with pytest.raises(LeaseLost):
            queue.finish(slow.lease, said(slow, "late"))
        queue.release("one", slow.lease)
        assert queue.take("third") is None
        queue.finish(quick.lease, said(quick, "first"))
        with pytest.raises(LeaseLost):
            queue.finish(quick.lease, said(quick, "again"))
        (reviewed,), _ = queue.reviewed(10)
        assert reviewed == said(quick, "first")
        assert reviewed.fields[0].corrected

    @pytest.mark.parametrize("lease", ["", "-", "guessed"])
    def test_nobody_speaks_without_a_lease(self, queue: ReviewQueue, lease: str) -> None:
        queue.put(document("one"))
        with pytest.raises(LeaseLost):
            queue.finish(lease, said(Leased(lease, document("one"))))
        with pytest.raises(LeaseLost):
            queue.finish(lease, said(Leased(lease, document("none"))))
        assert queue.reviewed(10) == ((), None)

    def test_what_is_given_back_waits_again_behind_the_others(self, queue: ReviewQueue) -> None:
        for name in ("one", "two", "three"):
            queue.put(document(name))
        first = queue.take("a")
        assert first
        queue.release("one", first.lease)
        queue.release("none", first.lease)
        again = [taken for taken in (queue.take("b") for _ in range(4)) if taken]
        assert [taken.document for taken in again] == [document(name) for name in ("two", "three", "one")]
        assert again[-1].lease != first.lease
        queue.release("one", first.lease)  # theirs no more
        queue.finish(again[-1].lease, said(again[-1]))
        assert (queue.waiting(), queue.reviewed(9)[0]) == (2, (said(again[-1]),))

    def test_what_was_said_is_listed_by_pages_in_its_order(self, queue: ReviewQueue) -> None:
        for number in range(5):
            queue.put(document(str(number)))
        for _ in range(5):
            taken = queue.take("a")
            assert taken
            queue.finish(taken.lease, said(taken))
        pages: list[list[str]] = []
        cursor: Any = ""
        while cursor is not None:
            found, cursor = queue.reviewed(2, cursor)
            pages.append([each.review_id for each in found])
        assert pages == [["0", "1"], ["2", "3"], ["4"]]
        queue.reviewed(2, "9" * 20)  # no cursor of its own: no fault

    def test_whoever_lists_on_after_everything_went_misses_nothing_said_since(
        self, queue: ReviewQueue, clock: Clock
    ) -> None:
        def say(name: str) -> Reviewed:
            queue.put(document(name))
            taken = queue.take("a")
            assert taken
            queue.finish(taken.lease, said(taken))
            return said(taken)

        say("one")
        say("two")
        _, cursor = queue.reviewed(1)
        clock.now += DAYS * 86_400 + 1
        assert cursor and queue.waiting() == 0
        new = say("three")
        assert queue.reviewed(9, cursor) == ((new,), None)

    def test_after_its_days_nothing_of_a_document_is_there(self, queue: ReviewQueue, clock: Clock) -> None:
        queue.put(document("one"))
        queue.put(document("two"))
        taken = queue.take("a")
        assert taken
        queue.finish(taken.lease, said(taken))
        clock.now += DAYS * 86_400 + 1
        assert (queue.waiting(), queue.take("b"), queue.reviewed(9)[0]) == (0, None, ())
        assert (queue.get("one"), queue.get("two")) == (None, None)
