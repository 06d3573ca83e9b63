"""Pages that belong together: those of one document that directly follow each other in a file, or lie on one picture.

Rule: nothing but their order binds them, so whatever comes between two pages parts them, a page of no template too:
better two documents that say what they miss than pages of two people in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lambda_ocr.core.model import PageOf

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Found(Generic[Entry]):
    """What was found on a page of a file, and which page of a document it is; None where that has only one."""

    index: int
    place: PageOf | None
    entry: Entry


def gathered(found: Iterable[Found[Entry]]) -> Iterator[tuple[Found[Entry], ...]]:
    """What belongs together, by its pages' numbers, in the order found; as soon as that is known."""
    group: list[Found[Entry]] = []
    for each in found:
        if group and not _follows(group, each):
            yield _in_order(group)
            group = []
        group.append(each)
        if not each.place or not missing(group):
            yield _in_order(group)
            group = []
    if group:
        yield _in_order(group)


def missing(group: Sequence[Found[Entry]]) -> list[int]:
    """Numbers of the document's pages that were not found."""
    first = group[0].place
    there = {each.place.page for each in group if each.place}
    return [page for page in range(1, first.pages + 1) if page not in there] if first else []


def _follows(group: Sequence[Found[Entry]], after: Found[Entry]) -> bool:
    """Whether it is a further page of the same document: a later one, or on one picture with the last any other."""
    first, place = group[0].place, after.place
    if first is None or place is None or (place.document, place.pages) != (first.document, first.pages):
        return False
    there = {each.place.page for each in group if each.place}
    return place.page > max(there) or (after.index == group[-1].index and place.page not in there)


def _in_order(group: Sequence[Found[Entry]]) -> tuple[Found[Entry], ...]:
    return tuple(sorted(group, key=lambda each: each.place.page if each.place else 0))
