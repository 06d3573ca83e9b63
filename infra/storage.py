"""Where templates and pictures live: one table, one bucket, and the exact grants on their parts.

Rule: no grant here names an action or a resource by wildcard, but for the keys under a prefix of the bucket.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import DeployConfig
from infra.housekeeping import Housekeeper

TABLE_ACTIONS = (
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
)
KEY_ACTIONS = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")
SOON_DAYS = 1  # what replaced or deleted uploads, inputs and answers are kept for: no backup is promised of them
FOREVER = 0

DELIVERIES = "delivery#*"  # the partitions of the table in which the doors note which events are answered


class Storage(Construct):
    """The templates' table and the bucket of pictures, derived data, uploads and batches: made here, or taken over."""

    table: dynamodb.ITable
    bucket: s3.IBucket

    def __init__(self, scope: Construct, id: str, *, config: DeployConfig, housekeeper: Housekeeper) -> None:
        super().__init__(scope, id)
        self._config = config
        self._key = kms.Key.from_key_arn(self, "Key", config.encryption_key) if config.encryption_key else None
        kept = RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY
        if config.table:
            self.table = dynamodb.Table.from_table_name(self, "Templates", config.table)
            self.bucket = s3.Bucket.from_bucket_name(self, "Pictures", config.bucket)
            return
        self.table = _table(self, kept, config, self._key)
        made = _bucket(self, kept, config, self._key)
        if not config.keeps_data:
            housekeeper.empty_before_deletion(made)
        self.bucket = made

    def grant_templates(self, role: iam.IRole) -> None:
        """Keep, find and delete templates, with their pictures and derived data."""
        _allow(role, TABLE_ACTIONS, [self.table.table_arn])
        _allow(role, ["s3:ListBucket"], [self.bucket.bucket_arn])
        _allow(role, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [self._keys("templates/")])
        self._allow_key(role)

    def grant_pictures(self, role: iam.IRole) -> None:
        """Sign uploads, and read what `s3://` urls may name: our uploads and inputs, and the buckets listed."""
        _allow(role, ["s3:PutObject"], [self._keys("uploads/")])
        listed = [self._foreign(f"{name}/*") for name in self._config.readable_buckets]
        _allow(role, ["s3:GetObject"], [self._keys("uploads/"), self._keys("in/"), *listed])
        if self._config.kms_keys:
            _allow(role, ["kms:Decrypt"], list(self._config.kms_keys))

    def grant_reviews(self, role: iam.IRole) -> None:
        """Keep documents for a person's look, and show them; they go by the lifecycle alone."""
        if self._config.review_days:
            _allow(role, ["s3:GetObject", "s3:PutObject"], [self._keys("review/")])

    def grant_batches(self, role: iam.IRole) -> None:
        """Read what is put under `in/`, write answers under `out/`, remember what is answered."""
        _allow(role, ["s3:GetObject"], [self._keys("in/")])
        _allow(role, ["s3:PutObject"], [self._keys("out/")])
        self._allow_key(role)
        remembered = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [DELIVERIES]}}
        _allow(role, ["dynamodb:PutItem", "dynamodb:DeleteItem"], [self.table.table_arn], remembered)

    def grant_results(self, role: iam.IRole) -> None:
        """Keep the results of batches, and find them again."""
        _allow(role, ["s3:GetObject", "s3:PutObject"], [self._keys("batches/")])
        self._allow_key(role)

    def grant_lending(self, role: iam.IRole) -> None:
        """Sign urls of the results of batches."""
        _allow(role, ["s3:GetObject"], [self._keys("batches/")])
        self._allow_key(role)

    def grant_listing(self, role: iam.IRole) -> None:
        """List what a batch is of, read its manifest, write where the engine's own account of it goes."""
        buckets = [self.bucket.bucket_arn, *(self._foreign(name) for name in self._config.readable_buckets)]
        _allow(role, ["s3:ListBucket"], buckets)
        listed = [self._foreign(f"{name}/*") for name in self._config.readable_buckets]
        _allow(role, ["s3:GetObject"], [self._keys("uploads/"), self._keys("in/"), *listed])
        _allow(role, ["s3:GetObject", "s3:PutObject", "s3:ListMultipartUploadParts"], [self._keys("batches/")])
        _allow(role, ["s3:AbortMultipartUpload"], [self._keys("batches/")])
        if self._config.kms_keys:
            _allow(role, ["kms:Decrypt"], list(self._config.kms_keys))
        self._allow_key(role)

    def _allow_key(self, role: iam.IRole) -> None:
        """Where table and bucket are under a key of the deployer's, their readers and writers use it."""
        if self._key:
            _allow(role, KEY_ACTIONS, [self._key.key_arn])

    def _keys(self, prefix: str) -> str:
        return self.bucket.arn_for_objects(f"{prefix}*")

    def _foreign(self, resource: str) -> str:
        return f"arn:{Aws.PARTITION}:s3:::{resource}"


