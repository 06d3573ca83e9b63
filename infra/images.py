"""The container images: built here from lambda_ocr/, or taken prebuilt from Amazon ECR."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig
from infra.parsing import ImageUri

BUILD_CONTEXT = Path(__file__).parent.parent / "lambda_ocr"
_NOT_IN_IMAGES = ["**/__pycache__", "**/*.pyc", "**/.DS_Store"]
_PLATFORMS = {"x86_64": assets.Platform.LINUX_AMD64, "arm64": assets.Platform.LINUX_ARM64}
_PULL_ACTIONS = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def lambda_image(scope: Construct, config: DeployConfig) -> lambda_.DockerImageCode:
    """The code of the reading function."""
    if config.image_uri:
        repository = _repository(scope, config.image_uri)
        return lambda_.DockerImageCode.from_ecr(repository, tag_or_digest=config.image_uri.tag_or_digest)
    return lambda_.DockerImageCode.from_image_asset(
        str(BUILD_CONTEXT),
        platform=_PLATFORMS[config.arch],
        build_args=_build_args(config),
        exclude=_NOT_IN_IMAGES,
    )


def gpu_image(scope: Construct, config: DeployConfig, role: iam.IRole) -> str:
    """URI of the endpoint's image; `role` may pull it."""
    if config.image_uri:
        repository = _repository(scope, config.image_uri)
        _allow_pull(repository, role)
        return repository.repository_uri_for_tag_or_digest(config.image_uri.tag_or_digest)
    image = assets.DockerImageAsset(
        scope,
        "Image",
        directory=str(BUILD_CONTEXT),
        file="Dockerfile.gpu",
        platform=assets.Platform.LINUX_AMD64,
        build_args=_build_args(config),
        exclude=_NOT_IN_IMAGES,
    )
    _allow_pull(image.repository, role)
    return image.image_uri


def _build_args(config: DeployConfig) -> dict[str, str] | None:
    return {"BASE": config.base_image} if config.base_image else None


def _repository(scope: Construct, uri: ImageUri) -> ecr.IRepository:
    arn = f"arn:{Stack.of(scope).partition}:ecr:{uri.region}:{uri.account}:repository/{uri.repository}"
    return ecr.Repository.from_repository_attributes(
        scope, "Repository", repository_arn=arn, repository_name=uri.repository
    )


def _allow_pull(repository: ecr.IRepository, role: iam.IRole) -> None:
    """Pull this image; the login has no resource of its own."""
    role.add_to_principal_policy(iam.PolicyStatement(actions=_PULL_ACTIONS, resources=[repository.repository_arn]))
    role.add_to_principal_policy(iam.PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]))
