"""The console's script as one file: what a page imports, each module in a function of its own, in the order of need.

A page of thirty modules is thirty requests at once, and behind API Gateway each is an invocation: more than a young
account lets run. Rule: the modules are ours and written in few forms (imports on one line, by name or of all; named
exports; no circle); a form not known here is refused, so that no page is ever half there. Standard library alone.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_IMPORT = re.compile(r"^import (?:\{ ([^}]+) \}|\* as (\w+)) from '(\.[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:(?:async )?function|class|const) (\{[^}]+\}|\w+)", re.MULTILINE)
_DOC = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
"""Types and explanations above what they are about: a fifth of the source, and nothing to a browser."""
_OTHER = re.compile(r"^import\b.*;$|^export\b.*|\bimport\(.*|\bimport\.meta.*", re.MULTILINE)


class UnknownForm(ValueError):
    """A module imports or exports in a way that is not known here."""


def bundled(entry: Path) -> str:
    """The module at this path and all that it imports, as one module without imports."""
    modules: dict[Path, str] = {}
    _collect(entry, modules, ())
    return "\n".join(["const modules = {};", *modules.values(), ""])


def _collect(path: Path, modules: dict[Path, str], asking: tuple[Path, ...]) -> None:
    """Adds what the module needs, then the module."""
    if path in asking:
        raise UnknownForm(f"{path.name} imports itself by way of {asking[-1].name}")
    if path in modules:
        return
    source = path.read_text(encoding="utf-8")
    for _, _, target in _IMPORT.findall(source):
        _collect(_found(path, target), modules, (*asking, path))
    modules[path] = _in_a_function(path, source)


def _in_a_function(path: Path, source: str) -> str:
    exported = [name for found in _EXPORT.findall(source) for name in _names(found)]
    body = _DOC.sub("", source)
    body = _IMPORT.sub(lambda found: f"const {_bound(found)} = {_place(_found(path, found[3]))};", body)
    body = _EXPORT.sub(lambda found: found[0].removeprefix("export "), body)
    if unknown := _OTHER.search(body):
        raise UnknownForm(f"{path.name}: {unknown[0]}")
    return f"{_place(path)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _place(path: Path) -> str:
    """Where a module's exports are kept: named after its folder and file, for no page tells of this machine."""
    return f"modules['{path.parent.name}/{path.name}']"


def _found(path: Path, target: str) -> Path:
    return Path(os.path.normpath(path.parent / target))


def _bound(found: re.Match[str]) -> str:
    """What an import binds: `a as b` of it is `a: b` of an object taken apart, `* as a` the whole object."""
    return str(found[2]) if found[2] else f"{{ {found[1].replace(' as ', ': ')} }}"


def _names(exported: str) -> list[str]:
    """The names that an export binds: one, or those of an object taken apart (`{ region: REGION = '', most }`)."""
    if not exported.startswith("{"):
        return [exported]
    parts = (part.partition("=")[0] for part in exported.strip("{} ").split(","))
    return [part.rpartition(":")[2].strip() for part in parts]
