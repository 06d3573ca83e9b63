"""Which pages "1-3,7" means."""

from __future__ import annotations

import pytest

from lambda_ocr.core.errors import InvalidRequest, TooManyPages
from lambda_ocr.wire.page_ranges import chosen, only, ranges_of


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("", (0, 1, 2, 3, 4, 5, 6, 7, 8)),
        ("1", (0,)),
        ("1-3,7", (0, 1, 2, 6)),
        (" 9 , 2 - 3 ", (8, 1, 2)),
        ("2,1-3", (1, 0, 2)),
        ("5-5", (4,)),
    ],
)
def test_pages_come_in_the_order_said_and_each_once(text: str, indices: tuple[int, ...]) -> None:
    assert chosen(text, 9, 9) == indices


@pytest.mark.parametrize("text", ["x", "1-", "-3", "1--3", "1,,2", "1-2-3", "1.5", "١", "1234567", "3-2", "0", "0-3"])
def test_what_is_no_page_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match='such as "1-3,7"'):
        ranges_of(text)


def test_pages_beyond_the_file_or_the_limit_are_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidRequest, match="page 10, and the file ends with page 9") as beyond:
        chosen("2,4-12", 9, 99)
    assert beyond.value.details == {"member": "pages", "pages": 9}
    with pytest.raises(TooManyPages, match=r'at most 4 .*"pages": "1-4"') as many:
        chosen("", 9, 4)
    assert many.value.details == {"pages": 9, "most": 4}
    assert len(chosen("1-999999", 999_999, 10**6)) == 999_999


def test_the_only_page_is_meant_where_none_is_named() -> None:
    assert (only("", 1), only("3", 9)) == (0, 2)
    with pytest.raises(TooManyPages, match="the file has 9"):
        only("", 9)
    with pytest.raises(TooManyPages, match="2 are asked for"):
        only("3-4", 9)
