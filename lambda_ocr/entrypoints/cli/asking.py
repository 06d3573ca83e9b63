"""What every command does: find the settings, find who answers, print the answer or the refusal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any

from lambda_ocr.entrypoints.cli.calling import Answer, Ask, Payload, UsageProblem, endpoint
from lambda_ocr.settings import Settings


def chosen_settings() -> Settings:
    """As the environment says; raises `UsageProblem`."""
    try:
        return Settings.from_environment(os.environ)
    except ValueError as error:
        raise UsageProblem(str(error)) from None


def asker(options: Namespace, settings: Settings, reads: bool = True) -> Ask:
    """Who answers; `reads` is False for requests that need no models."""
    if options.endpoint:
        return endpoint(options.endpoint, options.auth, options.api_key)
    from lambda_ocr.entrypoints.wiring import build_service, build_storekeeper

    try:
        service = build_service(settings) if reads else build_storekeeper(settings)
    except ValueError as error:
        raise UsageProblem(str(error)) from None

    def ask(payload: Payload) -> Answer:
        response = service.handle(payload)
        return Answer(response.status, response.body)

    return ask


def print_or_refuse(answer: Answer, lines: Callable[[dict[str, Any]], Sequence[object]]) -> int:
    """Print lines made of the answer, or what was refused and why; the exit status."""
    if not answer.ok:
        print(f"custom-ocr: refused: {answer.code}\n{answer.message}", file=sys.stderr)
        return 1
    for line in lines(answer.body):
        print(line)
    return 0
