"""The service's messages as TypeScript, for the console: `python .ci/wire_types.py`, after docs/openapi.json changed.

What the description says of a value beyond its type (lengths, limits) is left out; its words come along as comments.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DESCRIBED = ROOT / "docs" / "openapi.json"
TYPES = ROOT / "lambda_ocr" / "console" / "types" / "wire.d.ts"
HEAD = "// The service's messages, made of docs/openapi.json by .ci/wire_types.py.\n\ndeclare namespace Wire {"
PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}

Schema = dict[str, Any]


def written(described: Schema) -> str:
    """All messages of the description, in its order, as the text of wire.d.ts."""
    schemas: dict[str, Schema] = described["components"]["schemas"]
    return "\n".join([HEAD, *(_declared(name, schema) for name, schema in schemas.items()), "}", ""])


def _declared(name: str, schema: Schema) -> str:
    if "properties" in schema:
        return f"{_comment(schema, '  ')}  interface {name} {_object(schema, '  ')}\n"
    return f"{_comment(schema, '  ')}  type {name} = {_type(schema, '  ')};\n"


def _object(schema: Schema, indent: str) -> str:
    required = schema.get("required", ())
    inner = f"{indent}  "
    members = [
        f"{_comment(member, inner)}{inner}{name}{'' if name in required else '?'}: {_type(member, inner)};"
        for name, member in schema["properties"].items()
    ]
    return "\n".join(["{", *members, f"{indent}}}"])


def _type(schema: Schema, indent: str) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    literals = [schema["const"]] if "const" in schema else schema.get("enum")
    if literals:
        return " | ".join(f"'{each}'" if isinstance(each, str) else json.dumps(each) for each in literals)
    several = schema.get("anyOf", schema.get("oneOf"))
    if several:
        return " | ".join(dict.fromkeys(_type(each, indent) for each in several))
    if schema.get("type") == "array":
        inner = [_type(each, indent) for each in schema.get("prefixItems", ())]
        return f"[{', '.join(inner)}]" if inner else f"Array<{_type(schema['items'], indent)}>"
    values = schema.get("additionalProperties")
    return PLAIN.get(
        schema.get("type", ""), f"Record<string, {_type(values, indent) if isinstance(values, dict) else 'any'}>"
    )


def _comment(schema: Schema, indent: str) -> str:
    return f"{indent}/** {schema['description']} */\n" if "description" in schema else ""


if __name__ == "__main__":
    TYPES.write_text(written(json.loads(DESCRIBED.read_text(encoding="utf-8"))), encoding="utf-8")
