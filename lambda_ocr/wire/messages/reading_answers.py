"""Answers that tell what was read."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field as Member
from typing_extensions import TypeAliasType

from lambda_ocr.core.model import Check, Held, Status, Verdict
from lambda_ocr.wire.messages.common import Message

Score: TypeAlias = Annotated[float, Member(ge=0, le=100, allow_inf_nan=False, description="0 to 100, two decimals.")]
Spot: TypeAlias = tuple[float, float]
Position = TypeAliasType(
    "Position",
    Annotated[
        tuple[Spot, Spot, Spot, Spot],
        Member(description="Four [x, y] in pixels of the query picture, in the order of the template's corners."),
    ],
)
Milliseconds: TypeAlias = Annotated[float, Member(ge=0, allow_inf_nan=False)]


class PrintedLineDetail(Message):
    """One line of text; `at` is where each character's centre lies along it, from 0 (left) to 1 (right)."""

    text: str
    score: Score
    position: Position
    at: list[float]


class DetectAnswer(Message):
    """Lines of text from top to bottom, `position` in pixels of the picture as a viewer shows it."""

    width: int
    height: int
    lines: list[PrintedLineDetail]
    left_out: int = Member(
        description="Lines further down that were seen and not read, for one request reads only so much: send the "
        "lower part of the picture by itself."
    )
    timings_ms: dict[str, Milliseconds]


class KeyValue(Message):
    """One field read; a query's answer is the list of them, in template order."""

    key: str
    value: str
    score: Score


class LineDetail(Message):
    """One line of a field. `position` is null where perspective puts it nowhere."""

    text: str
    score: Score
    position: Position | None


NormalCell: TypeAlias = str | bool | list[str] | dict[str, str | None] | None
"""Of marks and of what is there true or false, of a row with `many` the list of those chosen."""
Normalized: TypeAlias = NormalCell | list[dict[str, NormalCell]]
"""Of a table its rows, each its cells' normal forms by column."""


class CandidateDetail(Message):
    """Something else that a field may say."""

    value: str = Member(description="As printed.")
    normalized: Normalized = Member(description="In the type's normal form.")
    likelihood: Annotated[
        float, Member(ge=0, le=1, description="Of its print, beside what is likeliest without any type.")
    ]


class CellDetail(KeyValue):
    """One cell of a table; `key` is its column's name, `position` on the query picture."""

    status: Status
    position: Position | None
    type: str = Member(description="The column's.")
    normalized: NormalCell
    candidates: list[CandidateDetail]
    checks: list[Check]
    held: list[Held]


class FieldDetail(KeyValue):
    """Everything known of one field, `position` on the query picture."""

    status: Status
    position: Position | None
    error_px: float | None = Member(
        description="How far from its true place `position` may lie, in pixels of the query picture; null: unknown."
    )
    lines: list[LineDetail]
    type: str = Member(description="The field's; `text` where it was given none.")
    normalized: Normalized = Member(
        description="The value in its type's normal form; null where it is `invalid`, or means more than one thing."
    )
    candidates: list[CandidateDetail] = Member(description="What else the field may say, or mean, the likeliest first.")
    checks: list[Check] = Member(
        description="What was noticed: `unexplained_ink`, there is print in the field that none of its lines accounts "
        "for, and no value of it is sure; `unread_sign`, a letter or sign of the value was passed over, for the "
        "engine does not read it, or is a point or a comma, which of them a rule hides; `extends`, the value runs on "
        "beyond the field's edge and was read to its end; `decided_by_template`, print that is nearly what the "
        "template says there, and open where it differs, was taken for that; `other_kind`, words stand where the "
        "template has a number, or the reverse, and perhaps another line was read. "
        "By type: `not_of_form`, `checksum_wrong`, `out_of_range`, `not_listed`, the value is none of the type; "
        "`ambiguous`, it means more than one thing; `decided_by_type`, `decided_by_rule`, the type or a rule decided "
        "between what was possible; `rule_broken`, a rule does not hold; `cells_differ`, more or fewer cells are "
        "written in than characters were read; `several_selected`, more places of a group are marked than one. "
        "`text_layer_differs`, the text that a pdf file carries says another thing at this place than is seen there; "
        "`end_unseen`, a table runs to the picture's edge, there may be more rows."
    )
    held: list[Held] = Member(
        description="What was checked of a typed value, and is so; `text_layer`: the text of a pdf file says the same."
    )
    rows: list[list[CellDetail]] = Member(
        description="Of a `table` its rows from top to bottom, a cell for each column; of other types none."
    )


class AlignmentDetail(Message):
    """How well the template was found on the picture."""

    verdict: Verdict
    inliers: Annotated[int, Member(ge=0, description="Points of fixed print found again where they should be.")]
    error_px: Annotated[float | None, Member(description="Median distance left, in pixels of the query picture.")]
    image_from_template: Annotated[
        list[list[float]] | None,
        Member(description="3 x 3 homography, by rows: from pixels of the template picture to pixels of the query."),
    ]


class DetailAnswer(Message):
    """The answer to a query with `detail`."""

    template_id: str
    version: int = Member(description="Of the template: the one that was read with.")
    page: int = Member(description="Which page of the file was read, from 1.")
    pages: int = Member(description="How many the file has.")
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    timings_ms: dict[str, Milliseconds]
