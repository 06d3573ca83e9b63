"""What of a choice would be computed otherwise on this processor than on another: asked before it is let to read.

Rule: a runtime is tried, or its processor looked at, and what is not as promised is refused by whoever asks here.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

CPUINFO = Path("/proc/cpuinfo")
CHANNELS = 64
LARGEST_ACTIVATION, LARGEST_WEIGHT = 255, 127
"""Two such products are 64,770: more than the 16 bits hold in which AVX2 and AVX-512 without VNNI add them up."""


def instructions(cpuinfo: Path = CPUINFO) -> frozenset[str]:
    """Names of the processor's instruction sets, as Linux tells them; empty where nobody does."""
    if not cpuinfo.is_file():
        return frozenset()
    lines = (line.partition(":") for line in cpuinfo.read_text(encoding="utf-8").splitlines())
    flag_lists = (names for title, _, names in lines if title.strip() in ("flags", "Features"))
    return frozenset(next(flag_lists, "").split())


def only_emulates_bf16(has: Collection[str]) -> bool:
    """OpenVINO offers bf16 on every AVX-512; without instructions for it, it is computed in f32 and rounded: slower."""
    return "avx512f" in has and not {"avx512_bf16", "amx_bf16"} & set(has)


def openvino_saturates(core: Any) -> bool:
    """Whether OpenVINO's 8-bit products are wrong here: it is tried, with the largest ones.

    oneDNN says where (its guide to int8 computations): on x86-64 without VNNI, activations without and weights with a
    sign. `core` is an `openvino.Core`; 30 ms.
    """
    import openvino as ov  # noqa: PLC0415 - other runtimes do without

    of = ov.opset13
    x = of.parameter([1, CHANNELS, 1, 1], np.float32)
    top = np.float32(LARGEST_ACTIVATION)
    eighth = of.fake_quantize(x, np.float32(0), top, np.float32(0), top, LARGEST_ACTIVATION + 1)
    weights = of.convert(of.constant(np.full((CHANNELS, CHANNELS, 1, 1), LARGEST_WEIGHT, np.int8)), "f32")
    scaled = of.multiply(weights, of.constant(np.ones((CHANNELS, 1, 1, 1), np.float32)))
    model = ov.Model([of.convolution(eighth, scaled, [1, 1], [0, 0], [0, 0], [1, 1])], [x], "largest products")
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1})
    answer = compiled([np.full((1, CHANNELS, 1, 1), top, np.float32)])[0]
    return not np.allclose(answer, CHANNELS * LARGEST_ACTIVATION * LARGEST_WEIGHT, rtol=1e-3)
