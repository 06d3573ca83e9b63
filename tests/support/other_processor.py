"""Examples read as a process of its own reads them, so that it can be told to leave instruction sets out:
`python -m tests.support.other_processor ENGINE CASE …` prints what it read, as JSON.

OpenCV, NumPy, glibc and OpenVINO (its oneDNN) look into the environment for what they shall not use: RESTRICTED. ONNX
Runtime has no such switch: its kernels ask the processor itself (onnxruntime/core/mlas/lib/platform.cpp). With `PLAIN`
in the environment it computes convolutions as products of matrices instead of in blocks of channels, whose width is
the processor's: other kernels, adding in another order.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lambda_ocr.engines.processor import instructions

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PLAIN = "PLAIN_KERNELS"
RESTRICTED = {
    "OPENCV_CPU_DISABLE": "AVX512-SKX,AVX2,FMA3,FP16,AVX,SSE4.2,SSE4.1",
    "NPY_DISABLE_CPU_FEATURES": "AVX F16C FMA3 AVX2 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_ICL AVX512_SPR",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX2_Usable,-FMA_Usable",
    # OpenVINO 2026.4 dies of a segmentation fault where a processor has AVX-512 and it is told less than that.
    "ONEDNN_MAX_CPU_ISA": "AVX512_CORE" if "avx512f" in instructions() else "AVX",
    PLAIN: "1",
}

Read = dict[str, dict[str, Any]]
"""By case and picture: names with their values, or the code of the refusal."""


def read_apart(engine: str, cases: list[str], variables: dict[str, str]) -> Read:
    """What a process with these variables in its environment reads."""
    command = [sys.executable, "-m", "tests.support.other_processor", engine, *cases]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=1800, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
    answer: Read = json.loads(done.stdout)
    return answer


def expected(cases: list[str]) -> Read:
    """What is printed on the photographs, flat and curled, and that the wrong picture is refused."""
    return {case: _expected(json.loads((EXAMPLES / case / "expected.json").read_text("utf-8"))) for case in cases}


def _expected(truth: dict[str, Any]) -> dict[str, Any]:
    queries = {name: values for name, values in truth["queries"].items() if "photo" in name or "curled" in name}
    return {**queries, **dict.fromkeys(truth["refused"], "template_mismatch")}


def _read(engine: str, cases: list[str]) -> Read:
    from lambda_ocr.entrypoints.wiring import build_service
    from lambda_ocr.settings import Settings

    if os.environ.get(PLAIN):
        _compute_plainly()
    with TemporaryDirectory() as home:
        service = build_service(Settings(home=home, engine=engine, threads=1))
        return {case: _asked(service, case) for case in cases}


def _asked(service: Any, case: str) -> dict[str, Any]:
    template = json.loads((EXAMPLES / case / "template.json").read_text("utf-8"))
    added = service.handle({"type": "add", "img": _base64(case, "template.png"), "template": template}).body
    answers = {name: service.handle({**added, "img": _base64(case, name)}) for name in expected([case])[case]}
    return {
        name: {field["key"]: field["value"] for field in answer.body}
        if answer.status == 200
        else answer.body["error"]["code"]
        for name, answer in answers.items()
    }


def _base64(case: str, name: str) -> str:
    return base64.b64encode((EXAMPLES / case / name).read_bytes()).decode("ascii")


def _compute_plainly() -> None:
    import onnxruntime as ort

    class PlainSession(ort.InferenceSession):  # type: ignore[misc]
        """Every optimisation but the layout in blocks of channels."""

        def __init__(self, model: bytes, options: Any, **rest: Any) -> None:
            options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
            super().__init__(model, options, **rest)

    ort.InferenceSession = PlainSession


if __name__ == "__main__":
    json.dump(_read(sys.argv[1], sys.argv[2:]), sys.stdout, ensure_ascii=False)
