"""The fields of a template as a file on disk: the request's `template`, or the whole request around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.calling import UsageProblem


def read_fields(path: str) -> Any:
    """The value for the request's `template`, which the service judges; raises `UsageProblem` for what is no JSON."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UsageProblem(f"{path} is not JSON: {error}") from None
    if isinstance(content, dict):
        content = content.get("template")
    if content is None:
        raise UsageProblem(f'{path} holds no template: write [[quad, name], …], or {{"template": [[quad, name], …]}}')
    return content
