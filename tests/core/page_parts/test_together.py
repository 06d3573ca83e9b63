"""Which pages of a file belong together, and when that is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lambda_ocr.core.model import PageOf
from lambda_ocr.core.page_parts.together import Found, gathered, missing


def found(said: str) -> list[Found[str]]:
    """`1a2/3` is page 2 of 3 of the document a on the file's first page; `1` a page that is none of several."""
    told = []
    for each in said.split():
        index, _, place = each.replace("a", " a ").replace("b", " b ").partition(" ")
        name, _, of = place.partition(" ")
        page, _, pages = of.partition("/")
        told.append(Found(int(index), PageOf(name, int(page), int(pages)) if name else None, each))
    return told


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1a1/3 2a2/3 3a3/3", ["1a1/3 2a2/3 3a3/3"]),
        ("1a1/3 2a3/3 3a1/3", ["1a1/3 2a3/3", "3a1/3"]),
        ("1a2/2 2a1/2", ["1a2/2", "2a1/2"]),
        ("1a2/2 1a1/2", ["1a1/2 1a2/2"]),
        ("1a1/2 1a1/2 1a2/2", ["1a1/2", "1a1/2 1a2/2"]),
        ("1a1/2 2 3a2/2", ["1a1/2", "2", "3a2/2"]),
        ("1a1/2 2b2/2", ["1a1/2", "2b2/2"]),
        ("1a1/2 2a2/3", ["1a1/2", "2a2/3"]),
        ("1 1 2", ["1", "1", "2"]),
        ("", []),
    ],
    ids=[
        *("all", "one is missing", "in another order", "on one picture", "two on one picture", "parted"),
        *("of another document", "of one of other pages", "none of several", "none"),
    ],
)
def test_pages_are_gathered_while_they_follow_each_other(said: str, expected: list[str]) -> None:
    assert [" ".join(each.entry for each in group) for group in gathered(found(said))] == expected


def test_what_is_missing_is_told_by_its_number() -> None:
    assert [missing(group) for group in gathered(found("1a1/4 2a3/4 3 4a4/4"))] == [[2, 4], [], [1, 2, 3]]


def test_what_is_whole_is_told_before_anything_further_is_asked_for() -> None:
    def asked() -> Iterator[Found[str]]:
        yield from found("1 2a1/2 3a2/2")
        pytest.fail("more than was needed")

    told = gathered(asked())
    assert [len(next(told)), len(next(told))] == [1, 2]
