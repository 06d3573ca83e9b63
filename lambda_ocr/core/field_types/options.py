"""A field's options, taken member by member; what nobody took is refused by its name.

Every refusal is a ValueError whose text is a verb phrase that names the member and says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from lambda_ocr.core.constraints.expressions import EMPTY, Expression
from lambda_ocr.core.constraints.pattern import BadPattern, parsed
from lambda_ocr.core.quoting import echo

LONGEST = 200
"""Characters of an option that is a text."""
NO_UNICODE = "holds half a surrogate pair, which is no Unicode text; send whole characters"


class Options:
    """The members given for a type, `type` itself left out."""

    def __init__(self, type_name: str, given: Mapping[str, Any]) -> None:
        self._type, self._left = type_name, dict(given)
        self._language: str | None = None

    def take(self, name: str) -> Any:
        """A member's value; None where it was not given. A text in it can be written as UTF-8."""
        value = self._left.pop(name, None)
        for place, text in [(name, value), *_listed(name, value)]:
            if isinstance(text, str) and not is_unicode(text):
                raise refused(place, NO_UNICODE)
        return value

    def done(self) -> None:
        """Refuse the first member that was not taken."""
        if self._left:
            unknown = next(iter(self._left))
            raise ValueError(
                f'have the member "{echo(unknown)}", which the type "{self._type}" does not take; leave it out'
            )

    def text(self, name: str, longest: int = LONGEST) -> str | None:
        """A text that is not empty."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise refused(name, f"is no text of 1 to {longest} characters; send one")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where it was not given."""
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            raise refused(name, "is neither true nor false; send one of the two")
        return bool(value)

    def count(self, name: str, least: int, most: int) -> int | None:
        """A whole number between two bounds."""
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise refused(name, f"is no whole number from {least} to {most}; send one")
        return value

    def texts(self, name: str, most: int, longest: int = LONGEST) -> tuple[str, ...] | None:
        """A list of texts that are not empty."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, list) or not 0 < len(value) <= most:
            count = f", and has {len(value):,}" if isinstance(value, list) else ""
            raise refused(name, f"is no list of 1 to {most:,} texts{count}; send one")
        for at, one in enumerate(value):
            if not isinstance(one, str) or not one.strip() or len(one) > longest:
                raise refused(f"{name}[{at}]", f"is no text of 1 to {longest} characters; send one")
        return tuple(value)

    def number(self, name: str) -> Decimal | None:
        """A number, as JSON has it or as a string."""
        value = self.take(name)
        if value is None:
            return None
        try:
            if isinstance(value, bool) or not isinstance(value, (int, float, str)):
                raise InvalidOperation
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > 100:
            raise refused(name, 'is no number; send one, such as 10 or "0.50"')
        return number

    def pattern(self, name: str) -> Expression | None:
        """A pattern of the regular subset (`constraints.pattern`)."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise refused(name, "is no string; send a pattern")
        try:
            return parsed(value)
        except BadPattern as error:
            raise refused(name, str(error)) from None

    def language(self) -> str | None:
        """A language that Babel knows, as it writes it: `de`, `en_GB`, `zh`. It may be asked for more than once."""
        value = self.text("language")
        if value is None:
            return self._language
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 ten milliseconds, for those alone who ask

        try:
            self._language = str(Locale.parse(value.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            raise refused("language", 'is none we know; say one such as "de", "en-GB" or "zh"') from None
        return self._language


def refused(name: str, problem: str) -> ValueError:
    """The refusal of a member."""
    return ValueError(f'have the member "{name}", which {problem}')


def is_unicode(text: str) -> bool:
    """Whether a text is without lone surrogates, which JSON can spell and UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _listed(name: str, value: Any) -> list[tuple[str, Any]]:
    return [(f"{name}[{at}]", one) for at, one in enumerate(value)] if isinstance(value, list) else []


def or_nothing(expression: Expression | None) -> Expression:
    """An expression, or the empty one."""
    return EMPTY if expression is None else expression
