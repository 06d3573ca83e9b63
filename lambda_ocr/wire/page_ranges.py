"""Which pages of a file are meant by "1-3,7": counted from 1, in the order said, each once."""

from __future__ import annotations

import re

from lambda_ocr.core.errors import InvalidRequest, TooManyPages

_RANGES = re.compile(r"\s*[0-9]{1,6}\s*(?:-\s*[0-9]{1,6}\s*)?(?:,\s*[0-9]{1,6}\s*(?:-\s*[0-9]{1,6}\s*)?)*")


def ranges_of(text: str) -> tuple[tuple[int, int], ...]:
    """First and last page of each range; raises ValueError that says what is wrong, as a verb phrase."""
    if not _RANGES.fullmatch(text):
        raise ValueError('is no list of pages; send numbers and ranges, such as "1-3,7"')
    ends = [[int(number) for number in part.split("-")] for part in text.split(",")]
    ranges = tuple((each[0], each[-1]) for each in ends)
    if any(first < 1 or last < first for first, last in ranges):
        raise ValueError('holds a range that ends before it begins, or page 0; send pages from 1 on, such as "1-3,7"')
    return ranges


def chosen(text: str, count: int, most: int) -> tuple[int, ...]:
    """Indices, from 0, of the pages meant in a file of `count`; all of them for an empty text.

    Raises `InvalidRequest` of pages that the file does not have, `TooManyPages` of more than `most`.
    """
    ranges = ranges_of(text) if text else ((1, count),)
    for first, last in ranges:
        if last > count:
            raise InvalidRequest(
                f'The member "pages" asks for page {max(first, count + 1)}, and the file ends with page {count}. '
                "Ask for pages that it has.",
                member="pages",
                pages=count,
            )
    wanted = sum(last - first + 1 for first, last in ranges)
    if wanted > most:
        raise TooManyPages(
            f"The request asks for {wanted} pages, and at most {most} are read at once. Ask for some of them, and for "
            f'the rest afterwards: "pages": "1-{most}".',
            pages=wanted,
            most=most,
        )
    return tuple(dict.fromkeys(page - 1 for first, last in ranges for page in range(first, last + 1)))


def only(text: str, count: int) -> int:
    """The index of the one page meant; raises `TooManyPages` where the file has several, and none is named."""
    indices = chosen(text, count, count)
    if len(indices) > 1:
        many = f"{len(indices)} are asked for" if text else f"the file has {count}"
        raise TooManyPages(
            f'One page is read here, and {many}. Say which one, such as "pages": "1", or read them all with the '
            'type "read".',
            pages=count,
            most=1,
        )
    return indices[0]
