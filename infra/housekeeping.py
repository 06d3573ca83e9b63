"""What must happen so that `destroy` leaves nothing: buckets emptied, the account's API log role given back.

One small function of ours instead of CDK's own: its grants name each action, and it needs no second language.
"""

from __future__ import annotations

from pathlib import Path

from aws_cdk import Aws, CustomResource, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct, IDependable

from infra.functions import SMALL_RUNTIME, function_role

_SOURCE = Path(__file__).parent / "housekeeper_function"


class Housekeeper(Construct):
    """The function behind the custom resources, and the resources themselves."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self._role = function_role(self, "Role")
        self._function = lambda_.Function(
            self,
            "Function",
            description="Empties the bucket and gives back the API log role when the stack goes",
            runtime=SMALL_RUNTIME,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(str(_SOURCE), exclude=["__pycache__"]),
            handler="housekeeper.handle",
            role=self._role,
            timeout=Duration.minutes(15),
        )

    def empty_before_deletion(self, bucket: s3.Bucket) -> None:
        """Delete what the bucket holds when it is deleted; who depends on the bucket is gone by then."""
        self._allow(["s3:ListBucketVersions"], bucket.bucket_arn)
        self._allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], bucket.arn_for_objects("*"))
        emptied = self._resource(bucket, "EmptiedBucket", {"Bucket": bucket.bucket_name})
        emptied.node.add_dependency(self._may_go_on())

    def lend_api_log_role(self, made_for: str) -> IDependable:
        """Set the account's API log role where there is none; looked at again whenever `made_for` changes."""
        stack = Stack.of(self)
        role = iam.Role(
            self,
            "ApiLogRole",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
            ],
        )
        account = f"arn:{stack.partition}:apigateway:{stack.region}::/account"
        self._allow(["apigateway:GET", "apigateway:PATCH"], account)
        self._allow(["iam:GetRole"], f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/*")
        self._allow(["iam:PassRole"], role.role_arn)
        return self._resource(self, "ApiLogRole", {"RoleArn": role.role_arn, "MadeFor": made_for})

    def _may_go_on(self) -> iam.Policy:
        """The function may call itself; a policy of its own, for the function waits for those of its role."""
        allowed = iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self._function.function_arn])
        return iam.Policy(self, "GoesOn", statements=[allowed], roles=[self._role])

    def _allow(self, actions: list[str], resource: str) -> None:
        self._role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[resource]))

    def _resource(self, scope: Construct, kind: str, properties: dict[str, str]) -> CustomResource:
        resource = CustomResource(
            scope,
            f"{kind}Resource",
            resource_type=f"Custom::{kind}",
            service_token=self._function.function_arn,
            properties=properties,
        )
        resource.node.add_dependency(self._role)
        return resource
