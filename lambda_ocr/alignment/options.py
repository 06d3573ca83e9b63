"""What the aligner is tuned by: every number in one place, each with where it comes from.

docs/tuning.md shows them as a table (`python -m bench ledger`), and tells at length what was tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.tunables import tunable

D1, D2, D3 = "2026-11-22", "2026-11-26", "2026-11-27"


# A table: an entry in two lines where it fits.
# fmt: off
@dataclass(frozen=True)
class AlignerOptions:
    """Tunables of the aligner.

    Shares are 0 to 1; heights are those of a line of print; a working pixel is one of the template's picture at
    `working_side_px`, or at `coarse_side_px` for coarse tiles.
    """

    # The cascade (`cascade`): which source of homography hypotheses is asked when.
    min_page_side_px: int = tunable(32, "Shorter side of a page below which nothing can be found on it.", D1,
        "not measured: one tile is as large")
    convinced_share: float = tunable(
        0.55, "Agreement (share of visible fixed tiles found) at which no stronger step is asked.", D1,
        "realset, true pairs: 0.35 to 1, nine in ten above 0.56")
    last_steps_share: float = tunable(0.30, "Agreement up to which the dearest steps are asked.", D1,
        "realset: wrong pictures at most 0.27")
    min_judged_share: float = tunable(0.15, "Agreement below which no caption is asked any more.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 0.12 and 0.1875: no verdict changes, no field moves")
    whole_page_share: float = tunable(
        0.9, "Agreement at which no further piece of a page that lies flat is sought.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    plain_outline_share: float = tunable(
        0.8, "Agreement at which the outline spares the dearer keypoints; with less it may show the wrong half.", D1,
        "a form of 30 fields: align 860 to 130 ms")
    max_captions_named: int = tunable(5, "Captions of the template that a refusal names as missing.", D2,
        "not measured: the length of an answer")
    min_scale: float = tunable(0.05, "Least page pixels per template pixel of a sane homography.", D1,
        "not measured: print 20 px high would be one")
    max_scale: float = tunable(20.0, "Most page pixels per template pixel.", D1,
        "not measured: a line would be higher than the largest page")
    max_scale_ratio: float = tunable(6.0, "How much larger one corner of the page may come out than another.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 4.8 and 7.5: no verdict changes, no field moves")

    # Keypoints (`proposals.keypoints`, `page`): ORB and SIFT, matching, MAGSAC++.
    orb_side_px: int = tunable(1024, "Longest side at which ORB looks.", D1,
        "not measured: part of the template's kept bytes")
    working_side_px: int = tunable(
        1280,
        "Longest side of the template for fine tiles and SIFT; SIFT looks at a page at this size, then at twice.", D1,
        "not measured: part of the template's kept bytes")
    max_orb_keypoints: int = tunable(2500, "ORB keypoints of a page or template.", D1,
        "not measured: part of the template's kept bytes")
    max_template_sift_keypoints: int = tunable(5000, "SIFT keypoints of a template.", D1,
        "not measured: part of the template's kept bytes")
    max_page_sift_keypoints: int = tunable(8000, "SIFT keypoints of a page, which shows its ground too.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 6400 and 10000: no verdict changes, no field moves")
    sift_band_px: int = tunable(
        640_000,
        "Pixels of a band in which SIFT looks at once: the scale space of a whole page takes 250 MB a megapixel.", D1,
        "a page of 2560 px: 1100 to 200 MB")
    min_sift_band_rows: int = tunable(128, "Least height of such a band.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 102 and 160: no verdict changes, no field moves")
    sift_band_overlap_rows: int = tunable(
        48, "Rows a band sees beyond itself, so that none of its keypoints is at an edge.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 38 and 60: no verdict changes, no field moves")
    few_keypoints: int = tunable(
        800, "Strongest keypoints of both that are matched first: a tenth of the work of all.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after; enough for four pictures in five")
    max_orb_ratio: float = tunable(
        0.85, "Lowe's ratio of the nearest neighbour's Hamming distance to the second's.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 0.68 and 0.99: no verdict changes, of 74 fields none "
        "moves by more than 0.16 of its height")
    max_sift_ratio: float = tunable(0.88, "The same of Hellinger distances.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 0.704 and 0.99: no verdict changes, no field moves")
    max_turn_apart_deg: float = tunable(30.0, "Degrees that matches of one page may turn apart.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    max_growth_apart_octaves: float = tunable(0.6, "Octaves that they may grow apart.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    max_consensus_seeds: int = tunable(200, "Matches that the others are asked to agree with.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 160 and 250: no verdict changes, no field moves")
    explained_px: float = tunable(
        8.0, "How near a known piece puts a match that it explains, pixels at ORB's size.", D3,
        "128 pictures of 23 kinds; tried 4: as many pieces found, SIFT asked for one picture more")
    turn_sectors: int = tunable(
        12, "Parts of the full turn in which keypoints are matched apart once the page's turn is known.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 10 and 15: no verdict changes, of 74 fields none moves "
        "by more than 0.018 of its height")
    min_inliers: int = tunable(8, "Inliers below which a homography is chance.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 6 and 10: no verdict changes, no field moves")
    max_reprojection_px: float = tunable(4.0, "Reprojection error of an inlier, page pixels.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 3.2 and 5: no verdict changes, of 74 fields none moves "
        "by more than 0.16 of its height")
    max_magsac_iterations: int = tunable(5000, "Samples MAGSAC++ draws at most; it stops when it is 0.999 sure.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 4000 and 6250: no verdict changes, of 74 fields none "
        "moves by more than 0.021 of its height")

    # The outline (`proposals.outline`): a sheet that stands out from its ground.
    outline_side_px: int = tunable(600, "Longest side at which outlines are sought.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 480 and 750: no verdict changes, no field moves")
    min_sheet_share: float = tunable(0.05, "Share of the page picture that a sheet covers at least.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 0.04 and 0.0625: no verdict changes, no field moves")
    max_sheet_share: float = tunable(0.97, "Share beyond which an outline is the picture's own.", D1,
        "8 true pages of eight kinds, 2 wrong ones; tried 0.776 and 0.99: no verdict changes, no field moves")
    max_outline_bulge_share: float = tunable(
        0.02, "How far a side may depart from straight, as a share of the outline's length.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.016 and 0.025: no verdict changes, no field moves")
    same_outline_share: float = tunable(
        0.05, "Outlines whose corners are closer than this share of the longest side are one.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.04 and 0.0625: no verdict changes, no field moves")

    # Text proposals (`proposals.text_proposals`): lines found again by what they say.
    min_proposal_likeness: float = tunable(0.8, "Likeness of two texts that may be one line.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.64 and 0.99: no verdict changes, no field moves")
    max_seed_lines: int = tunable(40, "Matched lines tried as the start of a hypothesis, longest first.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 32 and 50: no verdict changes, no field moves")
    proposal_reach_heights: float = tunable(1.5, "How far from its expected place a line may lie, in its heights.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 1.2 and 1.875: no verdict changes, no field moves")
    min_proposal_lines: int = tunable(3, "Lines that must agree.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 2 and 4: no verdict changes, no field moves")

    # Fixed print (`verification.tiles`, `verification.windows`, `features`, `pyramid`): the tiles.
    tile_px: int = tunable(32, "Side of a tile on the working picture: two to three lines of small print.", D1,
        "not measured: part of the template's kept bytes")
    max_tiles: int = tunable(240, "Fine tiles of a template.", D1,
        "not measured: part of the template's kept bytes")
    max_coarse_tiles: int = tunable(120, "Coarse tiles of a template.", D1,
        "not measured: part of the template's kept bytes")
    coarse_side_px: int = tunable(640, "Longest side of the template for the coarse tiles.", D1,
        "not measured: part of the template's kept bytes")
    min_outside_tiles: int = tunable(8, "Tiles outside all fields below which the print in the fields counts too.", D1,
        "not measured: part of the template's kept bytes")
    min_coarse_tiles: int = tunable(24, "Coarse tiles below which the fine ones are looked for from the beginning.", D1,
        "not measured: part of the template's kept bytes")
    min_sampling: float = tunable(
        0.8, "Page pixels per working pixel that are enough: the level of the pyramid that is looked at.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    min_level_side_px: int = tunable(16, "Shorter side that is not halved any more.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 13 and 20: no verdict changes, no field moves")
    min_grey_std: float = tunable(
        2.0, "Standard deviation of grey values below which there is no print to compare.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 1.6 and 2.5: no verdict changes, no field moves")

    # Tile matching (`verification.tile_matching`): NCC score of each tile near its place.
    min_tile_ncc: float = tunable(0.5, "NCC score from which a tile is found.", D1,
        "realset: under wrong homographies at most 2 tiles in 240 reach it together")
    max_tile_apart_px: float = tunable(3.0, "Working pixels a tile may move against the median of its neighbours.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 2.4 and 3.75: no verdict changes, of 69 fields 4 move "
        "by more than 0.25 of their height, 0.49 at most")
    tile_neighbours: int = tunable(6, "Those neighbours.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 5 and 8: no verdict changes, of 69 fields 3 move by "
        "more than 0.25 of their height, 1.37 at most")
    min_tiles_for_homography: int = tunable(12, "Tiles from which a homography is fitted (LMedS).", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 10 and 15: no verdict changes, no field moves by more "
        "than 0.10 of its height")

    # Refinement (`verification.refine_homography`): look, learn, look again.
    coarse_reach_px: int = tunable(8, "How far a coarse tile is looked for, working pixels.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    wide_reach_px: int = tunable(16, "The same again where little is found.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    fine_reach_px: int = tunable(7, "How far a fine tile is looked for.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    widen_below_share: float = tunable(
        0.1, "Share of the visible coarse tiles below which it is worth looking wider.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.08 and 0.125: no verdict changes, of 69 fields 1 move "
        "by more than 0.25 of their height, 1.37 at most")
    min_new_tiles: int = tunable(2, "Coarse tiles outside all fields that a further piece must find for itself.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 1 and 3: no verdict changes, no field moves")
    most_found_share: float = tunable(0.6, "Share of the visible tiles that, once found, tells where the rest is.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    min_kept_share: float = tunable(0.97, "Share of the tiles found before that a refined look must find again.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.776 and 0.99: no verdict changes, no field moves by "
        "more than 0.12 of its height")
    coarse_warp_degrees: tuple[int, ...] = tunable(
        (1, 2, 2), "Degree of the residual warp that each coarse look may learn.", D1,
        "not measured: more needs more tiles than the coarse print has")
    fine_warp_degrees: tuple[int, ...] = tunable((3, 3, 3, 3), "The same of fine looks.", D1,
        "curled examples' worst corner 45 to 24 px with a warp at all")
    coarse_still_px: float = tunable(
        2.0, "A refinement that moves nine coarse tiles in ten less needs no further look, working pixels.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    coarse_clear_px: float = tunable(
        2.0, "Nor does one that leaves nine in ten nearer than this, if most are found.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")
    fine_still_px: float = tunable(1.5, "The first of the two on the fine print.", D1,
        "390 strained drawings, of the look as a whole: median time 105 to 51 ms, corner error 0.08 px before and "
        "after")

    fine_clear_px: float = tunable(
        1.0, "The second of the two on the fine print.", D3,
        "128 pictures of 23 kinds, 1,161 fields: none moves by more than 0.012 of its height (with 2: 0.045); "
        "processor time of aligning 0.95 to 0.96 times in the median")

    # The residual warp (`verification.residual_warp`): a polynomial by iteratively reweighted ridge regression.
    min_tiles_for_degree: tuple[int, ...] = tunable(
        (6, 24, 60), "Tiles that a polynomial of degree 1, 2, 3 needs: two to six a coefficient.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried (5, 19, 48) and (8, 30, 75): no verdict changes, of 69 "
        "fields 1 move by more than 0.25 of their height, 1.41 at most")
    warp_ridge: float = tunable(1e-3, "Ridge weight a tile on all terms above the first degree.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.0008 and 0.00125: no verdict changes, no field moves "
        "by more than 0.07 of its height")
    warp_rounds: int = tunable(5, "Rounds of reweighting.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 4 and 6: no verdict changes, of 69 fields 1 move by "
        "more than 0.25 of their height, 1.13 at most")
    max_residual_share: float = tunable(
        0.75, "Share of the residual of the degree below that a higher degree may leave.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.6 and 0.9375: no verdict changes, of 69 fields 1 move "
        "by more than 0.25 of their height, 0.45 at most")

    # Pieces (`verification.piecewise_homographies`): piecewise homographies, and what speaks for a field.
    flat_px: float = tunable(0.5, "Median residual, template pixels, of paper that does not bend.", D1,
        "flat fields' worst corner 72 to 3.6 px, with the refit")
    unsupported_error_px: float = tunable(5.0, "Error of a field that no print surrounds.", D1,
        "not measured: a term of the score, which is fitted with it")
    field_tile_weight: float = tunable(
        0.25, "Weight of a tile inside a field, whose value may be another and seem to have moved.", D1,
        "flat fields' worst corner 72 to 3.6 px, with the refit")
    across_lines_fade: float = tunable(
        2.5, "How much faster support fades across lines than along them: a receipt drifts by whole lines.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 2.0 and 3.125: no verdict changes, no field moves by "
        "more than 0.08 of its height")
    min_piece_tiles: int = tunable(7, "Tiles a piece must find: a twentieth of the template's, this at least,", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 6 and 9: no verdict changes, no field moves")
    min_piece_tiles_cap: int = tunable(12, "and no more than this.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 10 and 15: no verdict changes, no field moves")

    # Lines read of a page (`proposals.text_anchors`).
    min_read_confidence: float = tunable(0.8, "Confidence of a line worth comparing.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.64 and 0.99: verdicts change: lottery_dlt "
        "query-01.jpg at 0.99, no field moves by more than 0.01 of its height")
    min_line_characters: int = tunable(3, "Characters below which a line says too little.", D1,
        "not measured: part of the template's kept bytes")
    detector_side_px: int = tunable(1600, "Longest side of the picture the detector sees.", D1,
        "not measured: part of the template's kept bytes")
    min_line_in_frame_share: float = tunable(0.95, "Share of a line that must lie on the page.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.76 and 0.99: no verdict changes, no field moves")
    min_read_height_px: float = tunable(8.0, "Height on the page below which a line is not read.", D1,
        "8 true pages of eight kinds, 7 wrong ones; tried 6.4 and 10.0: no verdict changes, no field moves")
    max_page_lines: int = tunable(80, "Lines read of a page.", D2,
        "the dearest request (bench.performance.adversary): fewer words asked of a page")
    max_page_lines_px: int = tunable(
        1_500_000, "Pixels of them: 80 as long as a label is, of the longest that there are ten.", D2,
        "the same")

    # What a caption is (`judging.captions`, `judging.line_gaps`).
    min_lasting: float = tunable(
        0.6,
        "How likely fixed print must be to be counted on; a line less likely takes its tiles out of the count.", D2,
        "a tax invoice 0.58 to 0.77 of its tiles found, near misses stay")
    min_caption_letters: int = tunable(3, "Letters (an ideograph is two) below which a line is no caption.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 2 and 4: no verdict changes, no field moves")
    min_value_digit_share: float = tunable(1 / 3, "Share of digits from which a line is a value.", D2,
        "110 true pictures of realset, realset2, examples: item lines were matched with the next item's without "
        "it")
    min_translation_letters: int = tunable(
        16, "Letters from which a line in another script than the page's is a caption: a translation.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 13 and 20: no verdict changes, no field moves")
    max_lean_degrees: float = tunable(
        8.0, "Angle to the other lines from which one is a stamp's or a watermark's.", D3,
        "156 drawn templates: stamps and watermarks on 39 of them lean by 8 to 35; 26 real ones: two lines by 20 "
        "and more, the others up to 6.8")
    headline_ratio: float = tunable(
        1.12, "Headlines: size of type, against the line in the middle of all, from which a line is one,", D3,
        "672 true and 394 wrong pictures, drawn and real; 1.2: three look-alikes more, 1.08: the same")
    headline_depth: float = tunable(0.1, "how far down the print it stands, 0 to 1, and", D3,
        "the same; 0.35 accepts three look-alikes less of 292, but where all fields but two are left out, values (a "
        "station, a name, an e-mail address) are headlines of 34 of 142 templates, and README's form was refused; with "
        "0.1 of two")
    min_person_headline_share: float = tunable(
        0.75, "how large it is against the largest of them if it may be a person's name;", D3,
        "672 true and 394 wrong pictures, drawn and real; tried 0.6: the same, 0.9: two look-alikes more; asked of all "
        "lines, not only such names, 0.75 accepts three more, for it takes titles under a firm's larger name")
    first_line_ratio: float = tunable(1.0, "size from which it is one where it stands", D3,
        "the same; 0.9: the same")
    first_line_depth: float = tunable(0.05, "so near the first line of all.", D3,
        "the same: of 86 looks at such lines on true pages each found it again; "
        "without it two look-alikes more; tried 0.08")
    max_headlines: int = tunable(3, "Headlines of a template, the largest.", D3,
        "the same; 2 and 4: the same")
    word_letters: float = tunable(
        4.0, "Letters (an ideograph is two) of a headline that are a word: surely read as another, they", D3,
        "672 true and 394 wrong pictures, drawn and real; tried 3 and 5: the same")
    partly_other_nats: float = tunable(-1.5, "make it a line that tells so much, if the rest is the same.", D3,
        "the same; without it one look-alike more; -2 brings three true coach tickets, whose "
        "title begins with a town, within 0.2 of the bound, -3 refuses three")
    headline_fixed: float = tunable(0.99, "How likely a headline stands on the next copy.", D3,
        "859 of 862 looks at headlines on true pages of 90 kinds")
    label_reach_heights: float = tunable(
        4.0, "How far to the right of a label its value may stand, in heights of the value.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 3.2 and 5.0: no verdict changes, no field moves")
    label_reach_lines: float = tunable(
        6.0, "Heights of a line of print above and below its place where a label is sought first, and", D2,
        "five drawn kinds that flow (15 copies, 126 fields): 108 right without labels, 125 with; the nearer of "
        "two alike is the likelier")
    far_label_reach_lines: float = tunable(20.0, "where it was not found there.", D2,
        "the same five kinds; 6 alone: an invoice with four rows more is read wrong")
    min_label_ncc: float = tunable(0.8, "NCC score at which a label is found off its place.", D2,
        "the same five kinds; 0.85: one total in 15 copies is not found (0.845)")
    unfixed_label_heights: float = tunable(
        10.0, "Heights of a line by which a label that no other copy has must be nearer than one that all have.", D2,
        "the same five kinds; 0: a serial and a watermark are taken for labels of three fields")
    label_margin_ncc: float = tunable(
        0.1, "NCC score by which one place of a label must be better than any other to be the label's.", D2,
        "the same five kinds; 0.15: one label of four letters stays undecided (0.97 to 0.82)")
    label_still_heights: float = tunable(
        0.37, "Heights of a line by which a label moves farther than its field for the field to go with it.", D3,
        "1,156 fields of two drawn seeds: where paper curls up to 0.35, where rows came or went from 0.40")
    row_touch_heights: float = tunable(0.5, "Heights by which the ends of two lines on one row may overlap.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.4 and 0.625: no verdict changes, no field moves")

    # The judge (`judging.judge`, `judging.strips`): which captions stand where they should.
    max_captions_asked: int = tunable(24, "Captions looked at on one page.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 19 and 30: no verdict changes, no field moves")
    min_captions: int = tunable(4, "Captions below which the tiles must speak for themselves,", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 3 and 5: a lottery ticket is refused at 5, no field "
        "moves")
    tiles_alone_share: float = tunable(0.55, "and the share of them that does.", D2,
        "not measured: as `convinced_share`")
    few_captions_nats: float = tunable(
        0.0, "What so few must weigh with the tiles: no less for this template than for something else.", D3,
        "a drawn stranger at -0.21 by two captions; 21 true drawn pages cut off until 0 to 3 are left all pass; not "
        "varied")
    strip_same_ncc: float = tunable(0.85, "NCC score of a strip from which it is the same print.", D2,
        "1765 captions that read alike, 181 that do not: 86 of 100 and 3 of 100 reach it")
    strip_other_ncc: float = tunable(0.70, "NCC score below which it is not.", D2,
        "the same captions: 2 of 100 and 82 of 100 are below")
    strip_same_nats: float = tunable(3.4, "What the first tells: log(0.86 / 0.03).", D2,
        "the same captions")
    strip_other_nats: float = tunable(
        -1.0, "What a strip below the second tells where it cannot be read: the page may be poor there.", D2,
        "not measured: log(0.02 / 0.82) is -3.7; pages poor in places are rare in the collections")
    captions_read_at_once: int = tunable(
        6, "Captions read before it is asked again whether the verdict depends on more.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 5 and 8: no verdict changes, no field moves")
    held_captions: int = tunable(
        6, "Captions that stand while one is replaced, for telling at `add` what that one weighs.", D2,
        "not measured: it is shown, nothing is decided by it")
    known_caption_letters: float = tunable(5.0, "Letters of a caption, and", D2,
        "263 true pairs, 203 half-replaced sisters: three true receipts refused without it")
    known_caption_likeness: float = tunable(0.8, "likeness, from which a line is taken for it wherever it stands.", D2,
        "the same")
    known_ideographs_likeness: float = tunable(
        0.65, "The same of ideographs, which agree by chance more seldom: two in three.", D3,
        "a true phone's screen whose rows moved, an ideograph more misread in a caption cut by a row: -0.75 nats "
        "without it, 0.27 with it; look-alikes accepted of the drawn families: docs/tuning.md")
    min_strip_px: int = tunable(10, "Height of a strip: as high as the line on the working picture, this at least,", D2,
        "1946 captions: 24 px and blur 1 part better, at twice the price")
    max_strip_px: int = tunable(16, "and this at most.", D2,
        "the same")
    max_strip_length_px: int = tunable(240, "Length of a strip; of a longer line the beginning is looked at.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 192 and 300: no verdict changes, no field moves")
    strip_reach_heights: float = tunable(0.4, "How far off a line may lie, in its heights.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.32 and 0.5: no verdict changes, no field moves")
    strip_blur_px: float = tunable(0.7, "Gaussian that makes a sharp print and a soft one comparable.", D2,
        "1946 captions: 24 px and blur 1 part better, at twice the price")

    # Weighing (`judging.likelihood_ratio`): two hypotheses, in nats.
    faithful_mixture: tuple[tuple[float, float], ...] = tunable(
        ((1.0, 0.9), (0.7, 0.1)),
        "This template: by how much all lines may be less fixed than their kind, and how likely that is.", D2,
        "263 true pairs, 203 half-replaced sisters; tried 0.7, 0.8, 1.0 at 0.1, 0.2, 0.3: sisters accepted 0.10, "
        "others 0.12 to 0.28")
    stranger_mixture: tuple[tuple[float, float], ...] = tunable(
        ((0.02, 0.25), (0.3, 0.25), (0.55, 0.25), (0.8, 0.25)),
        "Something else: the share of captions it has in common, and how likely that is.", D2,
        "263 true pairs, 203 half-replaced sisters; three mixtures tried")
    alike_headlines: float = tunable(
        0.55, "Something else: how likely all its headlines are the template's,", D3,
        "672 true and 394 wrong pictures, drawn and real; tried 0.15 to 0.65, which moves the weights of both: with "
        "0.55 the bound for templates without headlines holds for those with")
    twin_share: float = tunable(
        0.2, "and how likely it has every other caption, so that its headlines are others for sure.", D3,
        "the same; tried 0.05 to 0.3, a few tenths of a nat either way")
    max_look_nats: float = tunable(8.0, "What one look at one caption can tell at most.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 6.4 and 10.0: no verdict changes, no field moves")
    same_letter_share: float = tunable(0.95, "Share of a caption's letters in which two readings of it agree,", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.76 and 0.99: no verdict changes, no field moves")
    sure_reading: float = tunable(0.97, "Confidence from which a reading is sure of its letters:", D3,
        "672 true and 394 wrong pictures, drawn and real; 0.9: the same")
    sure_letter_share: float = tunable(0.985, "the share of them that agrees if the print is the same,", D3,
        "the same; with 0.95 a word more or less of a line counts as the same line misread, and two look-alikes "
        "more pass; 0.99 refuses three true ones more")
    chance_letter_share: float = tunable(0.25, "in which two lines with nothing in common do,", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.2 and 0.3125: no verdict changes, no field moves")
    chance_ideograph_share: float = tunable(0.10, "and the same of ideographs.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.08 and 0.125: no verdict changes, no field moves")
    max_counted_letters: float = tunable(
        10.0, "Letters of a caption that count: beyond, they are no longer independent.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 8.0 and 12.5: no verdict changes, no field moves")
    tile_shares: tuple[float, ...] = tunable((0.10, 0.25, 0.45, 0.65), "Share of the fixed tiles found, and", D2,
        "263 true pairs, 203 half-replaced sisters")
    tile_nats: tuple[float, ...] = tunable((-3.0, -1.0, 0.0, 0.3), "what it tells.", D2,
        "263 true pairs, 203 half-replaced sisters; 0.7 at the end accepts half as many sisters again")
    min_weight_nats: float = tunable(-0.4, "Weight from which a page is taken for the template's.", D3,
        "672 true and 394 wrong pictures, drawn and real; tried -1.0 to 0: the table of the trade-off")

    # Further copies (`judging.study`, `judging.taught_print`): what stands on them, and what that says of the next.
    prior_copies: float = tunable(1.0, "Copies that the nature of a line counts as, beside those taught.", D2,
        "not measured: one, so that two copies that agree outweigh what a line looks like")
    surest_taught: float = tunable(
        0.9, "How likely a line is taken to be on the next copy at most, because it stands on those taught.", D2,
        "five kinds of realset and realset2, two fields each, three copies: with the mean alone (0.95 and more) 9 "
        "of 95 true pictures are newly refused, with 0.9 2 of 57")
    lessons_refuse_nats: float = tunable(
        0.3, "Nats below `min_weight_nats` where lessons refuse a page that passes without them,", D2,
        "the same five kinds: true pictures at -0.5 and more, a wrong one at -0.93 to -0.95")
    lessons_accept_nats: float = tunable(
        0.6, "and above it where they accept one that does not.", D2,
        "seven drawn kinds, two fields each, two copies: true pictures at 0.88 and more, half changed ones to 0.03")
    bound_copies: int = tunable(3, "Copies from which they and other templates' pictures draw a bound:", D2,
        "not measured: of fewer the lowest says too little of the next")
    bound_share: float = tunable(0.5, "so far from the likest other picture to the least like copy,", D2,
        "seven drawn kinds, two fields each, ten draws of three copies: 0.25 to 0.5 accept 46 of 190 wrong ones, 0.6 "
        "and 0.75 42, and refuse 4 of 160 true ones, 6 and 8 where nothing else holds them")
    bound_rise_nats: float = tunable(2.0, "and so much above `min_weight_nats` at most.", D2,
        "the same: with 1.0 55 wrong ones, with 3.0 46; 9.0 lets a share of 0.75 refuse 8 true ones")
    min_taught_nats: float = tunable(1.0, "What a reading must tell for or against a line to say anything.", D2,
        "not measured: e to one")

    # Fields on a page that flowed (`verification.flow`, `verification.row_matching`).
    disagree_heights: float = tunable(0.5, "Line heights by which two pieces must put a field apart to disagree.", D2,
        "110 true pictures of realset, realset2, examples")
    min_heard_share: float = tunable(
        1e-2, "Share of the nearest piece's support that another must have to be heard.", D2,
        "110 true pictures of realset, realset2, examples; with 0.1 one phone screen of three is missed")
    rows_around_heights: float = tunable(6.0, "Line heights above and below fields in doubt that are read.", D2,
        "110 true pictures of realset, realset2, examples; 8: the same fields moved, at twice the price")
    rows_line_px: float = tunable(24.0, "Line height at which the detector sees them.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 19.2 and 30.0: no verdict changes, no field moves by more "
        "than 0.01 of its height")
    max_rows_canvas_px: int = tunable(800_000, "Pixels the detector sees,", D2,
        "not measured: a bound on what a request costs")
    max_rows_lines_px: int = tunable(500_000, "and of lines read, those nearest to fields in doubt first.", D2,
        "110 true pictures of realset, realset2, examples; a million: the same fields moved, at twice the price")
    neighbour_row_heights: float = tunable(
        2.5, "Line heights away a row may stand that speaks for a field which has none of its own.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 2.0 and 3.125: no verdict changes, no field moves")
    min_named_letters: int = tunable(8, "Letters from which a line is known by them though most of it is figures.", D2,
        "110 true pictures of realset, realset2, examples")
    own_line_heights: float = tunable(0.6, "Line heights within which print stands on a field's own line,", D2,
        "110 true pictures of realset, realset2, examples")
    min_explained_share: float = tunable(0.5, "share of it that a piece must find to be believed,", D2,
        "110 true pictures of realset, realset2, examples; without it 24 pages are read for the fields of 16")
    min_beside_weight: float = tunable(0.5, "and how much of it there must be, in tiles right beside the field.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.4 and 0.625: no verdict changes, no field moves")
    level_heights: float = tunable(
        0.25, "Line heights by which a field and the line beside it may stand off each other.", D2,
        "110 true pictures of realset, realset2, examples; without it 2 of 24 right fields of one form moved to a "
        "wrong place")
    with_piece_heights: float = tunable(
        0.2, "Line heights between a row's word and a piece's at which the more exact piece is followed.", D2,
        "110 true pictures of realset, realset2, examples; with 0.35 a neighbouring piece 0.24 off was followed")
    min_row_overlap_share: float = tunable(
        0.5, "Share of the lower one's height that lines of one row have in common.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.4 and 0.625: no verdict changes, no field moves")
    min_row_letters_share: float = tunable(0.6, "Share of a line's letters that must be found again, in order.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.48 and 0.75: no verdict changes, no field moves")
    max_row_letters: int = tunable(20, "Letters from which a longer line says no more.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 16 and 25: no verdict changes, no field moves")
    min_row_letters: float = tunable(3.0, "Agreeing letters that a pair of rows must have.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 2.4 and 3.75: no verdict changes, no field moves")
    field_letter_weight: float = tunable(0.5, "What a letter inside a field says against one outside.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.4 and 0.625: no verdict changes, no field moves")
    jump_letters: float = tunable(4.0, "Letters that must speak for each change of how far rows have moved.", D2,
        "110 true pictures of realset, realset2, examples")
    still_heights: float = tunable(0.5, "Line heights of movement that are no change.", D2,
        "8 true pages of eight kinds, 7 wrong ones; tried 0.4 and 0.625: no verdict changes, no field moves")
# fmt: on


OPTIONS = AlignerOptions()
"""Those in use."""
