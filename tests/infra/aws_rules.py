"""Rules of AWS that an emulator does not hold: what a template would be refused for, found before it is sent.

Each rule is a function from a template to what breaks it, with the sentence of AWS's documentation it stands on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.stacks import resources

Template = dict[str, Any]
Rule = Callable[[Template], Iterator[str]]

UNRESERVED_LEAST = 100
DEFAULT_SQS_SECONDS = 30


def sqs_visibility(template: Template) -> Iterator[str]:
    """ "Queue visibility timeout … is less than Function timeout" is refused; "at least six times" is advised.

    Lambda developer guide, "Creating and configuring an Amazon SQS event source mapping".
    """
    for mapping in resources(template, "AWS::Lambda::EventSourceMapping").values():
        queue = _named(template, mapping["EventSourceArn"])
        seconds = _function(template, mapping["FunctionName"]).get("Timeout", 3)
        if queue.get("VisibilityTimeout", DEFAULT_SQS_SECONDS) < 6 * seconds:
            yield f"a queue's visibility is under six times its function's {seconds} s"


def sqs_scaling(template: Template) -> Iterator[str]:
    """ "The minimum value is 2, the maximum 1000"; a function's reservation should not be smaller.

    Lambda developer guide, "Configuring scaling behavior for SQS event source mappings".
    """
    for mapping in resources(template, "AWS::Lambda::EventSourceMapping").values():
        most = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        if most is None:
            yield "an event source mapping has no maximum concurrency"
            continue
        if not 2 <= most <= 1000:
            yield f"MaximumConcurrency is {most}"
        reserved = _function(template, mapping["FunctionName"]).get("ReservedConcurrentExecutions")
        if reserved is not None and most > reserved:
            yield f"MaximumConcurrency {most} is over the reservation of {reserved}"


def sqs_retention(template: Template) -> Iterator[str]:
    """ "The expiration of a message is always based on its original enqueue timestamp": keep the dead longer.

    SQS developer guide, "Using dead-letter queues".
    """
    for queue in resources(template, "AWS::SQS::Queue").values():
        if "RedrivePolicy" in queue:
            dead = _named(template, queue["RedrivePolicy"]["deadLetterTargetArn"])
            if dead["MessageRetentionPeriod"] <= queue.get("MessageRetentionPeriod", 345_600):
                yield "a dead-letter queue forgets as soon as the queue before it"


def provisioned_within_reserved(template: Template) -> Iterator[str]:
    """Provisioned concurrency may not exceed the function's reserved concurrency.

    Lambda developer guide, "Configuring provisioned concurrency".
    """
    for alias in resources(template, "AWS::Lambda::Alias").values():
        warm = alias.get("ProvisionedConcurrencyConfig", {}).get("ProvisionedConcurrentExecutions", 0)
        reserved = _function(template, alias["FunctionName"]).get("ReservedConcurrentExecutions")
        if reserved is not None and warm > reserved:
            yield f"{warm} provisioned, {reserved} reserved"


def lambda_bounds(template: Template) -> Iterator[str]:
    """Memory 128 to 10,240 MB, timeout 1 to 900 s; an API waits 29 s for it and no longer.

    Lambda developer guide, "Lambda quotas"; API Gateway, "Quotas for REST APIs".
    """
    for name, made in resources(template, "AWS::Lambda::Function").items():
        if not 128 <= made.get("MemorySize", 128) <= 10_240 or not 1 <= made.get("Timeout", 3) <= 900:
            yield f"{name}: {made.get('MemorySize')} MB, {made.get('Timeout')} s"


RULES: tuple[Rule, ...] = (
    sqs_visibility,
    sqs_scaling,
    sqs_retention,
    provisioned_within_reserved,
    lambda_bounds,
)


def scaled_variant_keeps_its_type(before: Template, after: Template) -> Iterator[str]:
    """ "If the update would change the instance type for any model that is a target for automatic scaling, the update
    fails": SageMaker developer guide, "Update endpoints that use auto scaling"."""
    old, new = _scaled_variants(before), _scaled_variants(after)
    for variant in old.keys() & new.keys():
        if old[variant] != new[variant]:
            yield f"{variant} changes from {old[variant]} to {new[variant]} while it is scaled"


def scaled_variant_keeps_its_count(before: Template, after: Template) -> Iterator[str]:
    """Without `RetainAllVariantProperties` an update sets the count back to the configuration's first.

    SageMaker API reference, `UpdateEndpoint`.
    """
    for endpoint in resources(after, "AWS::SageMaker::Endpoint").values():
        if not endpoint.get("RetainAllVariantProperties"):
            yield f"{endpoint['EndpointName']} falls back to its first count"


UPDATE_RULES = (scaled_variant_keeps_its_type, scaled_variant_keeps_its_count)


def broken_by_update(before: Template, after: Template) -> list[str]:
    """Every rule that an update from one template to the other breaks, with how."""
    return [f"{rule.__name__}: {found}" for rule in UPDATE_RULES for found in rule(before, after)]


def _scaled_variants(template: Template) -> dict[tuple[str, str], str]:
    """(endpoint, variant): instance type."""
    names = [each["EndpointName"] for each in resources(template, "AWS::SageMaker::Endpoint").values()]
    variants = [
        variant
        for recipe in resources(template, "AWS::SageMaker::EndpointConfig").values()
        for variant in recipe["ProductionVariants"]
    ]
    return {(name, each["VariantName"]): each["InstanceType"] for name in names for each in variants}


def broken(template: Template) -> list[str]:
    """Every rule that the template breaks, with how."""
    return [f"{rule.__name__}: {found}" for rule in RULES for found in rule(template)]


def _named(template: Template, reference: Any) -> dict[str, Any]:
    """The properties of the resource that a `Ref` or `Fn::GetAtt`, however wrapped, leads to."""
    said = json.dumps(reference)
    [name] = [name for name in template["Resources"] if f'"{name}"' in said]
    found: dict[str, Any] = template["Resources"][name].get("Properties", {})
    return found


def _function(template: Template, reference: Any) -> dict[str, Any]:
    """The function behind its own name or an alias of it."""
    found = _named(template, reference)
    return found if "Role" in found else _function(template, found["FunctionName"])
