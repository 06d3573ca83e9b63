"""What the places of a template's marks look like that nobody marked.

The template's own place, unless it is marked itself, as on a sample that was filled in: then the places of the same
number in other rows of as many, and those of its own row, the emptiest of them. A place is taken to be marked where it
is much darker than these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambda_ocr.core.field_types.graphics import Mark
from lambda_ocr.core.graphics.cutting import Cutting, Depth, Grey, depth_of
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.place import Place
from lambda_ocr.core.model import Field, TemplateGrey


@dataclass(frozen=True, eq=False)
class Unmarked:
    """A row of the template, unmarked."""

    cutting: Cutting
    grey: Grey
    """The template's own cut, to be laid over."""
    looks: tuple[tuple[Place, ...], ...]
    """By place: the template's own look, or several of others like it."""

    def depth(self, grey: Grey) -> Depth:
        """Of a cut of this field."""
        return depth_of(grey, OPTIONS.paper_places * self.cutting.place)


class MarkTemplate:
    """The marks of one template; made when the first is read, and kept with it."""

    def __init__(self, template: TemplateGrey, fields: Sequence[Field], kinds: Sequence[object]) -> None:
        self._template = template
        pairs = enumerate(zip(fields, kinds, strict=True))
        self._cuttings = {
            at: Cutting(field.quad, kind.count, OPTIONS.place_px)
            for at, (field, kind) in pairs
            if isinstance(kind, Mark)
        }

    def __getitem__(self, index: int) -> Unmarked:
        """Of the field of this number."""
        return self._unmarked[index]

    @cached_property
    def _unmarked(self) -> dict[int, Unmarked]:
        plain = {
            at: Unmarked(cutting, cutting.of_template(self._template), ()) for at, cutting in self._cuttings.items()
        }
        own = {at: [Place(place) for place in each.cutting.places(each.depth(each.grey))] for at, each in plain.items()}
        return {
            at: Unmarked(
                each.cutting, each.grey, unmarked(own[at], [own[other] for other in own if self._is_like(at, other)])
            )
            for at, each in plain.items()
        }

    def _is_like(self, at: int, other: int) -> bool:
        """Whether another row is of as many places of about the same size."""
        one, two = self._cuttings[at], self._cuttings[other]
        ratio = one.scale / two.scale
        is_as_large = 1 / OPTIONS.max_size_ratio < ratio < OPTIONS.max_size_ratio
        return at != other and one.count == two.count and is_as_large


def unmarked(own: Sequence[Place], rows: Sequence[Sequence[Place]]) -> tuple[tuple[Place, ...], ...]:
    """How each place of a row looks unmarked, given the other rows like it."""
    return tuple(_looks(own, at, [row[at] for row in rows]) for at in range(len(own)))


def _looks(own: Sequence[Place], at: int, like: Sequence[Place]) -> tuple[Place, ...]:
    """The place itself, or the emptiest of those like it, and of its own row."""
    known = emptiest([own[at], *like]) if like else emptiest(own)
    if own[at].mean <= OPTIONS.max_unmarked_ratio * known[0].mean:
        return (own[at],)
    return tuple(each.as_other for each in (*known, *emptiest(own)[:1]))


def emptiest(places: Iterable[Place]) -> list[Place]:
    """Some places, those with the least ink."""
    return sorted(places, key=lambda place: place.mean)[: OPTIONS.others_compared]
