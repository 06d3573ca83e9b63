"""MiniStack, started with what it lacks: SageMaker and its scaling (kept in moto), WAF associations, full buckets,
metric math.

Run as a script by `emulator.py`. Environment, beside MiniStack's own: `E2E_MOTO` (URL of a moto server) and
`E2E_RUNTIME` (URL of `lambda_runtime.py`, which runs image functions).
"""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError
from ministack import app  # type: ignore[import-untyped]
from ministack.core.lambda_runtime import execution_credentials  # type: ignore[import-untyped]
from ministack.services import lambda_svc, s3, waf  # type: ignore[import-untyped]
from ministack.services.cloudformation import provisioners  # type: ignore[import-untyped]

Properties = dict[str, Any]
Created = tuple[str, dict[str, str]]
PATIENCE_SECONDS = 600


def _moto(service: str) -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=os.environ["E2E_MOTO"], region_name="us-east-1", **keys)


def _lower(value: Any) -> Any:
    """CloudFormation's `PrimaryContainer` spelling is the API's own; only numbers arrive as strings."""
    if isinstance(value, dict):
        return {key: _lower(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_lower(item) for item in value]
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 9 else value


def _create_model(logical_id: str, props: Properties, stack: str) -> Created:
    name = f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}"[:63]
    wanted = {key: props[key] for key in ("PrimaryContainer", "ExecutionRoleArn")}
    _moto("sagemaker").create_model(ModelName=name, **wanted)
    return name, {"ModelName": name}


def _create_recipe(logical_id: str, props: Properties, stack: str) -> Created:
    name = f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}"[:63]
    _moto("sagemaker").create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=_lower(props["ProductionVariants"])
    )
    return name, {"EndpointConfigName": name}


def _create_endpoint(logical_id: str, props: Properties, stack: str) -> Created:
    made = _moto("sagemaker").create_endpoint(
        EndpointName=props["EndpointName"], EndpointConfigName=props["EndpointConfigName"]
    )
    return made["EndpointArn"], {"EndpointName": props["EndpointName"]}


def _update_endpoint(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    """Another name is another endpoint, as CloudFormation replaces it; what AWS would refuse of a scaled one is held by
    tests/infra/aws_rules.py."""
    if old["EndpointName"] != new["EndpointName"]:
        made = _create_endpoint("", new, stack)
        _moto("sagemaker").delete_endpoint(EndpointName=old["EndpointName"])
        return made
    _moto("sagemaker").update_endpoint(EndpointName=new["EndpointName"], EndpointConfigName=new["EndpointConfigName"])
    return physical_id, {"EndpointName": new["EndpointName"]}


def _create_target(logical_id: str, props: Properties, stack: str) -> Created:
    _moto("application-autoscaling").register_scalable_target(
        ServiceNamespace=props["ServiceNamespace"],
        ResourceId=props["ResourceId"],
        ScalableDimension=props["ScalableDimension"],
        MinCapacity=int(props["MinCapacity"]),
        MaxCapacity=int(props["MaxCapacity"]),
    )
    return "|".join([props["ResourceId"], props["ScalableDimension"], props["ServiceNamespace"]]), {}


def _create_forgotten(logical_id: str, props: Properties, stack: str) -> Created:
    """Taken, and nothing made of it: an update moves an alias at once, whatever CodeDeploy was told."""
    name = f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}"
    return name, {"Arn": f"arn:aws:codedeploy:us-east-1:123456789012:{name}"}


def _delete_target(physical_id: str, props: Properties) -> None:
    resource, dimension, namespace = physical_id.split("|")
    _moto("application-autoscaling").deregister_scalable_target(
        ServiceNamespace=namespace, ResourceId=resource, ScalableDimension=dimension
    )


def _create_policy(logical_id: str, props: Properties, stack: str) -> Created:
    resource, dimension, namespace = props["ScalingTargetId"].split("|")
    made = _moto("application-autoscaling").put_scaling_policy(
        PolicyName=props["PolicyName"],
        PolicyType=props["PolicyType"],
        ServiceNamespace=namespace,
        ResourceId=resource,
        ScalableDimension=dimension,
        TargetTrackingScalingPolicyConfiguration=_lower(props["TargetTrackingScalingPolicyConfiguration"]),
    )
    return made["PolicyARN"], {}


def _delete_policy(physical_id: str, props: Properties) -> None:
    resource, dimension, namespace = props["ScalingTargetId"].split("|")
    _moto("application-autoscaling").delete_scaling_policy(
        PolicyName=props["PolicyName"], ServiceNamespace=namespace, ResourceId=resource, ScalableDimension=dimension
    )


def _create_association(logical_id: str, props: Properties, stack: str) -> Created:
    waf._associations[props["ResourceArn"]] = props["WebACLArn"]
    return props["ResourceArn"], {}


