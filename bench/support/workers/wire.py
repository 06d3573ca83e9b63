"""How a worker speaks: a JSON line when it is ready, then one answer for each request.

Rule: standard library only, for it runs in every reader's environment. What libraries print goes to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

Request = dict[str, Any]
Read = Callable[[Request], dict[str, Any]]


def options(described: str) -> argparse.Namespace:
    """What every worker is told: the processors it may use, and its files."""
    parser = argparse.ArgumentParser(description=described)
    parser.add_argument("--threads", type=int, default=0, help="processors it may use; 0: all")
    parser.add_argument("--mode", default="", help="which of its ways to read")
    parser.add_argument("--models", default="", help="folder for files it makes")
    told = parser.parse_args()
    if told.threads and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: told.threads])
    return told


def serve(build: Callable[[argparse.Namespace], Read], described: str) -> None:
    """Build the reader, say that it is ready, answer until the input ends."""
    told = options(described)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    started = time.perf_counter()
    read = build(told)
    _say(out, {"ready_seconds": time.perf_counter() - started})
    for line in sys.stdin:
        _say(out, _answer(read, json.loads(line)))


def _say(out: Any, value: dict[str, Any]) -> None:
    out.write(json.dumps(value, ensure_ascii=False) + "\n")
    out.flush()


def _answer(read: Read, request: Request) -> dict[str, Any]:
    """The reader's answer with its wall clock and processor seconds; a failure is an answer too."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        answer = read(request)
    except Exception as error:  # noqa: BLE001 - the edge of a foreign library
        traceback.print_exc()
        answer = {"error": f"{type(error).__name__}: {error}"}
    return {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu, **answer}
