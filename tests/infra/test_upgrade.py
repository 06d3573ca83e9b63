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


@pytest.mark.parametrize("compute", ["lambda", "sagemaker"])
def test_what_holds_something_keeps_the_name_it_had_in_the_first_release(compute: str) -> None:
    template = synthesised(compute=compute, auth="api_key", events="true")["Resources"]
    for type_, names in KEPT.items():
        assert {name for name, item in template.items() if item["Type"] == type_} == names
    assert template[FAILED]["Type"] == "AWS::SQS::Queue"


def test_the_tables_key_and_the_endpoints_name_are_those_of_the_first_release() -> None:
    """Either would be replaced by another one."""
    template = synthesised(compute="sagemaker")
    assert [key["AttributeName"] for key in only(template, "AWS::DynamoDB::Table")["KeySchema"]] == ["pk", "sk"]
    assert only(template, "AWS::SageMaker::Endpoint")["EndpointName"] == "custom-ocr"
