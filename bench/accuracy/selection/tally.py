"""What came of the pages among so many templates, counted, with how sure so many pages make it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KINDS = ("known", "strange", "sisters")
RANKS = (1, 3, 5, 20)
SURE = 0.95


@dataclass(frozen=True)
class Measured:
    """One page among so many templates."""

    templates: int
    page: str
    kind: str
    """One of `KINDS`: of a template, of no template, of a further sister of a template's family."""
    rank: int | None = None
    """Of one that is of a template, how many the index named before it; 1000 where it did not name it."""
    shortlist_ms: float | None = None
    chosen: str | None = None
    """The template it was given, or ""; None where the index alone was asked."""
    seconds: float = 0.0
    """Of the choice, without the page's reading and what the bench draws."""
    tried: Sequence[tuple[str, float]] = ()
    """What was aligned besides, and the share of its print that was found."""

    @property
    def is_right(self) -> bool:
        """Whether it was given its own template, or none where it has none."""
        return self.chosen == (self.page if self.kind == "known" else "")


@dataclass(frozen=True)
class Index:
    """What an index of so many templates takes."""

    templates: int
    entry_kb: float
    fed_s: float


def lines(index: Index, measured: Sequence[Measured]) -> Iterator[str]:
    """As a table's row by row, and every page that came out wrongly."""
    yield f"{index.templates} templates, {index.entry_kb:.1f} KB each, known to the index in {index.fed_s:.2f} s"
    ranks = [each.rank for each in measured if each.rank is not None]
    yield f"  recall of {len(ranks)} pages: " + ", ".join(f"@{k} {share([at < k for at in ranks])}" for k in RANKS)
    times = sorted(each.shortlist_ms for each in measured if each.shortlist_ms is not None) or [0.0]
    most = f"ninth decile {times[9 * len(times) // 10]:.1f}, most {times[-1]:.1f}"
    yield f"  shortlist {statistics.median(times):.1f} ms, {most}"
    for kind, word in zip(KINDS, ("chosen right", "strangers kept unknown", "sisters kept unknown"), strict=True):
        some = [each for each in measured if each.kind == kind and each.chosen is not None]
        seconds = statistics.median(each.seconds for each in some) if some else 0.0
        yield f"  {word} {share([each.is_right for each in some])}; {seconds:.2f} s a page"
        for each in some:
            if not each.is_right:
                tried = ", ".join(f"{name} {found:.2f}" for name, found in each.tried[:4])
                yield f"    {each.page}: {each.chosen or 'unknown'} ({tried})"


def share(held: Sequence[bool]) -> str:
    """How many of how many, and what that shows of all with 95 % certainty."""
    if not held:
        return "-"
    sure = at_least(sum(held), len(held))
    return f"{sum(held)} of {len(held)} ({sum(held) / len(held):.1%}; {SURE:.0%} sure: {sure:.1%} or more)"


def at_least(held: int, of: int) -> float:
    """The lower end of what all may have, one-sided (Clopper and Pearson 1934): were it lower, so many would hold less
    than one time in twenty."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        chance = sum(math.comb(of, more) * middle**more * (1 - middle) ** (of - more) for more in range(held, of + 1))
        low, high = (middle, high) if chance < 1 - SURE else (low, middle)
    return low
