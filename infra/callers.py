"""callers and reading_callers: who of other accounts may call, as the API's own policy.

A call across accounts needs two words: this policy's, and that of the caller's own account. Within the account either
is enough, so who is not named here calls as before, by the grant of their own role. Rule: with such a policy the
gateway refuses whatever it does not name, so that pages and preflights, which nobody signs, are named too.
"""

from __future__ import annotations

from collections.abc import Iterator

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from infra.config import DeployConfig

READING = ("query", "detect", "upload", "read", "classify", "evaluate")
ROUTE = "custom_ocr"


def callers_policy(config: DeployConfig, stage: str) -> iam.PolicyDocument | None:
    """The API's resource policy; None where nobody of another account is named."""
    if not config.callers and not config.reading_callers:
        return None
    everything = [f"execute-api:/{stage}/POST/*"]
    reading = [f"execute-api:/{stage}/POST/{ROUTE}/{type_}" for type_ in READING]
    return iam.PolicyDocument(
        statements=[
            *_allowed(config.callers, everything),
            *_allowed(config.reading_callers, reading),
            _statement([iam.AnyPrincipal()], [f"execute-api:/{stage}/GET/*", f"execute-api:/{stage}/OPTIONS/*"]),
        ]
    )


def endpoints_policy(config: DeployConfig, stage: str) -> iam.PolicyDocument:
    """Of a private API: what comes by another way is refused.

    Whom grants let in need no word here (the two are taken together within an account), and a word for everybody would
    let in whoever signs; pages, and requests that nobody signs, are let in by this policy or not at all.
    """
    unsigned = [f"execute-api:/{stage}/{method}/*" for method in ("GET", "OPTIONS")]
    unsigned += [f"execute-api:/{stage}/POST/*"] if config.auth != "iam" else []
    denied = _statement([iam.AnyPrincipal()], ["execute-api:/*"])
    denied.effect = iam.Effect.DENY
    denied.add_condition("StringNotEquals", {"aws:SourceVpce": list(config.vpc_endpoints)})
    return iam.PolicyDocument(statements=[_statement([iam.AnyPrincipal()], unsigned), denied])


def _allowed(callers: tuple[str, ...], resources: list[str]) -> Iterator[iam.PolicyStatement]:
    principals: list[iam.IPrincipal] = [_principal(each) for each in callers if not each.startswith("o-")]
    if principals:
        yield _statement(principals, resources)
    organisations = [each for each in callers if each.startswith("o-")]
    if organisations:
        statement = _statement([iam.AnyPrincipal()], resources)
        statement.add_condition("StringEquals", {"aws:PrincipalOrgID": organisations})
        statement.add_condition("StringNotEquals", {"aws:PrincipalAccount": Aws.ACCOUNT_ID})  # whom grants let in
        yield statement


def _statement(principals: list[iam.IPrincipal], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["execute-api:Invoke"], principals=principals, resources=resources)


def _principal(caller: str) -> iam.IPrincipal:
    """An account by its number, or one role or user of it by ARN."""
    return iam.ArnPrincipal(caller if caller.startswith("arn:") else f"arn:{Aws.PARTITION}:iam::{caller}:root")
