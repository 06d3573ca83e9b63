"""The answer to `interpret`."""

from __future__ import annotations

from typing import Any

from pydantic import Field as Member

from lambda_ocr.core.model import Check, Held
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.type_options import add_members


class MeaningDetail(Message):
    """What one text means."""

    type: str | None = Member(description="Of the options; null where they are none, or no type's.")
    normalized: Any = Member(description="The normal form; null where there is none, or more than one.")
    meanings: list[Any] = Member(description="The normal forms of all that it may mean.")
    held: list[Held] = Member(description="What was checked and is so.")
    checks: list[Check] = Member(description="Why it cannot be a value of the type, or `ambiguous`.")
    suggested: dict[str, Any] | None = Member(
        description="Where no options were given: those of the type that the text looks like, if it looks like one.",
        json_schema_extra=add_members,
    )
    problem: str | None = Member(description="What is wrong with the options, and what to do.")


class InterpretAnswer(Message):
    """A meaning for each text, in the order asked."""

    fields: list[MeaningDetail]