def _delete_association(physical_id: str, props: Properties) -> None:
    waf._associations.pop(physical_id, None)


def _create_alarm(logical_id: str, props: Properties, stack: str) -> Created:
    made: Created = _ministack_create_alarm(logical_id, _plain_metric(props), stack)
    return made


def _update_alarm(physical_id: str, old: Properties, new: Properties, *where: str) -> Created:
    made: Created = _ministack_update_alarm(physical_id, _plain_metric(old), _plain_metric(new), *where)
    return made


def _plain_metric(props: Properties) -> Properties:
    """Of metric math, which MiniStack refuses, the first metric it is reckoned from, or a name for one that is searched
    for: nothing here ever rings."""
    if "Metrics" not in props:
        return props
    searched = {"MetricName": "searched", "Namespace": "searched", "Period": 60, "Statistic": "Sum"}
    plain = {name: value for name, value in props.items() if name != "Metrics"} | searched
    for first in [each["MetricStat"] for each in props["Metrics"] if "MetricStat" in each][:1]:
        plain |= {**first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]}
    return plain


def _delete_bucket(physical_id: str, props: Properties) -> None:
    """As AWS: a bucket that holds anything stays, and with it the stack."""
    if s3._buckets.get(physical_id, {}).get("objects"):
        raise ValueError(f"The bucket {physical_id} is not empty (BucketNotEmpty)")
    _ministack_delete_bucket(physical_id, props)


def _gone_is_fine(delete: Callable[..., Any]) -> None:
    try:
        delete()
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "ValidationException":
            raise


def _image_runtime(config: dict[str, Any]) -> str | None:
    """Image functions run in our runtime, told their environment and the credentials of their own role."""
    if config.get("PackageType") != "Image":
        return None
    variables = (config.get("Environment") or {}).get("Variables") or {}
    image = {"E2E_IMAGE": str(config.get("ImageUri"))}
    told = json.dumps({**variables, **image, **execution_credentials(config)}, sort_keys=True)
    where = base64.urlsafe_b64encode(told.encode()).decode()
    return f"{os.environ['E2E_RUNTIME']}/2015-03-31/functions/function/invocations?environment={where}"


def _unhurried(func: dict[str, Any], event: Any, url: str, request_id: str) -> Any:
    """Image functions have the time they need: the machine may do other things, and no test asserts the clock. What
    they raise has its own name, by which Step Functions tries again; MiniStack calls all of it Runtime.HandlerError."""
    config = {**(func.get("config") or func), "Timeout": PATIENCE_SECONDS}
    result = _ministack_execute({**func, "config": config}, event, url, request_id)
    told = str((result.get("body") or {}).get("errorMessage", "")) if result.get("error") else ""
    if told.startswith("Proxy target returned HTTP 500: {"):
        result["body"] = json.loads(told.partition(": ")[2])
    return result


_ministack_execute = lambda_svc._execute_function_proxy
_ministack_create_alarm = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]["create"]
_ministack_update_alarm = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]["update"]
_ministack_delete_bucket = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]["delete"]


def add_what_is_missing() -> None:
    """Into MiniStack's own table of resource types."""
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::S3::Bucket"]["delete"] = _delete_bucket
    handlers["AWS::CloudWatch::Alarm"] |= {"create": _create_alarm, "update": _update_alarm}
    handlers["AWS::WAFv2::WebACLAssociation"] = {"create": _create_association, "delete": _delete_association}
    handlers["AWS::SageMaker::Model"] = {
        "create": _create_model,
        "delete": lambda name, props: _gone_is_fine(lambda: _moto("sagemaker").delete_model(ModelName=name)),
    }
    handlers["AWS::SageMaker::EndpointConfig"] = {
        "create": _create_recipe,
        "delete": lambda name, props: _gone_is_fine(
            lambda: _moto("sagemaker").delete_endpoint_config(EndpointConfigName=name)
        ),
    }
    handlers["AWS::SageMaker::Endpoint"] = {
        "create": _create_endpoint,
        "update": _update_endpoint,
        "delete": lambda arn, props: _gone_is_fine(
            lambda: _moto("sagemaker").delete_endpoint(EndpointName=props["EndpointName"])
        ),
    }
    handlers["AWS::ApplicationAutoScaling::ScalableTarget"] = {"create": _create_target, "delete": _delete_target}
    handlers["AWS::ApplicationAutoScaling::ScalingPolicy"] = {"create": _create_policy, "delete": _delete_policy}
    for type_ in ("Application", "DeploymentGroup"):
        handlers[f"AWS::CodeDeploy::{type_}"] = {"create": _create_forgotten, "delete": lambda name, props: None}
    lambda_svc._proxy_url_for = _image_runtime
    lambda_svc._execute_function_proxy = _unhurried


if __name__ == "__main__":
    add_what_is_missing()
    app.main()
