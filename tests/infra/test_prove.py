"""`make prove`: every step is tried and told, whatever the one before found; the guide lists the same steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra import prove
from infra.config import DeployConfig
from infra.preflight import Place
from infra.prove_steps import STEPS, Step, Trial, Unproved

GUIDE = (Path(__file__).parents[2] / "docs" / "unverified.md").read_text(encoding="utf-8")


def config(**choices: str) -> DeployConfig:
    return DeployConfig.from_context(choices)


def trial() -> Trial:
    return Trial(config(), [], "eu-central-1")


def seeing(key: str, fault: Exception | None = None) -> Step:
    def look(_: Trial) -> str:
        if fault:
            raise fault
        return f"{key} | seen"

    return Step(key, f"claim of {key}", "something", look)


def test_every_step_is_tried_whatever_the_one_before_found() -> None:
    steps = [seeing("deploy"), seeing("a", Unproved("404")), seeing("b", KeyError("Table")), seeing("destroy")]
    findings = list(prove.prove(trial(), steps))
    assert [(each.step.key, each.proved) for each in findings] == [
        ("deploy", True),
        ("a", False),
        ("b", False),
        ("destroy", True),
    ]
    assert [each.seen for each in findings][1:3] == ["404", "KeyError: 'Table'"]


def test_a_deployment_that_fails_ends_the_trial() -> None:
    findings = list(prove.prove(trial(), [seeing("deploy", Unproved("rolled back")), seeing("a")]))
    assert [each.step.key for each in findings] == ["deploy"]


def test_the_report_has_a_row_for_each_step_and_stays_a_table() -> None:
    findings = list(prove.prove(trial(), [seeing("deploy"), seeing("a", Unproved("two\nlines"))]))
    page = prove.report(config(), Place("123456789012", "eu-central-1"), findings)
    rows = page.splitlines()[4:]
    assert [row.count("|") for row in rows] == [7, 7]
    assert rows[0].startswith("| ✓ | deploy |")
    assert rows[1].startswith("| ✗ | a |")
    assert "123456789012" not in page


def test_steps_that_mean_nothing_for_the_choices_are_left_out() -> None:
    keys = [step.key for step in prove.chosen(config(), [], keep=False)]
    assert "picture" not in keys
    assert "picture" in [step.key for step in prove.chosen(config(events="true"), [], keep=False)]
    assert keys[0] == "deploy"
    assert keys[-1] == "destroy"
    assert [step.key for step in prove.chosen(config(), ["busy"], keep=True)] == ["deploy", "busy", "forget-restored"]


def test_without_credentials_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    assert prove.main([]) == 2


def test_the_guide_lists_every_step_with_its_claim_and_what_must_be_seen() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", GUIDE, flags=re.MULTILINE)
    assert rows == [(step.key, step.claim, step.must) for step in STEPS]


def test_every_claim_of_the_guide_has_a_command_and_what_must_be_seen() -> None:
    table = GUIDE[GUIDE.index("| claim | command |") :]
    rows = [line for line in table.splitlines()[2:] if line.startswith("|")]
    assert len(rows) > 10
    assert all(len(row.strip("| ").split(" | ")) == 3 for row in rows)
