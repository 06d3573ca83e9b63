"""What cdk-nag's AWS Solutions rules find and what stands nevertheless, each finding with its reason.

Rule: an acknowledgement names the construct and the one finding; nothing is acknowledged for the whole stack.
"""

from __future__ import annotations

from aws_cdk import Acknowledgment, CfnResource, Stack, Validations

from infra.config import DeployConfig

_KEYS = "An object's ARN ends in its key, unknown before it is written; bucket and prefix are named."
_NO_RESOURCE = (
    "X-Ray, the delivery of logs, the login to ECR and network interfaces know no resources: AWS takes nothing but * "
    "for them."
)
_LISTED = "The deployer named this bucket to be read; which of its keys, no one knows before a request."
_READING = "Role/DefaultPolicy/Resource"
_ENGINE = "Batches/EngineRole/DefaultPolicy/Resource"
_CHILDREN = "A Map's children are executions of the machine, named when they begin."
_PICTURES = "IAM5[Resource::<StoragePicturesD6794C00.Arn>"
_LOGS_POLICY = "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"

# (end of the construct's path, finding, reason)
REASONS = (
    ("Housekeeper/Role/DefaultPolicy/Resource", f"{_PICTURES}/*]", "It empties the bucket: every key is meant."),
    (
        "Housekeeper/Role/DefaultPolicy/Resource",
        "IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]",
        "Whether the role that API Gateway's logs are set to still exists is asked first; it may be anybody's.",
    ),
    *(
        (f"Reading/{role}/DefaultPolicy/Resource", f"{_PICTURES}/{prefix}/*]", _KEYS)
        for role in ("Role", "EndpointRole")
        for prefix in ("templates", "uploads", "in", "out", "review", "batches")
    ),
    *(
        (f"Batches/{role}/DefaultPolicy/Resource", f"{_PICTURES}/{prefix}/*]", _KEYS)
        for role in ("Role", "EngineRole")
        for prefix in ("templates", "uploads", "in", "batches", "review")
    ),
    ("Batches/Role/DefaultPolicy/Resource", "IAM5[Resource::*]", _NO_RESOURCE),
    (_ENGINE, "IAM5[Resource::*]", _NO_RESOURCE),
    ("Function/Network/Resource", "IAM5[Resource::*]", _NO_RESOURCE),
    (
        "Canary/ServiceRole/Resource",
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]",
        "CodeDeploy's own policy for this purpose, the narrower of its two.",
    ),
    (
        "Batches/Machine/Resource",
        "SF1",
        "All events of all children would be a log as long as the batch; failures are logged, a run tells the rest.",
    ),
    ("Reading/Role/DefaultPolicy/Resource", "IAM5[Resource::*]", _NO_RESOURCE),
    ("Pages/Role/DefaultPolicy/Resource", "IAM5[Resource::*]", _NO_RESOURCE),
    ("Reading/EndpointRole/DefaultPolicy/Resource", "IAM5[Resource::*]", _NO_RESOURCE),
    (
        "Housekeeper/ApiLogRole/Resource",
        f"IAM4[Policy::{_LOGS_POLICY}]",
        "API Gateway accepts a role for its logs only with the permissions of this managed policy.",
    ),
    (
        "Storage/Pictures/Resource",
        "S1",
        "A second bucket of access logs would outlive what it is about; CloudTrail's data events tell the same, "
        "where an account wants them.",
    ),
    ("Storage/Templates/Resource", "DDB3", "backup_days=0 is the deployer's word: what is deleted is to be gone."),
    ("Failed/Queue/Resource", "SQS3", "This queue is itself the one for what failed: of EventBridge and of Lambda."),
    (
        "Api/Rest/Resource",
        "APIG2",
        "The service validates each request and says what is wrong in the contract's words; the gateway's validator "
        "would answer first, and vaguer.",
    ),
    (
        "Api/Rest/DeploymentStage.v1/Resource",
        "APIG1",
        "access_logs=false is the deployer's word.",
    ),
    (
        "Api/Rest/DeploymentStage.v1/Resource",
        "APIG3",
        "The firewall is a choice (waf=true), for it costs by the month; signed requests are the default instead.",
    ),
    (
        "Api/Rest/DeploymentStage.v1/Resource",
        "APIG6",
        "Execution logs would hold documents, in a log group that nobody owns; access logs are on instead.",
    ),
    ("POST/Resource", "APIG4", "auth=none or auth=api_key is the deployer's word; the default is signed requests."),
    (
        "POST/Resource",
        "COG4",
        "Callers are programs: they sign with IAM; there are no users to log in.",
    ),
    ("GET/Resource", "APIG4", "Pages of the console hold no secret; a browser cannot sign its first request."),
    ("GET/Resource", "COG4", "Pages of the console hold no secret; a browser cannot sign its first request."),
    ("OPTIONS/Resource", "APIG4", "A browser's preflight carries no credentials, by its standard."),
    ("OPTIONS/Resource", "COG4", "A browser's preflight carries no credentials, by its standard."),
    (
        "Monitoring/Alarms/Resource",
        "SNS2",
        "CloudWatch cannot publish to a topic under AWS's own key, and a key of our own costs more than all alarms.",
    ),
)


def acknowledge(stack: Stack, config: DeployConfig) -> None:
    """Tell the validations of this stack what stands, and why."""
    listed = [
        (_READING, f"IAM5[Resource::arn:<AWS::Partition>:s3:::{name}/*]", _LISTED) for name in config.readable_buckets
    ]
    if config.bucket:
        taken_over = f"arn:{stack.partition}:s3:::{config.bucket}"
        listed += [
            (role, f"IAM5[Resource::{taken_over}/{prefix}/*]", _KEYS)
            for role in (_READING, _ENGINE)
            for prefix in ("templates", "uploads", "in", "out", "batches")
        ]
    states, machine = f"arn:{stack.partition}:states:{stack.region}:{stack.account}", f"{config.name}-batch"
    runs = [f"execution:{machine}:*", f"execution:{machine}/*", f"mapRun:{machine}/*"]
    listed += [(role, f"IAM5[Resource::{states}:{run}]", _CHILDREN) for role in (_ENGINE, _READING) for run in runs]
    listed += [
        (_ENGINE, f"IAM5[Resource::arn:<AWS::Partition>:s3:::{name}/*]", _LISTED) for name in config.readable_buckets
    ]
    for construct in stack.node.find_all():
        place = construct.node.path  # asked once: each such question goes to Node and back
        mine = [(finding, reason) for path, finding, reason in (*REASONS, *listed) if place.endswith(path)]
        if not mine or not CfnResource.is_cfn_resource(construct):
            continue
        for finding, reason in mine:
            known = Acknowledgment(id=f"AwsSolutions::AwsSolutions-{finding}", reason=reason)
            Validations.of(construct).acknowledge(known)
