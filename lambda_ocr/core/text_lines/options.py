"""What the finding of lines is tuned by: every number in one place, each with where it comes from.

docs/tuning.md shows them as a table (`python -m bench ledger`), and tells at length what was tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import tunable

D1, D2, D3 = "2026-11-22", "2026-11-26", "2026-11-27"


# A table: an entry in two lines where it fits.
# fmt: off
@dataclass(frozen=True)
class LineOptions:
    """Tunables of line finding.

    Shares are 0 to 1; heights are those of a line of print as a detector draws it, px are pixels of a region.
    """

    # Regions and canvases (`canvas`).
    region_line_px: float = tunable(32.0, "Line height in a region, and on the canvas the detector sees.", D1,
        "not measured: small print of a phone picture at its own size")
    context_above_heights: float = tunable(0.75, "Context above and below a field.", D1,
        "not measured: a neighbouring line is seen, the one after it is not")
    context_aside_heights: float = tunable(2.0, "Context left and right.", D1,
        "not measured: more than `reach_heights`, so that what is read has been seen")
    max_region_side_px: int = tunable(1920, "Longest side of a region.", D1,
        "not measured: 60 line heights")
    min_canvas_width_tried_px: int = tunable(
        640, "Widths tried for a canvas reach at least this far, and three times its widest region.", D1,
        "examples and realset, packing as a whole: a page of 10 fields 185 to 99 ms")
    shelf_gap_px: int = tunable(16, "Between shelves of regions.", D1,
        "not measured: regions bring context of their own")
    region_gap_px: int = tunable(
        64, "Between regions on one shelf: two line heights, or the detector joins lines across them.", D1,
        "realset 372 of 393, with rows read once")

    # Which line is whose (`line_cutting`, `row_joining`).
    min_inside_share: float = tunable(
        0.5, "Share of a line's height (or the field's, when smaller) that must lie in the field.", D1,
        "not measured: a line that lies half in two fields is nobody's twice")
    max_box_field_ratio: float = tunable(
        2.2, "A box so many times higher than the field is no line of it (a picture, a stripe, a stamp).", D1,
        "realset 372 of 393, with rows read once")
    max_single_heights: float = tunable(1.7, "A field lower than so many line heights holds one line.", D1,
        "realset 381 of 393, with torn lines looked at again")
    reach_heights: float = tunable(1.2, "How far beyond the field a line is read.", D1,
        "not measured: one character and the gap before it")
    min_word_gap_heights: float = tunable(3.0, "Characters farther apart than so many line heights,", D2,
        "90 drawn pairs of words, 1 to 8 type sizes apart: 76 kept their blank, now 90")
    min_word_gap_ratio: float = tunable(
        2.5, "and so many times as far as most, are of two words: over so wide a gap the network says no space.", D2,
        "the same; comb cells are evenly apart and stay one word")
    max_outside_heights: float = tunable(
        0.2, "How far outside the field a character's centre may lie and still be the field's.", D1,
        "not measured: less than half a character")
    point_heights: float = tunable(
        0.8, "How far behind a word's last letter its point may stand, middle to middle.", "2026-11-27",
        "not measured: a wide letter's half and the gap")
    max_short_piece_ratio: float = tunable(
        1.5, "A row so many times as long as its longest piece runs from end to end: its own tilt is noise.", D2,
        "90 drawn pairs of words: one had a tilt of 3 degrees, drawn out over the gap")

    # Lines that need no detector: the projection profile (`projection_profile`).
    min_plain_contrast: int = tunable(40, "Grey levels between ink and paper below which nothing is plain.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 0 come out otherwise, at 1.25 times 1")
    faint_ink_share: float = tunable(
        0.2, "Share of the darkest ink's depth from which a pixel may be of other, fainter print.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 0 come out otherwise, at 1.25 times 0")
    max_blank_row_share: float = tunable(
        0.01, "A row with this share of ink, or less, is blank: a speck of noise is no print.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 8 come out otherwise, at 1.25 times 11")
    min_band_heights: float = tunable(
        0.3, "A run of rows so high is a band of print; a lower one is a rule, or accents and dots.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 2 come out otherwise, at 1.25 times 0")
    min_plain_heights: float = tunable(0.35, "Least and", D1,
        "realset: 0.42 to 0.94")
    max_plain_heights: float = tunable(1.05, "most height of a plain line's ink.", D1,
        "the same")
    min_band_inside_share: float = tunable(0.8, "Share of its own band's height that lies in the field at least,", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 0 come out otherwise, at 1.25 times 14")
    max_neighbour_inside_share: float = tunable(0.2, "and of a neighbour's at most.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 11 come out otherwise, at 1.25 times 6")
    max_mark_gap_heights: float = tunable(0.3, "Accents and dots stand at most so far from their letters.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 6 come out otherwise, at 1.25 times 0")
    max_rule_gap_heights: float = tunable(0.5, "Strokes of a low run at most so far apart are one,", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 0 come out otherwise, at 1.25 times 0")
    min_rule_heights: float = tunable(3.0, "and one so long is a rule.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 0 come out otherwise, at 1.25 times 0")
    max_side_heights: float = tunable(0.15, "A stroke so narrow that stands by itself may be the side of a box.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 8 come out otherwise, at 1.25 times 9")
    max_word_gap_heights: float = tunable(1.0, "Ink further apart along the line is of another line.", D1,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 39 come out otherwise, at 1.25 times 19")
    paper_above_heights: float = tunable(0.16, "Paper above and below the ink, and", D3,
        "the detector's own boxes, medians. Right of realset, realset2, examples: 382, 336, 336; at 0.08 380 of "
        "realset, 0.22 383, 335, 336, 0.28 383, 336, 335, 0.34 381, 335, 335, 0.42 381. More paper is fewer pixels to "
        "read (0.28: 0.89 times), but takes last letters and points at scores over 99 and gives back doubtful ones")
    paper_aside_heights: float = tunable(0.2, "beside it, that makes its box the one a detector would draw.", D3,
        "the same; with 0.3, and 0.22 above: 381, 334, 336; with 0.3 and 0.28: 382, 334, 336; with 0.4 and 0.28: 383, "
        "332, 336")

    # Ink (`ink`): what of a field no line explains.
    ink_depth_share: float = tunable(0.4, "Share of the darkest ink's depth that makes a pixel ink.", D2,
        "413 fields of realset, of 345 with plain lines: at 0.8 times 34 come out otherwise, at 1.25 times 29; 20 "
        "change sides of 0.3 unexplained")
    min_ink_contrast: int = tunable(
        30, "Grey levels between ink and paper below which nothing is print: noise and JPEG's ringing stay below.", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")
    min_stroke_length_heights: float = tunable(1.5, "A stroke so long, or", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")
    min_stroke_height_heights: float = tunable(1.5, "so high, is a rule or the side of a box: no character is.", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")
    min_piece_heights: float = tunable(0.25, "What is lower is a speck, a dot leader or a dash of a broken rule.", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")
    min_character_ink: float = tunable(
        0.04, "Ink that makes a character, in square line heights: a slender 1 has so much.", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")
    line_margin_heights: float = tunable(
        0.15, "Paper around a line's box that still is the line's: accents, descenders, a flourish.", D2,
        "413 fields of realset: at 0.8 and 1.25 times none changes sides of 0.3 unexplained")

    # How high lines are (`line_height`, `finder`).
    max_ink_look_px: int = tunable(900, "Longest side at which a field's ink is looked at.", D2,
        "not measured: 7 ms a look")
    max_neighbourhood_px: int = tunable(
        81, "Neighbourhood that ink is darker than: strokes of letters 400 px high are thinner.", D2,
        "not measured: geometry of type")
    min_ink_piece_px: int = tunable(4, "A piece of ink lower than this is noise.", D2,
        "not measured: print that low is not read either")
    box_letter_ratio: float = tunable(
        1.5, "Height of a detector's box around a line, in heights of the piece of ink in the middle.", D2,
        "200 drawn high fields of 1 to 9 lines: 200 of 200 within 0.8 to 1.55 of the pitch; 1.7 fits Latin faces "
        "alone")
    page_side_px: int = tunable(
        1600, "Longest side at which a whole page is searched for lines: 8-point print on A4 is 15 px high then.", D2,
        "not measured: geometry of print")
    max_recut_work_share: float = tunable(
        0.75, "Share of the work left that fields of other lines than expected may take.", D2,
        "not measured: a page of 80 lines in one field is answered, not refused as over budget")
    neighbour_lines: int = tunable(5, "Lines around a blank field that say how high its own will be.", D2,
        "200 drawn high fields of 1 to 9 lines: 62 of 67 within 1.5 of the pitch, 8 before")
    max_height_ratio: float = tunable(
        1.5, "Line heights that differ by this factor are different: a detector and the profile bear less.", D2,
        "200 drawn high fields of 1 to 9 lines")

    # A value's own extent (`extent`).
    max_extent_heights: float = tunable(24.0, "How far beside a field is looked.", D2,
        "108 drawn fields in nine situations: 12 lost the end of 7 of 12 values on a blank template, 24 of none")
    max_value_gap_heights: float = tunable(
        0.7, "Words of one value stand closer than this; columns stand farther apart.", D2,
        "108 drawn fields in nine situations")
    free_paper_heights: float = tunable(
        0.8, "Paper between a value drawn out and the next print: a field may lie beside its place.", D2,
        "108 drawn fields in nine situations")
    max_overhang_heights: float = tunable(
        0.3, "Ink that reaches no farther out is of a character whose middle lies in the field.", D2,
        "108 drawn fields in nine situations")
    min_cut_off_heights: float = tunable(0.45, "Ink that reaches so far out is of a character that would be lost.", D2,
        "108 drawn fields in nine situations")
    paper_after_heights: float = tunable(0.2, "Paper after the last character.", D2,
        "as `paper_aside_heights`")
    min_extent_band_heights: float = tunable(0.3, "Rows of ink lower than this are no print.", D2,
        "as `min_band_heights`")
    max_aligned_heights: float = tunable(0.8, "Print so near an edge is aligned to it.", D2,
        "108 drawn fields in nine situations")
    max_edge_gap_heights: float = tunable(0.5, "Ink within this of the edge is print that reaches it.", D2,
        "108 drawn fields in nine situations")
    min_side_share: float = tunable(
        0.85, "Share of the rows, from above the field to below it, that the side of a box covers.", D2,
        "108 drawn fields in nine situations")
# fmt: on


OPTIONS = LineOptions()
"""Those in use."""
