"""What an account allows is looked at: concurrency, GPU quota, image; and what a partition lacks is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra import account
from infra.account import Refused, concurrency, gpu_quota, image, looks, partition_notes
from infra.config import DeployConfig
from tests.support.stacks import IMAGE

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def chosen(**context: str) -> DeployConfig:
    return DeployConfig.from_context(context)


class Functions:
    """Lambda in an account with this limit."""

    def __init__(self, whole: int, free: int | None = None) -> None:
        self._limit = {"ConcurrentExecutions": whole, "UnreservedConcurrentExecutions": whole if free is None else free}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": self._limit}


class Stacks:
    """CloudFormation with or without our stack."""

    def __init__(self, there: bool = False) -> None:
        self._there = there

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:
        if not self._there:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": StackName}}, "DescribeStacks")
        return {"Stacks": [{}]}


def test_a_young_accounts_ten_are_told_with_what_they_mean() -> None:
    said = concurrency(chosen(), Functions(10), Stacks())
    assert said.startswith("10 invocations at once in the whole account; more are answered 503")
    assert concurrency(chosen(), Functions(1000), Stacks()) == "1000 invocations at once in the whole account"


@pytest.mark.parametrize(
    ("choice", "whole", "refused"),
    [
        ({"reserved_concurrency": "1"}, 10, True),
        ({"provisioned_concurrency": "1"}, 10, True),
        ({"reserved_concurrency": "900"}, 1000, False),
        ({"reserved_concurrency": "901"}, 1000, True),
        ({"reserved_concurrency": "20", "provisioned_concurrency": "20"}, 120, False),
    ],
)
def test_a_hundred_stay_unreserved_or_all_there_are(choice: dict[str, str], whole: int, refused: bool) -> None:
    if refused:
        with pytest.raises(Refused, match="must stay free"):
            concurrency(chosen(**choice), Functions(whole), Stacks())
    else:
        concurrency(chosen(**choice), Functions(whole), Stacks())


def test_what_a_standing_stack_has_reserved_is_not_held_against_it() -> None:
    assert concurrency(chosen(reserved_concurrency="900"), Functions(1000, 100), Stacks(there=True))


class Quotas:
    """Service Quotas, with this many instances."""

    def __init__(self, **values: float) -> None:
        self._values = values

    def get_paginator(self, name: str) -> Quotas:
        assert name == "list_service_quotas"
        return self

    def paginate(self, *, ServiceCode: str) -> list[dict[str, Any]]:
        assert ServiceCode == "sagemaker"
        other = {"QuotaName": "ml.g5.xlarge for training job usage", "Value": 9.0}
        asked = [{"QuotaName": "ml.g4dn.xlarge for endpoint usage", "Value": value} for value in self._values.values()]
        return [{"Quotas": [other]}, {"Quotas": asked}]


def test_a_quota_of_none_is_refused_and_one_that_no_update_fits_into_is_told() -> None:
    config = chosen(compute="sagemaker")
    with pytest.raises(Refused, match="raise it to 4"):
        gpu_quota(config, Quotas(value=0.0))
    assert "an update runs the fleet twice" in gpu_quota(config, Quotas(value=1.0))
    assert gpu_quota(config, Quotas(value=4.0)) == "4 of ml.g4dn.xlarge"
    assert "offered here" in gpu_quota(config, Quotas())


class Registry:
    """ECR with one image, its configuration a file."""

    def __init__(self, folder: Path, kind: str = MANIFEST, built_for: str = "amd64", there: bool = True) -> None:
        self._file = folder / "config.json"
        self._file.write_text(json.dumps({"architecture": built_for}))
        self._kind, self._there = kind, there

    def batch_get_image(self, *, imageIds: list[dict[str, str]], **_: str) -> dict[str, Any]:
        assert imageIds == [{"imageTag": "1"}]
        manifest = json.dumps({"mediaType": self._kind, "config": {"digest": "sha256:c"}})
        return {"images": [{"imageManifest": manifest, "imageManifestMediaType": self._kind}] if self._there else []}

    def get_download_url_for_layer(self, *, layerDigest: str, **_: str) -> dict[str, str]:
        assert layerDigest == "sha256:c"
        return {"downloadUrl": self._file.as_uri()}


@pytest.mark.parametrize(
    ("about", "region", "words"),
    [
        ({"kind": account.INDEXES[0]}, "eu-central-1", "--provenance=false"),
        ({"kind": account.INDEXES[1]}, "eu-central-1", "--provenance=false"),
        ({"built_for": "arm64"}, "eu-central-1", "built for arm64"),
        ({"there": False}, "eu-central-1", "push it first"),
        ({}, "us-east-1", "its own region alone"),
    ],
)
def test_an_image_that_lambda_would_refuse_is_found_before(
    tmp_path: Path, about: dict[str, Any], region: str, words: str
) -> None:
    config = chosen(image_uri=IMAGE)
    assert config.image_uri
    with pytest.raises(Refused, match=words):
        image(config, config.image_uri, region, Registry(tmp_path, **about))


def test_an_image_that_fits_is_told(tmp_path: Path) -> None:
    config = chosen(image_uri=IMAGE)
    assert config.image_uri
    assert image(config, config.image_uri, "eu-central-1", Registry(tmp_path)) == "built for amd64"


def test_a_look_that_one_may_not_take_stops_nobody() -> None:
    def away(service: str) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": service}}, "Any")

    for look in looks(chosen(compute="sagemaker", image_uri=IMAGE), "eu-central-1", away):
        assert look.find().startswith("not looked at")


def test_china_is_told_what_does_not_work_there() -> None:
    notes = list(partition_notes(chosen(auth="api_key", cors_origins="*"), "cn-north-1"))
    assert "ICP licence" in notes[0]
    for name in ("auth=api_key", "the console", "CORS preflights"):
        assert name in notes[0]
    assert "X-Ray" in notes[1]
    assert not any("ICP" in note for note in partition_notes(chosen(console="false"), "cn-north-1"))
    assert list(partition_notes(chosen(), "us-gov-west-1")) == []
