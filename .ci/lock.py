"""Resolve every requirement file, all from one set of versions: `make lock`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
COMPILE = [
    *(str(UV), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-strip-markers"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
]
EVERYTHING = """\
# What a deployer and a developer need; resolved from requirements.in by `make lock`, complete and hashed. `make test`
# installs it with `pip install --require-hashes --no-deps -r requirements.txt`, so that paddleocr's
# opencv-contrib-python stays out of our cv2's folder.
"""
RUNTIME = """\
# The light runtime; resolved from lambda_ocr/requirements.in by `make lock`, complete and hashed:
# `pip install --require-hashes --no-deps -r lambda_ocr/requirements.txt` (of rapidocr only its data is used).
"""
OTHER = """\
# {what}; resolved from requirements-{name}.in by `make lock`, complete and hashed:
# `pip install --require-hashes --no-deps -r lambda_ocr/requirements-{name}.txt`
"""
OTHERS = {
    "lambda": "The Lambda image's packages",
    "documents": "On top of requirements.txt, for pdf and heic",
    "parquet": "On top of requirements.txt, for results of batches as Parquet",
    "openvino": "On top of requirements.txt, for OpenVINO",
    "paddle": "On top of requirements.txt, for PaddleOCR",
    "quantise": "On top of requirements.txt, for making 8-bit variants",
}
GPU = """\
# ONNX Runtime for CUDA 13 (Linux x86_64, Python 3.11 and 3.12), in place of the processor's build; resolved from
# requirements-gpu.in by `make lock`.
"""


BENCH = """\
# {what}; resolved from {name}.in by `make lock`, complete and hashed.
"""
BENCHES = {
    "requirements": "What the benches draw with, beside the runtime",
    "requirements-rapidocr": "RapidOCR, in an environment of its own (`make bench-environments`)",
    "requirements-paddle": "PaddleOCR, in an environment of its own (`make bench-environments`)",
}
WEIGHTS = """\
# {what}; resolved from {name}.in by `make lock`.
"""
WEIGHTS_OF = {
    "requirements-weights": "Of rapidocr the weights alone, for the environment of PaddleOCR",
    "requirements-ppocrv5": "Another recogniser's network and dictionary, beside the runtime (docs/engines.md)",
}


def compile_into(target: str, header: str, *arguments: str) -> None:
    """Resolve, keeping the versions already pinned where they still fit, and put the header on top."""
    subprocess.run([*COMPILE, *arguments, "--output-file", target], check=True)
    path = Path(target)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(header + "".join(line for line in lines if not line.lstrip().startswith("#")), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Everything first; the runtime, the image and what goes on top then take their versions from there."""
    compile_into("requirements.txt", EVERYTHING, "--generate-hashes", *arguments, "requirements.in")
    hashed = ["--generate-hashes", "--constraints", "requirements.txt", *arguments]
    compile_into("lambda_ocr/requirements.txt", RUNTIME, *hashed, "lambda_ocr/requirements.in")
    for name, what in OTHERS.items():
        target = f"lambda_ocr/requirements-{name}"
        compile_into(f"{target}.txt", OTHER.format(what=what, name=name), *hashed, f"{target}.in")
    gpu = "lambda_ocr/requirements-gpu"
    compile_into(f"{gpu}.txt", GPU, *hashed, "--no-deps", f"{gpu}.in")
    lock_benches(arguments)


def lock_benches(arguments: list[str]) -> None:
    """The readers we are measured against keep to themselves: none of what pyproject.toml leaves out for us."""
    hashed = ["--generate-hashes", "--no-config", *arguments]
    for name, what in BENCHES.items():
        ours = ["--constraints", "requirements.txt"] if name == "requirements" else []
        compile_into(f"bench/{name}.txt", BENCH.format(what=what, name=name), *hashed, *ours, f"bench/{name}.in")
    for name, what in WEIGHTS_OF.items():
        compile_into(
            f"bench/{name}.txt", WEIGHTS.format(what=what, name=name), *hashed, "--no-deps", f"bench/{name}.in"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
