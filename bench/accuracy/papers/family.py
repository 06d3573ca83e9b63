"""A family of paper: one layout whose looks are drawn once, its editions, its copies, and its look-alikes.

Rule: a kind is one drawing function. It asks `look` for what all copies share (places, sizes, typefaces), `brand` for
who issued it, `copy` for what changes, and `say` for its captions; so a look-alike is the same function with another
column of captions or another brand.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.paper import Paper
from examples.draw.paper import Ink

Captions = Mapping[str, str]


@dataclass(frozen=True)
class Sheetful:
    """What one drawing gets. `whole`: nothing optional is left out, as on the copy that a template is made of."""

    look: Dice
    brand: Dice
    copy: Dice
    say: Captions
    whole: bool = False
    blank: bool = False
    """Whether no value is filled in."""

    def paper(self, width: int, height: int, tint: Ink = (255, 255, 255)) -> Paper:
        """The sheet to print on."""
        return Paper(width, height, tint, blank=self.blank)

    def has(self, chance: float) -> bool:
        """Whether something optional is on this copy."""
        return self.copy.happens(chance) or self.whole


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its name, its drawing, and columns of captions: its own, then a sister's, then others'."""

    name: str
    draw: Callable[[Sheetful], Paper]
    captions: tuple[Captions, ...] = field(hash=False)
    brand_tells: bool = False
    """Whether another brand's paper of the same captions is another document: receipts of chains."""


@dataclass(frozen=True)
class Family:
    """A kind with its looks drawn."""

    kind: Kind
    seed: int

    @property
    def name(self) -> str:
        """The kind's, for there is one family of a kind in a collection."""
        return self.kind.name

    def template(self) -> Paper:
        """The copy that the template is made of."""
        return self.kind.draw(replace(self._sheetful("template"), whole=True))

    def copies(self, number: int) -> Paper:
        """A further copy, everything that changes drawn anew."""
        return self.kind.draw(self._sheetful(f"copy {number}"))

    def blank(self) -> Paper:
        """The form as it comes from the printer's: no value, nothing optional left out."""
        return self.kind.draw(replace(self._sheetful("blank"), whole=True, blank=True))

    def look_alikes(self) -> dict[str, Paper]:
        """Other papers that look alike, by what they are."""
        own, *others = self.kind.captions
        found = {
            ("sister" if place == 0 else f"edition-{place}"): self.kind.draw(
                replace(self._sheetful(f"other {place}"), say=say)
            )
            for place, say in enumerate(others)
        }
        if others:
            found["half"] = self.kind.draw(replace(self._sheetful("half"), say=self._half(own, others[0])))
        if self.kind.brand_tells:
            found["brand"] = self._other_brand()
        return found

    def _other_brand(self) -> Paper:
        """Another's paper; not by chance one of the same name."""
        name = self.template().printed[0][0]
        papers = (
            self.kind.draw(replace(self._sheetful("brand"), brand=self._dice(other)))
            for other in itertools.chain(["other brand"], map("other brand {}".format, itertools.count(1)))
        )
        return next(paper for paper in papers if paper.printed[0][0] != name)

    def _half(self, own: Captions, other: Captions) -> Captions:
        """The title and every second caption of another's."""
        return {key: (other if place % 2 == 0 else own)[key] for place, key in enumerate(own)}

    def _sheetful(self, copy: str) -> Sheetful:
        return Sheetful(self._dice("look"), self._dice("brand"), self._dice(copy), self.kind.captions[0])

    def _dice(self, what: str) -> Dice:
        return Dice(self.seed, self.name, what)


def table(text: str) -> tuple[Captions, ...]:
    """Captions from lines `key | own | sister | …`, one mapping a column."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return tuple({row[0]: row[column] for row in rows} for column in range(1, len(rows[0])))
