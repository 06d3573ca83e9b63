"""compute=sagemaker: a real-time endpoint with a GPU, and a small function in front that speaks for it."""

from __future__ import annotations

from dataclasses import replace

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_applicationautoscaling as autoscaling
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from infra.config import DeployConfig
from infra.front_code import front_code
from infra.functions import ANSWERING_SECONDS, SMALL_RUNTIME, function_role
from infra.images import gpu_image
from infra.log_groups import WRITE_ACTIONS, owned_log_group
from infra.storage import Storage
from lambda_ocr.settings import Settings

VARIANT = "AllTraffic"
START_SECONDS = 900  # pulling a CUDA image onto a fresh instance takes minutes


class SageMakerCompute(Construct):
    """The endpoint keeps templates and reads pictures; the function in front speaks to the world for it."""

    def __init__(
        self, scope: Construct, id: str, *, config: DeployConfig, storage: Storage, settings: Settings
    ) -> None:
        super().__init__(scope, id)
        self.endpoint_name = Stack.of(self).stack_name.lower()
        endpoint_role = self._endpoint_role(config, storage)
        endpoint = self._endpoint(config, endpoint_role, settings)
        _scale(self, endpoint, config)
        self.role = function_role(self, "Role")
        self.role.add_to_policy(iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=[endpoint.ref]))
        self.function = self._front(config, replace(settings, sagemaker_endpoint=self.endpoint_name))
        self.handler: lambda_.IFunction = self.function

    def _endpoint_role(self, config: DeployConfig, storage: Storage) -> iam.Role:
        role = iam.Role(self, "EndpointRole", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        storage.grant_templates(role)
        storage.grant_pictures(role)
        self.endpoint_logs = owned_log_group(
            self, "EndpointLogs", config, name=f"/aws/sagemaker/Endpoints/{self.endpoint_name}"
        )
        actions = [*WRITE_ACTIONS, "logs:DescribeLogStreams"]
        role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[self.endpoint_logs.log_group_arn]))
        return role

    def _endpoint(self, config: DeployConfig, role: iam.Role, settings: Settings) -> sagemaker.CfnEndpoint:
        container = sagemaker.CfnModel.ContainerDefinitionProperty(
            image=gpu_image(self, config, role),
            environment={"AWS_DEFAULT_REGION": Aws.REGION} | settings.to_environment(),
        )
        model = sagemaker.CfnModel(
            self, "Model", execution_role_arn=role.role_arn, primary_container=container, enable_network_isolation=False
        )
        model.node.add_dependency(role)
        variant = sagemaker.CfnEndpointConfig.ProductionVariantProperty(
            variant_name=VARIANT,
            model_name=model.attr_model_name,
            instance_type=config.instance_type,
            inference_ami_version=config.inference_ami or None,
            initial_instance_count=config.min_instances,
            initial_variant_weight=1,
            container_startup_health_check_timeout_in_seconds=START_SECONDS,
        )
        recipe = sagemaker.CfnEndpointConfig(self, "Recipe", production_variants=[variant])
        endpoint = sagemaker.CfnEndpoint(
            self, "Endpoint", endpoint_name=self.endpoint_name, endpoint_config_name=recipe.attr_endpoint_config_name
        )
        endpoint.node.add_dependency(self.endpoint_logs)
        return endpoint

    def _front(self, config: DeployConfig, settings: Settings) -> lambda_.Function:
        return lambda_.Function(
            self,
            "Function",
            description="Hands requests and pictures put into the bucket on to the endpoint",
            runtime=SMALL_RUNTIME,
            architecture=lambda_.Architecture.ARM_64,
            code=front_code(),
            handler="lambda_ocr.entrypoints.lambda_front.handler",
            role=self.role,
            reserved_concurrent_executions=config.reserved_concurrency or None,
            memory_size=512,
            timeout=Duration.seconds(ANSWERING_SECONDS),
            environment=settings.to_environment(),
            tracing=lambda_.Tracing.ACTIVE,
        )


def _scale(scope: Construct, endpoint: sagemaker.CfnEndpoint, config: DeployConfig) -> None:
    target = autoscaling.CfnScalableTarget(
        scope,
        "Scaling",
        service_namespace="sagemaker",
        resource_id=f"endpoint/{endpoint.attr_endpoint_name}/variant/{VARIANT}",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        min_capacity=config.min_instances,
        max_capacity=config.max_instances,
    )
    metric = autoscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
        predefined_metric_type="SageMakerVariantInvocationsPerInstance"
    )
    tracking = autoscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty(
        target_value=config.invocations_per_instance,
        predefined_metric_specification=metric,
        scale_in_cooldown=300,
        scale_out_cooldown=60,
    )
    autoscaling.CfnScalingPolicy(
        scope,
        "ScalingPolicy",
        policy_name="invocations-per-instance",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration=tracking,
    )
