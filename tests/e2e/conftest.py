"""One AWS account for all end-to-end tests, bootstrapped, and the ways to deploy into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra import cdk_cli
from tests.e2e.emulator import ACCOUNT, REGION, Emulator, running_emulator
from tests.e2e.inventory import inventory
from tests.e2e.lambda_runtime import LambdaRuntime, running_runtime
from tests.e2e.sagemaker_door import Door, running_door

ROOT = Path(__file__).parents[2]
IMAGE = f"image_uri={ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/custom-ocr:e2e"
COMMAND_SECONDS = 1800


@dataclass(frozen=True)
class Account:
    """The emulated account as a deployer sees it."""

    emulator: Emulator
    runtime: LambdaRuntime
    door: Door
    at_first: frozenset[str]

    def deploy(self, *choices: str, smoke: bool = True) -> str:
        """`make deploy` with these choices and a prebuilt image; its output."""
        return self._run("infra.deploy", choices, [] if smoke else ["--no-smoke"])

    def destroy(self, *choices: str) -> str:
        """`make destroy`, agreed to; its output."""
        return self._run("infra.destroy", choices, ["--yes"])

    def outputs(self, stack: str) -> dict[str, str]:
        """What the stack says of itself."""
        found = self.emulator.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}

    def logs(self) -> str:
        """What the functions and the emulator wrote, for who must find out why."""
        files = (self.emulator.folder / name for name in ("ministack.log", "container.log", "functions.log"))
        return "".join(
            f"{file.name}:\n{file.read_text(errors='replace')[-2000:]}\n" for file in files if file.is_file()
        )

    def _run(self, module: str, choices: tuple[str, ...], options: list[str]) -> str:
        context = [part for choice in (IMAGE, *choices) for part in ("-c", choice)]
        command = [sys.executable, "-m", module, *options, *context]
        return run(command, self.emulator.environment)


def run(command: list[str], environment: Mapping[str, str]) -> str:
    """A command's output; fails with it when the command does."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{said[-6000:]}"
    return said


@pytest.fixture(scope="session")
def command_line() -> None:
    """The CDK's command line; without it nothing here can be tried, which CI does not forgive."""
    try:
        cdk_cli.ready()
    except cdk_cli.NoCommandLine as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def account(command_line: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """Emulated, bootstrapped by the real CDK."""
    with opened_account(tmp_path_factory.mktemp("account")) as opened:
        yield opened


@contextmanager
def opened_account(folder: Path) -> Iterator[Account]:
    """The same for whoever has a folder."""
    with (
        running_runtime(folder / "functions.log") as (runtime, runtime_url),
        running_door() as (door, door_url),
        running_emulator(folder, runtime_url, door_url) as emulator,
    ):
        runtime.outside = {
            name: emulator.environment[name]
            for name in ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_REGION", "AWS_DEFAULT_REGION")
        }
        bootstrap = ["bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", ""]
        run([cdk_cli.node(), str(cdk_cli.ROOT / "node_modules/aws-cdk/bin/cdk"), *bootstrap], emulator.environment)
        yield Account(emulator, runtime, door, inventory(emulator))


def policy_arn(url: str) -> str:
    """What a caller must be allowed, for a deployment's URL."""
    api = url.split("//")[1].split(".", maxsplit=1)[0]
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/v1/POST/*"


def log_of(account: Account) -> str:
    """What the functions wrote."""
    return (account.emulator.folder / "functions.log").read_text(encoding="utf-8")


def events_of(text: str) -> list[dict[str, object]]:
    """The JSON lines of a log."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
