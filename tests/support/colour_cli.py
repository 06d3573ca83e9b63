"""The command line with a reader that needs no models, as a process: `python -m tests.support.colour_cli serve …`.

`GATE` in the environment names a folder: every reading writes `begun` there and waits until a file `open` is there.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from lambda_ocr.core.model import Image, Prepared, Reading
from lambda_ocr.entrypoints import wiring
from lambda_ocr.entrypoints.cli.main import main
from tests.support.fakes import ReaderThatSeesEverything


class ReaderBehindAGate(ReaderThatSeesEverything):
    """Reads when it is let."""

    def read(self, prepared: Prepared, picture: Image, **options: Any) -> Reading:
        if gate := os.environ.get("GATE"):
            if prepared.template_id != "warm-up":
                (Path(gate) / "begun").touch()
            while prepared.template_id != "warm-up" and not (Path(gate) / "open").exists():
                time.sleep(0.01)
        return super().read(prepared, picture, **options)


if __name__ == "__main__":
    reader: Any = ReaderBehindAGate()
    wiring.build_reader = lambda settings: reader
    sys.exit(main())
