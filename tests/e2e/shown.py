"""What each choice of a deployment (infra/config.py) brings, and what stands there without it.

Rule: it is asked of the service it is about. Of what the emulator takes and forgets, and of that alone, it is asked
what CloudFormation was given (`Given`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.e2e.account_view import View
from tests.e2e.emulator import ACCOUNT, REGION

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/options-boundary"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
ORIGIN, DOMAIN, MAIL = "https://a.example.com", "ocr.example.com", "a@example.com"
SUBNET, GROUP, ENDPOINT = "subnet-0123456789abcdef0", "sg-0123456789abcdef0", "vpce-0123456789abcdef0"

FUNCTION, TABLE, BUCKET, ROLE = "AWS::Lambda::Function", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::IAM::Role"
TARGET, POLICY = (f"AWS::ApplicationAutoScaling::{name}" for name in ("ScalableTarget", "ScalingPolicy"))
API, STAGE, NAMED = (f"AWS::ApiGateway::{name}" for name in ("RestApi", "Stage", "DomainName"))


@dataclass(frozen=True)
class Shown:
    """A choice, a value of it that is not the default, and what is seen with it and without."""

    choice: str
    typed: str
    look: Callable[[View], Any]
    on: Any
    off: Any


class Given:
    """The values that CloudFormation was given for a property, over all resources of a type that have it."""

    def __init__(self, type_: str, *path: str) -> None:
        self._type, self._path = type_, path

    def __call__(self, v: View) -> list[Any]:
        found: list[Any] = v.written.get(self._type, [])
        for part in self._path:
            found = [each[part] for each in found if part in each]
        return [each for place, each in enumerate(found) if each not in found[:place]]


def _setting(name: str) -> Callable[[View], str]:
    """Of the function's environment, which holds what is not the default."""
    return lambda v: v.environment.get(f"CUSTOM_OCR_{name.upper()}", "")


def _expires(prefix: str) -> Callable[[View], int]:
    def days(v: View) -> int:
        rules = [each for rules in Given(BUCKET, "LifecycleConfiguration", "Rules")(v) for each in rules]
        mine = [each for each in rules if each.get("Prefix") == prefix]
        return sum(int(each.get("ExpirationInDays", 0)) for each in mine)

    return days


def _of_machine(name: str) -> Callable[[View], str]:
    """A number in the state machine's definition; an empty string where there is no machine."""

    def number(v: View) -> str:
        return v.machine.replace(" ", "").split(f'"{name}":')[1].split(",")[0].split("}")[0] if v.machine else ""

    return number


def _throttle(v: View) -> tuple[float, int]:
    everywhere = v.stage["methodSettings"]["*/*"]
    return everywhere["throttlingRateLimit"], everywhere["throttlingBurstLimit"]


def _polled_by(v: View) -> list[int]:
    told = v.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    mine = [each for each in told if v.function["FunctionName"] in each["FunctionArn"]]
    return [each.get("ScalingConfig", {}).get("MaximumConcurrency", 0) for each in mine]


def _log_days(v: View) -> set[int]:
    told = v.client("logs").describe_log_groups()["logGroups"]
    return {each["retentionInDays"] for each in told if each["logGroupName"] in v.made("AWS::Logs::LogGroup")}


def _mailed(v: View) -> list[str]:
    told = v.client("sns").list_subscriptions()["Subscriptions"]
    return [each["Endpoint"] for each in told if each["TopicArn"] in v.made("AWS::SNS::Topic")]


def _quota(v: View) -> list[tuple[int, str]]:
    plans = [v.client("apigateway").get_usage_plan(usagePlanId=each) for each in v.made("AWS::ApiGateway::UsagePlan")]
    return [(each["quota"]["limit"], each["quota"]["period"]) for each in plans if each.get("quota")]


def _tag(v: View) -> str:
    return str(v.client("lambda").list_tags(Resource=v.function["FunctionArn"])["Tags"].get("team", ""))


