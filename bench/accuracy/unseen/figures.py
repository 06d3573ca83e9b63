"""Sums: by kind, by cause, by score, as it is beside everything fitted re-fitted without the kind.

Rule: a field of a refused true picture is a miss; a picture to refuse has no fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.accuracy.unseen.causes import Cause
from bench.accuracy.unseen.sights import FieldSeen, Sight

SCORES = (99.0, 95.0, 90.0, 60.0, 0.0)
"""Lower ends of the reliability table's rows."""
Causes = Mapping[str, Cause]
"""A person's word on single misses: `group/picture/field` to cause."""


@dataclass(frozen=True)
class Sum:
    """What is counted of some sights."""

    right: int
    fields: int
    refused: int
    """True pictures refused."""
    true: int
    accepted: int
    """Wrong pictures accepted."""
    wrong: int

    def cells(self) -> list[str]:
        """As a table shows it."""
        share = f"{100 * self.right / self.fields:.1f} %" if self.fields else ""
        return [
            f"{self.right} of {self.fields}",
            share,
            f"{self.refused} of {self.true}",
            f"{self.accepted} of {self.wrong}",
        ]


def summed(sights: Sequence[Sight]) -> Sum:
    """Of all of them."""
    true = [sight for sight in sights if sight.true]
    fields = [seen for sight in true for seen in sight.fields]
    return Sum(
        sum(seen.right for seen in fields),
        len(fields),
        sum(not sight.accepted for sight in true),
        len(true),
        sum(sight.accepted for sight in sights if not sight.true),
        len(sights) - len(true),
    )


def by(sights: Sequence[Sight], name: Callable[[Sight], str]) -> dict[str, Sum]:
    """Sums of the sights that share a name, in order of appearance."""
    names = dict.fromkeys(map(name, sights))
    return {one: summed([sight for sight in sights if name(sight) == one]) for one in names}


def misses(sights: Sequence[Sight]) -> list[tuple[Sight, FieldSeen]]:
    """Fields read wrong on pictures that were accepted, and one for each refused true picture's every field."""
    return [(sight, seen) for sight in sights if sight.true for seen in sight.fields if not seen.right]


def key_of(sight: Sight, seen: FieldSeen) -> str:
    """How a person's word on a miss is kept."""
    return f"{sight.group}/{sight.picture}/{seen.name}"


def cause_of(sight: Sight, seen: FieldSeen, causes: Causes) -> Cause:
    """A person's word, else the guess."""
    return causes.get(key_of(sight, seen)) or seen.guess or Cause.OTHER


def by_cause(sights: Sequence[Sight], causes: Causes) -> dict[Cause, dict[str, int]]:
    """Misses by cause and group, the commonest cause first."""
    found: dict[Cause, dict[str, int]] = {}
    for sight, seen in misses(sights):
        row = found.setdefault(cause_of(sight, seen, causes), {})
        row[sight.group] = row.get(sight.group, 0) + 1
    return dict(sorted(found.items(), key=lambda item: -sum(item[1].values())))


def reliability(sights: Sequence[Sight]) -> list[tuple[str, int, int]]:
    """Of fields with text, by score: what row, how many right, how many."""
    read = [seen for sight in sights if sight.true for seen in sight.fields if seen.value]
    rows, upper = [], 100.01
    for least in SCORES:
        mine = [seen for seen in read if least <= seen.score < upper]
        rows.append(
            (f"{least:g} and more" if upper > 100 else f"{least:g} to {upper:g}", sum(s.right for s in mine), len(mine))
        )
        upper = least
    return rows


KINDS_HEAD = ["kind", "fields right", "", "true refused", "wrong accepted"]


def kinds_table(as_is: Sequence[Sight], left_out: Sequence[Sight]) -> tuple[list[str], list[list[str]]]:
    """Head and rows by group; where leaving the kind out changes a judgement, that stands behind."""
    others = by(left_out, lambda sight: sight.group)
    rows = []
    for group, one in by(as_is, lambda sight: sight.group).items():
        rows.append([group, *_both(one, others[group])])
    return KINDS_HEAD, [*rows, ["all", *_both(summed(as_is), summed(left_out))]]


def _both(one: Sum, other: Sum) -> list[str]:
    pairs = zip(one.cells(), other.cells(), strict=True)
    return [said if said == then else f"{said} → {then}" for said, then in pairs]


def scores_table(as_is: Sequence[Sight], left_out: Sequence[Sight]) -> tuple[list[str], list[list[str]]]:
    """Head and rows: how many of a score's fields are right, as it is and re-fitted."""
    rows = [
        [row, _share(right, count), _share(other_right, other_count)]
        for (row, right, count), (_, other_right, other_count) in zip(
            reliability(as_is), reliability(left_out), strict=True
        )
    ]
    return ["score", "right, as it is", "right, fitted without the kind"], rows


def causes_table(sights: Sequence[Sight], causes: Causes) -> tuple[list[str], list[list[str]]]:
    """Head and rows: a cause, its misses, and where."""
    rows = []
    for cause, groups in by_cause(sights, causes).items():
        ranked = sorted(groups.items(), key=lambda item: -item[1])
        rows.append([cause.value, str(sum(groups.values())), ", ".join(f"{group} {count}" for group, count in ranked)])
    return ["cause", "misses", "where"], rows


def _share(right: int, count: int) -> str:
    return f"{right} of {count} ({100 * right / count:.1f} %)" if count else "none"
