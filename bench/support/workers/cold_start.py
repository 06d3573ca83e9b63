"""A process that starts, answers one query and says when each part was done. Run by `cold.py`, in a fresh process.

usage: python -m bench.support.workers.cold_start TEMPLATE_ID PICTURE (CUSTOM_OCR_HOME names the store)
"""

from __future__ import annotations

import time

STARTED = time.time()
"""When the interpreter had started, on the clock that the parent shares."""

import base64  # noqa: E402 - the clock comes first
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def main(template_id: str, picture: str) -> None:
    """Import, build, answer, answer again."""
    laps = {"interpreter": STARTED}
    import cv2  # noqa: F401, PLC0415 - what is timed
    import numpy  # noqa: F401, PLC0415

    laps["import numpy, cv2"] = time.time()
    import onnxruntime  # noqa: F401, PLC0415

    laps["import onnxruntime"] = time.time()
    from lambda_ocr.entrypoints.wiring import build_service  # noqa: PLC0415
    from lambda_ocr.settings import Settings  # noqa: PLC0415

    service = build_service(Settings.from_environment(os.environ))
    laps["our imports, models, store"] = time.time()
    query = {"template_id": template_id, "img": base64.b64encode(Path(picture).read_bytes()).decode()}
    status = service.handle(query).status
    laps["first answer"] = time.time()
    service.handle(query)
    laps["second answer"] = time.time()
    print(json.dumps({"status": status, "laps": laps, "peak_mb": peak_megabytes()}))


def peak_megabytes() -> float:
    """The most memory this process has had (`ru_maxrss` would count its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
