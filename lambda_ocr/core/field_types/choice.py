"""`choice`: one of a list of values, up to 100,000. Normal form: the entry as the list has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_ocr.core.constraints.dictionary import Dictionary
from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused
from lambda_ocr.core.model import Check, Held

MOST_VALUES = 100_000


@dataclass(frozen=True, eq=False)
class Choice:
    """The entries; they are told apart by more than white space and width."""

    automaton: Dictionary
    name: str = "choice"

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The entry; print that is none is told as such."""
        entry = self.automaton.entry("".join(lines))
        if entry is None:
            return (Meaning(None, (Check.NOT_LISTED,), ()),)
        return (Meaning(entry, held=(Held.LISTED,)),)


def parse(options: Options) -> Choice:
    """The type, with `values`."""
    values = options.texts("values", MOST_VALUES)
    if values is None:
        raise ValueError('lack the member "values"; list what the field may say')
    listed = Dictionary(values)
    if len(listed) < len(values):
        raise refused("values", "holds an entry twice, white space and width aside; list each once")
    return Choice(listed)
