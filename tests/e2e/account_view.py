"""One stack in the emulated account, asked of each service: for tests of what a choice brings."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from tests.e2e.conftest import Account


class View:
    """Of one stack as it is now: make another after an update."""

    def __init__(self, account: Account, stack: str) -> None:
        self.emulator, self.stack = account.emulator, stack
        self.outputs = account.outputs(stack)

    def client(self, service: str) -> Any:
        """Of the account."""
        return self.emulator.client(service)

    @cached_property
    def written(self) -> dict[str, list[dict[str, Any]]]:
        """Properties by type in the template that CloudFormation deployed: of what the emulator takes and forgets."""
        told = self.client("cloudformation").get_template(StackName=self.stack)["TemplateBody"]
        template = json.loads(told) if isinstance(told, str) else told
        found: dict[str, list[dict[str, Any]]] = {}
        for item in template["Resources"].values():
            found.setdefault(item["Type"], []).append(dict(item.get("Properties", {})))
        return found

    def made(self, type_: str) -> list[str]:
        """Physical ids of the stack's resources of a type."""
        told = self.client("cloudformation").describe_stack_resources(StackName=self.stack)["StackResources"]
        return [each["PhysicalResourceId"] for each in told if each["ResourceType"] == type_]

    @cached_property
    def function(self) -> dict[str, Any]:
        """The one that answers: configuration."""
        name = self.outputs["FunctionName"].split(":")[0]
        return dict(self.client("lambda").get_function_configuration(FunctionName=name))

    @cached_property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return dict(self.function.get("Environment", {}).get("Variables", {}))

    @cached_property
    def api(self) -> dict[str, Any]:
        """The REST API."""
        [api_id] = self.made("AWS::ApiGateway::RestApi")
        return dict(self.client("apigateway").get_rest_api(restApiId=api_id))

    @cached_property
    def stage(self) -> dict[str, Any]:
        """Its one stage."""
        return dict(self.client("apigateway").get_stage(restApiId=self.api["id"], stageName="v1"))

    @cached_property
    def methods(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By path and verb."""
        gateway, api_id = self.client("apigateway"), self.api["id"]
        return {
            (each["path"], verb): gateway.get_method(restApiId=api_id, resourceId=each["id"], httpMethod=verb)
            for each in gateway.get_resources(restApiId=api_id, limit=500)["items"]
            for verb in each.get("resourceMethods") or {}
        }

    @cached_property
    def route(self) -> dict[str, Any]:
        """The method that takes all requests."""
        return self.methods["/custom_ocr", "POST"]

    @cached_property
    def granted(self) -> str:
        """All that its roles may do, as text."""
        iam = self.client("iam")
        return json.dumps(
            [
                iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
                for role in self.made("AWS::IAM::Role")
                for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
            ]
        )

    @cached_property
    def machine(self) -> str:
        """The definition of its batches' state machine; an empty string where there is none."""
        states = self.client("stepfunctions")
        return "".join(
            states.describe_state_machine(stateMachineArn=arn)["definition"]
            for arn in self.made("AWS::StepFunctions::StateMachine")
        )

    @cached_property
    def endpoint(self) -> dict[str, Any]:
        """What SageMaker's endpoint of the stack runs; empty where it has none."""
        names = [item["EndpointName"] for item in self.written.get("AWS::SageMaker::Endpoint", ())]
        if not names:
            return {}
        moto = self.emulator.moto("sagemaker")
        recipe = moto.describe_endpoint(EndpointName=names[0])["EndpointConfigName"]
        return dict(moto.describe_endpoint_config(EndpointConfigName=recipe)["ProductionVariants"][0])

    @cached_property
    def endpoint_given(self) -> dict[str, Any]:
        """The same as CloudFormation was given it."""
        [recipe] = self.written["AWS::SageMaker::EndpointConfig"]
        return dict(recipe["ProductionVariants"][0])

    def scaled(self, service: str) -> list[dict[str, Any]]:
        """What grows and shrinks by itself."""
        moto = self.emulator.moto("application-autoscaling")
        return list(moto.describe_scalable_targets(ServiceNamespace=service)["ScalableTargets"])
