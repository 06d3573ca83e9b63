"""Choices that mean nothing beside each other, or that AWS would refuse together: said before anything is begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.parsing import InvalidChoice

if TYPE_CHECKING:
    from infra.config import DeployConfig

_OF_ENDPOINT = ("instance_type", "min_instances", "max_instances", "invocations_per_instance", "inference_ami")
_IDLE = {
    "lambda": ("compute=sagemaker", _OF_ENDPOINT),
    "sagemaker": (
        "compute=lambda",
        ("arch", "memory_mb", "provisioned_concurrency", "warm_hours", "canary", "template_metrics", "subnets"),
    ),
}


def refuse_contradictions(config: DeployConfig, context: Mapping[str, Any]) -> None:
    """Raises InvalidChoice."""
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
    _refuse_for_nobody(config)
    for first, second in (("domain", "certificate"), ("subnets", "security_groups")):
        if bool(getattr(config, first)) != bool(getattr(config, second)):
            raise InvalidChoice(f"{first} and {second} belong together: name both, or neither")
    if config.image_uri and config.base_image:
        raise InvalidChoice("base_image says nothing with image_uri: nothing is built; leave one of them out")


def _refuse_for_nobody(config: DeployConfig) -> None:
    """What is about keys where there are none, about warm functions likewise, and a door with two walls."""
    for key in ("quota", "keys"):
        if getattr(config, key) and config.auth != "api_key":
            raise InvalidChoice(f"{key} means nothing with auth={config.auth}: leave it out, or say auth=api_key")
    if config.warm_hours and not config.provisioned_concurrency:
        raise InvalidChoice("warm_hours means nothing with provisioned_concurrency=0: say how many are kept warm")
    for key in ("callers", "reading_callers", "domain", "cors_origins"):
        if config.vpc_endpoints and getattr(config, key):
            raise InvalidChoice(
                f"{key} means nothing with vpc_endpoints: who reaches an endpoint may ask, and nobody else; leave "
                f"{key} out"
            )


_OF_NEW_DATA = ("data", "backup_days", "upload_days", "keep_days", "review_days")


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
    for key in ("batch_concurrency", "batch_items", "batch_tolerated"):
        if context.get(key) is not None and not config.batch:
            raise InvalidChoice(f"{key} means nothing with batch=false: leave it out, or say batch=true")
    if config.batch and config.compute != "lambda":
        raise InvalidChoice("batch=true reads by functions: say compute=lambda, or leave batch out")
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
