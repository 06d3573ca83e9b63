"""The judge: what changes with the copy tells little, captions replaced tell much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from examples.draw.camera import scan
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.cascade import found
from lambda_ocr.alignment.judging.captions import FIXED as HOW_FIXED
from lambda_ocr.alignment.judging.captions import Caption, Role
from lambda_ocr.alignment.judging.judge import (
    Asked,
    Judgement,
    PlacedLine,
    after_reading,
    judge,
    known_captions,
)
from lambda_ocr.alignment.judging.likelihood_ratio import (
    Look,
    captions_llr,
    reading_llr,
    tiles_llr,
)
from lambda_ocr.alignment.judging.line_letters import letters
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.core.budget import UNBOUNDED
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Glyph, Image, Text
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.trace import NULL_TRACE
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from tests.support.drawn_forms import CLEAN, POOR, Lens, photograph
from tests.support.drawn_tickets import FIELDS, FIRST, FIXED, OTHERS, PAGE, SISTER, Printed, Trip, sheet, template

SAME, OTHER = OPTIONS.max_look_nats, -OPTIONS.max_look_nats


def looks(role: Role, same: int, other: int = 0) -> list[Look]:
    return [Look(HOW_FIXED[role], SAME)] * same + [Look(HOW_FIXED[role], OTHER)] * other


def caption(role: Role) -> Caption:
    return Caption(Anchor(rectangle(0, 0, 100, 12), "Date of issue:"), role)


# -- weighing ---------------------------------------------------------------------------------------------


def test_nothing_to_compare_tells_nothing() -> None:
    assert captions_llr([]) == 0


def test_two_long_lines_outweigh_many_names_that_changed() -> None:
    names = looks(Role.FOREIGN, 0, 6) + looks(Role.AFTER_LABEL, 0, 4)
    assert captions_llr([*looks(Role.PHRASE, 2), *names]) + tiles_llr(0.45) > OPTIONS.min_weight_nats


@pytest.mark.parametrize(
    ("stands", "read", "known", "is_flow"),
    [
        ("同一服务合作伙伴", "本服条联会提供", "本服务联合提供", True),
        ("同一服务合作伙伴", "本务条联器货款", "本服务联合提供", False),
        ("Printed by the office", "Place of isue", "Place of issue", True),
        ("Printed by the office", "Sum of all goods", "Place of issue", False),
        ("Printed by the office", "Total AMT", "Total 金 AMOUNT paid", False),
    ],
    ids=["two of seven ideographs misread", "half of them", "a letter misread", "other words", "an ideograph in words"],
)
def test_another_of_the_template_s_captions_is_flow_though_misread(
    stands: str, read: str, known: str, is_flow: bool
) -> None:
    asked = Asked(Caption(Anchor(rectangle(0, 0, 100, 12), stands), Role.SENTENCE), OTHER, is_clear=False)
    told = after_reading(
        asked, Text.of([Glyph(character, 0.95, 1.0 * at) for at, character in enumerate(read)]), [letters(known)]
    )
    assert (told.llr == 0) is is_flow
    assert told.llr <= 0


def test_half_of_the_labels_replaced_outweighs_all_that_is_the_same() -> None:
    assert captions_llr(looks(Role.LABEL, 10, 10)) + tiles_llr(0.9) < OPTIONS.min_weight_nats


NAME = Look(OPTIONS.headline_fixed, SAME, is_headline=True)
OTHER_NAME = replace(NAME, llr=OTHER)


@pytest.mark.parametrize("headlines", [(OTHER_NAME,), (OTHER_NAME, NAME)], ids=["the only one", "one of two"])
def test_all_captions_of_the_template_under_another_s_name_are_another_s(headlines: tuple[Look, ...]) -> None:
    """Another chain's receipt from the same till."""
    held = looks(Role.LABEL, 12)
    assert captions_llr([*held, *headlines]) + tiles_llr(0.9) < OPTIONS.min_weight_nats
    assert captions_llr([*held, *looks(Role.LABEL, 0, 1)]) + tiles_llr(0.9) > 1, "any other caption may be misread"


def test_headlines_found_again_outweigh_what_changes_but_not_half_of_the_captions() -> None:
    changed = looks(Role.WORD, 6, 6)
    assert captions_llr([*changed, NAME, NAME]) > max(captions_llr(changed), OPTIONS.min_weight_nats)
    assert captions_llr([*looks(Role.LABEL, 8, 8), NAME, NAME]) + tiles_llr(0.9) < OPTIONS.min_weight_nats


@pytest.mark.parametrize("held", [4, 12])
@pytest.mark.parametrize("unread", [1, 2])
def test_a_headline_that_cannot_be_read_weighs_as_if_the_template_had_none(held: int, unread: int) -> None:
    """Glare over the head of a page whose captions are all there."""
    seen = looks(Role.LABEL, held)
    assert captions_llr([*seen, *[replace(NAME, llr=0.0)] * unread]) == captions_llr(seen)


