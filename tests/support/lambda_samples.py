"""Events as AWS sends them, with made-up accounts and addresses; each function fills in what a test varies."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

ACCOUNT = "123456789012"


def rest_api(body: str | None, method: str = "POST", path: str = "/custom_ocr", **headers: str) -> dict[str, Any]:
    """API Gateway REST proxy (payload 1.0)."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {
            "Content-Type": "application/json",
            "Host": "abc123.execute-api.eu-central-1.amazonaws.com",
            **headers,
        },
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "abc123",
            "httpMethod": method,
            "identity": {"sourceIp": "198.51.100.7", "userAgent": "curl/8.5.0"},
            "path": f"/v1{path}",
            "protocol": "HTTP/1.1",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "requestTimeEpoch": 1_795_336_000_000,
            "resourcePath": path,
            "stage": "v1",
        },
        "body": body,
        "isBase64Encoded": False,
    }


def http_api(body: str | None, method: str = "POST", path: str = "/custom_ocr", **headers: str) -> dict[str, Any]:
    """HTTP API or function URL (payload 2.0)."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "abc.lambda-url.eu-central-1.on.aws", **headers},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "abc",
            "domainName": "abc.lambda-url.eu-central-1.on.aws",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "198.51.100.7",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "0f1e2d3c",
            "routeKey": "$default",
            "stage": "$default",
            "time": "22/Nov/2026:08:00:00 +0000",
            "timeEpoch": 1_795_336_000_000,
        },
        "body": body,
        "isBase64Encoded": False,
    }


def s3_record(key: str, bucket: str = "ocr-data", sequencer: str = "0055AED6DCD90281E5") -> dict[str, Any]:
    """One record of an S3 notification; keys are encoded as S3 encodes them."""
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": "2026-11-22T08:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:AIDAEXAMPLE"},
        "requestParameters": {"sourceIPAddress": "198.51.100.7"},
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "pictures",
            "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {
                "key": quote_plus(key, safe="/"),
                "size": 1024,
                "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                "sequencer": sequencer,
            },
        },
    }


def s3_event(*keys: str, **about: str) -> dict[str, Any]:
    """An S3 notification."""
    return {"Records": [s3_record(key, **about) for key in keys]}


def s3_test_event() -> dict[str, Any]:
    """What S3 sends when a notification is configured."""
    return {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-22T08:00:00.000Z", "Bucket": "ocr-data"}


def bus_event(key: str, bucket: str = "ocr-data", sequencer: str = "0055AED6DCD90281E5") -> dict[str, Any]:
    """`Object Created` on EventBridge; keys are plain."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": ACCOUNT,
        "time": "2026-11-22T08:00:00Z",
        "region": "eu-central-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": 1024, "etag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": sequencer},
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": ACCOUNT,
            "source-ip-address": "198.51.100.7",
            "reason": "PutObject",
        },
    }


def queue_event(*bodies: Any, fifo: bool = False) -> dict[str, Any]:
    """A batch of SQS messages named m0, m1, …; bodies that are no text become JSON."""
    return {"Records": [_message(place, body, fifo) for place, body in enumerate(bodies)]}


def _message(place: int, body: Any, fifo: bool) -> dict[str, Any]:
    group = {"MessageGroupId": "g", "SequenceNumber": str(place)} if fifo else {}
    return {
        "messageId": f"m{place}",
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1795336000000",
            "SenderId": "AIDAEXAMPLE",
            "ApproximateFirstReceiveTimestamp": "1795336000001",
            **group,
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:documents" + (".fifo" if fifo else ""),
        "awsRegion": "eu-central-1",
    }


def scheduled_event() -> dict[str, Any]:
    """An EventBridge rule with a schedule."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": "2026-11-22T08:00:00Z",
        "region": "eu-central-1",
        "resources": [f"arn:aws:events:eu-central-1:{ACCOUNT}:rule/keep-warm"],
        "detail": {},
    }
