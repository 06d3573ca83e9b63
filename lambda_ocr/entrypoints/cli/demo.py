"""The main job on real input: an example is registered, a photograph of another copy read, and the proof drawn."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lambda_ocr
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.cli.calling import Answer, UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import picture_members
from lambda_ocr.entrypoints.cli.printing import table
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from lambda_ocr.viz.overlay import draw_overlay, encoded

EXAMPLES = Path(lambda_ocr.__file__).parents[1] / "examples"

_HARD = ("phone", "photo", "curl")


@dataclass(frozen=True)
class Example:
    """One folder of examples/: a template and a query whose truth is known."""

    template: Path
    fields: Any
    query: Path
    expected: dict[str, str]


def run_demo(case: str, query: str, out: Path) -> int:
    """Register, read, print, draw."""
    example = find_example(case, query)
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        service = build_service(replace(Settings(), home=home))
        loaded = time.perf_counter()
        added = _ask(service, {"type": "add", "template": example.fields, **_img(example.template)})
        registered = time.perf_counter()
        asked = {"type": "query", "template_id": added["template_id"], "detail": True, **_img(example.query)}
        first = _ask(service, asked)
        answer = _ask(service, asked)  # once more: the first reading pays for allocations
    print(f"template  {_shown(example.template)}  ({len(example.fields)} fields)\npicture   {_shown(example.query)}\n")
    _print_fields(answer["fields"], example.expected)
    times = {"models loaded": loaded - started, "template registered": registered - loaded}
    _print_times(times, first["timings_ms"]["total"], answer["timings_ms"])
    _draw(example.query, answer["fields"], out)
    return 0


def find_example(case: str, query: str) -> Example:
    """The case's template and the query asked for, by default the first hard photograph; raises `UsageProblem`."""
    folder = EXAMPLES / case
    if not (folder / "expected.json").is_file():
        raise UsageProblem(f"there is no example {case}; there are {', '.join(_cases())}")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["queries"]
    names = sorted(name for name in expected if query in name)
    if not names:
        raise UsageProblem(f"{case} has no query {query}; there are {', '.join(sorted(expected))}")
    chosen = next((name for name in names if any(word in name for word in _HARD)), names[0])
    fields = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    return Example(folder / "template.png", fields, folder / chosen, expected[chosen])


def _cases() -> list[str]:
    return sorted(path.parent.name for path in EXAMPLES.glob("*/expected.json"))


def _ask(service: Any, payload: dict[str, Any]) -> dict[str, Any]:
    response = service.handle(payload)
    answer = Answer(response.status, response.body)
    if not answer.ok:
        raise UsageProblem(f"the example was refused ({answer.code}): {answer.message}")
    return dict(answer.body)


def _img(path: Path) -> dict[str, str]:
    return picture_members(str(path), Settings().max_picture_bytes)


def _print_fields(fields: list[dict[str, Any]], expected: dict[str, str]) -> None:
    wrong = [field["key"] for field in fields if field["value"] != expected[field["key"]]]
    rows = [
        [
            field["key"],
            field["value"],
            f"{field['score']:.2f}",
            f"✗ printed was {expected[field['key']]!r}" if field["key"] in wrong else "✓",
        ]
        for field in fields
    ]
    print(table(["key", "value", "score", "right"], rows))
    print(f"{len(fields) - len(wrong)} of {len(fields)} values exactly as printed\n")


def _print_times(seconds: dict[str, float], first_ms: float, warm: dict[str, float]) -> None:
    rows = [[name, f"{value * 1000:8.0f} ms"] for name, value in seconds.items()]
    rows.append(["first reading", f"{first_ms:8.0f} ms"])
    rows.append(["next reading", f"{warm['total']:8.0f} ms"])
    rows += [[f"  {step}", f"{value:8.1f} ms"] for step, value in warm.items() if step != "total"]
    print(table(["step", "     time"], rows))


def _draw(query: Path, fields: list[dict[str, Any]], out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        page = load_document(query.read_bytes(), PictureLimits()).first
        out.write_bytes(encoded(draw_overlay(page.pixels, fields), out.suffix))
    except OSError as error:
        raise UsageProblem(f"{out} cannot be written: {error.strerror}") from None
    print(f"what was read, drawn onto the picture: {_shown(out)}", file=sys.stdout)


def _shown(path: Path) -> str:
    """Relative to where the user stands, if it is below."""
    whole = path.resolve()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)
