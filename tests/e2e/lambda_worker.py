"""One sandbox: an event a line in, the handler's answer a line out. Run by `lambda_runtime.py`."""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass
from typing import Any, TextIO

DEADLY = "ends-its-process"
"""In the name of a file: reading it ends the process."""


@dataclass(frozen=True)
class Context:
    """What the runtime client tells a handler."""

    aws_request_id: str
    function_name: str = "e2e"
    memory_limit_in_mb: str = "3008"
    invoked_function_arn: str = ""

    def get_remaining_time_in_millis(self) -> int:
        """As if each invocation had just begun."""
        return 60_000


def main(requests: TextIO, answers: TextIO) -> None:
    """Until the input ends."""
    from lambda_ocr.entrypoints.aws_lambda import batches, handler

    batches.BatchDesk._read = _deadly(batches.BatchDesk._read)  # type: ignore[method-assign]
    for line in requests:
        asked = json.loads(line)
        answers.write(json.dumps(_answer(handler.handler, asked)) + "\n")
        answers.flush()


def _deadly(read: Any) -> Any:
    def or_die(desk: Any, source: str, *rest: Any) -> Any:
        if DEADLY in source:
            os._exit(1)
        return read(desk, source, *rest)

    return or_die


def _answer(handler: Any, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": handler(asked["event"], Context(asked["request_id"]))}
    except Exception as fault:  # noqa: BLE001 - whatever it is, the function failed
        traceback.print_exc()
        return {"fault": str(fault), "type": type(fault).__name__}


if __name__ == "__main__":
    own_output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the handler prints goes to the log, as on Lambda
    main(sys.stdin, own_output)
