"""The fields of a template decided together, where rules bind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate, compress
from math import log
from typing import Any

from lambda_ocr.core.deciding.bound import Bindings, Bound, groups
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.deciding.rules import MOST_FIELDS, Rule
from lambda_ocr.core.evidence import LOW_CONFIDENCE
from lambda_ocr.core.model import Candidate, Check, FieldReading, Held, Status

MOST_TRIED = 50_000
"""Choices that are tried on a page, each of as many fields as a rule may name and fewer of longer columns, the search's
own steps counted in; what is bound together and has more is not chosen from, its rules are only checked."""
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
    """Steps of the search, and values compared, that are left on this page."""

    values: int = field(default_factory=lambda: MOST_TRIED * MOST_FIELDS)

    def allows(self, values: int = 1) -> bool:
        """Whether so much more may be done; counts it."""
        self.values -= values
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
    options = {place: _options(read[place]) for place in {place for rule in rules for place in rule.places}}
    judged = [rule for rule in rules if all(options[place] for place in rule.places)]
    places = sorted({place for rule in judged for place in rule.places})
    several = [place for place in places if len(options[place]) > 1]
    plain = {place: options[place][0] for place in places if len(options[place]) == 1}
    # Rules that are about nothing open say the same of every choice.
    settled, asked = _parted(judged, set(several))
    if not all(rule.holds([plain[at].normalized for at in rule.places]) for rule in settled):
        return {}
    nats, price = sum(option.nats for option in plain.values()), sum(len(rule.places) for rule in asked)
    best, limit = dict[int, Option](), [OPTIONS.max_below_nats + 1e-9 - nats]
    for below, some in _choices([(at, options[at]) for at in several], limit, left) if judged else ():
        if not left.allows(max(price, MOST_FIELDS)):
            break
        chosen = {**plain, **some}
        if all(rule.holds([chosen[at].normalized for at in rule.places]) for rule in asked):
            best, limit[0] = chosen, below
    return {place: option for place, option in best.items() if option.candidate} if left.allows(0) else {}


def _parted(rules: Sequence[Bound], places: Set[int]) -> tuple[list[Bound], list[Bound]]:
    """Those that are about none of the places, and those that are."""
    about = [not places.isdisjoint(rule.places) for rule in rules]
    return list(compress(rules, (not each for each in about))), list(compress(rules, about))


def _choices(
    several: Sequence[tuple[int, Sequence[Option]]], limit: Sequence[float], left: _Left
) -> Iterator[tuple[float, dict[int, Option]]]:
    """Choices of one option a place, those left out that are not below the `limit` of the moment; ends where nothing is
    `left`.

    Depth first, the likeliest options first. What is left to choose costs at least its likeliest options, so that a
    branch is left as soon as they alone reach the limit.
    """
    rest = [*accumulate((options[0].nats for _, options in reversed(several)), initial=0.0)][::-1]
    chosen, sums = list[Option](), [0.0]
    tried = [iter(options) for _, options in several[:1]]
    if not several and limit[0] > 0:
        yield 0.0, {}
    while tried and left.allows():
        option = next(tried[-1], None)
        if option is None or sums[-1] + option.nats + rest[len(tried)] >= limit[0]:
            tried.pop()
            sums.pop()
            del chosen[-1:]
        elif len(tried) == len(several):
            places = (place for place, _ in several)
            yield sums[-1] + option.nats, dict(zip(places, [*chosen, option], strict=True))
        else:
            chosen.append(option)
            sums.append(sums[-1] + option.nats)
            tried.append(iter(several[len(tried)][1]))


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
