"""The fields of a template decided together, where rules bind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

from lambda_ocr.core.deciding.bound import Bindings, Bound, groups
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.deciding.rules import MOST_FIELDS, Rule
from lambda_ocr.core.evidence import LOW_CONFIDENCE
from lambda_ocr.core.model import Candidate, Check, FieldReading, Held, Status

MOST_TRIED = 50_000
"""Choices that are tried in one request, each of as many fields as a rule may name and fewer of longer columns; what
is bound together and has more is not chosen from, its rules are only checked."""
_DOUBTED = LOW_CONFIDENCE - 0.01
_WAS_WRONG = frozenset({Check.NOT_OF_FORM, Check.CHECKSUM_WRONG, Check.OUT_OF_RANGE, Check.NOT_LISTED})


@dataclass(frozen=True)
class Option:
    """Something that a field may say; `candidate` is None where it is what was read."""

    normalized: Any
    nats: float
    candidate: Candidate | None = None


@dataclass
class _Left:
    """Values that may still be compared in this request."""

    values: int = field(default_factory=lambda: MOST_TRIED * MOST_FIELDS)

    def allows(self, places: Sequence[int]) -> bool:
        """Whether one more choice may be tried; counts it."""
        self.values -= max(len(places), MOST_FIELDS)
        return self.values >= 0


def decided_together(rules: Sequence[Rule], read: Sequence[FieldReading]) -> tuple[FieldReading, ...]:
    """The readings, in template order, as their rules allow, with what held and what did not."""
    here, left = Bindings.of(rules, read), _Left()
    for bound in groups(here.rules):
        for place, option in _best(bound, here.known, left).items():
            here.known[place] = _taken(here.known[place], option)
        for rule in bound:
            _tell(rule, here.known)
    return here.fields(len(read))


def _best(rules: Sequence[Bound], read: Sequence[FieldReading], left: _Left) -> dict[int, Option]:
    """The likeliest choice that all rules allow, of the fields that it changes; nothing where there is none in reach.

    Rules of which a field says nothing are left aside. Branch and bound over the fields that may say several things,
    the likeliest options first.
    """
    options = {place: _options(read[place]) for rule in rules for place in rule.places}
    judged = [rule for rule in rules if all(options[place] for place in rule.places)]
    places = sorted({place for rule in judged for place in rule.places})
    several = [place for place in places if len(options[place]) > 1]
    plain = {place: options[place][0] for place in places if len(options[place]) == 1}
    nats = sum(option.nats for option in plain.values())
    best, limit = dict[int, Option](), [OPTIONS.max_below_nats + 1e-9 - nats]
    for below, some in _choices(several, options, limit) if judged else ():
        if not left.allows(places):
            return {}
        chosen = {**plain, **some}
        if all(rule.holds([chosen[at].normalized for at in rule.places]) for rule in judged):
            best, limit[0] = chosen, below
    return {place: option for place, option in best.items() if option.candidate}


def _choices(
    places: Sequence[int], options: dict[int, list[Option]], limit: Sequence[float]
) -> Iterator[tuple[float, dict[int, Option]]]:
    """Choices of one option a field, those left out that are not below the `limit` of the moment."""
    if not places:
        if limit[0] > 0:
            yield 0.0, {}
        return
    *before, last = places
    for nats, chosen in _choices(before, options, limit):
        for option in options[last]:
            if nats + option.nats >= limit[0]:
                break
            yield nats + option.nats, {**chosen, last: option}


def _options(read: FieldReading) -> list[Option]:
    """What a field may say, the likeliest first: what was read, and its candidates."""
    mine = [] if read.normalized is None else [Option(read.normalized, 0.0)]
    others = [
        Option(one.normalized, -log(max(one.likelihood, 1e-9)), one)
        for one in read.candidates
        if one.normalized is not None
    ]
    return sorted([*mine, *others], key=lambda option: option.nats)


def _taken(read: FieldReading, option: Option) -> FieldReading:
    """A field that says another thing than was read; print that only means another thing stays as sure as it was."""
    one = option.candidate
    assert one
    rest = tuple(other for other in read.candidates if other is not one)
    checks = tuple(check for check in read.checks if check not in _WAS_WRONG | {Check.AMBIGUOUS})
    taken = replace(read, normalized=one.normalized, candidates=rest, checks=(*checks, Check.DECIDED_BY_RULE))
    if one.value == read.value:
        return taken
    lines = tuple(replace(line, text=one.value) for line in read.lines) if len(read.lines) == 1 else read.lines
    confidence = min(read.confidence, _DOUBTED)
    return replace(taken, value=one.value, lines=lines, status=Status.LOW_CONFIDENCE, confidence=confidence)


def _tell(rule: Bound, known: list[FieldReading]) -> None:
    """Note at each field of a rule whether it held; of one that says nothing nobody can tell."""
    values = [known[place].normalized for place in rule.places]
    if any(value is None for value in values):
        return
    held = rule.holds(values)
    for place in {*rule.places, *rule.tables}:
        read = known[place]
        if held and Held.RULE not in read.held:
            known[place] = replace(read, held=(*read.held, Held.RULE))
        elif not held and Check.RULE_BROKEN not in read.checks:
            known[place] = replace(read, checks=(*read.checks, Check.RULE_BROKEN))
