"""The stack for every choice: what it makes of them, and what we would be sorry to lose."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.performance import prices
from infra.api import ROUTES, TYPES
from infra.images import BUILD_CONTEXT
from infra.storage import DELIVERIES
from infra.watching import GB_SECOND, REQUEST
from lambda_ocr.aws import deliveries
from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.entrypoints.aws_lambda import log
from lambda_ocr.entrypoints.aws_lambda.batches import DEATHS
from lambda_ocr.settings import Settings
from tests.support.stacks import IMAGE, only, resources, statements, synthesised

EVERYTHING = {"events": "true", "waf": "true", "alarm_email": "a@example.com", "cors_origins": "https://a.example.com"}
BOTH = [{}, {"compute": "sagemaker"}]


def function(template: dict[str, Any], words: str) -> dict[str, Any]:
    """The function whose description begins so."""
    [found] = [each for each in resources(template, "AWS::Lambda::Function").values() if words in each["Description"]]
    return found


def environment(template: dict[str, Any], words: str = "Reads named fields") -> dict[str, Any]:
    found: dict[str, Any] = function(template, words)["Environment"]["Variables"]
    return found


def posts(template: dict[str, Any]) -> list[dict[str, Any]]:
    methods = resources(template, "AWS::ApiGateway::Method").values()
    return [method for method in methods if method["HttpMethod"] == "POST"]


# What must never be lost


@pytest.mark.parametrize("choice", BOTH)
def test_the_bucket_is_private_encrypted_and_speaks_tls_only(choice: dict[str, str]) -> None:
    template = synthesised(**choice)
    bucket = only(template, "AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]
    denied = [each for _, each in statements(template) if each["Effect"] == "Deny" and each["Action"] == "s3:*"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in denied]


def test_uploads_are_forgotten_after_a_day() -> None:
    rules = only(synthesised(), "AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert {"ExpirationInDays": 1, "Prefix": "uploads/", "Status": "Enabled"} in rules


def test_the_table_is_encrypted_on_demand_and_can_be_brought_back() -> None:
    table = only(synthesised(), "AWS::DynamoDB::Table")
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_the_tables_keys_are_those_the_store_writes() -> None:
    table = only(synthesised(), "AWS::DynamoDB::Table")
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


@pytest.mark.parametrize("choice", [*BOTH, EVERYTHING])
def test_nothing_is_kept_when_data_goes_with_the_stack(choice: dict[str, str]) -> None:
    kept = [
        name
        for name, item in synthesised(**choice)["Resources"].items()
        if "Delete" not in (item.get("DeletionPolicy", "Delete"), item.get("UpdateReplacePolicy", "Delete"))
    ]
    assert kept == []


def test_filled_buckets_are_emptied_after_everything_that_writes_is_gone() -> None:
    template = synthesised()
    [emptied] = resources(template, "Custom::EmptiedBucket")
    [reading] = [name for name, item in template["Resources"].items() if name.startswith("ReadingFunction8")]
    assert emptied in template["Resources"][reading]["DependsOn"]


def test_retained_data_is_neither_emptied_nor_deleted() -> None:
    template = synthesised(data="retain")
    for type_ in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"):
        [item] = [each for each in template["Resources"].values() if each["Type"] == type_]
        assert (item["DeletionPolicy"], item["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert only(template, "AWS::DynamoDB::Table")["DeletionProtectionEnabled"] is True
    assert resources(template, "Custom::EmptiedBucket") == {}


@pytest.mark.parametrize("choice", [*BOTH, EVERYTHING])
def test_every_function_writes_into_a_log_group_of_the_stack(choice: dict[str, str]) -> None:
    template = synthesised(**choice)
    groups = resources(template, "AWS::Logs::LogGroup")
    for made in resources(template, "AWS::Lambda::Function").values():
        assert made["LoggingConfig"]["LogGroup"]["Ref"] in groups
    for name in groups:
        assert template["Resources"][name]["DeletionPolicy"] == "Delete"


@pytest.mark.parametrize("choice", [*BOTH, EVERYTHING])
def test_nobody_may_make_a_log_group_behind_the_stacks_back(choice: dict[str, str]) -> None:
    for _, statement in statements(synthesised(**choice)):
        assert "logs:CreateLogGroup" not in statement["Action"]


def test_execution_logs_which_would_hold_documents_are_off() -> None:
    for settings in only(synthesised(), "AWS::ApiGateway::Stage")["MethodSettings"]:
        assert settings["LoggingLevel"] == "OFF"
        assert settings["DataTraceEnabled"] is False


def test_access_logs_hold_no_body_and_need_the_lent_role() -> None:
    template = synthesised()
    stage = only(template, "AWS::ApiGateway::Stage")
    assert "body" not in stage["AccessLogSetting"]["Format"].lower()
    [(name, _)] = resources(template, "Custom::ApiLogRole").items()
    [made] = [each for each in template["Resources"].values() if each["Type"] == "AWS::ApiGateway::Stage"]
    assert name in made["DependsOn"]


def test_access_logs_can_be_left_out_with_the_role_they_need() -> None:
    template = synthesised(access_logs="false")
    assert "AccessLogSetting" not in only(template, "AWS::ApiGateway::Stage")
    assert resources(template, "Custom::ApiLogRole") == {}


@pytest.mark.parametrize("region", ["cn-north-1", "cn-northwest-1", "us-gov-west-1"])
@pytest.mark.parametrize("choice", [*BOTH, {**EVERYTHING, "readable_buckets": "scans", "callers": "222222222222"}])
def test_a_stack_in_another_partition_names_no_arn_of_ours(region: str, choice: dict[str, str]) -> None:
    said = json.dumps(synthesised(region, **choice))
    assert "arn:aws:" not in said
    assert region.startswith("us-gov-") or "amazonaws.com/" not in said.replace(IMAGE, "")


@pytest.mark.parametrize(
    ("region", "mode"), [("cn-north-1", None), ("us-gov-west-1", "Active"), ("eu-west-1", "Active")]
)
def test_traces_are_asked_for_where_there_are_any(region: str, mode: str | None) -> None:
    template = synthesised(region)
    assert function(template, "Reads named fields").get("TracingConfig", {}).get("Mode") == mode
    assert bool(only(template, "AWS::ApiGateway::Stage").get("TracingEnabled")) is (mode is not None)


def test_two_stacks_can_stand_side_by_side() -> None:
    """Nothing has a name of its own but what carries the stack's."""
    template = synthesised(name="second", compute="sagemaker", alarm_email="a@example.com")
    for name, item in template["Resources"].items():
        for member, value in item.get("Properties", {}).items():
            named = member.endswith("Name") and isinstance(value, str) and member not in _NOT_ACCOUNT_WIDE
            assert not named or "second" in value, f"{name}.{member} = {value}"


