"""What a contributor relies on: one version, one way to check, decisions of one form, pages that name real files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import lambda_ocr

ROOT = Path(__file__).parents[1]
PAGES = {str(path.relative_to(ROOT)): path for where in ("*.md", "docs/**/*.md") for path in sorted(ROOT.glob(where))}
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
ELSEWHERE = ("onnxruntime/", "FOLDER/", "out/", "cdk.out/")
"""Of another project, a placeholder, or made when asked for."""
HEADINGS = ["Chosen.", "Why.", "Measured.", "What it costs.", "Reopened by"]


def test_the_version_stands_in_one_place_and_the_changelog_tells_of_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "lambda_ocr.__version__"}
    releases = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert releases[0] == "Unreleased"
    assert releases[1] == lambda_ocr.__version__


def test_a_commit_is_checked_as_make_check_does() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe is not None
    makes = {
        line.strip().replace("$(BIN)", ".venv/bin").replace("$(MAKE)", "make").removesuffix(" .")
        for line in recipe[1].splitlines()
    }
    assert {hook["entry"] for hook in hooks} == makes


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_what_why_measured_its_cost_and_what_would_reopen_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE) == HEADINGS
    number, title = re.search(r"^# (\d+)\. (.+)$", text, re.MULTILINE).groups()  # type: ignore[union-attr]
    assert page.name.startswith(f"{int(number):04}-")
    assert f"| {number} | [{title}]({page.name}) |" in (page.parent / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_files_that_are(page: str) -> None:
    text = PAGES[page].read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|js|md|json|yml|html))\b`", text)
    bases = (ROOT, ROOT / "lambda_ocr", ROOT / "tests", PAGES[page].parent)
    missing = [
        name
        for name in named
        if not name.startswith(ELSEWHERE) and "NAME" not in name and not any((base / name).exists() for base in bases)
    ]
    assert missing == []
