"""The requests of the Postman collection out of docs/openapi.json: `python .ci/postman.py`, after it changed.

Name, variables and ways to sign stay as they are in the file; each example of the contract is a request of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DESCRIBED = ROOT / "docs" / "openapi.json"
COLLECTION = ROOT / "examples" / "clients" / "postman_collection.json"
HEADERS = [
    {"key": "content-type", "value": "application/json"},
    {"key": "x-api-key", "value": "{{api_key}}"},
]
KEEPS_ID = {
    "listen": "test",
    "script": {
        "type": "text/javascript",
        "exec": [
            "const { template_id } = pm.response.json();",
            "if (template_id) pm.collectionVariables.set('template_id', template_id);",
        ],
    },
}


def made(described: dict[str, Any], collection: dict[str, Any]) -> str:
    """The text of the collection."""
    body = described["paths"]["/custom_ocr"]["post"]["requestBody"]["content"]["application/json"]
    known = {example["value"]["template_id"] for example in body["examples"].values() if _has_id(example["value"])}
    items = [_item(name, example["value"], known) for name, example in body["examples"].items()]
    return json.dumps({**collection, "item": items}, ensure_ascii=False, indent=2) + "\n"


def _has_id(payload: dict[str, Any]) -> bool:
    return isinstance(payload.get("template_id"), str)


def _item(name: str, payload: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    raw = json.dumps(_filled(payload, ids), ensure_ascii=False, indent=2)
    request = {
        "method": "POST",
        "url": "{{url}}",
        "header": HEADERS,
        "body": {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}},
    }
    return {"name": name, **({"event": [KEEPS_ID]} if payload.get("type") == "add" else {}), "request": request}


def _filled(payload: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    """With variables in place of the contract's own id and pictures."""
    picture = "template_picture_url" if payload.get("type") == "add" else "query_picture_url"
    return {
        member: f"{{{{{picture}}}}}" if member == "url" else _with_ids(value, ids) for member, value in payload.items()
    }


def _with_ids(value: Any, ids: set[str]) -> Any:
    if isinstance(value, list):
        return [_with_ids(each, ids) for each in value]
    return "{{template_id}}" if isinstance(value, str) and value in ids else value


if __name__ == "__main__":
    described, collection = (json.loads(path.read_text(encoding="utf-8")) for path in (DESCRIBED, COLLECTION))
    COLLECTION.write_text(made(described, collection), encoding="utf-8")
