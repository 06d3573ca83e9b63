"""Tunables of deciding by type, each with its record; `docs/tuning.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import tunable

COMBS = (
    "64 drawn combs of 6 to 8 digits, many of them ones, in type of three sizes: the two readings that have a one too "
    "many are doubted, no right one is"
)
AGAIN = "768 fields of realset and realset2, 726 right as read, 297 of them the same on every copy:"


@dataclass(frozen=True)
class DecidingOptions:
    """How far a type, or what the template says, may go against the free reading."""

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
    repeated_nats: float = tunable(
        5.0,
        "log likelihood, below that of the reading, to which a field says again what it says on the template where "
        "one letter differs",
        "2026-11-27",
        f"{AGAIN} 8 of the 42 wrong values become right and 2 stay wrong, at any bound from 4 to 7; the first right "
        "one is lost at 7.9 (its template was misread). With each kind left out in turn the bound may lie between 3.7 "
        "and 7.9. Of 531 right values, each beside the likeliest of 12 variants with a look-alike letter, 26, 46, 73 "
        "would be overruled at 4, 5, 6 if the template said just that; none of 1,779 drawn fields, whose values change",
    )
    repeated_further_nats: float = tunable(
        3.0,
        "added for each further letter that differs: of two texts that are nearly the same, one is the template's",
        "2026-11-27",
        f"{AGAIN} a line of 109 letters with 6 and 9 misread is 17.4 and 13.3 nats below",
    )
    most_repeated_nats: float = tunable(
        18.0,
        "the most that these may come to",
        "2026-11-27",
        f"{AGAIN} other texts that are 0.7 like the template's are as much less likely and more",
    )
    sure_character: float = tunable(
        0.95,
        "confidence from which a character that the template's text has not is the copy's own",
        "2026-11-27",
        f"{AGAIN} of 24 characters misread for the template's the surest was read at 0.91",
    )
    repeated_number_nats: float = tunable(
        2.0,
        "the same where a digit differs, or a sign beside one",
        "2026-11-27",
        f"{AGAIN} 4 of the 8 are such, at 0 to 1.7 nats; right dates, times and numbers that differ from the "
        "template's by a digit lie 8.3 and more below. Of 418 right values beside the likeliest of 12 variants with a "
        "look-alike digit 5 would be overruled at 2, 23 at 4",
    )
    min_template_confidence: float = tunable(
        0.9,
        "mean confidence of the template's own reading from which it may decide",
        "2026-11-27",
        f"{AGAIN} from 0.6 to 0.92 the same values change; at 0.95 6 of the 8",
    )
    min_repeated_characters: int = tunable(
        6, "characters from which a text may be the template's again", "2026-11-27", "not measured: a word"
    )
    min_repeated_likeness: float = tunable(
        0.7,
        "likeness of the reading to the template's text (difflib's ratio) from which that is weighed",
        "2026-11-27",
        f"{AGAIN} the least like that were the template's are 0.88, but for one with three signs of fourteen (0.72)",
    )
    signs_nats: float = tunable(
        2.3,
        "log likelihood, below that of the reading, to which the signs between its letters and digits are the "
        "template's",
        "2026-11-27",
        f"{AGAIN} 6 readings would be put right, at 0.1 to 2.2 and at 5.6 and 17.7 nats, 4 right ones be lost, at 5.3 "
        "and more; of 1,779 drawn fields 1 and 2, at 3.9, and at 7.0 and more. As unlikely as `core/recognition/"
        "form_hint.py` lets a sign be (a tenth)",
    )
    kinds_nats: float = tunable(
        5.5,
        "log likelihood, below that of the reading, to which a digit is a letter that looks like it, or the reverse, "
        "where the template's value has one",
        "2026-11-27",
        f"{AGAIN} one is put right, at 4.9, and 4 right ones would be lost, registrations of which one has a digit "
        "where another has a letter, at 8.5 and more; of 3,514 drawn fields 3 are put right, `220CT`, `080CT` and "
        "`lst`, at 4.8 and less, and classes of a driving licence, `B/A1/BE`, be lost at 6.7",
    )
    min_signed_characters: int = tunable(
        3, "letters and digits from which a value has a form", "2026-11-27", "not measured: of fewer all are alike"
    )
    other_kind_chance: float = tunable(
        0.3,
        "chance of being right, at the most, of words where the template has a number, or the reverse",
        "2026-11-27",
        "of 3,514 drawn fields of four draws 8 are such, and none of them is right: another row's words at scores of "
        "93 to 100; of 768 of realset and realset2 none. Where the template was read at less than "
        "`min_template_confidence`, four right ones are. Low enough to be looked at",
    )
    min_number_digits: float = tunable(
        0.7,
        "share of digits from which print is a number",
        "2026-11-27",
        "the same 8, of which the least has 0.71 (`第27919期`); at 0.6 a drawn waybill's place and code, `青岚042`, "
        "is a number, and another copy's `GREENHOLM`, rightly read, is doubted",
    )
    min_kind_characters: int = tunable(
        4,
        "characters of the template's value from which its kind is asked for",
        "2026-11-27",
        "the same: of 8 right ones that differ so each is one to three letters where the template has `4-7`",
    )
    min_kind_letters: int = tunable(
        2, "letters and digits of a reading from which it has a kind", "2026-11-27", "not measured: a dash is no word"
    )
    seconded_nats: float = tunable(
        1.5,
        "added to the log odds of a field's score where it reads as what the template says",
        "2026-11-27",
        f"{AGAIN} 283 fields of four characters or more read so, and 281 are right (the template of the 2 others was "
        "misread alike); log loss of these 0.084, 0.070, 0.062, 0.058, 0.057, 0.059 at 0, 0.5, 1, 1.5, 2, 3. Without "
        "the kind of the two it falls on and on; of 35 drawn ones none is wrong",
    )
    min_seconded_characters: int = tunable(
        4, "characters from which that is so", "2026-11-27", "from 1, 4, 6, 8 on the log loss falls alike"
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