def _allow(
    role: iam.IRole, actions: list[str] | tuple[str, ...], resources: list[str], only: dict[str, Any] | None = None
) -> None:
    role.add_to_principal_policy(iam.PolicyStatement(actions=list(actions), resources=resources, conditions=only))


def _table(scope: Construct, kept: RemovalPolicy, config: DeployConfig, key: kms.IKey | None) -> dynamodb.Table:
    days = config.backup_days
    return dynamodb.Table(
        scope,
        "Templates",
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        time_to_live_attribute="expires",
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if key else dynamodb.TableEncryption.AWS_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=days > 0, recovery_period_in_days=days or None
        ),
        deletion_protection=kept == RemovalPolicy.RETAIN,
        removal_policy=kept,
    )


def _bucket(scope: Construct, kept: RemovalPolicy, config: DeployConfig, key: kms.IKey | None) -> s3.Bucket:
    bucket = s3.Bucket(
        scope,
        "Pictures",
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        bucket_key_enabled=True if key else None,  # or each object is a paid call of the key
        enforce_ssl=True,
        minimum_tls_version=1.2,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        versioned=config.backup_days > 0,
        removal_policy=kept,
        cors=_browser_uploads(config),
        lifecycle_rules=list(_lifecycle(config)),
    )
    if config.events:
        _tell_eventbridge(bucket)
    return bucket


def _lifecycle(config: DeployConfig) -> Iterator[s3.LifecycleRule]:
    """How long things live, and how long what was replaced or deleted can be brought back."""
    backup = config.backup_days
    if backup:
        gone = Duration.days(backup)
        yield s3.LifecycleRule(
            prefix="templates/", noncurrent_version_expiration=gone, expired_object_delete_marker=True
        )
    kept = [
        ("uploads/", config.upload_days),
        ("in/", config.keep_days),
        ("out/", config.keep_days),
        ("batches/", config.keep_days),
    ]
    for prefix, days in [*kept, *([("review/", config.review_days)] if config.review_days else [])]:
        if days != FOREVER:
            yield s3.LifecycleRule(prefix=prefix, expiration=Duration.days(days))
        if backup:
            yield s3.LifecycleRule(prefix=prefix, noncurrent_version_expiration=Duration.days(SOON_DAYS))
    yield s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1))


def _browser_uploads(config: DeployConfig) -> list[s3.CorsRule] | None:
    """A presigned POST from a web page needs the bucket's consent beside the API's; the console's page is one."""
    console = [f"https://*.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}"] if config.console else []
    origins = [*console, *config.cors_origins]
    if not origins:
        return None
    return [s3.CorsRule(allowed_methods=[s3.HttpMethods.POST], allowed_origins=origins, allowed_headers=["*"])]


def _tell_eventbridge(bucket: s3.Bucket) -> None:
    """The bucket's own property: CDK's `event_bridge_enabled` would add a hidden function for it."""
    resource = bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
