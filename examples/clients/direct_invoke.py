"""Ask the function itself, as another service in the account does: no API, no signature but boto3's own.

    pip install boto3
    CUSTOM_OCR_FUNCTION=<FunctionName of the stack> python direct_invoke.py s3://bucket/page.jpg <template id>

The caller needs lambda:InvokeFunction on it; pictures over 4 MB go by `url`, for an event may have 6 MB.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import boto3


def ask(payload: dict[str, Any]) -> Any:
    """The bare request in, the bare answer out; raises with the error's own message."""
    function = os.environ["CUSTOM_OCR_FUNCTION"]
    given = boto3.client("lambda").invoke(FunctionName=function, Payload=json.dumps(payload).encode())
    answer = json.loads(given["Payload"].read())
    if "FunctionError" in given:
        raise RuntimeError(f"the function failed: {answer.get('errorMessage')}")
    if isinstance(answer, dict) and "error" in answer:
        raise RuntimeError(f"{answer['error']['code']}: {answer['error']['message']}")
    return answer


def main(arguments: list[str]) -> None:
    """List the templates, or read one picture with one of them."""
    if len(arguments) != 2:
        print("\n".join(ask({"type": "list"})["template_id_list"]))
        return
    url, template_id = arguments
    for field in ask({"type": "query", "template_id": template_id, "url": url}):
        print(f"{field['key']}: {field['value']} ({field['score']})")


if __name__ == "__main__":
    main(sys.argv[1:])
