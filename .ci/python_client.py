"""The Python client's types and methods out of docs/openapi.json: `python .ci/python_client.py`, after it changed.

Two modules of examples/clients/python: `wire.py`, each message as a `TypedDict`, and `actions.py`, a method for each
type of request, once for programs that wait and once for those that `await`. What is written by hand there asks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DESCRIBED = ROOT / "docs" / "openapi.json"
CLIENT = ROOT / "examples" / "clients" / "python" / "custom_ocr_client"
WIDTH = 110
PLAIN = {"string": "str", "number": "float", "integer": "int", "boolean": "bool", "null": "None"}
NAMES = {"del": "delete", "import": "import_"}
"""Methods that cannot have the type's own name."""


@dataclass(frozen=True)
class Way:
    """A method for a type of request."""

    type_: str
    name: str
    answer: str = ""
    """Where the type is answered in several ways, this one's."""
    members: str = "members"
    says: str = ""


_DETAIL = '{**members, "detail": True}'
WAYS = {
    "add": (
        Way("add", "add", "wire.AddAnswer"),
        Way("add", "add_checked", "wire.CheckedAddAnswer", _DETAIL, "Read back first, for some seconds."),
    ),
    "query": (
        Way("query", "query", "list[wire.KeyValue]"),
        Way("query", "query_detail", "wire.DetailAnswer", _DETAIL, "With all that is known of each field."),
    ),
    "list": (Way("list", "list_page", "wire.PageAnswer", '{"limit": 1000, **members}'),),
    "update": (
        Way("update", "update", "wire.VersionAnswer"),
        Way("update", "update_checked", "wire.CheckedVersionAnswer", _DETAIL, "Read back first, for some seconds."),
    ),
}
"""Types that are answered in another way with `detail`, or by pages."""
SPLIT = ("type", "detail")
"""Members that a method's name says."""
CARRIERS = ("img", "url", "file")
HEAD = '"""{}\n\nMade of docs/openapi.json by .ci/python_client.py.\n"""\n\nfrom __future__ import annotations\n\n'

Schema = dict[str, Any]


def wire(described: Schema) -> str:
    """The text of wire.py."""
    schemas: dict[str, Schema] = described["components"]["schemas"]
    head = HEAD.format("The service's messages.") + "from typing import Any, Literal, NotRequired, TypedDict"
    aliases = [_alias(name, schema) for name, schema in schemas.items() if "properties" not in schema]
    messages = [_message(name, schema) for name, schema in schemas.items() if "properties" in schema]
    asked = [_members(name, schemas[name]) for _, name in _requests(described)]
    return "\n\n".join([head, *aliases, *messages, *asked])


def actions(described: Schema) -> str:
    """The text of actions.py."""
    head = HEAD.format("A method for each type of request, for programs that wait and for those that `await`.")
    head += "from abc import abstractmethod\nfrom typing import Any, Unpack\n\nfrom . import wire\n"
    head += "from .pictures import Picture\n"
    return "\n\n".join([head, _class(described, is_async=False), _class(described, is_async=True)])


def _requests(described: Schema) -> Iterator[tuple[str, str]]:
    """(type, name of its request) in the contract's order."""
    for path, item in described["paths"].items():
        reference = item["post"]["requestBody"]["content"]["application/json"]["schema"].get("$ref")
        if reference:
            yield path.rpartition("/")[2], _named(reference)


def _alias(name: str, schema: Schema) -> str:
    return f"{name} = {_type(schema, '')}\n{_docstring(schema, '', '')}"


def _message(name: str, schema: Schema) -> str:
    required = schema.get("required", ())
    members = [_member(each, about, each in required) for each, about in schema["properties"].items()]
    return f"class {name}(TypedDict):\n{_docstring(schema, '', '    ')}\n" + "".join(members)


def _members(name: str, schema: Schema) -> str:
    """What may follow the picture in a call of a request's method."""
    left = {each: about for each, about in schema["properties"].items() if each not in (*SPLIT, *CARRIERS)}
    required = schema.get("required", ())
    body = "".join(_member(each, about, each in required) for each, about in left.items()) or "    pass\n"
    return f'class {name}Members(TypedDict):\n    """Of `{name}`, but for type and picture."""\n\n{body}'


