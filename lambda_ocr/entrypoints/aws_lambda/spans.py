"""The steps of a request as spans of its X-Ray trace, and as milliseconds for its log line.

Rule: names and times alone. A datagram to the daemon that Lambda runs beside an actively traced function, in the form
of "AWS X-Ray segment documents" and "Sending segment documents to the X-Ray daemon" (X-Ray developer guide): the SDK
and Powertools cost more of every cold start than a reading's alignment.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from secrets import token_hex

from lambda_ocr.core.clock import HEARD, Lap

HEADER = b'{"format": "json", "version": 1}\n'
TRACE = "_X_AMZN_TRACE_ID"
DAEMON = "AWS_XRAY_DAEMON_ADDRESS"


@contextmanager
def heard() -> Iterator[list[Lap]]:
    """The steps of what is done in the block, in the order of their ends."""
    laps: list[Lap] = []
    token = HEARD.set(laps)
    try:
        yield laps
    finally:
        HEARD.reset(token)


def milliseconds(laps: Sequence[Lap]) -> dict[str, float]:
    """By step, a step that came several times with all of them."""
    found: dict[str, float] = {}
    for lap in laps:
        found[lap.name] = found.get(lap.name, 0.0) + (lap.ended - lap.began) * 1000
    return {name: round(value, 1) for name, value in found.items()}


def tell(laps: Sequence[Lap], kind: str, began: float) -> None:
    """Send them to the daemon where this invocation is traced; `began` and theirs are seconds of `perf_counter`."""
    trace = dict(part.split("=", 1) for part in os.environ.get(TRACE, "").split(";") if "=" in part)
    daemon = os.environ.get(DAEMON, "")
    if not laps or not daemon or trace.get("Sampled") != "1" or not {"Root", "Parent"} <= trace.keys():
        return
    document = _document(laps, kind, began, trace)
    host, _, port = daemon.split()[-1].removeprefix("udp:").rpartition(":")
    # A lost span is no lost answer.
    with suppress(OSError, ValueError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.sendto(HEADER + json.dumps(document).encode(), (host, int(port)))


def _document(laps: Sequence[Lap], kind: str, began: float, trace: Mapping[str, str]) -> dict[str, object]:
    offset = time.time() - time.perf_counter()

    def span(name: str, start: float, end: float) -> dict[str, object]:
        return {"id": token_hex(8), "name": name, "start_time": start + offset, "end_time": end + offset}

    steps = [span(lap.name, lap.began, lap.ended) for lap in laps]
    whole = span(kind, began, time.perf_counter())
    belongs = {"type": "subsegment", "trace_id": trace["Root"], "parent_id": trace["Parent"]}
    return {**whole, **belongs, "namespace": "local", "subsegments": steps}
