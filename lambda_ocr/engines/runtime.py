"""A network as a function from array to array, here by ONNX Runtime, on weights whose checksum is known.

Rule: nothing is downloaded. The weights are files inside installed packages (`model_spec.WeightsFile`), refused when a
byte differs; or what `quantise` made of them, held to the checksums it wrote.
"""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import numpy as np

from lambda_ocr.engines.model_spec import ModelMissing, Tensor, WeightsFile

CHECKSUMS = "SHA256SUMS"


def weights(file: WeightsFile, folder: Path | None = None) -> bytes:
    """The bytes of a network, or of its variant in a folder `quantise` wrote; raises ModelMissing."""
    return file.read() if folder is None else _variant(file.name, folder).read_bytes()


def on_disk(file: WeightsFile, folder: Path | None = None) -> AbstractContextManager[Path]:
    """A file that holds what `weights` answers for the same, while the context lasts; raises ModelMissing."""
    return file.on_disk() if folder is None else nullcontext(_variant(file.name, folder))


def checksum(file: WeightsFile, folder: Path | None = None) -> str:
    """SHA-256 of what `weights` answers for the same, which has held it to that."""
    if folder is None:
        return file.sha256
    listed = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return next(line.split()[0] for line in listed if line.endswith(f"  {file.name}"))


def _variant(name: str, folder: Path) -> Path:
    """A file of `folder`, as its SHA256SUMS has it: proof against damage and mixing, not against who writes both."""
    listed, path = folder / CHECKSUMS, folder / name
    if not listed.is_file() or not path.is_file():
        raise ModelMissing(f"{folder} holds no {name} with its {CHECKSUMS}: make it with lambda_ocr.engines.quantise.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if f"{found}  {name}" not in listed.read_text(encoding="utf-8").splitlines():
        raise ModelMissing(f"{path} is not what {listed} says: make it anew with lambda_ocr.engines.quantise.")
    return path


class ArrayNetwork(Protocol):
    """A network with one input and one output, whatever runs it."""

    @property
    def provider(self) -> str:
        """What really runs it, in the runtime's own words."""
        ...

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names all that its answers depend on: weights by checksum, runtime with version, device, precision."""
        ...

    def __call__(self, batch: Tensor) -> Tensor:
        """Run one batch."""
        ...


class DeviceUnavailable(ValueError):
    """The device or runtime asked for does not run here; nothing else is taken in its place."""


PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
OPTIONS: dict[str, dict[str, str]] = {
    "cpu": {},
    # Trying every algorithm, the default, takes half as long again for each shape (530 to 610 ms against 340 to 380 for
    # the detector on an H200) and DEFAULT then runs slower than a processor (74 ms, "Fallback mode"); docs/engines.md.
    # Full 32-bit products, so that a GPU reads what a processor reads.
    "cuda": {"cudnn_conv_algo_search": "HEURISTIC", "use_tf32": "0"},
}
"""What each provider is told (ONNX Runtime's documentation of its CUDA provider)."""
EXACT_8_BIT = "session.x64quantprecision"
"""The option's name (onnxruntime_session_options_config_keys.h, kOrtSessionOptionsAvx2PrecisionMode)."""


class Network:
    """A network on ONNX Runtime; `threads` 0 means all processors, `device` is `cpu` or `cuda`.

    The log says what runs it; not of a `silent` one, of which there are many for one network.
    """

    def __init__(
        self,
        file: WeightsFile,
        threads: int = 0,
        device: str = "cpu",
        folder: Path | None = None,
        silent: bool = False,
    ) -> None:
        import onnxruntime as ort  # noqa: PLC0415 - other runtimes do without

        wanted = PROVIDERS[device]
        if wanted not in ort.get_available_providers():
            raise _unavailable(device, ort.get_available_providers())
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.inter_op_num_threads = 1
        # Threads that wait by spinning take the processor from other requests, and from the other network: on two
        # busy cores 19 to 27 % more processor time and up to twice the wall clock (docs/engines.md).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Without VNNI, ONNX Runtime's usual 8-bit products saturate, and quantised networks see other things than on
        # other processors. Told this, it takes exact ones there, which are slower; nothing else changes.
        options.add_session_config_entry(EXACT_8_BIT, "1")
        # From the second run of a shape on, ONNX Runtime would hold all it needs in one block beside what the first run
        # took: 19 MB of a warm process's 316, for time within noise (docs/engines.md).
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        # Given bytes, a session holds them as long as it lives: 21 MB of the recogniser, 10 of the detector.
        with on_disk(file, folder) as path:
            self._session = ort.InferenceSession(path, options, providers=[(wanted, OPTIONS[device])])
        self._input = self._session.get_inputs()[0].name
        self.fingerprint = f"{checksum(file, folder)} onnxruntime {ort.__version__} {device}"
        if self.provider != wanted:  # CUDA's libraries may be missing though its provider is built in
            raise _unavailable(device, self._session.get_providers())
        if silent:
            return
        say(file.name, self)
        if folder is not None:
            logging.getLogger(__name__).info(
                "%s: 8-bit products exact on any processor, slower without VNNI", file.name
            )

    @property
    def provider(self) -> str:
        """The execution provider that really runs."""
        return str(self._session.get_providers()[0])

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def __call__(self, batch: Tensor) -> Tensor:
        """Run one batch."""
        return np.asarray(self._session.run(None, {self._input: batch})[0], np.float32)


def say(name: str, network: ArrayNetwork) -> None:
    """One line in the log: which network runs on what."""
    logging.getLogger(__name__).info("%s runs on %s", name, network.provider)


def _unavailable(device: str, running: list[str]) -> DeviceUnavailable:
    return DeviceUnavailable(
        f"The device {device!r} was asked for and does not run here (ONNX Runtime has: {', '.join(running)}). "
        "Install lambda_ocr/requirements-gpu.txt on a machine with CUDA 13, or ask for the device 'cpu'."
    )
