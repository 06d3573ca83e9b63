"""The console's script: where modules lie, whom they may know, and that it is as its checkers want it (no browser)."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest

from infra.cdk_cli import ROOT, environment
from lambda_ocr.entrypoints.http.pages import FILES

TOOLS = ROOT / ".ci" / "console"

SCRIPTS = FILES / "js"
PAGES = ("api", "drift", "editor", "read", "review", "teach", "templates", "try", "versions")
MAY_IMPORT = {
    "main.js": {"i18n", "service", "shared", *PAGES},
    **{page: {"i18n", "service", "shared"} for page in PAGES},
    "service": {"i18n", "shared"},
    "shared": {"i18n"},
    "i18n": set[str](),
}
"""A folder of `js/` a page, and beside them what all share: no page knows another, nothing below knows a page."""


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.relative_to(SCRIPTS).as_posix())
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    home = path.relative_to(SCRIPTS).parts[0]
    targets = re.findall(r"^import .* from '(\.[^']+)';$", path.read_text(encoding="utf-8"), re.MULTILINE)
    homes = {(path.parent / target).resolve().relative_to(SCRIPTS.resolve()).parts[0] for target in targets}
    assert homes - {home} <= MAY_IMPORT[home]


def npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["npm", "--prefix", str(TOOLS), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def checkers() -> Path:
    """What package-lock.json names, installed where it is not yet; skips where npm can ask nobody for it."""
    wanted = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    manifests = {name: TOOLS / "node_modules" / name / "package.json" for name in wanted}
    there = {name: path for name, path in manifests.items() if path.is_file()}
    if {name: json.loads(path.read_text(encoding="utf-8"))["version"] for name, path in there.items()} != wanted:
        done = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        if done.returncode:
            pytest.skip(f"npm could not install what checks the console: {done.stderr.strip().splitlines()[0]}")
    return TOOLS


@pytest.mark.parametrize("check", ["types", "lint", "style"])
def test_the_script_is_as_it_should_be(checkers: Path, check: str) -> None:
    done = npm("run", "--silent", check)
    assert done.returncode == 0, f"npm --prefix {checkers} run {check}:\n{done.stdout}{done.stderr}"


def test_all_three_checks_are_run_by_make_check() -> None:
    scripts = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["scripts"]
    assert set(re.findall(r"run --silent (\w+)", scripts["check"])) == {"types", "lint", "style"}


def test_the_services_messages_are_typed_as_its_description_has_them() -> None:
    spec = importlib.util.spec_from_file_location("wire_types", ROOT / ".ci" / "wire_types.py")
    assert spec and spec.loader
    wire_types = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wire_types)
    made = wire_types.written(json.loads(wire_types.DESCRIBED.read_text(encoding="utf-8")))
    assert wire_types.TYPES.read_text(encoding="utf-8") == made, "python .ci/wire_types.py"
