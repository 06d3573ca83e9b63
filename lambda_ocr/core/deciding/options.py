"""Tunables of deciding by type, each with its record; `docs/tuning.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import tunable


@dataclass(frozen=True)
class DecidingOptions:
    """How far a type may go against the free reading."""

    max_below_nats: float = tunable(
        5.0,
        "log likelihood, below that of the free reading, to which a value of the type is taken instead of it; below "
        "it the reading is `invalid`",
        "2026-11-26",
        "`python -m bench typed` on realset and realset2: 494 typed fields, and 24,289 crops read under the type of "
        "another field. At 2, 3, 4, 5, 6: 3, 6, 7, 7, 8 wrong values put right, and 0.9, 1.9, 2.8, 3.9, 4.5 swapped "
        "crops of 1,000 come out as a value, nearly all doubted; one wrong value became another wrong one (a letter "
        "at the end of a code) from 3 on. 0 right ones changed at any",
    )
    length_nats: float = tunable(
        2.0,
        "taken off the log likelihood for each character more or less than the free reading has",
        "2026-11-26",
        "the same: a crop of other print comes out as a value by losing characters, a misread value hardly. At 5 nats "
        "0, 1, 2, 3, 4 leave 4.4, 4.0, 3.9, 3.7, 3.6 swapped crops of 1,000 and put 8, 7, 7, 7, 7 values right. Not "
        "0: a sure character would be dropped wherever the network leaves a blank one chance in a hundred",
    )
    trust_nats: float = tunable(
        0.8,
        "how much likelier a value of the type is than none before anything is read, in the score of a value that "
        "the type decided",
        "2026-11-26",
        "so that a decided value is `ok` only up to some 1.2 nats: of 1,000 swapped crops fewer than one is then. At "
        "3, what the share of right values would ask for, it would be three",
    )
    invalid_chance: float = tunable(
        0.2,
        "chance of being right, at the most, of a reading that is `invalid`",
        "2026-11-26",
        "of 6 readings that stay invalid one is right (an hour that does not exist, printed so)",
    )


OPTIONS = DecidingOptions()
