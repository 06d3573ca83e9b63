"""compute=sagemaker: a real-time endpoint with a GPU, and a small function in front that speaks for it."""

from __future__ import annotations

from dataclasses import replace

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_applicationautoscaling as autoscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from infra.config import DeployConfig
from infra.front_code import front_code
from infra.functions import ANSWERING_SECONDS, SMALL_RUNTIME, function_role, traced
from infra.images import gpu_image
from infra.log_groups import WRITE_ACTIONS, owned_log_group
from infra.storage import Storage
from lambda_ocr.settings import Settings

VARIANT = "AllTraffic"
FIRST_INSTANCE_TYPE = "ml.g4dn.xlarge"  # its endpoint has the stack's own name, as it had when there was no other
BAKE_SECONDS = 600  # the old fleet waits so long behind the new one, in case an alarm calls it back
UPDATE_SECONDS = 3600
START_SECONDS = 900  # pulling a CUDA image onto a fresh instance takes minutes


class SageMakerCompute(Construct):
    """The endpoint keeps templates and reads pictures; the function in front speaks to the world for it."""

    def __init__(
        self, scope: Construct, id: str, *, config: DeployConfig, storage: Storage, settings: Settings
    ) -> None:
        super().__init__(scope, id)
        self.endpoint_name = _endpoint_name(Stack.of(self).stack_name, config.instance_type)
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
        storage.grant_reviews(role)
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
            self,
            "Endpoint",
            endpoint_name=self.endpoint_name,
            endpoint_config_name=recipe.attr_endpoint_config_name,
            deployment_config=_blue_green(self._calls_back()),
            retain_all_variant_properties=True,  # a new image keeps the instances that the load has brought
        )
        endpoint.node.add_dependency(self.endpoint_logs)
        return endpoint

    def _calls_back(self) -> cloudwatch.Alarm:
        """What brings the old fleet back while an update bakes."""
        dimensions = {"EndpointName": self.endpoint_name, "VariantName": VARIANT}
        failures = cloudwatch.Metric(
            namespace="AWS/SageMaker",
            metric_name="Invocation5XXErrors",
            dimensions_map=dimensions,
            statistic="Sum",
            period=Duration.minutes(1),
        )
        return cloudwatch.Alarm(
            self,
            "UpdateFails",
            metric=failures,
            threshold=3,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description="Three failures in a minute: an update of the endpoint that is under way is taken back.",
        )

    def _front(self, config: DeployConfig, settings: Settings) -> lambda_.Function:
        return lambda_.Function(
            self,
            "Function",
            description="Hands requests and pictures put into the bucket on to the endpoint",
            runtime=SMALL_RUNTIME,
            architecture=lambda_.Architecture.ARM_64,
            code=front_code(),
            handler="lambda_ocr.entrypoints.aws_lambda.sagemaker_proxy.handler",
            role=self.role,
            reserved_concurrent_executions=config.reserved_concurrency or None,
            memory_size=512,
            timeout=Duration.seconds(ANSWERING_SECONDS),
            environment=settings.to_environment(),
            tracing=traced(self),
        )


def _endpoint_name(stack: str, instance_type: str) -> str:
    """Another instance type is another endpoint, made before the old one goes: AWS refuses to change the type of one
    that is scaled (SageMaker developer guide, "Update endpoints that use auto scaling")."""
    if instance_type == FIRST_INSTANCE_TYPE:
        return stack.lower()
    return f"{stack}-{instance_type.removeprefix('ml.').replace('.', '-')}".lower()


def _blue_green(calls_back: cloudwatch.Alarm) -> sagemaker.CfnEndpoint.DeploymentConfigProperty:
    """A second fleet beside the first, all traffic at once, and the first again when the alarm says so."""
    endpoint = sagemaker.CfnEndpoint
    return endpoint.DeploymentConfigProperty(
        blue_green_update_policy=endpoint.BlueGreenUpdatePolicyProperty(
            traffic_routing_configuration=endpoint.TrafficRoutingConfigProperty(type="ALL_AT_ONCE"),
            termination_wait_in_seconds=BAKE_SECONDS,
            maximum_execution_timeout_in_seconds=UPDATE_SECONDS,
        ),
        auto_rollback_configuration=endpoint.AutoRollbackConfigProperty(
            alarms=[endpoint.AlarmProperty(alarm_name=calls_back.alarm_name)]
        ),
    )


def _scaling_role(stack: Stack) -> str | None:
    """Application Auto Scaling's own role; GovCloud's CloudFormation wants it named, elsewhere it is found."""
    if not stack.region.startswith("us-gov-"):
        return None
    name = "sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
    return stack.format_arn(service="iam", region="", resource="role", resource_name=f"aws-service-role/{name}")


def _scale(scope: Construct, endpoint: sagemaker.CfnEndpoint, config: DeployConfig) -> None:
    target = autoscaling.CfnScalableTarget(
        scope,
        "Scaling",
        service_namespace="sagemaker",
        resource_id=f"endpoint/{endpoint.attr_endpoint_name}/variant/{VARIANT}",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        min_capacity=config.min_instances,
        max_capacity=config.max_instances,
        role_arn=_scaling_role(Stack.of(scope)),
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
