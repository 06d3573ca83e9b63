"""An upgrade replaces nothing that holds something: CloudFormation knows these by names, and by properties, that must
not change; and no stack loses one because of a choice that comes later."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from infra.stateful import REPLACED_BY
from tests.support.stacks import STACKS, looked_at
from tests.support.stateful import KEPT, stateful

_CFNLINT = ("data.AdditionalSpecs", "helpers", "schema.manager")
FIRST = {
    "AWS::DynamoDB::Table": "StorageTemplates7A5B3A7C",
    "AWS::S3::Bucket": "StoragePicturesD6794C00",
    "AWS::ApiGateway::RestApi": "ApiRest4DEC74FE",
}
"""Of the first release."""


def test_what_holds_something_is_what_is_written_down_of_every_stack() -> None:
    """Gone or otherwise: an update would replace it. New: `python -m tests.support.stateful` adds it to the file."""
    assert stateful() == json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STACKS)
def test_what_holds_something_has_the_name_it_had_in_the_first_release_whatever_is_chosen(name: str) -> None:
    found, choices = stateful()[name], STACKS[name]
    for type_, logical_id in FIRST.items():
        if "table" not in choices or type_ == "AWS::ApiGateway::RestApi":
            assert list(found[type_]) == [logical_id]
    if choices.get("auth") == "api_key":
        assert "ApiRestKey89BAA58B" in found["AWS::ApiGateway::ApiKey"]
    if choices.get("events"):
        assert "FailedQueue10BBCC44" in found["AWS::SQS::Queue"]
    if choices.get("compute") == "sagemaker":
        assert list(found["AWS::SageMaker::Endpoint"].values()) == [{"EndpointName": "custom-ocr"}]


@pytest.mark.parametrize("name", STACKS)
def test_a_template_is_told_by_cloudformation_as_it_was_given(name: str) -> None:
    """What is not ASCII is told as `?`, which `make deploy` would put back; no choice may hold it (test_config.py)."""
    assert json.dumps(looked_at(name).template, ensure_ascii=False).isascii()


@pytest.mark.check
def test_no_type_that_holds_something_and_no_property_that_replaces_it_is_forgotten() -> None:
    """As CloudFormation's own schema has them, and cfn-lint's list of types that hold data."""
    specs, helpers, manager = (import_module(f"cfnlint.{name}") for name in _CFNLINT)
    for type_, fixed in REPLACED_BY.items():
        schema = manager.PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
        assert {path.split("/")[2] for path in schema.get("createOnlyProperties") or ()} <= set(fixed), type_
    holding = set(helpers.load_resource(specs, "StatefulResources.json")["ResourceTypes"])
    deployed = {made["Type"] for name in STACKS for made in looked_at(name).template["Resources"].values()}
    assert holding & deployed <= set(REPLACED_BY)
