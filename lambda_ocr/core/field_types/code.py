"""`code`: a number or key of a fixed form, by `pattern` and by a `scheme` whose check digit must hold.

Normal form: half width, white space and dashes left out; of a scheme, as the scheme writes it without separators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lambda_ocr.core.constraints.automaton import Dfa, accepts, compiled
from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import Expression
from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused
from lambda_ocr.core.field_types.schemes import SCHEMES, Scheme, scheme
from lambda_ocr.core.model import Held

MOST_CELLS = 100


@dataclass(frozen=True)
class Code:
    """Codes of one form."""

    expression: Expression
    scheme: Scheme | None
    cells: int = 0
    """Cells of a comb that the field is divided into, one character each; 0: it is no comb."""
    name: str = "code"

    @cached_property
    def automaton(self) -> Dfa:
        """Of the expression."""
        return compiled(self.expression)

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The code, and whether its scheme's check holds."""
        text = folded("".join(lines))
        if not accepts(self.automaton, text):
            return ()
        if self.scheme is None:
            return (Meaning(text.replace("-", "")),)
        number = self.scheme.compact(text)
        problem = self.scheme.problem(number)
        held = (Held.FORM, Held.CHECKSUM) if self.scheme.has_check(number) else (Held.FORM,)
        return (Meaning(number, (problem,)) if problem else Meaning(number, held=held),)


def parse(options: Options) -> Code:
    """The type, with `pattern`, `scheme` or both, and `cells`."""
    pattern, name = options.pattern("pattern"), options.text("scheme")
    known = scheme(name) if name else None
    if name and known is None:
        listed = ", ".join(SCHEMES)
        raise refused("scheme", f"is none we know; say one of {listed}, or a module of python-stdnum such as de.idnr")
    expression = pattern or (known.expression if known else None)
    if expression is None:
        raise ValueError('lack the member "pattern" or "scheme"; say what the code looks like')
    return Code(expression, known, options.count("cells", 2, MOST_CELLS) or 0)
