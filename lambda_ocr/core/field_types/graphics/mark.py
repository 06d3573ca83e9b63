"""`mark`: whether a box is ticked, a bubble filled, a word circled or crossed; or which places of a row are.

Normal form: true or false; of a row, the chosen member, or with `many` the list of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused

MOST_MEMBERS = 100
SELECTED, UNSELECTED = "selected", "unselected"
"""What a single place answers as its value."""


@dataclass(frozen=True)
class Mark:
    """One place, or a row of places."""

    members: tuple[str, ...] = ()
    """Names of the places of a row, from its beginning; none: the field is one place."""
    many: bool = False
    """Whether several places of a row may be selected."""
    group: str = ""
    """Fields of one group: one of them is selected."""
    name: str = "mark"
    automaton: None = None

    @property
    def count(self) -> int:
        """Places in the field."""
        return len(self.members) or 1

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """None: print is no mark."""
        return ()


def parse(options: Options) -> Mark:
    """The type, with `one_of` or `many`, or with `group`."""
    one_of, many = options.texts("one_of", MOST_MEMBERS), options.texts("many", MOST_MEMBERS)
    group = options.text("group")
    if one_of and many:
        raise refused("many", 'stands beside "one_of"; say one of the two')
    members = one_of or many or ()
    member = "one_of" if one_of else "many"
    if len(members) == 1:
        raise refused(member, "names one place; name all places of the row, or leave it out")
    if len(set(members)) < len(members):
        raise refused(member, "names a place twice; name each once")
    if members and group:
        raise refused("group", f'stands beside "{member}"; a row is a group of its own, leave one of the two out')
    return Mark(members, bool(many), group or "")
