"""Tunables of tables, each with its record; `docs/tuning.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import NOT_MEASURED, tunable

DATE = "2026-11-26"
SEEN = NOT_MEASURED


@dataclass(frozen=True)
class TableOptions:
    """How rows and cells are told apart; lengths in line heights of the first row's print."""

    off_level_heights: float = tunable(
        0.6,
        "Print this far above or below a row's telling columns is a level of its own.",
        DATE,
        SEEN + "more than a placement is off, less than a line",
    )
    slack_heights: float = tunable(
        0.25, "How far beside its column a character may stand and be in it.", DATE, SEEN + "half a letter"
    )
    word_gap_heights: float = tunable(
        1.2, "Characters farther apart than this, and", DATE, SEEN + "a space is 0.3 to 0.6 wide, an ideograph 1"
    )
    word_gap_ratio: float = tunable(
        1.8,
        "than so many times the usual step of their line, are two words.",
        DATE,
        SEEN + "wide-set capitals stay together",
    )
    column_gap_ratio: float = tunable(
        1.25, "The same of two characters in two columns.", DATE, SEEN + "the network may lose a space between figures"
    )
    overflow_heights: float = tunable(
        1.5,
        "A word so near behind a text is the text's own, though beyond its column.",
        DATE,
        SEEN + "a space of justified print",
    )
    first_heights: float = tunable(
        0.6,
        "How far above its place the first row's uppermost line may stand, middle to middle.",
        DATE,
        SEEN + "a heading is a line above",
    )
    head_rows: float = tunable(
        1.5,
        "How much above the first row goes into its placement, in heights of its telling columns.",
        DATE,
        "two of three receipts of de_marktkauf were placed by their totals, none with the heading",
    )
    before_heights: float = tunable(
        2.5,
        "How far above the first row headings are looked for.",
        DATE,
        SEEN + "placements are off by a line at the most",
    )
    after_heights: float = tunable(
        2.0, "How far below the first row's place a heading may stand.", DATE, SEEN + "the same"
    )
    same_line_heights: float = tunable(
        0.5,
        "Middles of two lines so near, the one over the other, are of one line seen twice.",
        DATE,
        SEEN + "less than a line",
    )
    line_gap_heights: float = tunable(
        2.2,
        "Lines of one row stand no farther apart, middle to middle,",
        DATE,
        SEEN + "print with a blank line between is another row",
    )
    column_width_heights: float = tunable(
        2.5, "Print narrower than this, and as high as several lines", DATE, SEEN + "two ideographs"
    )
    column_pitch_heights: float = tunable(
        1.5,
        "of so many line heights each, is cells below each other.",
        DATE,
        "invoices of examples/: two units of one ideograph each were one line of two; its box is 3.4 high, of one 1.3 "
        "to 1.9; 1.15 made three of two",
    )
    end_heights: float = tunable(2.5, "A gap below the last row so high, and", DATE, SEEN + "two blank lines")
    end_pitches: float = tunable(
        1.7, "so many times the pitch of the rows, ends the table.", DATE, SEEN + "a row that is left out is seen"
    )
    window_heights: float = tunable(
        16.0,
        "How much of a table is looked at in one go, at the least,",
        DATE,
        SEEN + "a canvas of a detector's usual size",
    )
    max_window_heights: float = tunable(
        40.0, "and at the most.", DATE, SEEN + "at full scale the longest side of a region holds 60"
    )
    following_heights: float = tunable(
        15.0,
        "How far below a table on its template print is known that ends it on copies.",
        DATE,
        SEEN + "the totals of a receipt",
    )
    heading_heights: float = tunable(
        5.0, "The same above it, of headings.", DATE, SEEN + "two lines of headings and a rule"
    )
    min_same_ratio: float = tunable(
        0.75,
        "Likeness (Ratcliff and Obershelp) of two rows' letters from which they say the same.",
        DATE,
        SEEN + "one letter in four misread",
    )


OPTIONS = TableOptions()
MOST_ROWS = 300
"""Rows read of a table; more are not looked for."""
