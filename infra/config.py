"""What a deployer may choose, read from CDK context (`-c name=value` or cdk.json), typed and refused by name.

Rule: standard library only; every choice has its default, its range and its sentence here, docs/deploy.md prints this
table, and a test holds the two together. A plain context key that is no choice of ours is refused, so that a typing
error never deploys something else; CDK's own keys (they hold `:`, `@` or `-`) are left alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from infra.contradictions import refuse_contradictions
from infra.parsing import (
    AMI,
    BUCKET,
    CALLER,
    CERTIFICATE,
    DOMAIN,
    EMAIL,
    IMAGE,
    INSTANCE,
    KEY_NAME,
    KMS_KEY,
    NAME,
    POLICY,
    SECURITY_GROUP,
    SUBNET,
    TABLE,
    VPC_ENDPOINT,
    ImageUri,
    InvalidChoice,
    Parser,
    Quota,
    Throttle,
    WarmHours,
    all_like,
    between,
    boolean,
    empty_or,
    hours_of,
    image_of,
    like,
    number_of,
    one_of,
    origins_of,
    quota_of,
    tags_of,
    throttle_of,
)

_OWN_KEY = re.compile(r"[a-z][a-z0-9_]*")


def _choice(default: str, parse: Parser, says: str) -> Any:
    """A member of `DeployConfig`: its default as one would type it, its parser, and its sentence for the table."""
    return field(metadata={"default": default, "parse": parse, "says": says})


@dataclass(frozen=True)
class DeployConfig:
    """Every choice of a deployment. Build it with `from_context`."""

    name: str = _choice(
        "custom-ocr",
        like(NAME, "custom-ocr: a letter, then up to 39 letters, digits and dashes"),
        "Name of the stack; another name is another deployment beside the first",
    )
    compute: str = _choice("lambda", one_of("lambda", "sagemaker"), "Where pictures are read: `lambda` or `sagemaker`")
    arch: str = _choice(
        "x86_64", one_of("x86_64", "arm64"), "Processor of the Lambda image: `x86_64` or `arm64` (compute=lambda)"
    )
    memory_mb: int = _choice(
        "3008", between(512, 10240), "Memory of the reading function in MB; new accounts allow 3008 (compute=lambda)"
    )
    provisioned_concurrency: int = _choice(
        "0", between(0, 1000), "Reading functions kept warm, paid by the hour; 0: none (compute=lambda)"
    )
    warm_hours: WarmHours | None = _choice(  # noqa: RUF009 - a field() like the others
        "",
        hours_of,
        "Hours and days for which alone `provisioned_concurrency` is kept, like `7-19 MON-FRI Europe/Berlin`; empty: "
        "always",
    )
    canary: bool = _choice(
        "false",
        boolean,
        "Whether an update answers a tenth of the requests for five minutes first, and is taken back when it fails "
        "(compute=lambda)",
    )
    instance_type: str = _choice(
        "ml.g4dn.xlarge", like(INSTANCE, "ml.g4dn.xlarge"), "Instance of the endpoint, with a GPU (compute=sagemaker)"
    )
    min_instances: int = _choice("1", between(1, 100), "Fewest instances of the endpoint (compute=sagemaker)")
    max_instances: int = _choice("2", between(1, 100), "Most instances of the endpoint (compute=sagemaker)")
    invocations_per_instance: int = _choice(
        "300",
        between(1, 100_000),
        "Requests a minute one instance should carry; above it another is started (compute=sagemaker)",
    )
    inference_ami: str = _choice(
        "al2023-ami-sagemaker-inference-gpu-4-1",
        empty_or(like(AMI, "al2023-ami-sagemaker-inference-gpu-4-1")),
        "Image of the endpoint's hosts, which brings the GPU's driver; empty: SageMaker's default, too old for CUDA 13 "
        "on `ml.g4dn` and `ml.g5` (compute=sagemaker)",
    )
    image_uri: ImageUri | None = _choice(  # noqa: RUF009 - a field() like the others
        "", image_of, "A prebuilt image in Amazon ECR, instead of building one here; empty: build"
    )
    base_image: str = _choice(
        "",
        empty_or(like(IMAGE, "public.ecr.aws/docker/library/python:3.11-slim-bookworm")),
        "Base of the image built here, for where the default cannot be pulled; empty: the Dockerfile's",
    )
    auth: str = _choice(
        "iam", one_of("iam", "api_key", "none"), "Who may call: `iam` (signed requests), `api_key` or `none` (anyone)"
    )
    callers: tuple[str, ...] = _choice(
        "",
        all_like(CALLER, "222222222222, o-a1b2c3d4e5 or arn:aws:iam::222222222222:role/clerk"),
        "Who of other accounts may call: account numbers, organisations, ARNs of roles or users (auth=iam)",
    )
    reading_callers: tuple[str, ...] = _choice(
        "",
        all_like(CALLER, "222222222222, o-a1b2c3d4e5 or arn:aws:iam::222222222222:role/clerk"),
        "Who of other accounts may read documents and nothing else, by the routes for it: the same (auth=iam)",
    )
    throttle: Throttle = _choice(  # noqa: RUF009 - a field() like the others
        "50/100", throttle_of, "Requests a second / at once that the API lets through"
    )
    quota: Quota | None = _choice(  # noqa: RUF009 - a field() like the others
        "", quota_of, "Requests that each key has, like `10000/DAY` (WEEK, MONTH); empty: no bound (auth=api_key)"
    )
    keys: tuple[str, ...] = _choice(
        "",
        all_like(KEY_NAME, "team-a, lower case, each word from a letter"),
        "Names of who else has a key, one of their own each, like `team-a`, each word from a letter (auth=api_key)",
    )
    vpc_endpoints: tuple[str, ...] = _choice(
        "",
        all_like(VPC_ENDPOINT, "vpce-0123456789abcdef0"),
        "Interface endpoints for `execute-api` in VPCs of yours, by which alone the API is reached; empty: by the "
        "internet",
    )
    api_seconds: int = _choice(
        "29", between(29, 55), "Seconds the API waits for an answer; over 29 only where the account's quota allows it"
    )
    cors_origins: tuple[str, ...] = _choice("", origins_of, "Web origins whose pages may call; empty: none")
    console: bool = _choice("true", boolean, "Whether the API also serves the console, a page for browsers")
    domain: str = _choice(
        "",
        empty_or(like(DOMAIN, "ocr.example.com")),
        "A name of yours that the API answers by as well, pointed at the output `DomainTarget`; with `certificate`",
    )
    certificate: str = _choice(
        "",
        empty_or(
            like(CERTIFICATE, "arn:aws:acm:eu-central-1:111111111111:certificate/12345678-1234-1234-1234-123456789012")
        ),
        "The certificate of `domain`, of ACM in the same region, by ARN",
    )
    subnets: tuple[str, ...] = _choice(
        "",
        all_like(SUBNET, "subnet-0123456789abcdef0"),
        "Subnets of a VPC of yours that documents are read in; with `security_groups` (compute=lambda)",
    )
    security_groups: tuple[str, ...] = _choice(
        "", all_like(SECURITY_GROUP, "sg-0123456789abcdef0"), "Security groups of the functions in `subnets`"
    )
    permissions_boundary: str = _choice(
        "",
        empty_or(like(POLICY, "arn:aws:iam::111111111111:policy/boundary")),
        "A managed policy, by ARN, that bounds every role of the stack",
    )
    waf: bool = _choice("false", boolean, "Whether AWS WAF stands in front of the API")
    readable_buckets: tuple[str, ...] = _choice(
        "", all_like(BUCKET, "my-bucket"), "Buckets a request's `s3://` url may read, beside our own"
    )
    events: bool = _choice("false", boolean, "Whether a picture put under `in/` is read into a JSON under `out/`")
    event_concurrency: int = _choice(
        "5", between(2, 1000), "Pictures under `in/` read at once, however many wait (events=true)"
    )
    batch: bool = _choice(
        "false", boolean, "Whether prefixes and manifests of any length are read by Step Functions (compute=lambda)"
    )
    batch_concurrency: int = _choice("20", between(1, 10_000), "Invocations that one batch has at once (batch=true)")
    batch_items: int = _choice(
        "200", between(1, 1000), "Files handed to one invocation: for half a minute to two (batch=true)"
    )
    batch_tolerated: int = _choice(
        "5", between(0, 100), "Percentage of a batch's children that may fail before it is ended (batch=true)"
    )
    reserved_concurrency: int = _choice(
        "0",
        between(0, 10_000),
        "Invocations at once kept for our function alone, which is also the most it may have; 0: it shares the "
        "account's",
    )
    alarm_email: str = _choice("", empty_or(like(EMAIL, "team@example.com")), "Address that alarms go to; empty: none")
    log_days: int = _choice(
        "30",
        number_of(1, 3, 7, 14, 30, 60, 90, 180, 365, 731),
        "Days that logs are kept: 1, 3, 7, 14, 30, 60, 90, 180, 365 or 731",
    )
    access_logs: bool = _choice("true", boolean, "Whether the API writes access logs (without bodies; a key by its id)")
    data: str = _choice(
        "destroy", one_of("destroy", "retain"), "Whether templates and pictures go with the stack or are kept"
    )
    backup_days: int = _choice(
        "35",
        between(0, 35),
        "Days back to which `make restore` can bring templates, and as long deleted ones are kept for it; 0: none",
    )
    table: str = _choice(
        "",
        empty_or(like(TABLE, "custom-ocr-restored")),
        "A table that is there already, restored or retained, instead of a new one; with `bucket`",
    )
    bucket: str = _choice(
        "",
        empty_or(like(BUCKET, "custom-ocr-restored")),
        "A bucket that is there already, restored or retained, instead of a new one; with `table`",
    )
    max_pages: int = _choice("100", between(1, 1000), "Pages that `read` and `classify` take in one request")
    max_page_megapixels: int = _choice(
        "50", between(1, 50), "Megapixels of a page that `read` makes smaller where a side is over 4096 pixels"
    )
    decoder_seconds: int = _choice(
        "20",
        between(1, 60),
        "Seconds to open a file of several pages or a riskier format, and for each of its pages",
    )
    upload_days: int = _choice("1", between(1, 365), "Days after which uploads are deleted")
    keep_days: int = _choice(
        "0", between(0, 3650), "Days after which what lies under `in/`, `out/` and `batches/` is deleted; 0: never"
    )
    review_days: int = _choice(
        "0",
        between(0, 365),
        "Days for which documents that a person should look at are kept, pictures too; 0: none are",
    )
    template_metrics: bool = _choice(
        "false",
        boolean,
        "Whether each template has metrics of its own, a graph and an alarm (CloudWatch charges for each metric)",
    )
    encryption_key: str = _choice(
        "",
        empty_or(like(KMS_KEY, "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab")),
        "A KMS key of yours, by ARN, for table and bucket; empty: AWS's own",
    )
    kms_keys: tuple[str, ...] = _choice(
        "",
        all_like(KMS_KEY, "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "KMS keys, by ARN, under which objects in `readable_buckets` lie",
    )
    tags: Mapping[str, str] = _choice(
        "", tags_of, "Tags on every resource that takes them: `key=value` pairs parted by commas"
    )

    @staticmethod
    def from_context(context: Mapping[str, Any]) -> DeployConfig:
        """The choices in a CDK context, defaults for the rest; raises InvalidChoice naming the key."""
        _refuse_unknown(context)
        chosen = {item.name: _parsed(item.name, context.get(item.name), item.metadata) for item in fields(DeployConfig)}
        config = DeployConfig(**chosen)
        refuse_contradictions(config, context)
        return config

    @property
    def keeps_data(self) -> bool:
        """Whether templates and pictures outlive the stack."""
        return self.data == "retain"


def choices() -> tuple[tuple[str, str, str], ...]:
    """(name, default as typed, sentence) of every choice, in order; docs/deploy.md prints it."""
    return tuple((item.name, item.metadata["default"], item.metadata["says"]) for item in fields(DeployConfig))


def _refuse_unknown(context: Mapping[str, Any]) -> None:
    known = [item.name for item in fields(DeployConfig)]
    for key in context:
        if _OWN_KEY.fullmatch(key) and key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"the choices are {', '.join(known)}"
            raise InvalidChoice(f"context key {key!r} is not a choice of this deployment: {hint}")


def _parsed(name: str, given: Any, about: Mapping[str, Any]) -> Any:
    text = about["default"] if given is None else _as_typed(given)
    try:
        if not text.isascii():
            raise ValueError("say it in ASCII: CloudFormation tells other letters of a template as `?` afterwards")
        return about["parse"](text)
    except ValueError as refusal:
        raise InvalidChoice(f"{name}={text!r}: {refusal}") from None


def _as_typed(given: Any) -> str:
    """A context value as `-c` would carry it: cdk.json may also hold booleans, numbers, lists and objects."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, Mapping):
        return _joined(f"{key}={value}" for key, value in given.items())
    if isinstance(given, list | tuple):
        return _joined(str(item) for item in given)
    return str(given).strip()


def _joined(items: Iterable[str]) -> str:
    return ",".join(items)
