"""`drift`: how sure readings were over time, by template and version."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.printing import table

UNLIKELY = 0.001
"""Less likely than this by chance, and it is said: once a year of weekly looks at some twenty templates."""


def drift(options: Namespace) -> int:
    """Print the days; templates whose documents are less sure than before go to stderr."""
    asked = {"type": "drift", "days": options.days, **({"template_id": options.template} if options.template else {})}
    answer = asker(options, chosen_settings(), reads=False)(asked)
    if answer.ok:
        for each in answer.body["drifts"]:
            if each["chance"] < UNLIKELY:
                print(_warning(each), file=sys.stderr)
    return print_or_refuse(answer, lambda body: table(_HEAD, [_row(day) for day in body["days"]]).splitlines())


_HEAD = ("day", "template", "version", "documents", "refused", "doubtful", "reviewed")


def _row(day: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("day", "template_id", "version", "documents", "refused", "doubtful", "reviewed")
    return tuple(str(day[name]) for name in names)


def _warning(drift: Mapping[str, Any]) -> str:
    return (
        f"{drift['template_id']}: {drift['recent']:.0%} of {drift['recent_of']} documents of the last seven days were "
        f"refused or doubtful, {drift['before']:.0%} of {drift['before_of']} before. Was the form reprinted?"
    )
