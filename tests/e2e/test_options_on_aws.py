"""Most choices of a deployment taken together, each seen in the account; `python -m bench options` takes and leaves all
of them in turn."""

from __future__ import annotations

from dataclasses import fields

import pytest

from infra.config import DeployConfig
from infra.deploy import context_of
from tests.e2e import options
from tests.e2e.account_view import View
from tests.e2e.conftest import IMAGE, Account
from tests.e2e.inventory import inventory
from tests.e2e.shown import ALL, FORGOTTEN, Given


def test_each_choice_of_a_deployment_is_shown_or_it_is_said_why_not() -> None:
    shown = {each.choice for each in ALL}
    assert shown | options.NOT_HERE.keys() == {field.name for field in fields(DeployConfig)}
    assert not shown & options.NOT_HERE.keys()
    assert {each.choice for each in ALL if isinstance(each.look, Given)} <= FORGOTTEN <= shown


@pytest.mark.parametrize(
    "deployment",
    [options.PLAIN, options.MUCH, options.KEYS, options.taking_over("a-table", "a-bucket"), options.ENDPOINT_CHANGED],
    ids=lambda deployment: deployment.stack,
)
def test_the_choices_that_are_taken_are_none_of_the_defaults(deployment: options.Deployment) -> None:
    config = DeployConfig.from_context(context_of([IMAGE, *deployment.choices]))
    plain = DeployConfig.from_context({})
    for shown in deployment.taken:
        assert getattr(config, shown.choice) != getattr(plain, shown.choice), shown.choice
        assert shown.on != shown.off


def test_what_goes_together_is_all_there_when_it_is_taken_and_all_gone_afterwards(account: Account) -> None:
    forget = options.prepared(account.emulator)
    account.deploy(*options.MUCH.choices, smoke=False)
    assert list(options.MUCH.wrong(View(account, options.MUCH.stack))) == []
    account.destroy(*options.MUCH.choices)
    forget()
    assert inventory(account.emulator) == account.at_first