_NOT_ACCOUNT_WIDE = {"MetricName", "StageName", "VariantName", "PolicyName", "AttributeName"}


def test_the_api_is_regional_and_answers_both_spellings() -> None:
    template = synthesised(console="false")
    assert only(template, "AWS::ApiGateway::RestApi")["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert {each["PathPart"] for each in resources(template, "AWS::ApiGateway::Resource").values()} == {*ROUTES, *TYPES}


def as_the_gateway_fills_it(template: str, its_words: str) -> str:
    """What a client gets: `messageString` goes in quoted and escaped, `message` as it is."""
    quoted = template.replace("$context.error.messageString", json.dumps(its_words))
    return quoted.replace("$context.error.message", its_words)


@pytest.mark.parametrize("its_words", ["Bad Request", 'not a key: "a\\b"', "two\nlines", '"}, "code": "forged"'])
def test_what_the_gateway_refuses_is_json_in_our_error_format_whatever_it_says(its_words: str) -> None:
    responses = resources(synthesised(), "AWS::ApiGateway::GatewayResponse")
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED"} <= {each["ResponseType"] for each in responses.values()}
    for each in responses.values():
        answer = json.loads(as_the_gateway_fills_it(each["ResponseTemplates"]["application/json"], its_words))
        assert set(answer) == {"error"} and set(answer["error"]) == {"code", "message", "details"}
        assert answer["error"]["code"] in _GATEWAY_CODES
        assert answer["error"]["message"].endswith(".") and "$" not in json.dumps(answer).replace(its_words, "")
        if each["ResponseType"] == "DEFAULT_4XX":
            assert answer["error"]["details"] == {"reason": its_words}


_GATEWAY_CODES = {str(code) for code in ErrorCode} | {"access_denied", "quota_used_up", "timeout"}


def test_the_access_log_says_whose_key_it_was_and_never_the_key() -> None:
    said = json.loads(only(synthesised(auth="api_key"), "AWS::ApiGateway::Stage")["AccessLogSetting"]["Format"])
    assert said["key_id"] == "$context.identity.apiKeyId"
    assert "$context.identity.apiKey" not in said.values()


@pytest.mark.parametrize("type_", ["THROTTLED", "API_CONFIGURATION_ERROR"])
def test_who_came_too_often_or_found_no_function_free_is_told_when_to_come_again(type_: str) -> None:
    responses = resources(synthesised(), "AWS::ApiGateway::GatewayResponse").values()
    [found] = [each for each in responses if each["ResponseType"] == type_]
    assert found["ResponseParameters"] == {"gatewayresponse.header.Retry-After": "'2'"}
    assert found["StatusCode"] in ("429", "503")


def test_a_quota_that_is_used_up_is_told_apart_from_a_crowd_and_invites_no_repeating() -> None:
    responses = resources(synthesised(), "AWS::ApiGateway::GatewayResponse").values()
    [found] = [each for each in responses if each["ResponseType"] == "QUOTA_EXCEEDED"]
    assert found["StatusCode"] == "403" and "ResponseParameters" not in found
    assert '"quota_used_up"' in found["ResponseTemplates"]["application/json"]


# Choices, one by one


def test_auth_iam_is_the_default_and_asks_for_signatures() -> None:
    assert {method["AuthorizationType"] for method in posts(synthesised())} == {"AWS_IAM"}


def test_auth_api_key_asks_for_a_key_with_a_plan_and_says_its_id() -> None:
    template = synthesised(auth="api_key")
    assert {method["ApiKeyRequired"] for method in posts(template)} == {True}
    assert only(template, "AWS::ApiGateway::UsagePlan")["Throttle"] == {"BurstLimit": 100, "RateLimit": 50}
    assert "ApiKeyId" in template["Outputs"]


def test_auth_none_asks_for_nothing() -> None:
    methods = posts(synthesised(auth="none"))
    assert {(method["AuthorizationType"], method["ApiKeyRequired"]) for method in methods} == {("NONE", False)}


def test_throttle_bounds_the_stage() -> None:
    [settings] = only(synthesised(throttle="7/9", console="false"), "AWS::ApiGateway::Stage")["MethodSettings"]
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (7, 9)


@pytest.mark.parametrize("choice", BOTH)
def test_pages_have_a_function_and_a_bound_of_their_own_and_no_rights(choice: dict[str, str]) -> None:
    """An anonymous flood takes no turn of a signed caller, and wakes no reader."""
    template = synthesised(throttle="7/9", **choice)
    asked = {json.dumps(each["Integration"]["Uri"]) for each in pages(template)}
    assert len(asked) == 1
    assert "PagesFunction" in asked.pop()
    settings = only(template, "AWS::ApiGateway::Stage")["MethodSettings"]
    bounded = {(each["ResourcePath"], each["HttpMethod"]): each["ThrottlingRateLimit"] for each in settings}
    assert bounded.pop(("/*", "*")) == 7
    assert len(bounded) == len(pages(template)) == 4
    assert function(template, "Serves the console")["MemorySize"] == 512
    granted = [each for name, each in statements(template) if name.startswith("PagesRole") and "Resource" in each]
    assert {action.partition(":")[0] for each in granted for action in _actions(each)} <= {"logs", "xray"}


def test_the_api_waits_as_long_as_was_chosen() -> None:
    for seconds in ("29", "45"):
        waits = {each["Integration"]["TimeoutInMillis"] for each in posts(synthesised(api_seconds=seconds))}
        assert waits == {int(seconds) * 1000}


def test_arch_and_memory_shape_the_reading_function() -> None:
    made = function(synthesised(arch="arm64", memory_mb="4096"), "Reads named fields")
    assert (made["Architectures"], made["MemorySize"]) == (["arm64"], 4096)


def test_image_uri_is_run_as_given() -> None:
    uri = function(synthesised(), "Reads named fields")["Code"]["ImageUri"]
    assert json.dumps(uri).endswith('/custom-ocr:1"]]}')


def test_provisioned_concurrency_keeps_functions_warm_behind_an_alias_that_the_api_calls() -> None:
    template = synthesised(provisioned_concurrency="2")
    alias = only(template, "AWS::Lambda::Alias")
    assert alias["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}
    [name] = resources(template, "AWS::Lambda::Alias")
    assert {"Ref": name} in posts(template)[0]["Integration"]["Uri"]["Fn::Join"][1]


def test_readable_buckets_are_granted_and_told() -> None:
    template = synthesised(readable_buckets="scans,mail-room")
    assert environment(template)["CUSTOM_OCR_READABLE_BUCKETS"] == "scans,mail-room"
    granted = json.dumps(resources(template, "AWS::IAM::Policy"))
    for name in ("scans", "mail-room"):
        assert f'["arn:", {{"Ref": "AWS::Partition"}}, ":s3:::{name}/*"]' in granted


def test_cors_is_off_unless_origins_are_named() -> None:
    template = synthesised()
    assert "OPTIONS" not in {each["HttpMethod"] for each in resources(template, "AWS::ApiGateway::Method").values()}
    assert "CUSTOM_OCR_CORS_ORIGINS" not in environment(template)
    assert "CorsConfiguration" not in only(synthesised(console="false"), "AWS::S3::Bucket")


def test_the_consoles_page_may_post_uploads_to_the_bucket_and_no_other_page_may() -> None:
    [rule] = only(synthesised(), "AWS::S3::Bucket")["CorsConfiguration"]["CorsRules"]
    [origin] = rule["AllowedOrigins"]
    region, suffix = {"Ref": "AWS::Region"}, {"Ref": "AWS::URLSuffix"}
    assert origin == {"Fn::Join": ["", ["https://*.execute-api.", region, ".", suffix]]}
    assert rule["AllowedMethods"] == ["POST"]


def test_cors_origins_reach_the_api_the_function_and_the_bucket() -> None:
    template = synthesised(cors_origins="https://a.example.com", console="false")
    assert environment(template)["CUSTOM_OCR_CORS_ORIGINS"] == "https://a.example.com"
    methods = [each["HttpMethod"] for each in resources(template, "AWS::ApiGateway::Method").values()]
    assert methods.count("OPTIONS") == methods.count("POST")
    [rule] = only(template, "AWS::S3::Bucket")["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["POST"], ["https://a.example.com"])


def pages(template: dict[str, Any]) -> list[dict[str, Any]]:
    methods = resources(template, "AWS::ApiGateway::Method").values()
    return [method for method in methods if method["HttpMethod"] == "GET"]


@pytest.mark.parametrize("choice", [*BOTH, {"auth": "api_key"}, {"auth": "none"}])
def test_the_consoles_pages_are_open_and_what_they_ask_is_not(choice: dict[str, str]) -> None:
    template = synthesised(**choice)
    parts = {each["PathPart"] for each in resources(template, "AWS::ApiGateway::Resource").values()}
    assert {"docs", "openapi.json", "console", "{file+}"} <= parts
    assert len(pages(template)) == 4
    assert {(each["AuthorizationType"], each.get("ApiKeyRequired", False)) for each in pages(template)} == {
        ("NONE", False)
    }
    assert "Console" in template["Outputs"]


@pytest.mark.parametrize("choice", BOTH)
def test_console_false_has_no_pages(choice: dict[str, str]) -> None:
    template = synthesised(console="false", **choice)
    assert pages(template) == []
    assert "Console" not in template["Outputs"]


@pytest.mark.parametrize(("choice", "words"), [({}, "Reads named fields"), ({"compute": "sagemaker"}, "Hands")])
def test_events_bring_pictures_to_the_function_and_failures_to_a_queue(choice: dict[str, str], words: str) -> None:
    template = synthesised(events="true", **choice)
    pattern = only(template, "AWS::Events::Rule")["EventPattern"]
    assert pattern["detail"]["object"] == {"key": [{"prefix": "in/"}]}
    assert only(template, "AWS::S3::Bucket")["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert only(template, "AWS::Lambda::EventInvokeConfig")["MaximumRetryAttempts"] == 2
    mapping = only(template, "AWS::Lambda::EventSourceMapping")
    assert (mapping["BatchSize"], mapping["ScalingConfig"]) == (1, {"MaximumConcurrency": 5})
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert resources(template, "AWS::Lambda::Permission").keys() == _of_the_gateway(template)
    assert "CUSTOM_OCR_FAILED_QUEUE" in environment(template, words)


def _of_the_gateway(template: dict[str, Any]) -> set[str]:
    """Permissions to invoke at once, which a bulk must not have."""
    permissions = resources(template, "AWS::Lambda::Permission").items()
    return {name for name, made in permissions if made["Principal"] == "apigateway.amazonaws.com"}


def test_a_bulk_takes_no_more_of_the_accounts_concurrency_than_was_chosen() -> None:
    template = synthesised(events="true", event_concurrency="7", reserved_concurrency="20")
    assert only(template, "AWS::Lambda::EventSourceMapping")["ScalingConfig"] == {"MaximumConcurrency": 7}
    assert function(template, "Reads named fields")["ReservedConcurrentExecutions"] == 20
    assert "ReservedConcurrentExecutions" not in function(synthesised(), "Reads named fields")


def test_without_events_there_is_no_queue_and_no_rule() -> None:
    template = synthesised()
    for type_ in ("AWS::SQS::Queue", "AWS::Events::Rule", "AWS::Lambda::EventSourceMapping"):
        assert resources(template, type_) == {}


def test_a_batch_is_read_by_a_function_of_its_own_a_batch_of_files_at_a_time() -> None:
    template = synthesised(batch="true", batch_concurrency="7", batch_items="90", batch_tolerated="3")
    machine = only(template, "AWS::StepFunctions::StateMachine")
    states = json.loads(text_of(machine["DefinitionString"]))["States"]
    maps = {name: state for name, state in states.items() if state["Type"] == "Map"}
    assert {choice["Next"] for choice in states["Kind"]["Choices"]} == maps.keys()
    for state in maps.values():
        assert (state["MaxConcurrency"], state["ToleratedFailurePercentage"]) == (7, 3)
        assert state["ItemBatcher"]["MaxItemsPerBatch"] == 90
        assert state["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
        assert state["ResultWriter"]  # what children answer may be over what a state may hand on
        [task] = state["ItemProcessor"]["States"].values()
        assert [retry["JitterStrategy"] for retry in task["Retry"]] == ["FULL", "FULL"]
        [lost] = [retry for retry in task["Retry"] if "Runtime.ExitError" in retry["ErrorEquals"]]
        assert lost["MaxAttempts"] >= 1 + 5 * DEATHS, "five files that end their process are found among a child's"
    reading, batch = function(template, "Reads named fields"), function(template, "Reads the documents of batches")
    assert batch["Timeout"] > reading["Timeout"] and batch["Code"] == reading["Code"]
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert resources(synthesised(), "AWS::StepFunctions::StateMachine") == {}


def test_documents_are_read_in_the_subnets_chosen_by_roles_that_may_be_placed_there() -> None:
    place = {"subnets": "subnet-0123456789abcdef0", "security_groups": "sg-0123456789abcdef0"}
    template = synthesised(batch="true", **place)
    for description in ("Reads named fields", "Reads the documents of batches"):
        made = function(template, description)
        assert made["VpcConfig"] == {"SubnetIds": [place["subnets"]], "SecurityGroupIds": [place["security_groups"]]}
        [policy] = [
            each["PolicyDocument"]["Statement"]
            for each in resources(template, "AWS::IAM::Policy").values()
            if made["Role"]["Fn::GetAtt"][0] in json.dumps(each["Roles"])
            and "ec2:CreateNetworkInterface" in json.dumps(each["PolicyDocument"])
        ]
        assert policy
    assert "VpcConfig" not in json.dumps(synthesised())


def test_the_api_answers_by_a_name_of_the_deployers_over_new_tls_alone() -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    template = synthesised(domain="ocr.example.com", certificate=certificate)
    domain = only(template, "AWS::ApiGateway::DomainName")
    assert (domain["DomainName"], domain["SecurityPolicy"]) == ("ocr.example.com", "TLS_1_2")
    assert domain["RegionalCertificateArn"] == certificate
    mapping = only(template, "AWS::ApiGateway::BasePathMapping")
    assert mapping["Stage"] and "BasePath" not in mapping  # pages find themselves by the path as the browser has it
    assert "DomainTarget" in template["Outputs"]


def test_a_boundary_bounds_every_role() -> None:
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    roles = resources(synthesised(permissions_boundary=boundary, batch="true"), "AWS::IAM::Role").values()
    assert {role["PermissionsBoundary"] for role in roles} == {boundary}


@pytest.mark.parametrize("instances", ["0", "2"])
def test_an_update_answers_a_tenth_first_and_is_taken_back_by_its_alarms(instances: str) -> None:
    template = synthesised(canary="true", provisioned_concurrency=instances)
    group = only(template, "AWS::CodeDeploy::DeploymentGroup")
    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group["AutoRollbackConfiguration"] == {
        "Enabled": True,
        "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
    }
    watched = [each["Name"]["Ref"] for each in group["AlarmConfiguration"]["Alarms"]]
    alarms = resources(template, "AWS::CloudWatch::Alarm")
    assert {alarms[name]["MetricName"] for name in watched} == {"Errors", "Faults"}
    [name] = resources(template, "AWS::Lambda::Alias")
    assert template["Resources"][name]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"]
    methods = [each for each in resources(template, "AWS::ApiGateway::Method").values() if each["HttpMethod"] == "POST"]
    assert all(name in json.dumps(method["Integration"]["Uri"]) for method in methods) and methods


def text_of(joined: Any) -> str:
    """Fn::Join, with something in place of what is known when it is deployed."""
    return "".join(part if isinstance(part, str) else "arn" for part in joined["Fn::Join"][1])


def test_waf_stands_before_the_stage_and_lets_pictures_through() -> None:
    template = synthesised(waf="true")
    [common] = [
        rule for rule in only(template, "AWS::WAFv2::WebACL")["Rules"] if rule["Name"] == "AWSManagedRulesCommonRuleSet"
    ]
    overridden = common["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
    for rule in ("SizeRestrictions_BODY", "NoUserAgent_HEADER"):
        assert {"ActionToUse": {"Count": {}}, "Name": rule} in overridden
    assert resources(template, "AWS::WAFv2::WebACLAssociation")


def test_alarm_email_is_told_of_every_alarm() -> None:
    template = synthesised(alarm_email="a@example.com", events="true")
    alarms = resources(template, "AWS::CloudWatch::Alarm").values()
    assert only(template, "AWS::SNS::Subscription")["Endpoint"] == "a@example.com"
    assert all(alarm["AlarmActions"] == alarm["OKActions"] != [] for alarm in alarms)
    watched = {(alarm["Namespace"], alarm["MetricName"]) for alarm in alarms if "MetricName" in alarm}
    assert watched == {
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ApiGateway", "Latency"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "AsyncEventsDropped"),
        ("AWS/DynamoDB", "WriteThrottleEvents"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        (log.NAMESPACE, "Faults"),
    }


def test_the_faults_that_are_watched_are_those_the_log_counts() -> None:
    alarms = resources(synthesised(), "AWS::CloudWatch::Alarm").values()
    [faults] = [alarm for alarm in alarms if alarm.get("Namespace") == log.NAMESPACE]
    assert faults["MetricName"] in log.METRICS
    assert tuple(each["Name"] for each in faults["Dimensions"]) in log.DIMENSIONS


def test_each_templates_drift_is_watched_where_that_was_chosen() -> None:
    template = synthesised(template_metrics="true")
    drift = alarm_of(template, "FormsDrift")
    [query] = drift["Metrics"]
    assert "AVG(Unsure) FROM SCHEMA(CustomOcr, TemplateId) GROUP BY TemplateId" in query["Expression"]
    assert (query["Period"], drift["EvaluationPeriods"], drift["TreatMissingData"]) == (3600, 3, "notBreaching")
    [settings] = [
        each["Environment"]
        for each in resources(template, "AWS::Lambda::Function").values()
        if "Environment" in each and "CUSTOM_OCR_COUNTS" in each["Environment"]["Variables"]
    ]
    assert settings["Variables"]["CUSTOM_OCR_COUNTS"] == "True"
    dashboard = json.dumps(only(template, "AWS::CloudWatch::Dashboard"))
    group = function(template, "Reads named fields")["LoggingConfig"]["LogGroup"]["Ref"]
    assert "stats avg(Refused)" in dashboard and json.dumps({"Ref": group}) in dashboard  # of where it writes


def test_each_name_has_a_key_of_its_own_and_each_key_its_quota() -> None:
    template = synthesised(auth="api_key", quota="10000/week", keys="team1a,team1-a")
    assert only(template, "AWS::ApiGateway::UsagePlan")["Quota"] == {"Limit": 10000, "Period": "WEEK"}
    assert len(resources(template, "AWS::ApiGateway::ApiKey")) == 3
    assert len(resources(template, "AWS::ApiGateway::UsagePlanKey")) == 3
    assert {"ApiKeyId", "ApiKeyIdOfTeam1a", "ApiKeyIdOfTeam1A"} <= set(template["Outputs"])


def test_functions_are_warm_in_the_hours_chosen() -> None:
    template = synthesised(provisioned_concurrency="3", warm_hours="7-19 MON-FRI Europe/Berlin")
    assert "ProvisionedConcurrencyConfig" not in only(template, "AWS::Lambda::Alias")
    begin, end = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")["ScheduledActions"]
    assert (begin["Schedule"], begin["Timezone"]) == ("cron(0 7 ? * MON-FRI *)", "Europe/Berlin")
    assert begin["ScalableTargetAction"] == {"MinCapacity": 3, "MaxCapacity": 3}
    assert (end["Schedule"], end["ScalableTargetAction"]) == (
        "cron(0 19 ? * MON-FRI *)",
        {"MinCapacity": 0, "MaxCapacity": 0},
    )


def test_refusals_and_what_a_thousand_cost_are_watched_where_there_are_enough_to_tell() -> None:
    template = synthesised(memory_mb="4096", arch="arm64")
    refusals, cost = alarm_of(template, "RefusalRate"), alarm_of(template, "CostPerThousand")
    [share, *of] = refusals["Metrics"]
    assert share["Expression"] == "IF(requests >= 20, 100 * refusals / requests, 0)"
    assert {each["MetricStat"]["Metric"]["MetricName"] for each in of} == {"Requests", "Refusals"} <= {*log.METRICS}
    assert cost["Metrics"][0]["Expression"].endswith("(spent / 1000 * 4.0 * 0.0000133334 / count + 0.0000002), 0)")
    assert (GB_SECOND, REQUEST) == (prices.LAMBDA_GB_SECOND, prices.LAMBDA_REQUEST)


def alarm_of(template: dict[str, Any], name: str) -> dict[str, Any]:
    alarms = resources(template, "AWS::CloudWatch::Alarm")
    [found] = [alarm for id_, alarm in alarms.items() if id_.startswith(f"Monitoring{name}Alarm")]
    return found


@pytest.mark.parametrize(
    "choices",
    [
        {"alarm_email": "a@example.com", "events": "true"},
        {"template_metrics": "true"},
        {"compute": "sagemaker"},
        {"batch": "true", "batch_concurrency": "7", "batch_items": "90", "batch_tolerated": "3"},
        {"canary": "true", "provisioned_concurrency": "0"},
    ],
    ids=lambda choices: next(iter(choices)),
)
def test_whoever_is_woken_finds_each_alarm_in_the_runbook(choices: dict[str, str]) -> None:
    runbook = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
    alarms = resources(synthesised(**choices), "AWS::CloudWatch::Alarm")
    for name in (re.sub(r"^(Monitoring|Reading(Function)?)|(Alarm)?[0-9A-F]{8}$", "", id_) for id_ in alarms):
        body = runbook.split(f"### {name}\n")[1].split("\n#")[0]
        assert all(f"**{word}.**" in body for word in ("Means", "Look", "Do")), name


def test_the_graph_of_steps_stands_where_lines_tell_them() -> None:
    boards = {
        compute: json.dumps(only(synthesised(compute=compute), "AWS::CloudWatch::Dashboard"))
        for compute in ("lambda", "sagemaker")
    }
    assert {compute: "steps_ms" in board for compute, board in boards.items()} == {"lambda": True, "sagemaker": False}


def test_an_endpoint_without_an_instance_is_noticed_by_its_silence() -> None:
    alarms = resources(synthesised(compute="sagemaker"), "AWS::CloudWatch::Alarm").values()
    [hosts] = [alarm for alarm in alarms if alarm.get("MetricName") == "CPUUtilization"]
    assert hosts["TreatMissingData"] == "breaching"


def test_log_days_reach_every_group() -> None:
    groups = resources(synthesised(log_days="7"), "AWS::Logs::LogGroup").values()
    assert {group["RetentionInDays"] for group in groups} == {7}


def test_tags_are_on_everything_that_takes_tags() -> None:
    template = synthesised(tags="team=claims")
    wanted = {"Key": "team", "Value": "claims"}
    for type_ in ("AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::IAM::Role"):
        assert all(wanted in made["Tags"] for made in resources(template, type_).values())


def test_outputs_say_where_everything_is() -> None:
    outputs = synthesised()["Outputs"]
    assert {"Url", "Bucket", "Table", "FunctionName", "Curl"} <= set(outputs)


def test_the_function_is_told_its_store_in_the_words_of_settings() -> None:
    variables = environment(synthesised(events="true", cors_origins="*", readable_buckets="scans"))
    known = {f"CUSTOM_OCR_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert set(variables) <= known
    assert variables["CUSTOM_OCR_STORE"] == "aws"


# compute=sagemaker


def test_sagemaker_runs_the_endpoint_and_a_small_function_in_front() -> None:
    template = synthesised(compute="sagemaker")
    [variant] = only(template, "AWS::SageMaker::EndpointConfig")["ProductionVariants"]
    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == ("ml.g4dn.xlarge", 1)
    assert "ImageUri" not in function(template, "Hands requests")["Code"]
    variables = environment(template, "Hands requests")["CUSTOM_OCR_SAGEMAKER_ENDPOINT"]
    assert variables == only(template, "AWS::SageMaker::Endpoint")["EndpointName"]


def test_the_endpoints_hosts_have_a_driver_for_the_cuda_that_the_image_brings() -> None:
    """AWS's table of 2026: the default for ml.g4dn is driver 470; this image brings 580, which CUDA 13.0 asks for."""
    [variant] = only(synthesised(compute="sagemaker"), "AWS::SageMaker::EndpointConfig")["ProductionVariants"]
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert "ARG BASE=nvidia/cuda:13.0." in (BUILD_CONTEXT / "Dockerfile.gpu").read_text(encoding="utf-8")
    template = synthesised(compute="sagemaker", inference_ami="")
    [variant] = only(template, "AWS::SageMaker::EndpointConfig")["ProductionVariants"]
    assert "InferenceAmiVersion" not in variant


def test_sagemaker_follows_the_invocations_between_its_bounds() -> None:
    template = synthesised(compute="sagemaker", min_instances="2", max_instances="5", invocations_per_instance="90")
    target = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 5)
    tracking = only(template, "AWS::ApplicationAutoScaling::ScalingPolicy")["TargetTrackingScalingPolicyConfiguration"]
    assert tracking["TargetValue"] == 90


def test_an_update_of_the_endpoint_bakes_beside_the_old_fleet_and_is_taken_back_by_an_alarm() -> None:
    template = synthesised(compute="sagemaker")
    deployment = only(template, "AWS::SageMaker::Endpoint")["DeploymentConfig"]
    assert deployment["BlueGreenUpdatePolicy"]["TerminationWaitInSeconds"] >= 300
    [alarm] = deployment["AutoRollbackConfiguration"]["Alarms"]
    watched = resources(template, "AWS::CloudWatch::Alarm")[alarm["AlarmName"]["Ref"]]
    assert watched["MetricName"] == "Invocation5XXErrors"


def test_sagemakers_own_log_group_is_ours() -> None:
    template = synthesised(compute="sagemaker", name="second")
    names = [each.get("LogGroupName") for each in resources(template, "AWS::Logs::LogGroup").values()]
    assert "/aws/sagemaker/Endpoints/second" in names


def test_the_endpoint_keeps_templates_and_the_function_in_front_may_only_call_it() -> None:
    allowed = {action for statement in _of_front(synthesised(compute="sagemaker")) for action in _actions(statement)}
    assert "sagemaker:InvokeEndpoint" in allowed
    assert not any(action.startswith(("dynamodb:", "s3:", "sqs:", "events:")) for action in allowed)


def test_with_events_the_function_in_front_may_note_deliveries_but_touch_no_template() -> None:
    granted = _of_front(synthesised(compute="sagemaker", events="true"))
    [on_table] = [each for each in granted if any(action.startswith("dynamodb:") for action in _actions(each))]
    assert set(_actions(on_table)) == {"dynamodb:PutItem", "dynamodb:DeleteItem"}
    assert on_table["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [DELIVERIES]}}
    on_objects = json.dumps([each["Resource"] for each in granted if "s3:" in json.dumps(each["Action"])])
    assert "/in/*" in on_objects
    assert "/templates/" not in on_objects


def test_what_the_doors_note_is_what_the_storage_grants() -> None:
    assert f"{deliveries.PARTITION}*" == DELIVERIES


def _of_front(template: dict[str, Any]) -> list[dict[str, Any]]:
    """Statements of the small function's role."""
    return [each for name, each in statements(template) if name.startswith("ReadingRoleDefaultPolicy")]


def _actions(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return action if isinstance(action, list) else [action]
