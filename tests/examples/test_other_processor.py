"""The reading on a processor that lacks what this one has: the same strings. What stands in for it, and why:
tests/support/other_processor.py."""

from __future__ import annotations

import pytest

from tests.support.other_processor import RESTRICTED, expected, read_apart

pytestmark = pytest.mark.engine

CASES = {"onnx": ["train_ticket", "waybill"], "openvino": ["train_ticket"]}
"""Chinese and Latin print, photographed flat and curled, each case with a picture to refuse."""
MODULES = {"onnx": "onnxruntime", "openvino": "openvino"}


@pytest.mark.parametrize("engine", CASES)
def test_the_examples_read_the_same_without_the_newer_instruction_sets(engine: str) -> None:
    pytest.importorskip(MODULES[engine], reason=f"{engine} is not installed")
    assert read_apart(engine, CASES[engine], RESTRICTED) == expected(CASES[engine])