@pytest.mark.parametrize("is_headline", [True, False])
@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("INVOICE", "INV0ICE"),
        ("INVOICE", "1NVO1CE"),
        ("BOARDING PASS", "B0ARDING PA5S"),
        ("MOTEL ONE", "M0TEL 0NE"),
        ("Grand Hotel", "Grand Hote1"),
        ("Bill", "B1LL"),
    ],
)
def test_figures_read_for_the_letters_that_they_look_like_make_no_other_line(
    line: str, read: str, is_headline: bool
) -> None:
    asked = Asked(Caption(Anchor(rectangle(0, 0, 300, 20), line), Role.WORD, is_headline=is_headline), -1.0, False)
    for confidence in (0.9, 0.99):
        told = after_reading(asked, Text.of([Glyph(letter, confidence, 1.0) for letter in read]), ())
        assert told.llr > 1
        assert captions_llr([*looks(Role.LABEL, 4), told.look]) > captions_llr(looks(Role.LABEL, 4))


def test_a_headline_that_cannot_be_read_says_nothing_and_a_caption_what_its_look_does() -> None:
    logo = replace(caption(Role.WORD), is_headline=True)
    seen = [after_reading(Asked(each, -1.0, is_clear=False), Text("", 0.0), ()) for each in (logo, caption(Role.WORD))]
    assert [each.llr for each in seen] == [0.0, -1.0]


def test_a_word_surely_read_as_another_makes_another_line_and_letters_read_with_doubt_do_not() -> None:
    line = Asked(Caption(Anchor(rectangle(0, 0, 300, 20), "BROOK STATIONS"), Role.CAPITALISED), 0.0, False)

    def told(text: str, confidence: float) -> float:
        return after_reading(line, Text.of([Glyph(letter, confidence, 1.0) for letter in text]), ()).llr

    assert told("HARPER STATIONS", 0.99) < -1 < 0 < told("BROCK STATlOMS", 0.8)
    assert told("BROOK STATIONS", 0.99) > told("BROOK STATIONS", 0.8) > 5


@pytest.mark.parametrize(
    ("title", "says", "is_other"),
    [
        ("PENROSE TANKSTELLEN", "BROOK TANKSTELLEN", True),
        ("青岚云帆食品有限公司销售出库单", "青岚云帆食品有限公司采购退货单", True),
        ("Larkhill Instruments Ltd MEMBERSHIP CARD", "Larkhill Instruments Ltd GIFT CERTIFICATE", True),
        ("PENROSE TANKSTELLEN", "BR00K TANKSTELLEN", True),
        ("PENROSE TANKSTELLEN", "PENROSC TAMKSTELLEN", False),
        ("采购退货单", "采购退贷单", False),
    ],
)
def test_a_headline_of_which_a_word_is_another_is_another_however_much_is_the_same(
    title: str, says: str, is_other: bool
) -> None:
    lines = (Caption(Anchor(rectangle(0, 0, 300, 20), title), Role.PHRASE, is_headline=each) for each in (True, False))
    text = Text.of([Glyph(letter, 0.99, 1.0) for letter in says])
    headline, line = (after_reading(Asked(each, 0.0, is_clear=False), text, ()).llr for each in lines)
    assert (headline < 0) is is_other
    assert is_other or headline == line


def test_a_dish_in_a_caption_s_place_is_no_caption_of_the_template_that_moved() -> None:
    dish, total = (Caption(Anchor(rectangle(0, y, 300, y + 20), text), role) for y, text, role in (
        (0, "Wholemeal bread", Role.BEFORE_AMOUNT), (40, "Sum in words", Role.BEFORE_FIELD)))  # fmt: skip
    template: Any = SimpleNamespace(compared=(dish, total))
    assert known_captions(template) == (total.letters,)


def test_every_caption_found_again_speaks_for_the_template_and_more_of_them_louder() -> None:
    weights = [captions_llr(looks(Role.LABEL, count)) for count in (1, 3, 10, 30)]
    assert weights == sorted(weights) and weights[0] > 0


def test_what_is_likely_to_change_hardly_speaks_against() -> None:
    held = looks(Role.LABEL, 8)
    lost = {role: captions_llr(held) - captions_llr([*held, *looks(role, 0, 1)]) for role in (Role.LABEL, Role.FOREIGN)}
    assert lost[Role.FOREIGN] < 0.5
    assert lost[Role.LABEL] > 1.5


def test_a_reading_tells_by_its_letters() -> None:
    assert reading_llr(1.0, 10, False) > 5
    assert reading_llr(0.2, 10, False) < -5
    assert 0 < reading_llr(1.0, 3, False) < reading_llr(1.0, 6, False)
    assert abs(reading_llr(0.67, 10, False)) < 1, "neither the same nor another"


def test_a_page_is_not_taken_unread_while_captions_that_look_neither_way_could_refuse_it() -> None:
    """Half of a sister's captions may lie between the two bounds of a strip."""
    label = caption(Role.LABEL)
    held, open_ones = [Asked(label, OPTIONS.strip_same_nats)] * 14, [Asked(label, 0.0, is_clear=False)]
    judged = Judgement(0.82, (*held, *open_ones * 8))
    assert judged.is_accepted, "as if nothing were open"
    assert judged.is_open and not judged.is_decided
    assert Judgement(0.82, (*held, *open_ones)).is_decided, "one caption cannot turn it"


