"""The code of the small function in front of an endpoint: a few of our files, and the console's.

Rule: the list is written out, so that no other change redeploys the function, and nothing heavy slips in. What the
files need beside each other is the standard library and boto3; tests/infra/test_front_code.py runs them alone.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import AssetHashType, BundlingOptions, ILocalBundling
from aws_cdk import aws_lambda as lambda_

from infra.functions import SMALL_RUNTIME

ROOT = Path(__file__).parent.parent
MODULES = (
    "__init__",
    "settings",
    "wire/__init__",
    "wire/errors",
    "wire/json_text",
    "wire/response",
    "wire/routes",
    "aws/__init__",
    "aws/batch_results",
    "aws/clients",
    "aws/deliveries",
    "aws/idempotency",
    "aws/faults",
    "aws/sagemaker_endpoint",
    "core/__init__",
    "core/budget",
    "core/clock",
    "core/errors",
    "core/quoting",
    "core/review/__init__",
    "core/review/caller",
    "entrypoints/__init__",
    "entrypoints/aws_lambda/__init__",
    "entrypoints/http/__init__",
    "entrypoints/http/console_bundle",
    "entrypoints/aws_lambda/batch_parts",
    "entrypoints/aws_lambda/batches",
    "entrypoints/aws_lambda/console",
    "entrypoints/aws_lambda/event_dispatcher",
    "entrypoints/aws_lambda/deliveries",
    "entrypoints/aws_lambda/events",
    "entrypoints/aws_lambda/sagemaker_proxy",
    "entrypoints/aws_lambda/http_events",
    "entrypoints/aws_lambda/log",
    "entrypoints/aws_lambda/pages",
    "entrypoints/aws_lambda/spans",
    "entrypoints/http/pages",
)
CONTRACT = "docs/openapi.json"
EXPLORER = "drf_spectacular_sidecar"
_SWAGGER = f"static/{EXPLORER}/swagger-ui-dist"
_EXPLORER_FILES = ("__init__.py", f"{_SWAGGER}/swagger-ui.css", f"{_SWAGGER}/swagger-ui-bundle.js")


def files() -> Iterator[tuple[str, Path]]:
    """(name in the function's code, file) of everything it is made of."""
    yield from ((f"lambda_ocr/{name}.py", ROOT / "lambda_ocr" / f"{name}.py") for name in MODULES)
    yield CONTRACT, ROOT / CONTRACT
    console = ROOT / "lambda_ocr" / "console"
    yield from ((str(path.relative_to(ROOT)), path) for path in sorted(console.rglob("*")) if path.is_file())
    yield from _explorer()


def _explorer() -> Iterator[tuple[str, Path]]:
    """Swagger UI's files where its package is installed beside the CDK; the page says so where it is not."""
    spec = importlib.util.find_spec(EXPLORER)
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent
    yield from ((f"{EXPLORER}/{name}", folder / name) for name in _EXPLORER_FILES if (folder / name).is_file())


def write(folder: Path) -> None:
    """Put the code there, its import root at the top."""
    for name, source in files():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)


@jsii.implements(ILocalBundling)
class _Copied:
    """What the CDK calls in place of a container."""

    def try_bundle(self, output_dir: str, *_: Any, **__: Any) -> bool:
        write(Path(output_dir))
        return True


def front_code() -> lambda_.Code:
    """The code as an asset, named after what is in it."""
    copying = BundlingOptions(image=SMALL_RUNTIME.bundling_image, local=_Copied())
    return lambda_.Code.from_asset(str(ROOT), asset_hash_type=AssetHashType.OUTPUT, bundling=copying)
