"""The map of the house in ARCHITECTURE.md, drawn from the imports: `python -m docs.draw.house` writes it anew."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lambda_ocr"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- map -->\n", "<!-- /map -->\n"


def room_of(module: str) -> str:
    """`wire` of `lambda_ocr.wire.errors`."""
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> Iterator[str]:
    """Modules of ours that a file imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "lambda_ocr":
            within = "." in str(node.module)
            yield from [str(node.module)] if within else [f"lambda_ocr.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("lambda_ocr."))


def arrows() -> Counter[tuple[str, str]]:
    """(room, room it imports from): how many files do."""
    found: Counter[tuple[str, str]] = Counter()
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        others = {room_of(module) for module in imports_of(path)} - {room, ""}
        found.update((room, other) for other in others if not room.startswith("__"))
    return found


def mermaid() -> str:
    """The arrows as a diagram; each says how many files stand behind it."""
    lines = [f'  {room} -- "{count}" --> {other}' for (room, other), count in sorted(arrows().items())]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


def drawn(page: str) -> str:
    """The page with its map as the imports are now."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + mermaid() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
