"""What is installed is what the requirement files say, and one cv2 alone is imported."""

from __future__ import annotations

import re
from importlib.metadata import distribution, distributions
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).parents[1]
EVERYTHING = ROOT / "requirements.txt"
RUNTIME = ROOT / "lambda_ocr" / "requirements.txt"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(path: Path) -> set[tuple[str, str]]:
    return set(_PIN.findall(path.read_text(encoding="utf-8")))


def test_the_cv2_that_is_imported_is_headless_opencv_5() -> None:
    headless = distribution("opencv-python-headless")
    assert headless.version == "5.0.0.93"
    assert cv2.__version__.startswith("5.")
    assert Path(str(headless.locate_file("cv2/__init__.py"))).samefile(Path(cv2.__file__))


def test_no_other_opencv_lies_in_the_same_folder() -> None:
    """paddleocr asks for opencv-contrib-python 4.10; installed, it would overwrite half of our cv2."""
    installed = {name for found in distributions() if (name := found.metadata["Name"]) and "opencv" in name}
    assert installed == {"opencv-python-headless"}, "install with: pip install --no-deps -r requirements.txt"


def test_the_runtime_is_pinned_to_what_everything_was_resolved_with() -> None:
    assert pins(RUNTIME) <= pins(EVERYTHING)
    assert {name for name, _ in pins(RUNTIME)} >= {"numpy", "onnxruntime", "opencv-python-headless", "rapidocr"}


@pytest.mark.parametrize("path", [EVERYTHING, RUNTIME], ids=["everything", "runtime"])
def test_a_requirement_file_holds_pins_alone_and_names_no_index(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert re.match(r"^(#.*|\s+--hash=sha256:[0-9a-f]{64}( \\)?|[A-Za-z0-9._-]+==\S+( ; [^\\]+)?( \\)?)$", line)
        assert "://" not in line


def test_every_requirement_of_the_runtime_is_hashed() -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", RUNTIME.read_text(encoding="utf-8"))
    assert all("--hash=sha256:" in block for block in blocks if _PIN.match(block))
