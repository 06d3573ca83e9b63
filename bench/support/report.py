"""Where results go: sections of docs/benchmark.md, written by the command that measured, and JSON files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "benchmark.md"
PICTURES = ROOT / "docs" / "pictures"


def write_section(name: str, text: str, path: Path = DOCS) -> None:
    """Put `text` between the marks `<!-- name -->` and `<!-- /name -->`, appending them where there are none."""
    before = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n"
    section = f"<!-- {name} -->\n{text.strip()}\n<!-- /{name} -->"
    marked = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->", re.DOTALL)
    after = marked.sub(lambda _: section, before) if marked.search(before) else f"{before.rstrip()}\n\n{section}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")


def write_json(path: Path | None, value: Any) -> None:
    """Keep the results as JSON, where a path was given."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
