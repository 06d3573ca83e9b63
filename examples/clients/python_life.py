"""A template's life: taught with a copy, measured, changed after a look at that, taken back, moved.

    CUSTOM_OCR_URL=https://….execute-api.eu-central-1.amazonaws.com/v1/custom_ocr python python_life.py

Who one is, and how that is said: see python_requests.py, whose `ask` this is.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from python_requests import CASE, ask, picture  # type: ignore[import-not-found]

COPY = sys.argv[1] if len(sys.argv) > 1 else "query-1-scan.png"


def main() -> None:
    """Each step changes, measures or shows one thing."""
    fields = json.loads((CASE / "template.json").read_text(encoding="utf-8"))
    template_id = ask({"type": "add", "template": fields, "img": picture("template.png")})["template_id"]
    named = {"template_id": template_id}
    try:
        read = ask({"type": "query", **named, "img": picture(COPY)})
        # Here somebody would put right what was read wrongly.
        copy = {"img": picture(COPY), "values": {field["key"]: field["value"] for field in read}}
        taught = ask({"type": "teach", **named, "expected_version": 1, "copies": [copy]})
        print(f"version {taught['version']} knows {len(taught['lessons'])} lessons")
        total = ask({"type": "evaluate", **named, "copies": [copy]})["total"]
        print(f"{total['right']} right, {total['wrong']} wrong, {total['refused']} refused")
        print(f"without the last field {differing(named, fields[:-1])} values differ")
        changed = ask({"type": "update", **named, "expected_version": 2, "template": fields[:-1]})
        back = ask({"type": "rollback", **named, "version": 2, "expected_version": changed["version"]})
        print([each["version"] for each in ask({"type": "versions", **named})["versions"]])
        file = ask({"type": "export", **named, "version": back["version"]})["file"]
        moved = ask({"type": "import", "file": file})
        print(f"moved with {moved['fields']} fields and {moved['lessons']} lessons")
        ask({"type": "del", "template_id": moved["template_id"]})
    finally:
        ask({"type": "del", **named})


def differing(named: dict[str, str], fields: list[Any]) -> int:
    """How many values of a real picture a change would change; nothing is changed yet."""
    copies = [{"img": picture(COPY)}]
    (shown,) = ask({"type": "preview", **named, "template": fields, "copies": copies})["copies"]
    before, after = (
        {field["key"]: field["value"] for field in shown[side]["answer"]["fields"]}
        for side in ("before", "after")
    )
    return sum(before.get(key) != after.get(key) for key in {*before, *after})


if __name__ == "__main__":
    main()
