"""Tunables of marks and of the presence of ink, each with its record; `docs/tuning.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import NOT_MEASURED, tunable

# fmt: off
D = "2026-11-26"
MARKS = (
    "`python -m bench marked` (five kinds of answer sheets, 1,497 places) and 24 drawn sheets of ticks, crosses and "
    "circles; "
)
SEEN = "36 drawn forms with blank, signed, stamped and pasted fields, photographed; some templates signed themselves; "
D2 = "2026-11-27"
PRESENT = (
    "`python -m bench presence` (19 kinds of real paper: 274 fields of print alone, 27 blank, 922 filled ones, and 269 "
    "values over another of the template's) and forms drawn by `python -m bench papers`, a pen on some (1,066 of "
    "print, 1,122 blank, 1,214 filled); "
)
FITTED = (
    "one logistic curve, real and drawn kinds of the same weight, values over another one among the filled ones: the "
    "bound is 0.0108 to 0.0122 with one real kind left out. By these values 14 fields of print, 2 filled ones and 56 "
    "over another value are wrong (59 with each kind left out); of drawn ones 9 of print and 26 filled, most of these "
    "a pen along a caption"
)
WITHOUT = (
    "before lost print was counted, each kind judged by what was fitted on the others, fewer drawn ones (1,142 of "
    "print or blank, 621 filled), "
)
LEFT_OUT = "each kind left out in turn, "
SAID = NOT_MEASURED + "what it must be for the size of places; all the others were measured with it"


@dataclass(frozen=True)
class GraphicOptions:
    """How ink beside the template's own print is found, and how much of it is a mark."""

    place_px: int = tunable(40, "Shorter side at which a place for a mark is compared, in pixels.", D, SAID)
    max_cut_side_px: int = tunable(1600, "Longest side of a field that is compared, in pixels.", D, SAID)
    place_work_px: float = tunable(
        400.0, "What comparing a place costs, in pixels of the budget.", D,
        "100 rows of 100 places, 2 million pixels: 14.5 processor seconds with other work beside, 1.2 to 1.45 ms a "
        "place; 5 million pixels of lines take 17 to 20")
    margin_places: float = tunable(0.3, "Paper around a field that is cut with it, in sides of a place.", D, SAID)
    reach_places: float = tunable(0.15, "How far a place is moved to lie on the template's, in its sides.", D,
        NOT_MEASURED + "farther, and a filled bubble is laid on another one")
    paper_places: float = tunable(1.4, "How far paper is sought around ink, in sides of a place.", D,
        NOT_MEASURED + "more than the largest mark")
    min_agreement_ncc: float = tunable(0.4, "NCC from which print agrees, so that a place is moved.", D,
        NOT_MEASURED + "noise reaches 0.2")
    min_print_depth: float = tunable(0.06, "Depth from which anything is print.", D,
        NOT_MEASURED + "the palest print of the answer sheets, orange outlines, is 0.15 deep, the grain of paper 0.03")
    max_size_ratio: float = tunable(1.3, "How much larger one row may be than another that it is compared with.", D,
        NOT_MEASURED + "people draw the rows of one form unequally")
    max_unmarked_ratio: float = tunable(
        1.75, "How much darker the template's place may be than the emptiest like it, to be unmarked.", D,
        MARKS + "unmarked places reach 1.5 (2.2 where a neighbour's mark reaches in), shaded ones begin at 1.9. "
        "1.35 leaves 21 of 1,100 on the wrong side, 1.75 two")
    others_compared: int = tunable(
        3, "Other places, the emptiest ones, that stand for one that the template itself has marked.", D,
        MARKS + "1 leaves 12 on the wrong side, 3 two")
    gains: tuple[float, float] = tunable(
        (0.3, 3.0), "Least and greatest depth of print on a picture, by that on the template.", D,
        NOT_MEASURED + "fixed print comes out at 0.5 to 1.6")
    soft_px: float = tunable(2.0, "Gaussian over a place before it is asked for fill.", D,
        NOT_MEASURED + "a twentieth of a place, as far as print is out of place")
    grain_px: float = tunable(0.8, "Gaussian over a place before it is asked for strokes.", D,
        NOT_MEASURED + "takes the grain off and keeps strokes")
    clear_share: float = tunable(0.4, "Share of an outline, the palest on the template, that counts as clear.", D,
        NOT_MEASURED + "a bubble's letter and outline take half of it")
    widened_px: int = tunable(7, "Width to which the form's print is widened before strokes are looked for.", D,
        MARKS + "at 3, 5, 7: unmarked places reach a strength of 2.1, 1.8, 1.4; ticks across boxes 2.2, 2.0, 1.9")
    widened_other_px: int = tunable(9, "The same of another row's place, whose print stands a little otherwise.", D,
        NOT_MEASURED + "a little more")
    stroke_depth: float = tunable(0.35, "Depth of a stroke, by that of the form's print.", D,
        MARKS + "0.25, 0.35, 0.5 with a width of 7: unmarked places reach 3.2, 1.4, 1.1; two of five words circled or "
        "ticked are missed at 0.5, none at 0.35")
    min_outside_share: float = tunable(
        0.1, "Share of a place outside its outline from which that tells of its paper.", D,
        NOT_MEASURED + "some pixels")
    edge_share: float = tunable(0.08, "Edge of a place where print is a neighbour's.", D,
        NOT_MEASURED + "people draw quads a little askew")
    fill_bound: float = tunable(
        0.2,
        "Depth of clear paper in a place, by that of the form's print and beyond that of unmarked places, at which it "
        "is as likely marked as not.", D,
        MARKS + "the geometric middle of the strongest unmarked (0.18, a later print of a form aside) and the weakest "
        "marked places (0.23). With each kind left out in turn it is 0.18 to 0.24")
    rival_share: float = tunable(0.3, "Share of the strongest mark of a row below which another is none.", D,
        MARKS + "0: five unmarked places beside black ones come out as marked; 0.3: none")
    usual_share: float = tunable(
        0.25, "Share of a row's places, the clearest, that say how an unmarked one comes out,", D,
        NOT_MEASURED + "three of four may be marked where many are asked for")
    max_even_ratio: float = tunable(
        2.5, "How much deeper print may come out in one place of a row than in others where none is marked.", D,
        MARKS + "1.8 takes blank rows beside a dark edge for marked ones")
    max_haze: float = tunable(0.3, "and how deep their clear paper may be at the most, by the form's print,", D,
        MARKS + "unmarked places in blur and shadow reach 0.3 by themselves")
    max_new_print: float = tunable(0.1, "and how much of their outline may be under strokes.", D,
        MARKS + "a later print of a form, with letters in its bubbles, has 0.1")
    stroke_bound: float = tunable(
        0.05, "Area under strokes, by that of a place's outline, at which it is as likely marked as not.", D,
        MARKS + "drawn ticks and crosses over boxes begin at 0.07")
    doubt_ratio: float = tunable(1.25, "How far from even a strength must lie, as a ratio, to be beyond doubt.", D,
        MARKS + "of 315 rows 11 are doubted and right, 3 doubted and wrong, none is wrong beyond doubt")
    faint_mark: float = tunable(0.4, "Strength from which a single place of a row is a doubt that it may be blank,", D,
        "24 drawn sheets: ticks by a thin pen across small bubbles with a letter begin at 0.43")
    faint_ratio: float = tunable(3.0, "and how far it stands out of all others.", D,
        MARKS + "blank rows of real sheets reach 1.6")
    steepness: float = tunable(
        5.0, "Weight of the logarithm of a strength in the chance that a place is marked.", D2,
        NOT_MEASURED + "the bound of doubt is a chance of 0.75. Tried on the 1,497 places of `python -m bench marked`: "
        "log loss at 3, 5, 7, 9.5, 12 0.0205, 0.0112, 0.0090, 0.0085, 0.0087. But 9.5, the likeliest of all, is 6.8 to "
        "30 and more with one of the five kinds left out, and loses 0.0169 on the kinds left out: the three wrong "
        "places decide it, on the sheets the strengths were made on")
    several_chance: float = tunable(0.5, "Chance, at the most, of a choice of one where several places are marked.", D,
        NOT_MEASURED + "one of two")
    min_presence_px: int = tunable(
        8, "Shorter side, at the least, at which a field is compared for presence.", D2, SAID)
    max_presence_px: int = tunable(400, "The same at the most.", D2,
        NOT_MEASURED + "a page's height of signature at 50 dpi; larger ones cost, and their strokes are wide")
    comparing_work: float = tunable(12.0, "What a pixel costs that is compared, by one averaged down.", D2,
        "fields of 1,500 by 100 and 350 px full of print: 57 and 157 ms beside other work, 28 ms a million pixels as "
        "charged before, where the budget reckons with 13")
    presence_around_px: int = tunable(16, "Paper around it that is cut with it, at the least.", D2, SAID)
    presence_reach_px: int = tunable(6, "How far it is moved to lie on the template's print, at the least.", D2,
        PRESENT + WITHOUT + "6, 10 and 14 differ by a field")
    bend_tile_px: int = tunable(48, "Side of the tiles that are moved by themselves,", D2,
        NOT_MEASURED + "a word of small print; a line of a curled receipt is bent by 4 px")
    bend_reach_px: int = tunable(
        3, "and how far,", D2,
        PRESENT + WITHOUT + "not at all, 3: 8, 5 fields with nothing added are wrong; as far as 8 or 12 px where a "
        "field's place is known to be less sure changes nothing")
    min_bend_spread: float = tunable(6.0, "where they hold print: standard deviation of grey,", D2,
        NOT_MEASURED + "paper has 2 to 4")
    min_found_ncc: float = tunable(0.5, "and it is found again: NCC. The same of places of fixed print.", D2,
        NOT_MEASURED + "noise reaches 0.2; fields of screenshots whose landmarks lie on a phone's own bar below 0.4")
    min_thing_px: float = tunable(8.0, "Least distance at which paper is sought around strokes for presence.", D2, SAID)
    stroke_places: float = tunable(
        0.35, "How far paper is sought around strokes, in shorter sides of such a field.", D, SAID)
    presence_grain_px: float = tunable(0.7, "Gaussian over a field before it is asked for ink.", D2,
        NOT_MEASURED + "takes the grain off and keeps strokes of 2 px")
    misplaced_px: int = tunable(2, "How far print is out of place when all is laid: it accounts for so much around it.",
        D2, PRESENT + WITHOUT + "at 1, 2, 3: 8, 5, 7 fields of print or blank and 2, 2, 2 filled ones are wrong; of "
        "drawn filled ones 8, 22, 31")
    faint_print: float = tunable(0.2, "Depth from which the template's print accounts for ink, by its print's,", D2,
        PRESENT + WITHOUT + "at 0.15, 0.2, 0.3: 5, 5, 7 fields of print, of drawn filled ones 22, 22, 19; a worn "
        "printer leaves out on one copy what it prints on another")
    min_faint_print: float = tunable(0.04, "and at the least.", D2, NOT_MEASURED + "the grain of paper is 0.03 deep")
    min_own_depth: float = tunable(0.1, "Depth of the palest print in a field that it is measured by.", D2,
        NOT_MEASURED + "more than paper's grain, less than any print")
    overprint_depth: float = tunable(
        0.4, "How much deeper than print comes out ink on print is, beyond that of other ink, by the page's print.", D2,
        PRESENT + WITHOUT + "at 0.4, 0.6, 0.9: 5, 5, 5 fields of print, of drawn filled ones 22, 22, 26")
    core_share: float = tunable(0.6, "Depth of print, by the deepest, that says how it comes out.", D2,
        NOT_MEASURED + "the middle of strokes")
    lost_depth: float = tunable(
        0.5, "Depth, by that which print would come out with, below which it is not on the picture.", D2,
        PRESENT + LEFT_OUT + "`ink_floor` 0.0025: at 0.4, 0.5 223, 227 values over another one are found, and 23, 29 "
        "fields of print are wrong, with no usual loss taken off")
    usual_loss: float = tunable(
        0.03, "Share of print that is lost in a field of print alone, by blur and worn printers.", D2,
        PRESENT + LEFT_OUT + "`ink_floor` 0.0025: at 0, 0.03, 0.06 29, 17, 14 fields of print are wrong, and 42, 51, "
        "72 values over another one; without counting lost print at all 5 and 156")
    least_gain: float = tunable(0.7, "How much paler than the page's the print of a field may come out.", D2,
        NOT_MEASURED + "shadows and worn ribbons")
    min_print_area_px: float = tunable(20.0, "Area of print from which it is measured by itself.", D2,
        NOT_MEASURED + "a full stop is less")
    faint_stroke: float = tunable(
        0.4, "Depth from which anything is ink there, by that of the template's print on the page.", D2,
        PRESENT + WITHOUT + "at 0.3, 0.4, 0.5: 7, 5, 7 fields of print and 2, 2, 6 filled ones are wrong; grey "
        "hairlines are lost from 0.35 on")
    residue_percentile: float = tunable(
        75.0, "Percentile of the ink beside print, over places of fixed print, that is the page's own.", D2,
        PRESENT + WITHOUT + "without it 10 of 270 real fields of print are wrong, by the median 6, by the third "
        "quarter 3")
    min_window_px: int = tunable(8, "Least side of such a place as cut.", D2, SAID)
    places_of_print: int = tunable(16, "Places of fixed print that say how it comes out.", D2,
        NOT_MEASURED + "the median of their depths moves by a tenth from 8 to 24; 12 before what stands beside their "
        "print was asked as well")
    print_window_px: float = tunable(
        24.0, "Side of such a place, in pixels of the template's working picture.", D, SAID)
    print_percentile: float = tunable(97.0, "Percentile of depth there that is the print's.", D, SAID)
    usual_depth: float = tunable(0.4, "Depth of print on a page of which none is known.", D,
        NOT_MEASURED + "the middle of real pages")
    max_grey_spread: int = tunable(4, "Largest difference between the channels of a picture without colour.", D,
        NOT_MEASURED + "what a JPEG leaves of a scan in grey levels")
    min_tint: float = tunable(
        0.18, "Difference between the depths of a pixel's channels from which it is of a colour.", D,
        SEEN + "no pixel of a blank field is")
    min_cover: float = tunable(0.15, "Depth from which a pixel is covered by a photo.", D,
        SEEN + "shading over a field reaches 0.1")
    ink_bound: float = tunable(
        0.011, "Ink beside print, by the area of the field and of its shorter side's square (their geometric mean), at "
        "which a signature or writing is as likely there as not.", D2, PRESENT + FITTED)
    ink_floor: float = tunable(0.005, "What is added to it before its logarithm is taken.", D2,
        PRESENT + LEFT_OUT + "at 0.0025, 0.005, 0.01: 17, 14, 12 fields of print are wrong, and 51, 59, 65 values over "
        "another one")
    ink_steepness: float = tunable(2.5, "Weight of that logarithm in the chance.", D2, PRESENT + FITTED)
    decided_chance_of_presence: float = tunable(0.75, "Chance from which presence is beyond doubt.", D2,
        NOT_MEASURED + "as for marks")
    stamp_bound: float = tunable(0.009, "The same of coloured ink, of a stamp.", D2,
        SEEN + "blank and black ones show none, stamps at 0.4 of their strength begin at 3.5 %. The palest drawn one, "
        "cut no finer than its photograph: 1.7 %. Of 239 fields of 15 real kinds without a stamp 12 have coloured "
        "print, of the form's or a value's, the same 12 at 0.5 % as at 1.5 %; the others have none")
    share_steepness: float = tunable(
        5.0, "Weight of the logarithm of a share, of coloured ink or covered, in the chance of a stamp or photo.", D2,
        NOT_MEASURED + "as of a mark's strength")
    photo_bound: float = tunable(
        0.22, "Share of a field that is covered, at which a photo is as likely there as not.", D,
        SEEN + "stamps and signatures reach 18 %, portraits on white begin at 30 %")
    quiet_share: float = tunable(0.35, "Paper around a code that is cut with it, in its shorter side.", D,
        NOT_MEASURED + "a quiet zone is ten bars wide, and people draw close")
    min_code_side_px: float = tunable(200.0, "Longest side at which a code is decoded, at the least.", D,
        NOT_MEASURED + "small codes are decoded at twice their size as well")
    decoding_work: float = tunable(20.0, "What a pixel costs that is decoded, by one averaged down.", D,
        NOT_MEASURED + "20 ms for a square of 1,000 px where there is no code")
    decoded_chance: float = tunable(0.999, "Chance that a payload with a check sum is right.", D,
        NOT_MEASURED + "the check sum holds")
    unchecked_chance: float = tunable(0.9, "The same of a symbology without one.", D,
        NOT_MEASURED + "bars cut off may be another code")
    min_bar_depth: float = tunable(0.3, "Depth of a bar,", D, NOT_MEASURED + "half of what bars on paper have")
    min_bar_share: float = tunable(0.2, "and share of a field under bars from which it holds a code.", D,
        NOT_MEASURED + "a code is a third to a half bars, a line of print in its place a tenth")
# fmt: on


OPTIONS = GraphicOptions()
