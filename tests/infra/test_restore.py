"""`make restore`: what there was at a moment, objects and items, in a new place that a new stack takes over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra import restore
from infra.restore import Place, chosen
from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.core.model import Field, Template
from tests.support.aws_world import _make_table
from tests.support.stacks import only, resources, statements, synthesised

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def version(key: str, minutes: int, name: str, *, deleted: bool = False) -> dict[str, Any]:
    told = {"Key": key, "LastModified": NOON + timedelta(minutes=minutes), "VersionId": name}
    return told if deleted else {**told, "ETag": "e"}


def test_of_each_object_the_version_of_the_moment_is_chosen() -> None:
    versions = [
        version("replaced since", 5, "new"),
        version("replaced since", -5, "old"),
        version("deleted since", 5, "gone", deleted=True),
        version("deleted since", -5, "there"),
        version("deleted before", -1, "gone", deleted=True),
        version("deleted before", -5, "there"),
        version("made since", 1, "new"),
        version("made at that very second", 0, "just"),
    ]
    expected = [("deleted since", "there"), ("made at that very second", "just"), ("replaced since", "old")]
    assert list(chosen(versions, NOON)) == expected
    assert list(chosen(reversed(versions), NOON)) == expected


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.mark.usefixtures("aws")
def test_a_template_deleted_by_mistake_is_whole_again_in_the_new_place(capsys: pytest.CaptureFixture[str]) -> None:
    s3, dynamodb = boto3.client("s3"), boto3.client("dynamodb")
    _make_table(dynamodb)
    s3.create_bucket(Bucket="ocr-data", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket="ocr-data", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="ocr-data", Key="in/page.png", Body=b"not a template")
    template = Template("t-1", (Field("total", ((0, 0), (9, 0), (9, 9), (0, 9))),), b"picture", "2026-11-20T00:00:00Z")
    AwsTemplateStore(table="templates", bucket="ocr-data").create(template)
    moment = datetime.now(UTC) + timedelta(seconds=0.5)
    time.sleep(1.5)  # S3 tells of whole seconds
    for found in s3.list_objects_v2(Bucket="ocr-data")["Contents"]:
        s3.delete_object(Bucket="ocr-data", Key=found["Key"])
    dynamodb.update_continuous_backups(
        TableName="templates", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )  # moto can restore to the moment of this call, and no later
    told = ["--to", moment.isoformat(), "--as", "again", "--table", "templates", "--bucket", "ocr-data"]
    assert restore.main(told) == 0
    assert "-c table=again -c bucket=again-123456789012" in capsys.readouterr().out
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket="again-123456789012")["Policy"]
    s3.delete_bucket_policy(Bucket="again-123456789012")  # moto knows no conditions, and would refuse everything
    store = AwsTemplateStore(table="again", bucket="again-123456789012")
    assert store.list_ids() == ("t-1",)
    assert store.get(store.head("t-1")).picture == b"picture"
    kept = [each["Key"] for each in s3.list_objects_v2(Bucket="again-123456789012")["Contents"]]
    assert all(key.startswith("templates/") for key in kept)
    expires = dynamodb.describe_time_to_live(TableName="again")["TimeToLiveDescription"]
    assert expires["TimeToLiveStatus"] == "ENABLED"
    assert s3.get_public_access_block(Bucket="again-123456789012")


def test_a_moment_just_gone_is_waited_for_and_one_to_come_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOON]

    class Backups:
        def describe_continuous_backups(self, *, TableName: str) -> dict[str, Any]:
            latest = {"LatestRestorableDateTime": clock[0] - timedelta(minutes=5)}
            return {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": latest}}

    def sleep(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    def monotonic() -> float:
        return (clock[0] - NOON).total_seconds()

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", monotonic)
    restore._wait_until_restorable(Backups(), "templates", NOON)
    assert timedelta(minutes=5) <= clock[0] - NOON <= timedelta(minutes=6)
    with pytest.raises(restore.CannotRestore, match="no later"):
        restore._wait_until_restorable(Backups(), "templates", NOON + timedelta(days=1))


@pytest.mark.usefixtures("aws")
def test_what_is_not_there_is_said_and_nothing_begun(capsys: pytest.CaptureFixture[str]) -> None:
    assert restore.main(["--to", "2026-11-20T10:00:00Z", "-c", "name=never"]) == 2
    assert "say --table and --bucket" in capsys.readouterr().err
    assert restore.main(["--to", "yesterday", "-c", "name=never"]) == 2


@pytest.mark.usefixtures("aws")
def test_a_moment_that_aws_refuses_is_told_with_what_was_made() -> None:
    with pytest.raises(restore.CannotRestore, match="what was made already"):
        restore.restore(Place("never", "never"), Place("again", "again"), NOON)


# What the stack makes of it


def test_backup_covers_ids_and_pictures_alike_and_for_as_long() -> None:
    template = synthesised(backup_days="20")
    table, bucket = only(template, "AWS::DynamoDB::Table"), only(template, "AWS::S3::Bucket")
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 20}
    assert table["PointInTimeRecoverySpecification"] == recovery
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    [templates] = [rule for rule in rules if rule.get("Prefix") == "templates/"]
    assert templates["NoncurrentVersionExpiration"] == {"NoncurrentDays": 20}
    assert "ExpirationInDays" not in templates


def test_without_backup_what_is_deleted_is_gone() -> None:
    template = synthesised(backup_days="0")
    assert "VersioningConfiguration" not in only(template, "AWS::S3::Bucket")
    recovery = only(template, "AWS::DynamoDB::Table")["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": False}


def test_documents_expire_when_chosen_and_then_leave_no_version_behind_for_long() -> None:
    choice = {"keep_days": "7", "upload_days": "2", "review_days": "30"}
    rules = only(synthesised(**choice), "AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    expiring = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    assert expiring == {"uploads/": 2, "in/": 7, "out/": 7, "batches/": 7, "review/": 30}
    soon = {rule["Prefix"] for rule in rules if rule.get("NoncurrentVersionExpiration") == {"NoncurrentDays": 1}}
    assert soon == {"uploads/", "in/", "out/", "batches/", "review/"}
    plain = only(synthesised(), "AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert {rule["Prefix"] for rule in plain if "ExpirationInDays" in rule} == {"uploads/"}


@pytest.mark.parametrize("choice", [{}, {"compute": "sagemaker", "events": "true"}])
def test_what_is_taken_over_is_used_granted_and_left_alone(choice: dict[str, str]) -> None:
    template = synthesised(table="again", bucket="again-bucket", **choice)
    for type_ in ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "Custom::EmptiedBucket"):
        assert resources(template, type_) == {}
    told = [
        each["Environment"]["Variables"]
        for each in resources(template, "AWS::Lambda::Function").values()
        if "CUSTOM_OCR_TABLE" in each.get("Environment", {}).get("Variables", {})
    ]
    assert all((each["CUSTOM_OCR_TABLE"], each["CUSTOM_OCR_BUCKET"]) == ("again", "again-bucket") for each in told)
    granted = str([each["Resource"] for _, each in statements(template) if "Resource" in each])
    assert "table/again" in granted
    assert "again-bucket/templates/*" in granted


def test_a_key_of_ones_own_is_over_table_and_bucket_and_its_users_may_use_it() -> None:
    template = synthesised(encryption_key=KEY)
    assert only(template, "AWS::DynamoDB::Table")["SSESpecification"]["KMSMasterKeyId"] == KEY
    [rule] = only(template, "AWS::S3::Bucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert (rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"], rule["BucketKeyEnabled"]) == (KEY, True)
    [used] = [each for name, each in statements(template) if "kms:Decrypt" in each["Action"]]
    assert used["Resource"] == KEY


def test_objects_under_other_keys_are_read_where_the_keys_are_named() -> None:
    [read] = [each for _, each in statements(synthesised(kms_keys=KEY)) if each["Action"] == "kms:Decrypt"]
    assert read["Resource"] == KEY
