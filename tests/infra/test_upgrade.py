"""An upgrade replaces nothing that holds something: CloudFormation knows these by names that must not change."""

from __future__ import annotations

import pytest

from tests.support.stacks import only, synthesised

KEPT = {
    "AWS::DynamoDB::Table": {"StorageTemplates7A5B3A7C"},
    "AWS::S3::Bucket": {"StoragePicturesD6794C00"},
    "AWS::ApiGateway::RestApi": {"ApiRest4DEC74FE"},
    "AWS::ApiGateway::ApiKey": {"ApiRestKey89BAA58B"},
}
"""Of the first release; its queue of failed pictures beside them, for a second one came later."""

FAILED = "FailedQueue10BBCC44"


MUCH = {
    "batch": "true",
    "review_days": "7",
    "keep_days": "7",
    "encryption_key": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "keys": "team-a",
    "quota": "9/DAY",
    "vpc_endpoints": "vpce-0123456789abcdef0",
    "canary": "true",
    "data": "retain",
}
"""Choices that may come later, and must not cost what is there."""


@pytest.mark.parametrize("choices", [{}, {"compute": "sagemaker"}, MUCH], ids=["lambda", "sagemaker", "much"])
def test_what_holds_something_keeps_the_name_it_had_in_the_first_release(choices: dict[str, str]) -> None:
    template = synthesised(auth="api_key", events="true", **choices)["Resources"]
    for type_, names in KEPT.items():
        assert names <= {name for name, item in template.items() if item["Type"] == type_}
    assert template[FAILED]["Type"] == "AWS::SQS::Queue"


def test_the_tables_key_and_the_endpoints_name_are_those_of_the_first_release() -> None:
    """Either would be replaced by another one."""
    template = synthesised(compute="sagemaker")
    assert [key["AttributeName"] for key in only(template, "AWS::DynamoDB::Table")["KeySchema"]] == ["pk", "sk"]
    assert only(template, "AWS::SageMaker::Endpoint")["EndpointName"] == "custom-ocr"
