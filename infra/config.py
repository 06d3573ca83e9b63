"""What a deployer may choose, read from CDK context (`-c name=value` or cdk.json), typed and refused by name.

Rule: standard library only; every choice has its default, its range and its sentence here, docs/deploy.md prints this
table, and a test holds the two together. A plain context key that is no choice of ours is refused, so that a typing
error never deploys something else; CDK's own keys (they hold `:`, `@` or `-`) are left alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_OWN_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_IMAGE = re.compile(r"\w[\w./:@-]*")
_INSTANCE = re.compile(r"ml\.[gp][a-z0-9-]+\.[a-z0-9-]+")
_AMI = re.compile(r"al2[a-z0-9]*-ami-sagemaker-inference-gpu-[0-9-]+")
_CALLER = re.compile(r"\d{12}|o-[a-z0-9]{10,32}|arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+")
_TABLE = re.compile(r"[\w.-]{3,255}")
_KMS_KEY = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/(mrk-)?[0-9a-f-]{32,36}")
_TAG_VALUE = re.compile(r"[\w\s.:/=+@-]{0,256}")


class InvalidChoice(ValueError):
    """A context value that cannot be deployed; the message names the key and what it may be."""


@dataclass(frozen=True)
class ImageUri:
    """A container image in Amazon ECR, taken apart."""

    account: str
    region: str
    repository: str
    tag_or_digest: str

    PATTERN = re.compile(
        r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
        r"(?P<repository>[a-z0-9][a-z0-9._/-]*)(:(?P<tag>[\w][\w.-]{0,127})|@(?P<digest>sha256:[0-9a-f]{64}))"
    )


@dataclass(frozen=True)
class Throttle:
    """Requests a second, and how many may come at once."""

    rate: float
    burst: int


Parser = Callable[[str], Any]


def _one_of(*names: str) -> Parser:
    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(f"say one of {', '.join(names)}")
        return text

    return parse


def _number_of(*numbers: int) -> Parser:
    names = [str(number) for number in numbers]
    return lambda text: int(_one_of(*names)(text))


def _between(low: int, high: int) -> Parser:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"say a whole number from {low} to {high}")
        return int(text)

    return parse


def _like(pattern: re.Pattern[str], example: str) -> Parser:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"say something like {example}")
        return text

    return parse


def _empty_or(parse: Parser) -> Parser:
    return lambda text: parse(text) if text else text


def _all_like(pattern: re.Pattern[str], example: str) -> Parser:
    def parse(text: str) -> tuple[str, ...]:
        items = tuple(item.strip() for item in text.split(",") if item.strip())
        for item in items:
            _like(pattern, f"{example}, several parted by commas")(item)
        return tuple(dict.fromkeys(items))

    return parse


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("say true or false")
    return text.lower() == "true"


def _origins(text: str) -> tuple[str, ...]:
    return ("*",) if text.strip() == "*" else _all_like(_ORIGIN, "https://app.example.com, or * for any")(text)


def _throttle(text: str) -> Throttle:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)/(\d+)", text)
    if not found or float(found[1]) <= 0 or int(found[2]) < 1:
        raise ValueError("say requests a second, a slash and how many may come at once, like 50/100")
    return Throttle(float(found[1]), int(found[2]))


def _image_uri(text: str) -> ImageUri | None:
    if not text:
        return None
    found = ImageUri.PATTERN.fullmatch(text)
    if not found:
        raise ValueError("say an image in Amazon ECR with its tag or digest: Lambda and SageMaker take no other")
    return ImageUri(found["account"], found["region"], found["repository"], found["tag"] or found["digest"])


def _tags(text: str) -> Mapping[str, str]:
    pairs = [item.partition("=") for item in text.split(",") if item.strip()]
    for key, equals, value in pairs:
        reserved = key.strip().lower().startswith("aws:")
        if not key.strip() or not equals or reserved or not _TAG_VALUE.fullmatch(value):
            raise ValueError("say key=value pairs parted by commas, like team=claims,stage=test; no key starts aws:")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _choice(default: str, parse: Parser, says: str) -> Any:
    """A member of `DeployConfig`: its default as one would type it, its parser, and its sentence for the table."""
    return field(metadata={"default": default, "parse": parse, "says": says})


@dataclass(frozen=True)
class DeployConfig:
    """Every choice of a deployment. Build it with `from_context`."""

    name: str = _choice(
        "custom-ocr",
        _like(_NAME, "custom-ocr: a letter, then up to 39 letters, digits and dashes"),
        "Name of the stack; another name is another deployment beside the first",
    )
    compute: str = _choice("lambda", _one_of("lambda", "sagemaker"), "Where pictures are read: `lambda` or `sagemaker`")
    arch: str = _choice(
        "x86_64", _one_of("x86_64", "arm64"), "Processor of the Lambda image: `x86_64` or `arm64` (compute=lambda)"
    )
    memory_mb: int = _choice(
        "3008", _between(512, 10240), "Memory of the reading function in MB; new accounts allow 3008 (compute=lambda)"
    )
    provisioned_concurrency: int = _choice(
        "0", _between(0, 1000), "Reading functions kept warm, paid by the hour; 0: none (compute=lambda)"
    )
    instance_type: str = _choice(
        "ml.g4dn.xlarge", _like(_INSTANCE, "ml.g4dn.xlarge"), "Instance of the endpoint, with a GPU (compute=sagemaker)"
    )
    min_instances: int = _choice("1", _between(1, 100), "Fewest instances of the endpoint (compute=sagemaker)")
    max_instances: int = _choice("2", _between(1, 100), "Most instances of the endpoint (compute=sagemaker)")
    invocations_per_instance: int = _choice(
        "300",
        _between(1, 100_000),
        "Requests a minute one instance should carry; above it another is started (compute=sagemaker)",
    )
    inference_ami: str = _choice(
        "al2023-ami-sagemaker-inference-gpu-4-1",
        _empty_or(_like(_AMI, "al2023-ami-sagemaker-inference-gpu-4-1")),
        "Image of the endpoint's hosts, which brings the GPU's driver; empty: SageMaker's default, too old for CUDA 13 "
        "on `ml.g4dn` and `ml.g5` (compute=sagemaker)",
    )
    image_uri: ImageUri | None = _choice(  # noqa: RUF009 - a field() like the others
        "", _image_uri, "A prebuilt image in Amazon ECR, instead of building one here; empty: build"
    )
    base_image: str = _choice(
        "",
        _empty_or(_like(_IMAGE, "public.ecr.aws/docker/library/python:3.11-slim-bookworm")),
        "Base of the image built here, for where the default cannot be pulled; empty: the Dockerfile's",
    )
    auth: str = _choice(
        "iam", _one_of("iam", "api_key", "none"), "Who may call: `iam` (signed requests), `api_key` or `none` (anyone)"
    )
    callers: tuple[str, ...] = _choice(
        "",
        _all_like(_CALLER, "222222222222, o-a1b2c3d4e5 or arn:aws:iam::222222222222:role/clerk"),
        "Who of other accounts may call: account numbers, organisations, ARNs of roles or users (auth=iam)",
    )
    reading_callers: tuple[str, ...] = _choice(
        "",
        _all_like(_CALLER, "222222222222, o-a1b2c3d4e5 or arn:aws:iam::222222222222:role/clerk"),
        "Who of other accounts may read documents and nothing else, by the routes for it: the same (auth=iam)",
    )
    throttle: Throttle = _choice(  # noqa: RUF009 - a field() like the others
        "50/100", _throttle, "Requests a second / at once that the API lets through"
    )
    api_seconds: int = _choice(
        "29", _between(29, 55), "Seconds the API waits for an answer; over 29 only where the account's quota allows it"
    )
    cors_origins: tuple[str, ...] = _choice("", _origins, "Web origins whose pages may call; empty: none")
    console: bool = _choice("true", _boolean, "Whether the API also serves the console, a page for browsers")
    waf: bool = _choice("false", _boolean, "Whether AWS WAF stands in front of the API")
    readable_buckets: tuple[str, ...] = _choice(
        "", _all_like(_BUCKET, "my-bucket"), "Buckets a request's `s3://` url may read, beside our own"
    )
    events: bool = _choice("false", _boolean, "Whether a picture put under `in/` is read into a JSON under `out/`")
    event_concurrency: int = _choice(
        "5", _between(2, 1000), "Pictures under `in/` read at once, however many wait (events=true)"
    )
    reserved_concurrency: int = _choice(
        "0",
        _between(0, 10_000),
        "Invocations at once kept for our function alone, which is also the most it may have; 0: it shares the "
        "account's",
    )
    alarm_email: str = _choice(
        "", _empty_or(_like(_EMAIL, "team@example.com")), "Address that alarms go to; empty: none"
    )
    log_days: int = _choice(
        "30",
        _number_of(1, 3, 7, 14, 30, 60, 90, 180, 365, 731),
        "Days that logs are kept: 1, 3, 7, 14, 30, 60, 90, 180, 365 or 731",
    )
    access_logs: bool = _choice("true", _boolean, "Whether the API writes access logs (without bodies)")
    data: str = _choice(
        "destroy", _one_of("destroy", "retain"), "Whether templates and pictures go with the stack or are kept"
    )
    backup_days: int = _choice(
        "35",
        _between(0, 35),
        "Days back to which `make restore` can bring templates, and as long deleted ones are kept for it; 0: none",
    )
    table: str = _choice(
        "",
        _empty_or(_like(_TABLE, "custom-ocr-restored")),
        "A table that is there already, restored or retained, instead of a new one; with `bucket`",
    )
    bucket: str = _choice(
        "",
        _empty_or(_like(_BUCKET, "custom-ocr-restored")),
        "A bucket that is there already, restored or retained, instead of a new one; with `table`",
    )
    upload_days: int = _choice("1", _between(1, 365), "Days after which uploads are deleted")
    keep_days: int = _choice(
        "0", _between(0, 3650), "Days after which what lies under `in/` and `out/` is deleted; 0: never"
    )
    encryption_key: str = _choice(
        "",
        _empty_or(_like(_KMS_KEY, "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab")),
        "A KMS key of yours, by ARN, for table and bucket; empty: AWS's own",
    )
    kms_keys: tuple[str, ...] = _choice(
        "",
        _all_like(_KMS_KEY, "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "KMS keys, by ARN, under which objects in `readable_buckets` lie",
    )
    tags: Mapping[str, str] = _choice(
        "", _tags, "Tags on every resource that takes them: `key=value` pairs parted by commas"
    )

    @staticmethod
    def from_context(context: Mapping[str, Any]) -> DeployConfig:
        """The choices in a CDK context, defaults for the rest; raises InvalidChoice naming the key."""
        _refuse_unknown(context)
        chosen = {item.name: _parsed(item.name, context.get(item.name), item.metadata) for item in fields(DeployConfig)}
        config = DeployConfig(**chosen)
        _refuse_contradictions(config, context)
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


_OF_ENDPOINT = ("instance_type", "min_instances", "max_instances", "invocations_per_instance", "inference_ami")
_IDLE = {
    "lambda": ("compute=sagemaker", _OF_ENDPOINT),
    "sagemaker": ("compute=lambda", ("arch", "memory_mb", "provisioned_concurrency")),
}


def _refuse_contradictions(config: DeployConfig, context: Mapping[str, Any]) -> None:
    other, idle = _IDLE[config.compute]
    for key in idle:
        if context.get(key) is not None:
            raise InvalidChoice(f"{key} means nothing with compute={config.compute}: leave it out, or say {other}")
    if config.max_instances < config.min_instances:
        raise InvalidChoice(f"max_instances={config.max_instances}: say at least min_instances={config.min_instances}")
    _refuse_concurrencies(config, context)
    _refuse_adopting(config, context)
    if (config.callers or config.reading_callers) and config.auth != "iam":
        raise InvalidChoice(f"callers mean nothing with auth={config.auth}: nobody is told apart; say auth=iam")
    if config.image_uri and config.base_image:
        raise InvalidChoice("base_image says nothing with image_uri: nothing is built; leave one of them out")


_OF_NEW_DATA = ("data", "backup_days", "upload_days", "keep_days")


def _refuse_adopting(config: DeployConfig, context: Mapping[str, Any]) -> None:
    """A table without its bucket is ids without pictures; and what is taken over is not ours to configure."""
    if bool(config.table) != bool(config.bucket):
        raise InvalidChoice("table and bucket belong together: name both, or neither")
    for key in _OF_NEW_DATA:
        if config.table and context.get(key) is not None:
            raise InvalidChoice(f"{key} means nothing with table and bucket: they are kept as they are; leave it out")


def _refuse_concurrencies(config: DeployConfig, context: Mapping[str, Any]) -> None:
    """What AWS refuses, and a reservation that pictures alone would use up."""
    if context.get("event_concurrency") is not None and not config.events:
        raise InvalidChoice("event_concurrency means nothing with events=false: leave it out, or say events=true")
    if not config.reserved_concurrency:
        return
    if config.events and config.reserved_concurrency <= config.event_concurrency:
        raise InvalidChoice(
            f"reserved_concurrency={config.reserved_concurrency}: say more than event_concurrency="
            f"{config.event_concurrency}, or pictures under in/ leave nothing to who waits for an answer"
        )
    if config.provisioned_concurrency > config.reserved_concurrency:
        raise InvalidChoice(
            f"provisioned_concurrency={config.provisioned_concurrency}: say at most reserved_concurrency="
            f"{config.reserved_concurrency}"
        )