def _firewalls(v: View) -> int:
    return len(v.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"])


def _allows(text: str) -> Callable[[View], bool]:
    return lambda v: text in v.granted


def _lets_in(account: str) -> Callable[[View], bool]:
    return lambda v: account in str(v.api.get("policy"))


OF_LAMBDA = (
    Shown("arch", "arm64", lambda v: v.function["Architectures"], ["arm64"], ["x86_64"]),
    Shown("memory_mb", "2048", lambda v: v.function["MemorySize"], 2048, 3008),
    Shown("provisioned_concurrency", "1", lambda v: [each["MaxCapacity"] for each in v.scaled("lambda")], [1], []),
    Shown(
        "warm_hours",
        "7-19 MON-FRI Europe/Berlin",
        lambda v: [each["Schedule"] for actions in Given(TARGET, "ScheduledActions")(v) for each in actions],
        ["cron(0 7 ? * MON-FRI *)", "cron(0 19 ? * MON-FRI *)"],
        [],
    ),
    Shown("canary", "true", lambda v: len(v.made("AWS::CodeDeploy::DeploymentGroup")), 1, 0),
    Shown("callers", "222222222222", _lets_in("222222222222"), True, False),
    Shown("reading_callers", "333333333333", _lets_in("333333333333"), True, False),
    Shown("throttle", "7/9", _throttle, (7, 9), (50, 100)),
    Shown("api_seconds", "40", lambda v: v.route["methodIntegration"]["timeoutInMillis"], 40_000, 29_000),
    Shown("cors_origins", ORIGIN, lambda v: ("/custom_ocr", "OPTIONS") in v.methods, True, False),
    Shown("domain", DOMAIN, lambda v: v.made(NAMED), [DOMAIN], []),
    Shown("certificate", CERTIFICATE, Given(NAMED, "RegionalCertificateArn"), [CERTIFICATE], []),
    Shown("subnets", SUBNET, Given(FUNCTION, "VpcConfig", "SubnetIds"), [[SUBNET]], []),
    Shown("security_groups", GROUP, Given(FUNCTION, "VpcConfig", "SecurityGroupIds"), [[GROUP]], []),
    Shown("permissions_boundary", BOUNDARY, Given(ROLE, "PermissionsBoundary"), [BOUNDARY], []),
    Shown("waf", "true", _firewalls, 1, 0),
    Shown("readable_buckets", "scans", _allows(":s3:::scans/"), True, False),
    Shown("events", "true", lambda v: len(v.made("AWS::SQS::Queue")), 2, 0),
    Shown("event_concurrency", "3", _polled_by, [3], []),
    Shown("batch", "true", lambda v: bool(v.machine), True, False),
    Shown("batch_concurrency", "4", _of_machine("MaxConcurrency"), "4", ""),
    Shown("batch_items", "11", _of_machine("MaxItemsPerBatch"), "11", ""),
    Shown("batch_tolerated", "1", _of_machine("ToleratedFailurePercentage"), "1", ""),
    Shown("reserved_concurrency", "9", Given(FUNCTION, "ReservedConcurrentExecutions"), [9], []),
    Shown("alarm_email", MAIL, _mailed, [MAIL], []),
    Shown("log_days", "7", _log_days, {7}, {30}),
    Shown(
        "backup_days",
        "0",
        Given(TABLE, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
        [False],
        [True],
    ),
    Shown("max_pages", "9", _setting("max_pages"), "9", ""),
    Shown("max_page_megapixels", "20", _setting("max_page_megapixels"), "20", ""),
    Shown("decoder_seconds", "9", _setting("decoder_seconds"), "9", ""),
    Shown("upload_days", "3", _expires("uploads/"), 3, 1),
    Shown("keep_days", "4", _expires("out/"), 4, 0),
    Shown("review_days", "5", _expires("review/"), 5, 0),
    Shown("template_metrics", "true", _setting("counts"), "True", ""),
    Shown("kms_keys", KEY, _allows(KEY), True, False),
    Shown("tags", "team=claims", _tag, "claims", ""),
)
OF_KEYS = (
    Shown(
        "auth",
        "api_key",
        lambda v: (v.route["authorizationType"], v.route["apiKeyRequired"]),
        ("NONE", True),
        ("AWS_IAM", False),
    ),
    Shown("quota", "9/DAY", _quota, [(9, "DAY")], []),
    Shown("keys", "team-a", lambda v: len(v.made("AWS::ApiGateway::ApiKey")), 2, 0),
    Shown("data", "retain", Given(TABLE, "DeletionProtectionEnabled"), [True], [False]),
    Shown("encryption_key", KEY, Given(TABLE, "SSESpecification", "KMSMasterKeyId"), [KEY], []),
)
OF_WALLS = (
    Shown("vpc_endpoints", ENDPOINT, Given(API, "EndpointConfiguration", "Types"), [["PRIVATE"]], [["REGIONAL"]]),
    Shown("access_logs", "false", lambda v: len(Given(STAGE, "AccessLogSetting")(v)), 0, 1),
    Shown("console", "false", lambda v: ("/", "GET") in v.methods, False, True),
)
ADOPTED = (
    Shown("table", "", lambda v: len(v.made(TABLE)), 0, 1),
    Shown("bucket", "", lambda v: len(v.made(BUCKET)), 0, 1),
)
"""Taken over from the stack before; their names are known when that one is gone."""
OF_ENDPOINT = (
    Shown(
        "instance_type", "ml.g4dn.2xlarge", lambda v: v.endpoint["InstanceType"], "ml.g4dn.2xlarge", "ml.g4dn.xlarge"
    ),
    Shown("min_instances", "2", lambda v: [each["MinCapacity"] for each in v.scaled("sagemaker")], [2], [1]),
    Shown("max_instances", "5", lambda v: [each["MaxCapacity"] for each in v.scaled("sagemaker")], [5], [2]),
    Shown(
        "invocations_per_instance",
        "77",
        Given(POLICY, "TargetTrackingScalingPolicyConfiguration", "TargetValue"),
        [77],
        [300],
    ),
    Shown("inference_ami", "", lambda v: "InferenceAmiVersion" in v.endpoint_given, False, True),
)
COMPUTE = (Shown("compute", "sagemaker", lambda v: bool(v.endpoint), True, False),)
FORGOTTEN = frozenset(
    {
        "access_logs",
        "backup_days",
        "canary",
        "certificate",
        "data",
        "encryption_key",
        "inference_ami",
        "invocations_per_instance",
        "keep_days",
        "permissions_boundary",
        "reserved_concurrency",
        "review_days",
        "security_groups",
        "subnets",
        "upload_days",
        "vpc_endpoints",
        "warm_hours",
    }
)
"""Choices of whose part the emulator keeps nothing: seen in what CloudFormation was given, not in a service."""
ALL = (*OF_LAMBDA, *OF_KEYS, *OF_WALLS, *ADOPTED, *OF_ENDPOINT, *COMPUTE)