def _member(name: str, about: Schema, is_required: bool) -> str:
    kind = _type(about, "")
    note = _docstring(about, "", "    ") if "description" in about else ""
    return f"    {name}: {kind if is_required else f'NotRequired[{kind}]'}\n{note}"


def _class(described: Schema, *, is_async: bool) -> str:
    name, word = ("AsyncActions", "async ") if is_async else ("Actions", "")
    asked = f"    @abstractmethod\n    {word}def asked(self, type_: str, picture: Picture | None, members: Any) -> Any:"
    told = '        """Ask, and answer the service\'s JSON; raises `Refused`."""'
    methods = [
        _method(described, way, request, is_async)
        for type_, request in _requests(described)
        for way in WAYS.get(type_, (Way(type_, NAMES.get(type_, type_)),))
    ]
    return f'class {name}:\n    """What a client asks."""\n\n{asked}\n{told}\n\n' + "\n".join(methods)


def _method(described: Schema, way: Way, request: str, is_async: bool) -> str:
    schema = described["components"]["schemas"][request]
    takes = any(each in schema["properties"] and _is_text(schema["properties"][each]) for each in CARRIERS)
    optional = "" if "oneOf" in schema else " | None = None"
    picture = f"picture: Picture{optional}, " if takes else ""
    word, waited = ("async ", "await ") if is_async else ("", "")
    answer = way.answer or _answer(described, way.type_)
    given = "picture" if takes else "None"
    return (
        f"    {word}def {way.name}(self, {picture}**members: Unpack[wire.{request}Members])"
        f" -> {answer}:\n"
        f"{_docstring(schema, way.says, '        ')}"
        f'        answer: {answer} = {waited}self.asked("{way.type_}", {given}, {way.members})\n'
        "        return answer\n"
    )


def _answer(described: Schema, type_: str) -> str:
    answer = described["paths"][f"/custom_ocr/{type_}"]["post"]["responses"]["200"]["content"]["application/json"]
    return _type(answer["schema"], "wire.")


def _is_text(schema: Schema) -> bool:
    return "string" in json.dumps(schema)


def _type(schema: Schema, module: str) -> str:
    if "$ref" in schema:
        return module + _named(schema["$ref"])
    literals = [schema["const"]] if "const" in schema else schema.get("enum")
    if literals:
        return f"Literal[{', '.join(json.dumps(each, ensure_ascii=False) for each in literals)}]"
    several = schema.get("anyOf", schema.get("oneOf"))
    if several:
        return " | ".join(dict.fromkeys(_type(each, module) for each in several))
    if schema.get("type") == "array":
        return f"list[{_items(schema, module)}]"
    values = schema.get("additionalProperties")
    inner = _type(values, module) if isinstance(values, dict) else "Any"
    return PLAIN.get(schema.get("type", ""), f"dict[str, {inner}]")


def _items(schema: Schema, module: str) -> str:
    """JSON knows no tuples: what has a place for each item is a list of any of them."""
    places = [_type(each, module) for each in schema.get("prefixItems", ())]
    return " | ".join(dict.fromkeys(places)) if places else _type(schema.get("items", {}), module)


def _named(reference: str) -> str:
    return reference.rpartition("/")[2]


def _docstring(schema: Schema, more: str, indent: str) -> str:
    said = str(schema.get("description", schema.get("title", "")))
    text = f"{said} {more}".replace("\\", "\\\\").replace('"""', "'''").strip()
    text = f"{text} " if text.endswith('"') else text
    lines = textwrap.wrap(text, WIDTH - len(indent) - 6, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent('"""' + "\n".join(lines) + '"""', indent) + "\n"


def formatted(text: str) -> str:
    """In the repository's one style."""
    ruff = [str(Path(sys.executable).with_name("ruff")), "format", "-q", "--config", f"line-length={WIDTH}", "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def made() -> dict[str, str]:
    """The modules by name."""
    described = json.loads(DESCRIBED.read_text(encoding="utf-8"))
    return {"wire.py": formatted(wire(described)), "actions.py": formatted(actions(described))}


if __name__ == "__main__":
    for name, text in made().items():
        (CLIENT / name).write_text(text, encoding="utf-8")
