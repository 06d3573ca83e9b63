"""The same networks on OpenVINO: f32 as ONNX Runtime computes, or bf16 where it is asked for and the processor has it.

Rule: the weights are `runtime.weights`, checksum and all. OpenVINO comes from lambda_ocr/requirements-openvino.txt.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from lambda_ocr.engines.model_spec import Tensor, WeightsFile
from lambda_ocr.engines.processor import instructions, only_emulates_bf16, openvino_saturates
from lambda_ocr.engines.runtime import DeviceUnavailable, checksum, say, weights

PRECISIONS = {"f32": "FP32", "bf16": "BF16"}
"""What may be asked for, and what OpenVINO calls it among a processor's capabilities."""


class OpenVinoNetwork:
    """A network on OpenVINO's CPU device; `threads` 0 means all processors. Threads may share it."""

    def __init__(self, file: WeightsFile, threads: int = 0, precision: str = "f32", folder: Path | None = None) -> None:
        import openvino as ov  # noqa: PLC0415 - other runtimes do without

        core = ov.Core()
        able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        if PRECISIONS[precision] not in able:
            raise DeviceUnavailable(
                f"The precision {precision!r} was asked for and this processor has only {', '.join(able)}: say 'f32'."
            )
        if precision == "bf16" and only_emulates_bf16(instructions()):
            raise DeviceUnavailable(
                "The precision 'bf16' was asked for and this processor has AVX-512 without bf16 (avx512_bf16 or "
                "amx_bf16): OpenVINO would only imitate it, slower than f32. Say 'f32'."
            )
        model = core.read_model(weights(file, folder), b"")
        if folder is not None and _quantised(model) and openvino_saturates(core):
            raise DeviceUnavailable(
                f"The networks in {folder} are quantised, and on this processor, which lacks VNNI, OpenVINO computes "
                "them wrongly: its 8-bit products saturate. Say the engine 'onnx', which computes them exactly on any "
                "processor, or name no folder of models."
            )
        self.metadata: dict[str, str] = (
            dict(model.get_rt_info(["framework"]).value) if model.has_rt_info(["framework"]) else {}
        )
        self._compiled = core.compile_model(model, "CPU", _wishes(threads, precision))
        self._idle: list[Any] = []
        self.fingerprint = f"{checksum(file, folder)} openvino {ov.__version__} {precision}"
        say(file.name, self)

    @property
    def provider(self) -> str:
        """Device and precision that really run."""
        devices = ", ".join(self._compiled.get_property("EXECUTION_DEVICES"))
        return f"OpenVINO {devices} {self._compiled.get_property('INFERENCE_PRECISION_HINT').get_type_name()}"

    def __call__(self, batch: Tensor) -> Tensor:
        """Run one batch. A request is taken by one thread at a time: two may never write into the same buffers."""
        request = self._taken()
        answer = np.array(request.infer([batch], share_inputs=True, share_outputs=True)[0], np.float32)
        self._idle.append(request)
        return answer

    def _taken(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return self._compiled.create_infer_request()


def _quantised(model: Any) -> bool:
    """Whether activations are put into 8 bits at fixed scales; what `quantise.dynamic` writes is computed in f32."""
    return any(operation.get_type_name() == "FakeQuantize" for operation in model.get_ops())


def _wishes(threads: int, precision: str) -> dict[str, Any]:
    return {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads or os.cpu_count() or 1,
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
    }
