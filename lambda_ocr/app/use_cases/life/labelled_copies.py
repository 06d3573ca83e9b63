"""What `teach` and `evaluate` share: copies with right values, by the keys of fields that there are."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.model import Template
from lambda_ocr.core.quoting import echo
from lambda_ocr.wire.messages.life import LabelledCopy


def check_names(template: Template, copies: Sequence[LabelledCopy]) -> None:
    """Raise `InvalidRequest` for the value of a field that the template does not have."""
    names = {field.name for field in template.fields}
    for index, copy in enumerate(copies):
        unknown = next((name for name in copy.values if name not in names), None)
        if unknown is not None:
            raise InvalidRequest(
                f'copies[{index}] has a value of "{echo(unknown)}", and the template has no such field. '
                "`get` names them.",
                member=f"copies[{index}].values",
            )
