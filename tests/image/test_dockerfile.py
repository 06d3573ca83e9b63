"""What can be said of the image without building it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTEXT = ROOT / "lambda_ocr"


@pytest.mark.parametrize("name", sorted(path.name for path in CONTEXT.glob("Dockerfile*")))
def test_hadolint_has_nothing_to_say(name: str) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, CONTEXT / name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def pins(path: Path) -> dict[str, str]:
    """Name and version of every pinned line, markers aside; a name with two versions keeps the plain one."""
    found = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\\n]+)", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name.lower(): version for name, version in found if name.lower() != "onnxruntime"}


def test_the_lambda_image_has_the_versions_that_everything_else_is_tested_with() -> None:
    tested = pins(ROOT / "requirements.txt")
    image = pins(CONTEXT / "requirements-lambda.txt")
    assert {name: tested.get(name) for name in image} == image


def test_every_package_of_the_image_is_hashed() -> None:
    text = (CONTEXT / "requirements-lambda.txt").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
