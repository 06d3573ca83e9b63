"""The tuning ledger holds every tunable, and none that is not there any more."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields

import pytest

from bench.accuracy.ledger import LEDGER, OPTIONS, SECTION, ledger
from lambda_ocr.core.tunables import NOT_MEASURED, tunables

EVERY = [(options.__name__, each) for options in OPTIONS for each in tunables(options)]


def test_the_ledger_s_table_is_the_options_own() -> None:
    text = LEDGER.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {SECTION} -->\n(.*?)\n<!-- /{SECTION} -->", text, re.DOTALL)
    assert found, f"docs/{LEDGER.name} has no section {SECTION}"
    assert found[1] == ledger(), "run: python -m bench ledger"


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: options.__name__)
def test_every_tunable_says_what_it_is_and_where_it_comes_from(options: type) -> None:
    for each in tunables(options):
        assert each.meaning.strip() and each.evidence.removeprefix(NOT_MEASURED).strip(), each.name
        assert "by hand" not in each.evidence, f"{each.name}: python -m bench sensitivity FOLDER --name {each.name}"
        assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", each.date), each.name


def test_no_name_stands_for_two_tunables() -> None:
    names = [each.name for _, each in EVERY]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: options.__name__)
def test_options_are_not_changed_once_they_are_built(options: type) -> None:
    first = fields(options)[0]
    with pytest.raises(FrozenInstanceError):
        setattr(options(), first.name, first.default)
