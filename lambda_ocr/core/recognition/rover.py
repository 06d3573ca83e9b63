"""One text out of several readings of a line, aligned character by character: ROVER (Fiscus 1997, "A post-processing
system to yield reduced word error rates"), on characters.

Readings of equal length may still be shifted against each other, where one has a character more here and another more
there: put side by side by place alone, they come out interleaved. So the surest is the first row of a network, the
others are aligned with it one after the other (least edits), and each of its places is voted on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lambda_ocr.core.model import Glyph, Text

CONFIDENCE_POWER = 4
"""Power of a reading's confidence as its vote on whether a character is there. On the torn lines of 1,055 real fields 2
and 4 read the same values, 8 loses a date and a time of a worn receipt."""
RIVAL_COST = 0.5
"""Cost of putting a character where it may be another that was nearly read there; any other's is 1, and a gap's too."""
DISTANCE_COST = 0.5
"""Cost of putting side by side what lies a whole line apart: of two equal characters the nearer one is meant."""

Pair = tuple[int | None, int | None]


@dataclass
class Slot:
    """A place in the network: what stands there in some readings, and how much weight says that nothing does."""

    glyphs: list[Glyph]
    weights: list[float] = field(default_factory=lambda: [1.0])
    """Of the readings that have something there, glyph by glyph."""
    absent: float = 0.0
    spaces: list[Glyph] = field(default_factory=list)
    """White space before it, in the surest reading."""

    @property
    def holds(self) -> bool:
        """Whether more weight says one character than says none: three that each say another do not make one."""
        of: defaultdict[str, float] = defaultdict(float)
        for glyph, weight in zip(self.glyphs, self.weights, strict=True):
            of[glyph.character] += weight
        return max(of.values()) >= self.absent


def vote(readings: Sequence[Text], elsewhere: Sequence[Text] = ()) -> Text:
    """What most confidence stands behind: which characters are there, and at each place the likeliest on average.

    White space is that of the surest of `readings`, which are of one crop. Those cut `elsewhere` (their places given
    along that crop) may have seen less of the line: where they have nothing near, they have no say. A reading that
    tells no characters is taken whole or not at all.
    """
    surest, *others = sorted(readings, key=lambda reading: -reading.confidence)
    if any(len(letters_of(reading)) != len("".join(reading.text.split())) for reading in (*readings, *elsewhere)):
        return surest
    # The order decides what ROVER finds: each reading is aligned with the network of those before, so the surest is its
    # first row. A reading weighs by a power of its confidence, so that two poor ones do not outvote a good one.
    seen = surest.confidence**CONFIDENCE_POWER
    before, last = _spaces(surest)
    slots = [Slot([glyph], [seen], spaces=spaces) for glyph, spaces in zip(letters_of(surest), before, strict=True)]
    for reading, whole in [(other, True) for other in others] + [(other, False) for other in elsewhere]:
        weight, theirs = reading.confidence**CONFIDENCE_POWER, letters_of(reading)
        slots = _joined(slots, theirs, weight, seen, whole=whole)
        seen += weight
    kept = [[*slot.spaces, *([together(slot.glyphs)] if slot.holds else [])] for slot in slots]
    return Text.of(glyph for glyphs in (*kept, last) for glyph in glyphs)


def _joined(slots: list[Slot], theirs: Sequence[Glyph], weight: float, seen: float, *, whole: bool) -> list[Slot]:
    """The network with one reading more, of which `whole` says whether it saw all of the line."""
    low, high = (0.0, 1.0) if whole else _reach(theirs)
    network: list[Slot] = []
    for here, there in aligned(slots, theirs):
        if here is None:
            # Beyond the crop's ends stands what an earlier cut, which was longer, has read beside the line.
            if there is not None and 0 <= theirs[there].at <= 1:
                network.append(Slot([theirs[there]], [weight], absent=seen))
            continue
        slot = slots[here]
        network.append(slot)
        if there is not None:
            slot.glyphs.append(theirs[there])
            slot.weights.append(weight)
        elif low <= slot.glyphs[0].at <= high:
            slot.absent += weight
    return network


def _reach(letters: Sequence[Glyph]) -> tuple[float, float]:
    """From a character before the first to one after the last: as far as a reading can have seen."""
    if not letters:
        return 1.0, 0.0
    first, last = letters[0].at, letters[-1].at
    apart = (last - first) / max(len(letters) - 1, 1)
    return first - apart, last + apart


def aligned(slots: Sequence[Slot], letters: Sequence[Glyph]) -> list[Pair]:
    """Which characters stand in which slots, in order, for the least edits (Needleman and Wunsch 1970); O(n m)."""
    # Readings that say the same need no alignment: most do.
    if [slot.glyphs[0].character for slot in slots] == [letter.character for letter in letters]:
        return [(place, place) for place in range(len(slots))]
    # To a slot as to the likest of its characters: earlier readings may disagree there.
    costs = [[min(_difference(glyph, letter) for glyph in slot.glyphs) for letter in letters] for slot in slots]
    gaps = [0.0 if slot.absent else 1.0 for slot in slots]  # a gap that another reading has already is free
    least = np.zeros((len(slots) + 1, len(letters) + 1))
    least[0], least[1:, 0] = np.arange(len(letters) + 1), np.cumsum(gaps)
    for i, (row, gap) in enumerate(zip(costs, gaps, strict=True), 1):
        for j, cost in enumerate(row, 1):
            least[i, j] = min(least[i - 1, j - 1] + cost, least[i - 1, j] + gap, least[i, j - 1] + 1)
    pairs: list[Pair] = []
    i, j = len(slots), len(letters)
    while i or j:
        if i and j and least[i, j] == least[i - 1, j - 1] + costs[i - 1][j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and (not j or least[i, j] == least[i - 1, j] + gaps[i - 1]):
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def together(column: Sequence[Glyph]) -> Glyph:
    """One character from several looks at it: the likeliest on average, and the runner-up.

    Runners-up count, for a look that is torn between two says as much for either.
    """
    likely: defaultdict[str, float] = defaultdict(float)
    for glyph in column:
        for one in (glyph, glyph.rival):
            if one:
                likely[one.character] += one.confidence / len(column)
    first, *others = sorted(likely.items(), key=lambda item: -item[1])
    at = column[0].at
    return Glyph(*first, at, Glyph(*others[0], at) if others else None)


def letters_of(text: Text) -> list[Glyph]:
    """Its characters, white space left out."""
    return [glyph for glyph in text.glyphs if not glyph.character.isspace()]


def _spaces(text: Text) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The white space before each character of a text, and after the last."""
    before: list[list[Glyph]] = []
    spaces: list[Glyph] = []
    for glyph in text.glyphs:
        if glyph.character.isspace():
            spaces.append(glyph)
        else:
            before.append(spaces)
            spaces = []
    return before, spaces


def _difference(one: Glyph, other: Glyph) -> float:
    """Cost of putting one character where another is: by what they are, and a little by where they stand."""
    away = DISTANCE_COST * abs(one.at - other.at)
    if one.character == other.character:
        return away
    maybe = any(rival and rival.character == it.character for rival, it in ((one.rival, other), (other.rival, one)))
    return away + (RIVAL_COST if maybe else 1.0)
