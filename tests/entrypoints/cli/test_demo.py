"""`make demo` with the real networks, and what it says of an example that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.demo import EXAMPLES, find_example
from lambda_ocr.entrypoints.cli.main import main


def test_the_demo_reads_a_photograph_and_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deep" / "demo.png"
    assert main(["demo", "train_ticket", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    expected = find_example("train_ticket", "").expected
    assert all(key in said for key in expected)
    assert said.count("✓") >= len(expected) - 2
    assert "next reading" in said
    assert Image.open(out).width > 560


@pytest.mark.parametrize("case", sorted(path.parent.name for path in EXAMPLES.glob("*/expected.json")))
def test_every_example_has_a_photograph_for_the_demo(case: str) -> None:
    assert "scan" not in find_example(case, "").query.name


@pytest.mark.parametrize(("case", "query"), [("no_such_case", ""), ("vat_invoice", "no-such-query"), ("..", "")])
def test_an_example_that_is_not_there_is_named_with_those_that_are(case: str, query: str) -> None:
    with pytest.raises(UsageProblem, match="there are"):
        find_example(case, query)
