"""`text`: whatever is printed, as it is printed. What a field is of that asks for nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lambda_ocr.core.constraints import expressions
from lambda_ocr.core.constraints.automaton import Dfa, accepts, compiled
from lambda_ocr.core.constraints.expressions import Expression, repeated
from lambda_ocr.core.constraints.pattern import BadPattern, parsed
from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused
from lambda_ocr.core.text_lines.line_cutting import joined


@dataclass(frozen=True)
class Text:
    """Any text, or any of some characters."""

    charset: Expression | None = None
    multiline: bool = False
    name: str = "text"

    @cached_property
    def automaton(self) -> Dfa | None:
        """Any number of the characters; nothing to decide where all are."""
        return None if self.charset is None else compiled(repeated(self.charset, 1, None))

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The text itself, in lines where they are told apart."""
        text = unicodedata.normalize("NFC", "\n".join(lines) if self.multiline else joined(lines))
        if self.automaton is None:
            return (Meaning(text, held=()),)
        return (Meaning(text),) if accepts(self.automaton, text) else ()


def parse(options: Options) -> Text:
    """The type; `charset` is what stands in a pattern's class: `0-9A-F`."""
    charset, multiline = options.text("charset"), options.flag("multiline")
    if charset is None:
        return Text(None, multiline)
    try:
        match parsed(f"[{charset}]"):
            case expressions.Sequence((expressions.Characters() as characters,)):
                return Text(characters, multiline)
        problem = "has brackets of its own"
    except BadPattern as error:
        problem = str(error)
    raise refused("charset", f"{problem}; it is what stands between the brackets of a class, such as 0-9A-F")
