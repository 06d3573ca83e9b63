"""Our templates break no rule of AWS, whatever is chosen; and each rule finds what breaks it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.events import VISIBILITY_SECONDS
from infra.functions import ANSWERING_SECONDS
from tests.infra import aws_rules
from tests.infra.aws_rules import broken
from tests.support.stacks import IMAGE, only, resources, synthesised

CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"events": "true"},
    {"events": "true", "event_concurrency": "50", "reserved_concurrency": "60", "provisioned_concurrency": "60"},
    {"compute": "sagemaker", "events": "true", "reserved_concurrency": "20"},
)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: ",".join(map("=".join, choice.items())) or "plain")
def test_no_choice_breaks_a_rule_of_aws(choice: dict[str, str]) -> None:
    assert broken(synthesised(**choice)) == []


def changed(type_: str, change: Callable[[dict[str, Any]], Any], **choice: str) -> list[str]:
    """What is broken when every resource of a type is changed."""
    template = copy.deepcopy(synthesised(**choice))
    found = resources(template, type_)
    assert found
    for properties in found.values():
        change(properties)
    return [line.partition(":")[0] for line in broken(template)]


BREAKS: tuple[tuple[aws_rules.Rule, str, Callable[[dict[str, Any]], Any], dict[str, str]], ...] = (
    (aws_rules.sqs_visibility, "AWS::SQS::Queue", lambda it: it.pop("VisibilityTimeout", 0), CHOICES[1]),
    (aws_rules.sqs_scaling, "AWS::Lambda::EventSourceMapping", lambda it: it.pop("ScalingConfig"), CHOICES[1]),
    (
        aws_rules.sqs_scaling,
        "AWS::Lambda::EventSourceMapping",
        lambda it: it["ScalingConfig"].update(MaximumConcurrency=1),
        CHOICES[1],
    ),
    (aws_rules.sqs_retention, "AWS::SQS::Queue", lambda it: it.update(MessageRetentionPeriod=60), CHOICES[1]),
    (
        aws_rules.provisioned_within_reserved,
        "AWS::Lambda::Function",
        lambda it: it.update(ReservedConcurrentExecutions=50),
        CHOICES[2],
    ),
    (aws_rules.lambda_bounds, "AWS::Lambda::Function", lambda it: it.update(Timeout=901), CHOICES[0]),
)


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case[0].__name__)
def test_a_rule_finds_what_breaks_it(case: tuple[aws_rules.Rule, str, Any, dict[str, str]]) -> None:
    rule, type_, change, choice = case
    assert rule.__name__ in changed(type_, change, **choice)


UPDATES: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({}, {"instance_type": "ml.g5.xlarge"}),
    ({"instance_type": "ml.g5.xlarge"}, {"instance_type": "ml.g5.2xlarge"}),
    ({}, {"image_uri": IMAGE.replace(":1", ":2"), "min_instances": "2"}),
)


@pytest.mark.parametrize(("before", "after"), UPDATES)
def test_an_endpoint_is_updated_as_aws_lets_it_be(before: dict[str, str], after: dict[str, str]) -> None:
    templates = [synthesised(compute="sagemaker", **choice) for choice in (before, after)]
    assert aws_rules.broken_by_update(*templates) == []


def test_an_update_that_aws_refuses_is_found() -> None:
    """The endpoint under one name, whatever its instances, and its count forgotten: as it was."""
    templates = [
        copy.deepcopy(synthesised(compute="sagemaker", instance_type=f"ml.g5.{it}")) for it in ("xlarge", "2xlarge")
    ]
    for template in templates:
        only(template, "AWS::SageMaker::Endpoint").update(EndpointName="custom-ocr", RetainAllVariantProperties=False)
    found = {line.partition(":")[0] for line in aws_rules.broken_by_update(*templates)}
    assert found == {rule.__name__ for rule in aws_rules.UPDATE_RULES}


def test_the_queue_that_the_guide_makes_is_one_that_aws_takes() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "lambda.md").read_text(encoding="utf-8")
    assert f"VisibilityTimeout={VISIBILITY_SECONDS}" in guide
    assert f"the function's {ANSWERING_SECONDS} s" in guide
    assert "--function-response-types ReportBatchItemFailures" in guide


def test_every_rule_is_shown_to_find_something() -> None:
    assert {case[0] for case in BREAKS} == set(aws_rules.RULES)
