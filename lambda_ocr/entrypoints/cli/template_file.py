"""The fields of a template as a file on disk: the request's `template`, or the whole request around it, with
what else is said of the template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.calling import UsageProblem

MEMBERS = ("template", "variable", "rules", "page_of")
"""What is taken of a whole request."""


def read_members(path: str) -> dict[str, Any]:
    """Members for the request, which the service judges; raises `UsageProblem` for what is no JSON, or no template."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UsageProblem(f"{path} is not JSON: {error}") from None
    whole = content if isinstance(content, dict) else {"template": content}
    if whole.get("template") is None:
        raise UsageProblem(f'{path} holds no template: write [[quad, name], …], or {{"template": [[quad, name], …]}}')
    return {name: whole[name] for name in MEMBERS if whole.get(name) is not None}
