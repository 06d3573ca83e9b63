"""The third member of a field in the contract's schema: the type, and every member that some type takes.

Rule: `core.field_types` decides what is taken; a test holds that each member it takes stands here.
"""

from __future__ import annotations

from typing import Any

from lambda_ocr.core.field_types import TYPES
from lambda_ocr.core.field_types.graphics.barcode import SYMBOLOGIES
from lambda_ocr.core.field_types.graphics.presence import Thing
from lambda_ocr.core.field_types.table import MOST_COLUMNS

_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_BOUND = {"anyOf": [{"type": "number"}, _TEXT]}
MEMBERS: dict[str, dict[str, Any]] = {
    "type": {"enum": list(TYPES), "default": "text"},
    "multiline": {"type": "boolean", "description": "`text`: lines are kept apart in `normalized`."},
    "charset": {**_TEXT, "description": "`text`: the characters there may be, as in a pattern's class: `0-9A-F`."},
    "pattern": {"type": "string", "maxLength": 500, "description": "`code`: a regular expression without look-around."},
    "scheme": {**_TEXT, "description": "`code`: `USCC`, `IBAN`, … whose check digit must hold, or a module of stdnum."},
    "cells": {
        "type": "integer",
        "minimum": 2,
        "maximum": 100,
        "description": "`code`: cells of a comb, one character each.",
    },
    "values": {
        "type": "array",
        "items": _TEXT,
        "minItems": 1,
        "maxItems": 100_000,
        "description": "`choice`: what the field may say.",
    },
    "one_of": {
        "type": "array",
        "items": _TEXT,
        "minItems": 2,
        "maxItems": 100,
        "description": "`mark`: names of the places of a row, of which one is selected.",
    },
    "many": {
        "type": "array",
        "items": _TEXT,
        "minItems": 2,
        "maxItems": 100,
        "description": "`mark`: the same, of which any number is.",
    },
    "group": {**_TEXT, "description": "`mark`: fields of one group, of which one is selected."},
    "of": {
        "enum": [thing.value for thing in Thing],
        "description": "`presence`: what is to be there.",
    },
    "symbologies": {
        "type": "array",
        "items": {"enum": list(SYMBOLOGIES)},
        "minItems": 1,
        "description": "`barcode`: of which kinds the code may be; any, where it is not said.",
    },
    "columns": {
        "type": "array",
        "items": {"type": "array", "minItems": 2, "maxItems": 3},
        "minItems": 1,
        "maxItems": MOST_COLUMNS,
        "description": "`table`: `[quad, name]` or `[quad, name, options]` of each column, its quad around its part of "
        "the first row.",
    },
    "currency": {**_TEXT, "description": "`amount`: a code of ISO 4217, or `auto`."},
    "decimal": {"type": "string", "minLength": 1, "maxLength": 1, "description": "Numbers: the decimal sign."},
    "grouping": {"type": "string", "maxLength": 1, "description": 'Numbers: the sign between groups of digits, or "".'},
    "formats": {
        "type": "array",
        "items": _TEXT,
        "minItems": 1,
        "maxItems": 40,
        "description": "Dates and times: CLDR patterns, such as `dd/MM/yyyy`.",
    },
    "language": {**_TEXT, "description": "Numbers, dates and times: whose habits are read, such as `de` or `en-GB`."},
    "min": {**_BOUND, "description": "The least value, of dates and times in ISO 8601."},
    "max": {**_BOUND, "description": "The greatest."},
    "before": {"type": "string", "maxLength": 500, "description": "A pattern of what is printed before the value."},
    "after": {"type": "string", "maxLength": 500, "description": "The same after it."},
}


def add_members(schema: dict[str, Any]) -> None:
    """Complete the schema of a field's options."""
    schema |= {"properties": MEMBERS, "additionalProperties": False}