def test_of_few_captions_in_sight_as_many_against_as_for_are_no_match() -> None:
    """A template most of which lies beside the picture: its rules fall on any page's that is ruled alike."""
    same, other = (Asked(caption(Role.SENTENCE), llr) for llr in (SAME, OTHER))
    share = OPTIONS.tiles_alone_share + 0.05
    few = Judgement(share, (same, other))
    assert OPTIONS.min_weight_nats < few.weight < 0 and not few.is_accepted
    for seen in ((), (same,), (same, same)):  # of a true page that sticks out no more may be in sight
        assert Judgement(share, seen).is_accepted


# -- drawn tickets ----------------------------------------------------------------------------------------


class Counts(PaddleLineRecognizer):
    """Counts the lines it is asked to read."""

    asked = 0

    def recognize(self, crops: Sequence[Image], *more: Any) -> tuple[Lattice, ...]:
        self.asked += len(crops)
        return super().recognize(crops, *more)


@pytest.fixture(scope="module")
def recognizer() -> Counts:
    return Counts(threads=2)


@pytest.fixture(scope="module")
def aligner(recognizer: Counts) -> PrintAligner:
    return PrintAligner(PaddleLineDetector(threads=2), recognizer)


@pytest.fixture(scope="module")
def features(aligner: PrintAligner) -> Any:
    return aligner.load(aligner.describe(template(), FIELDS))


SIZE = (860, 560)
VIEW = scan(PAGE, SIZE, 1.0, 3.0)


def seen(fixed: Printed, trip: Trip, lens: Lens) -> Image:
    return photograph(sheet(fixed, trip), VIEW, SIZE, lens)


@pytest.mark.parametrize("trip", OTHERS, ids=lambda trip: trip.passenger)
@pytest.mark.parametrize("lens", [CLEAN, POOR], ids=["clean", "poor"])
def test_a_ticket_is_known_again_though_most_of_its_print_changed(
    trip: Trip, lens: Lens, aligner: PrintAligner, features: Any
) -> None:
    found = aligner.align(features, aligner.extract(seen(FIXED, trip, lens)), FIELDS)
    print(f"\nagreement {found.agreement:.2f}")
    assert found.agreement < 0.65, "most of the print is another"


@pytest.mark.parametrize("trip", [FIRST, *OTHERS], ids=lambda trip: trip.passenger)
@pytest.mark.parametrize("lens", [CLEAN, POOR], ids=["clean", "poor"])
def test_the_same_layout_with_other_captions_is_refused_and_they_are_named(
    trip: Trip, lens: Lens, aligner: PrintAligner, features: Any
) -> None:
    with pytest.raises(TemplateMismatch) as refused:
        aligner.align(features, aligner.extract(seen(SISTER, trip, lens)), FIELDS)
    print(f"\n{refused.value.details}")
    named = refused.value.details.get("against", [])
    assert set(named) <= {anchor.text for anchor in features.anchors}, "the template's own lines, never the picture's"


def test_four_captions_of_six_replaced_are_another_ticket(aligner: PrintAligner, features: Any) -> None:
    """The rest of the page is the same, pixel for pixel."""
    mixed = (*SISTER[:4], *FIXED[4:])
    with pytest.raises(TemplateMismatch) as refused:
        aligner.align(features, aligner.extract(seen(mixed, FIRST, CLEAN)), FIELDS)
    assert refused.value.details["agreement"] > 0.65
    assert any("RAILWAY" in line for line in refused.value.details["against"])


def test_a_copy_in_which_all_captions_stand_is_not_read(
    aligner: PrintAligner, recognizer: Counts, features: Any
) -> None:
    before = recognizer.asked
    aligner.align(features, aligner.extract(seen(FIXED, FIRST, CLEAN)), FIELDS)
    assert recognizer.asked == before


def test_the_few_captions_of_a_page_that_sticks_out_of_the_picture_are_read(
    aligner: PrintAligner, features: Any
) -> None:
    """Strips that look the same are trusted of many, not of two."""
    page = aligner.extract(np.ascontiguousarray(seen(FIXED, FIRST, CLEAN)[:, 450:]))
    pieces = found(features, page, NULL_TRACE, UNBOUNDED, thorough=True).pieces
    captions = {points(each.anchor.quad).tobytes(): each.anchor.text for each in features.compared}

    def same(lines: Sequence[PlacedLine]) -> list[Text]:
        return [Text(captions[points(quad).tobytes()], 1.0) for quad, _ in lines]

    judged = judge(features, page, pieces, same)
    assert 0 < len(judged.asked) < OPTIONS.min_captions and judged.share > OPTIONS.tiles_alone_share
    assert judged.is_accepted
    assert judge(features, page, pieces, lambda lines: [Text("", 0.0) for _ in lines]).is_accepted, "illegible"
    assert not judge(features, page, pieces, lambda lines: [Text("Xyzw vut", 1.0) for _ in lines]).is_accepted
