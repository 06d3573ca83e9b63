"""Other readers as processes: each in its own environment (`make bench`), asked one after the other, never at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.support.report import ROOT
from bench.support.running import CannotMeasure

ENVIRONMENTS = ROOT / ".venv-peers"
"""Where `make bench` puts them."""


@dataclass(frozen=True)
class Kind:
    """A reader: what a table calls it, and how its worker is started."""

    key: str
    title: str
    module: str
    environment: str = ""
    """Folder under ENVIRONMENTS; empty: our own."""
    mode: str = ""

    @property
    def python(self) -> Path:
        """The interpreter that runs it."""
        return ENVIRONMENTS / self.environment / "bin" / "python" if self.environment else Path(sys.executable)

    @property
    def missing(self) -> str:
        """What to do before it can run; empty when nothing."""
        return "" if self.python.exists() else f"{self.title} is not installed here: make bench-environments"


OURS = Kind("ours", "custom-ocr", "ours")
RAPID_PAGE = Kind("rapid_page", "RapidOCR, full page", "rapid", "rapidocr", "page")
PADDLE_PAGE = Kind("paddle_page", "PaddleOCR, full page", "paddle", "paddle")
TESSERACT = Kind("tesseract", "Tesseract 5, our crops", "tesseract")
PER_CROP = Kind("per_crop", "predecessor's method (each crop)", "rapid", "rapidocr", "crops")
PEERS = (RAPID_PAGE, PADDLE_PAGE, TESSERACT, PER_CROP)


class Worker:
    """A reader's process."""

    def __init__(self, kind: Kind, process: subprocess.Popen[str]) -> None:
        self.kind, self._process = kind, process
        self.ready_seconds = float(self._heard()["ready_seconds"])

    def ask(self, **request: Any) -> dict[str, Any]:
        """Its answer; raises CannotMeasure when it has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise CannotMeasure(self._end()) from None
        return self._heard()

    @property
    def processor_seconds(self) -> float:
        """What it has used so far, all threads together, as Linux counts it."""
        after_name = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise CannotMeasure(self._end())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _end(self) -> str:
        return f"{self.kind.title}: the worker ended (exit status {self._process.wait(30)}); its messages stand above"


@contextmanager
def worker(kind: Kind, threads: int = 0, models: Path | None = None, quiet: bool = True) -> Iterator[Worker]:
    """A reader ready to answer; its process is gone afterwards. `threads`: processors it may use, 0 all."""
    if kind.missing:
        raise CannotMeasure(kind.missing)
    command = [
        str(kind.python),
        "-m",
        f"bench.support.workers.{kind.module}",
        "--threads",
        str(threads),
        "--mode",
        kind.mode,
    ]
    process = subprocess.Popen(
        [*command, "--models", str(models or ENVIRONMENTS / "models")],
        cwd=ROOT,
        env={**os.environ, **_thread_environment(threads), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield Worker(kind, process)
    finally:
        process.kill()
        process.wait()


@contextmanager
def workers(kinds: tuple[Kind, ...], threads: int = 0, quiet: bool = True) -> Iterator[dict[str, Worker]]:
    """Several readers by key, in the order given."""
    with ExitStack() as stack:
        yield {kind.key: stack.enter_context(worker(kind, threads, quiet=quiet)) for kind in kinds}


def chosen(keys: list[str]) -> tuple[Kind, ...]:
    """The peers of these keys (all when none is named), those that are not installed left out with a word."""
    wanted = [peer for peer in PEERS if not keys or peer.key in keys]
    for peer in wanted:
        if peer.missing:
            print(peer.missing, file=sys.stderr)
    return tuple(peer for peer in wanted if not peer.missing)


def _thread_environment(threads: int) -> Mapping[str, str]:
    """For libraries that read no other setting."""
    return {"OMP_NUM_THREADS": str(threads), "OMP_THREAD_LIMIT": str(threads)} if threads else {}
