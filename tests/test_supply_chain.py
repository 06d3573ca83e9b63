"""What is installed anywhere is pinned by hash, and what comes along with it is told."""

from __future__ import annotations

import importlib.util
import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
LOCKED = sorted(ROOT.glob("requirements*.txt")) + sorted((ROOT / "bench").glob("requirements*.txt"))
LOCKED += sorted((ROOT / "lambda_ocr").glob("requirements*.txt"))


def pins(path: Path) -> list[str]:
    """Each pin with its hashes, as one line."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_is_pinned_with_hashes_and_from_nowhere_in_particular(path: Path) -> None:
    assert pins(path)
    for pin in pins(path):
        assert re.match(r"[A-Za-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin
    assert "://" not in path.read_text(encoding="utf-8")


def test_every_list_of_wishes_is_locked() -> None:
    wishes = [*ROOT.glob("requirements*.in"), *ROOT.glob("bench/*.in"), *ROOT.glob("lambda_ocr/*.in")]
    assert {path.with_suffix(".txt") for path in wishes} == set(LOCKED)


@pytest.mark.parametrize("name", [".ci/install", "lambda_ocr/Dockerfile", "lambda_ocr/Dockerfile.gpu"])
def test_nothing_is_installed_without_its_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [line for line in text.splitlines() if re.search(r"pip\S* .*\binstall\b.* -r ", line)]
    assert installs
    for line in installs:
        assert "--require-hashes" in line and "--no-deps" in line, line


def test_make_installs_python_packages_by_that_one_program() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert not re.search(r"\bpip\b", recipes)
    assert len(re.findall(r"\.ci/install \S+/python \S+\.txt", recipes)) >= 5


@pytest.mark.parametrize("uv", [0, 1, None])
def test_where_uv_cannot_install_pip_does(uv: int | None, tmp_path: Path) -> None:
    """Programs that only write down how and where they were called; `uv` says whether it succeeds, or cannot be had."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("a==1 \\\n    --hash=sha256:a\nuv==2 \\\n    --hash=sha256:b\nz==3\n")
    for name, status in {"python": 0 if uv is not None else 1, "uv": uv, "other": 0}.items():
        if status is not None:
            program = tmp_path / ".venv/bin" / name
            program.write_text(f'#!/bin/sh\necho {name} "$PWD" "$@" >> "{tmp_path}/called"\nexit {status}\n')
            program.chmod(0o755)
    command = [str(ROOT / ".ci/install"), ".venv/bin/other", "one.txt"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    calls = [line.split() for line in (tmp_path / "called").read_text().splitlines()]
    # Where it sees no pyproject.toml: that leaves out packages by name when requirements are locked.
    assert all(call[1] == "/" and call[-1] == str(tmp_path / "one.txt") for call in calls if call[0] == "uv")
    called = [call[0] for call in calls]
    assert called == {0: ["uv"], 1: ["uv", "other"], None: ["python", "other"]}[uv]
    if uv is None:
        assert (tmp_path / ".venv/uv.txt").read_text() == "uv==2 \\\n    --hash=sha256:b\n"


@pytest.mark.parametrize(
    ("folder", "kind", "installer", "says"),
    [
        (".", "dependencies", "infra/cdk_cli.py", '[npm, "ci"'),
        (".ci/console", "devDependencies", "Makefile", "$(NPM) ci --ignore-scripts"),
    ],
)
def test_npm_installs_what_is_locked_by_hash_from_no_host_of_ours(
    folder: str, kind: str, installer: str, says: str
) -> None:
    wanted = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))[kind]
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted.values())
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""][kind] == wanted
    others = [each for place, each in lock["packages"].items() if place]
    assert others and all(each["integrity"].startswith("sha512-") and "resolved" not in each for each in others)
    assert says in (ROOT / installer).read_text(encoding="utf-8")


def test_every_npm_package_is_locked_beside_it() -> None:
    packages = {path.parent for path in (*ROOT.glob("package.json"), *ROOT.glob(".ci/*/package.json"))}
    assert packages == {ROOT, ROOT / ".ci" / "console"}
    assert all((folder / "package-lock.json").is_file() for folder in packages)


def notice() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notice", ROOT / ".ci" / "notice.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="NOTICE tells of the wheels of Linux x86_64"
)
def test_notice_tells_of_every_library_that_the_wheels_bring_along() -> None:
    section = notice().section()
    assert "FFmpeg: LGPL" in section and "libjpeg-turbo" in section
    assert (ROOT / "NOTICE").read_text(encoding="utf-8").endswith(section), "make notice"


@pytest.mark.parametrize("name", ["requirements", "requirements-lambda"])
def test_a_bill_of_materials_names_every_package_with_its_hashes(name: str) -> None:
    path = ROOT / "lambda_ocr" / f"{name}.txt"
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", "--output-reproducible", str(path)]
    bill = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert bill["bomFormat"] == "CycloneDX"
    pinned = {tuple(pin.split(maxsplit=1)[0].split("==")) for pin in pins(path)}
    assert {(each["name"], each["version"]) for each in bill["components"]} == pinned
    assert all(any("hashes" in link for link in each["externalReferences"]) for each in bill["components"])
