"""What a deployer may choose: read as typed, refused by name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.config import DeployConfig, choices
from infra.parsing import ImageUri, InvalidChoice, Throttle
from tests.support.stacks import IMAGE

ROOT = Path(__file__).parents[2]


def chosen(**context: Any) -> DeployConfig:
    return DeployConfig.from_context(context)


def test_without_any_choice_the_defaults_are_safe() -> None:
    config = chosen()
    assert (config.compute, config.auth, config.data, config.events) == ("lambda", "iam", "destroy", False)
    assert config.cors_origins == ()
    assert config.readable_buckets == ()


def test_choices_are_typed() -> None:
    config = chosen(memory_mb="4096", waf="true", throttle="2.5/10", tags="team=claims,stage=test", image_uri=IMAGE)
    assert (config.memory_mb, config.waf, config.throttle) == (4096, True, Throttle(2.5, 10))
    assert config.tags == {"team": "claims", "stage": "test"}
    assert config.image_uri == ImageUri("123456789012", "eu-central-1", "custom-ocr", "1")


def test_cdk_json_may_hold_json_where_the_command_line_holds_text() -> None:
    config = chosen(events=True, memory_mb=4096, readable_buckets=["scans", "mail-room"], tags={"team": "claims"})
    assert (config.events, config.memory_mb) == (True, 4096)
    assert config.readable_buckets == ("scans", "mail-room")
    assert config.tags == {"team": "claims"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("compute", "fargate"),
        ("compute", ""),
        ("arch", "x86"),
        ("memory_mb", "64"),
        ("memory_mb", "lots"),
        ("auth", "cognito"),
        ("callers", "12345"),
        ("reading_callers", "arn:aws:iam::222222222222:group/g"),
        ("api_seconds", "28"),
        ("api_seconds", "56"),
        ("backup_days", "36"),
        ("encryption_key", "alias/ours"),
        ("kms_keys", "arn:aws:kms:eu-central-1:111111111111:alias/ours"),
        ("throttle", "50"),
        ("quota", "10000"),
        ("quota", "0/DAY"),
        ("keys", "Team A"),
        ("keys", "a,a-"),
        ("keys", "team1,team-1"),
        ("vpc_endpoints", "vpc-0123456789abcdef0"),
        ("warm_hours", "19-7 MON-FRI"),
        ("warm_hours", "7-19"),
        ("throttle", "0/10"),
        ("cors_origins", "app.example.com"),
        ("readable_buckets", "Not_A_Bucket"),
        ("provisioned_concurrency", "-1"),
        ("event_concurrency", "1"),
        ("reserved_concurrency", "many"),
        ("events", "yes please"),
        ("waf", "1"),
        ("alarm_email", "nobody"),
        ("log_days", "31"),
        ("data", "keep"),
        ("image_uri", "docker.io/library/custom-ocr:1"),
        ("image_uri", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/custom-ocr"),
        ("instance_type", "g4dn.xlarge"),
        ("instance_type", "ml.c7i.xlarge"),
        ("inference_ami", "ami-0123456789"),
        ("name", "1-digit-first"),
        ("name", ""),
        ("tags", "aws:owner=me"),
        ("tags", "team"),
        ("tags", "team=Bücher"),
        ("alarm_email", "büro@example.com"),
        ("permissions_boundary", "arn:aws:iam::111111111111:policy/gränze"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key_and_told_what_it_may_be(key: str, value: str) -> None:
    with pytest.raises(InvalidChoice, match=f"^{key}=.*: say "):
        chosen(**{key: value})


def test_a_key_that_is_no_choice_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InvalidChoice, match=r"'memory'.*did you mean memory_mb"):
        chosen(memory="4096")


def test_the_cdks_own_context_is_left_alone() -> None:
    flags = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    own = {"aws:cdk:enable-path-metadata": True, "cli-telemetry": False, "availability-zones:account=1:region=x": []}
    assert DeployConfig.from_context(flags | own) == chosen()


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"compute": "sagemaker", "memory_mb": "4096"}, "memory_mb means nothing with compute=sagemaker"),
        ({"instance_type": "ml.g4dn.xlarge"}, "instance_type means nothing with compute=lambda"),
        ({"compute": "sagemaker", "min_instances": "3", "max_instances": "2"}, "say at least min_instances=3"),
        ({"table": "again"}, "table and bucket belong together"),
        ({"table": "again", "bucket": "again", "data": "retain"}, "data means nothing with table and bucket"),
        ({"callers": "222222222222", "auth": "none"}, "callers mean nothing with auth=none"),
        ({"quota": "9/DAY"}, "quota means nothing with auth=iam"),
        ({"warm_hours": "7-19 *"}, "warm_hours means nothing with provisioned_concurrency=0"),
        ({"vpc_endpoints": "vpce-0123456789abcdef0", "callers": "222222222222"}, "callers means nothing with vpc_endp"),
        ({"event_concurrency": "9"}, "event_concurrency means nothing with events=false"),
        ({"domain": "ocr.example.com"}, "domain and certificate belong together"),
        ({"security_groups": "sg-0123456789abcdef0"}, "subnets and security_groups belong together"),
        ({"batch_items": "9"}, "batch_items means nothing with batch=false"),
        ({"batch": "true", "compute": "sagemaker"}, "batch=true reads by functions"),
        ({"events": "true", "reserved_concurrency": "5"}, "say more than event_concurrency=5"),
        ({"reserved_concurrency": "2", "provisioned_concurrency": "3"}, "say at most reserved_concurrency=2"),
        ({"image_uri": IMAGE, "base_image": "python:3.12"}, "base_image says nothing with image_uri"),
    ],
)
def test_choices_that_contradict_each_other_are_refused(context: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidChoice, match=re.escape(words)):
        chosen(**context)


def test_an_image_in_china_is_an_image_too() -> None:
    config = chosen(image_uri="123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/ocr/light@sha256:" + "a" * 64)
    assert config.image_uri == ImageUri("123456789012", "cn-north-1", "ocr/light", "sha256:" + "a" * 64)


def test_the_guide_prints_every_choice_with_its_default_and_sentence() -> None:
    guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (?:`(.+?)`|–) \| (.+) \|$", guide, flags=re.MULTILINE)
    assert tuple(rows) == choices()
