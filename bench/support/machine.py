"""Which machine a number was measured on, and how busy it was."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """What a reader needs to judge a timing."""

    processor: str
    cores: int
    memory_gb: int
    system: str
    python: str
    onnxruntime: str
    load: float
    """Load average over the last minute, when asked."""

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gb} GB, {self.system}; Python {self.python}, "
            f"ONNX Runtime {self.onnxruntime}; load average {self.load:.1f}"
        )

    def as_json(self) -> dict[str, object]:
        """Its facts by name."""
        return asdict(self)


def this_machine() -> Machine:
    """The machine this runs on, now."""
    return Machine(
        _processor(),
        os.cpu_count() or 1,
        round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        _version("onnxruntime"),
        load(),
    )


def load() -> float:
    """Load average over the last minute: above the number of cores, wall clock times are too long."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown processor")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
