"""Tunables of deciding by type, each with its record; `docs/tuning.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import tunable

COMBS = (
    "64 drawn combs of 6 to 8 digits, many of them ones, in type of three sizes: the two readings that have a one too "
    "many are doubted, no right one is"
)


@dataclass(frozen=True)
class DecidingOptions:
    """How far a type may go against the free reading."""

    max_below_nats: float = tunable(
        4.0,
        "log likelihood, below that of the free reading, to which a value of the type is taken instead of it; below "
        "it the reading is `invalid`",
        "2026-11-26",
        "`python -m bench typed` on realset and realset2: the largest with which no more than 4 of 1,000 crops under "
        "another field's type come out as a value (17,700 such; nearly all doubted). Fitted with each of 19 kinds left "
        "out in turn it is 3.5 to 4 but for one (6, without the taxi receipts, whose times become numbers most "
        "easily). At 2, 3, 4, 5, 6: 1.1, 2.4, 3.8, 5.3, 6.8 come out so, and 3, 6, 7, 7, 8 of 26 wrong values of 494 "
        "typed fields are put right; one wrong value becomes another wrong one (a letter at the end of a code) from 3 "
        "on. 0 right ones change at any",
    )
    length_nats: float = tunable(
        2.0,
        "taken off the log likelihood for each character more or less than the free reading has",
        "2026-11-26",
        "the same, with another draw of 24,289 swapped crops: a crop of other print comes out as a value by losing "
        "characters, a misread value hardly. At a bound of 5 nats 0, 1, 2, 3, 4 leave 4.4, 4.0, 3.9, 3.7, 3.6 of "
        "1,000 and put 8, 7, 7, 7, 7 values right. Not 0: a character read with 0.99 would be dropped, for the blank "
        "has the rest",
    )
    trust_nats: float = tunable(
        2.0,
        "how much likelier a value of the type is than none before anything is read, in the score of a value that "
        "the type decided",
        "2026-11-26",
        "the same: of 1,000 swapped crops fewer than one must be `ok`. 0.8: 0.06, and none of the 7 values put right "
        "is `ok`; 2: 0.45, and 2 of them are",
    )
    value_nats: float = tunable(
        0.7,
        "added to the log odds of a field's score where it was read as a value of its type, as which most misreadings "
        "are none",
        "2026-11-26",
        "`python -m bench typed` on realset and realset2, 479 fields read as values, 12 of them wrongly. Fitted with "
        "each of 19 kinds left out in turn 0.91 to 1.19: log loss of the kind left out 0.111 to 0.093; 0.7 has 0.095. "
        "8 right values are no longer doubted and no wrong one; at 0.9 one wrong one is not, either. With a slope as "
        "well it is no better (1.1). Of 8 values that the type decided 7 are right, at a mean score of 52: too few to "
        "fit, and crops of other print come out so, so they stay as they are",
    )
    invalid_chance: float = tunable(
        0.2,
        "chance of being right, at the most, of a reading that is `invalid`",
        "2026-11-26",
        "of 6 readings that stay invalid one is right (an hour that does not exist, printed so)",
    )
    cell_wall: float = tunable(
        0.16, "Share of a cell at each side that is its wall, or a neighbour's.", "2026-11-26", COMBS
    )
    cell_paper_heights: float = tunable(
        1.5,
        "How far paper is sought around the characters of cells, in line heights.",
        "2026-11-26",
        "not measured: more than a stroke",
    )
    min_cell_depth: float = tunable(
        0.1,
        "Depth of ink in cells, without which all are blank.",
        "2026-11-26",
        "not measured: the grain of paper is 0.03 deep",
    )
    max_blank_cell: float = tunable(0.01, "Share of a blank cell under ink at the most,", "2026-11-26", COMBS)
    min_filled_cell: float = tunable(
        0.03, "and of one with a character at the least; in between nothing is counted.", "2026-11-26", COMBS
    )


OPTIONS = DecidingOptions()
