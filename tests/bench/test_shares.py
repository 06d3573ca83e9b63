"""What the shares of a batch's seconds say follows from what was measured, and measuring changes nothing for good."""

from __future__ import annotations

from bench.performance import shares
from bench.performance.shares import PARTS, Way
from lambda_ocr.engines import recognizer


def test_the_bound_is_what_networks_and_alignment_leave_without_padding() -> None:
    batch = Way([6.0, 6.6, 5.0], {"lines recognised": [4.0], "alignment": [1.0]}, [("a", "1"), ("b", "2")])
    own = Way([5.5], {"lines recognised": [3.5]}, [("a", "1"), ("b", "3")])
    text = shares._told("a machine", 10, {"batch": batch, "own widths": own}, {"over HTTP": 0.65})
    assert "| lines recognised | 0.400 | 67% |" in text and "| everything else | 0.100 | 17% |" in text
    assert "saves 0.050 s (8%) and reads 1 of these fields otherwise" in text
    assert "would read 1.44× of what the server does" in text


def test_what_is_timed_is_as_it_was_afterwards_and_a_round_leaves_the_batches_alone() -> None:
    usual, batches = {name: getattr(cls, method) for name, (cls, method) in PARTS.items()}, recognizer._batches
    way, seen = Way(), list[object]()

    def read() -> shares.Values:
        seen.append(recognizer._batches)
        return []

    shares._round(read, way, shares._each_by_itself)
    assert seen == [shares._each_by_itself] and recognizer._batches is batches
    assert usual == {name: getattr(cls, method) for name, (cls, method) in PARTS.items()}
    assert list(shares._each_by_itself([8, 3])) == [[0], [1]] and len(way.rounds) == 1
