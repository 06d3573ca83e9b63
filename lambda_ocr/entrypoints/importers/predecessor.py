"""The predecessor's API calls and notebooks: `template` as a list of `[quad, name]`, in JSON or in cells of Python.

Rule: no cell is run. Literals alone are read, and names that stand for literals.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, counted, listed, mapping

NAME = "predecessor"


def is_one(content: Any) -> bool:
    """A notebook, a request, a list of requests, or bare fields."""
    told = mapping(content)
    if isinstance(told.get("cells"), list):
        return True
    requests = content if isinstance(content, list) else [content]
    return _is_fields(content) or (bool(requests) and all(_is_request(each) for each in requests))


def found(content: Any, path: Path) -> list[Found]:
    """Every `add` there is."""
    if _is_fields(content):
        return [Found("", _fields(content))]
    if isinstance(mapping(content).get("cells"), list):
        return _notebook(content)
    return [_request(each) for each in (content if isinstance(content, list) else [content])]


def _is_fields(value: Any) -> bool:
    """`[[quad, name], …]`."""
    fields = listed(value)
    return bool(fields) and all(
        isinstance(each, (list, tuple)) and len(each) in (2, 3) and _is_quad(each[0]) and isinstance(each[1], str)
        for each in fields
    )


def _is_quad(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 4 and all(_is_point(corner) for corner in value)


def _is_point(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and all(isinstance(n, (int, float)) for n in value)


def _is_request(value: Any) -> bool:
    told = mapping(value)
    return told.get("type", "add") == "add" and _is_fields(_template(told))


def _template(told: Any) -> Any:
    """The member, also where it was sent as a string."""
    template = told.get("template")
    if isinstance(template, str):
        try:
            return ast.literal_eval(template)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    return template


def _request(told: Any) -> Found:
    known = ("type", "template", "url", "img")
    lost = [f"member {name}" for name in told if name not in known]
    return Found(str(told.get("url") or ""), _fields(_template(told)), counted(lost))


def _fields(template: Any) -> list[WireField]:
    return [[[[float(x), float(y)] for x, y in each[0]], *each[1:]] for each in template]


def _notebook(content: Any) -> list[Found]:
    names, requests, bare, lost = dict[str, Any](), list[Found](), list[Found](), list[str]()
    for tree in _cells(content, lost):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = _value(node.value, names)
                names[node.targets[0].id] = value
                bare += [Found("", _fields(value))] if _is_fields(value) else []
            elif isinstance(node, ast.Dict):
                value = _value(node, names)
                requests += [_request(value)] if _is_request(value) else []
    taken = [each.fields for each in requests]
    every = [*requests, *(each for each in bare if each.fields not in taken)]
    distinct = [each for at, each in enumerate(every) if each.fields not in [one.fields for one in every[:at]]]
    return [Found(each.picture, each.fields, [*each.left_out, *counted(lost)]) for each in distinct]


def _cells(content: Any, lost: list[str]) -> Iterator[ast.AST]:
    for cell in map(mapping, content["cells"]):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("%", "!")))
        try:
            yield ast.parse(plain)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            lost.append("cell that is no Python")


def _value(node: ast.AST, names: dict[str, Any]) -> Any:
    """A literal, names in it replaced by the literals they stand for; None where it is anything else."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Dict(keys=keys, values=values):
            pairs = [(_value(key, names), value) for key, value in zip(keys, values, strict=True) if key is not None]
            return {key: _value(value, names) for key, value in pairs if isinstance(key, str)}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item, names) for item in items]
        case ast.Call(func=ast.Attribute(attr="dumps"), args=[argument, *_]):  # json.dumps(template)
            return _value(argument, names)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return None
