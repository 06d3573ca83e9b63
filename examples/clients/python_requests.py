"""Register a template, read a picture, delete the template: with requests, signed by botocore.

    pip install requests botocore
    CUSTOM_OCR_URL=https://….execute-api.eu-central-1.amazonaws.com/v1/custom_ocr python python_requests.py

Credentials are found as the AWS CLI finds them; with API_KEY set, the key is sent instead; other URLs get
neither.
"""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import get_session

URL = os.environ.get("CUSTOM_OCR_URL", "http://127.0.0.1:8080/custom_ocr")
CASE = Path(__file__).parent.parent / "form"


def ask(payload: dict[str, Any]) -> Any:
    """The answer; raises with the error's own message."""
    body = json.dumps(payload).encode()
    response = requests.post(URL, data=body, headers=headers(body), timeout=35)
    answer = response.json()
    if not response.ok:
        raise RuntimeError(f"{answer['error']['code']}: {answer['error']['message']}")
    return answer


def headers(body: bytes) -> dict[str, str]:
    """What the deployment asks for: a key, a signature over the body, or nothing."""
    plain = {"content-type": "application/json"}
    if key := os.environ.get("API_KEY"):
        return plain | {"x-api-key": key}
    if host := re.search(r"\.execute-api\.([a-z0-9-]+)\.", URL):
        request = AWSRequest("POST", URL, headers=plain, data=body)
        SigV4Auth(get_session().get_credentials(), "execute-api", host[1]).add_auth(request)
        return dict(request.headers.items())
    return plain


def picture(name: str) -> str:
    """A picture of the example in Base64."""
    return base64.b64encode((CASE / name).read_bytes()).decode()


def main() -> None:
    """From a template to the text of its fields."""
    fields = json.loads((CASE / "template.json").read_text(encoding="utf-8"))
    template_id = ask({"type": "add", "template": fields, "img": picture("template.png")})["template_id"]
    try:
        for field in ask({"type": "query", "template_id": template_id, "img": picture("query-1-scan.png")}):
            print(f"{field['key']}: {field['value']} ({field['score']})")
        # Whatever file it is, and whichever template its pages are of.
        read = ask({"type": "read", "file": picture("query-1-scan.png")})
        for document in read["documents"]:
            print(
                f"page {document['page']} is of {document['template_id']}: {len(document['fields'])} fields"
            )
            for page in document["further"]:  # of a document of several pages
                print(f"and page {page['page']}: {len(page['fields'])} fields")
        for page in read["unmatched"]:
            print(f"page {page['page']}: {page['reason']}")
    finally:
        ask({"type": "del", "template_id": template_id})


if __name__ == "__main__":
    main()
