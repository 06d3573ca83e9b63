"""How a choice is read: text in, a typed value out, or a `ValueError` that says what it may be.

Rule: standard library only; nothing here knows which choices there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
IMAGE = re.compile(r"\w[\w./:@-]*")
INSTANCE = re.compile(r"ml\.[gp][a-z0-9-]+\.[a-z0-9-]+")
AMI = re.compile(r"al2[a-z0-9]*-ami-sagemaker-inference-gpu-[0-9-]+")
CALLER = re.compile(r"\d{12}|o-[a-z0-9]{10,32}|arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+")
TABLE = re.compile(r"[\w.-]{3,255}")
KMS_KEY = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/(mrk-)?[0-9a-f-]{32,36}")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]{36}")
POLICY = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]+")
SUBNET, SECURITY_GROUP = re.compile(r"subnet-[0-9a-f]{8,17}"), re.compile(r"sg-[0-9a-f]{8,17}")
VPC_ENDPOINT = re.compile(r"vpce-[0-9a-f]{8,17}")
KEY_NAME = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")
"""Each word from a letter: their capitals alone part them in the name of an output, and no two names have the same."""
TAG_VALUE = re.compile(r"[\w\s.:/=+@-]{0,256}")


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


@dataclass(frozen=True)
class Quota:
    """So many requests in each `DAY`, `WEEK` or `MONTH`."""

    requests: int
    period: str


@dataclass(frozen=True)
class WarmHours:
    """From one hour to another, on the days of a cron expression, by the clocks of a time zone."""

    first: int
    last: int
    days: str
    zone: str


Parser = Callable[[str], Any]


def one_of(*names: str) -> Parser:
    """One of these names."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(f"say one of {', '.join(names)}")
        return text

    return parse


def number_of(*numbers: int) -> Parser:
    """One of these numbers."""
    names = [str(number) for number in numbers]
    return lambda text: int(one_of(*names)(text))


def between(low: int, high: int) -> Parser:
    """A whole number within the bounds."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"say a whole number from {low} to {high}")
        return int(text)

    return parse


def like(pattern: re.Pattern[str], example: str) -> Parser:
    """A text of this form, `example` being one."""

    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"say something like {example}")
        return text

    return parse


def empty_or(parse: Parser) -> Parser:
    """What the parser takes, or nothing."""
    return lambda text: parse(text) if text else text


def all_like(pattern: re.Pattern[str], example: str) -> Parser:
    """Several of this form, parted by commas."""

    def parse(text: str) -> tuple[str, ...]:
        items = tuple(item.strip() for item in text.split(",") if item.strip())
        for item in items:
            like(pattern, f"{example}, several parted by commas")(item)
        return tuple(dict.fromkeys(items))

    return parse


def boolean(text: str) -> bool:
    """True or false."""
    if text.lower() not in ("true", "false"):
        raise ValueError("say true or false")
    return text.lower() == "true"


def origins_of(text: str) -> tuple[str, ...]:
    """Web origins, or any."""
    return ("*",) if text.strip() == "*" else all_like(ORIGIN, "https://app.example.com, or * for any")(text)


def throttle_of(text: str) -> Throttle:
    """A rate and a burst."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)/(\d+)", text)
    if not found or float(found[1]) <= 0 or int(found[2]) < 1:
        raise ValueError("say requests a second, a slash and how many may come at once, like 50/100")
    return Throttle(float(found[1]), int(found[2]))


def quota_of(text: str) -> Quota | None:
    """A quota, or none."""
    found = re.fullmatch(r"([1-9]\d{0,9})/(DAY|WEEK|MONTH)", text.upper())
    if text and not found:
        raise ValueError("say requests, a slash and DAY, WEEK or MONTH, like 10000/DAY")
    return Quota(int(found[1]), found[2]) if found else None


def hours_of(text: str) -> WarmHours | None:
    """Hours of some days, or none."""
    if not text:
        return None
    found = re.fullmatch(rf"(\d{{1,2}})-(\d{{1,2}}) ({_DAY}(?:[-,]{_DAY})*|\*)(?: ([A-Z]\w+(?:/\w+)*))?", text)
    if not found or not 0 <= int(found[1]) < int(found[2]) <= 23:
        raise ValueError("say two hours of a day, days and a time zone, like 7-19 MON-FRI Europe/Berlin")
    return WarmHours(int(found[1]), int(found[2]), found[3], found[4] or "UTC")


_DAY = "(?:MON|TUE|WED|THU|FRI|SAT|SUN)"


def image_of(text: str) -> ImageUri | None:
    """An image in Amazon ECR, or none."""
    if not text:
        return None
    found = ImageUri.PATTERN.fullmatch(text)
    if not found:
        raise ValueError("say an image in Amazon ECR with its tag or digest: Lambda and SageMaker take no other")
    return ImageUri(found["account"], found["region"], found["repository"], found["tag"] or found["digest"])


def tags_of(text: str) -> Mapping[str, str]:
    """Tags, none of AWS's own."""
    pairs = [item.partition("=") for item in text.split(",") if item.strip()]
    for key, equals, value in pairs:
        reserved = key.strip().lower().startswith("aws:")
        if not key.strip() or not equals or reserved or not TAG_VALUE.fullmatch(value):
            raise ValueError("say key=value pairs parted by commas, like team=claims,stage=test; no key starts aws:")
    return {key.strip(): value.strip() for key, _, value in pairs}
