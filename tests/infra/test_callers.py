"""Who of other accounts may call: the API's policy names them, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from infra.api import ROUTES, TYPES
from infra.callers import READING, ROUTE
from lambda_ocr.wire import routes
from tests.support.stacks import only, resources, synthesised

ROLE = "arn:aws:iam::333333333333:role/clerk"


def policy(**choices: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = only(synthesised(**choices), "AWS::ApiGateway::RestApi")["Policy"]["Statement"]
    return found


def test_without_callers_the_api_has_no_policy_and_grants_decide() -> None:
    assert "Policy" not in only(synthesised(), "AWS::ApiGateway::RestApi")


def test_accounts_and_roles_may_call_everything_pages_stay_open_and_nobody_else_is_named() -> None:
    named, pages = policy(callers=f"222222222222,{ROLE}")
    assert named["Resource"] == "execute-api:/v1/POST/*"
    role, account = named["Principal"]["AWS"]
    assert ":iam::222222222222:root" in str(account)
    assert role == ROLE
    assert pages["Resource"] == ["execute-api:/v1/GET/*", "execute-api:/v1/OPTIONS/*"]


def test_an_organisation_is_a_condition() -> None:
    named, _ = policy(callers="o-a1b2c3d4e5")
    assert named["Condition"]["StringEquals"] == {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}


def test_an_organisation_does_not_let_in_roles_of_this_account_that_were_granted_nothing() -> None:
    """Within an account either word is enough, the policy's or the grant."""
    named, _ = policy(callers="o-a1b2c3d4e5")
    assert named["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}


def test_who_may_only_read_is_let_through_to_the_reading_routes_alone() -> None:
    named, _ = policy(reading_callers="222222222222")
    assert set(named["Resource"]) == {f"execute-api:/v1/POST/custom_ocr/{type_}" for type_ in READING}


@pytest.mark.parametrize("who", ["callers", "reading_callers"])
def test_nobody_is_let_in_without_a_condition_but_to_pages(who: str) -> None:
    for statement in policy(**{who: "o-a1b2c3d4e5,222222222222"}):
        if statement["Principal"] == {"AWS": "*"} and "Condition" not in statement:
            assert all("/POST/" not in each for each in statement["Resource"])


@pytest.mark.parametrize("auth", ["iam", "api_key", "none"])
def test_every_type_has_a_route_that_asks_for_the_same_as_the_one_route(auth: str) -> None:
    template = synthesised(auth=auth)
    names = {name: each["PathPart"] for name, each in resources(template, "AWS::ApiGateway::Resource").items()}
    posts = [each for each in resources(template, "AWS::ApiGateway::Method").values() if each["HttpMethod"] == "POST"]
    assert {names[each["ResourceId"]["Ref"]] for each in posts} == {*ROUTES, *TYPES}
    assert len({(each["AuthorizationType"], each["ApiKeyRequired"]) for each in posts}) == 1


def test_the_routes_made_are_those_the_code_knows() -> None:
    assert (ROUTES, TYPES, READING) == (routes.ROUTES, routes.TYPES, routes.READING)
    assert ROUTES[0] == ROUTE


@pytest.mark.parametrize(("auth", "unsigned"), [("iam", ["GET", "OPTIONS"]), ("api_key", ["GET", "OPTIONS", "POST"])])
def test_a_private_api_refuses_what_comes_by_no_endpoint_of_its_own(auth: str, unsigned: list[str]) -> None:
    endpoint = "vpce-0123456789abcdef0"
    template = synthesised(auth=auth, vpc_endpoints=endpoint)
    api = only(template, "AWS::ApiGateway::RestApi")
    assert api["EndpointConfiguration"] == {"Types": ["PRIVATE"], "VpcEndpointIds": [endpoint]}
    allowed, denied = api["Policy"]["Statement"]
    assert (allowed["Effect"], allowed["Resource"]) == ("Allow", [f"execute-api:/v1/{each}/*" for each in unsigned])
    assert (denied["Effect"], denied["Resource"]) == ("Deny", "execute-api:/*")
    assert denied["Condition"] == {"StringNotEquals": {"aws:SourceVpce": [endpoint]}}
