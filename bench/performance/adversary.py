"""The dearest request there is, found by search: an adversary draws pages and fields and keeps what costs most.

It begins with what is known to be dear (single characters, dense print, many fields, long fields, noise), changes one
thing at a time, and goes on from whatever cost more. Counted is the processor time of the server, its peak memory in a
fresh process, and what it answered; nothing is promised of what was not tried.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.support.machine import this_machine
from bench.support.numbers import markdown
from bench.support.report import ROOT, write_json, write_section
from bench.support.running import parser, progress, status_of
from bench.support.server import Answer, Server, encoded, running_server
from lambda_ocr.core.field_types.table import MOST_COLUMNS

UNHURRIED = {"CUSTOM_OCR_REQUEST_SECONDS": "600"}
"""A busy machine's clock ends no request here: it is its work that is bounded, and measured."""
ACTIONS = ("detect", "add", "add with detail", "query", "refused query")
PRINT = ("characters", "words", "lines", "repeated", "grid", "noise", "blank", "stamped")
SHAPES = ("small", "wide", "tall", "tiles", "page", "table")
SIDES = (1000, 1600, 2400, 3200, 4096)
GLYPHS = (8, 10, 12, 16, 24, 40)
COUNTS = (1, 10, 100, 250, 500)


@dataclass(frozen=True)
class Recipe:
    """One request, as drawn."""

    action: str
    print: str
    shape: str = "small"
    side: int = 4096
    glyph: int = 12
    fields: int = 10
    seed: int = 1

    def varied(self, chance: random.Random) -> Recipe:
        """With one thing changed."""
        choices: dict[str, tuple[Any, ...]] = {
            "action": ACTIONS,
            "print": PRINT,
            "shape": SHAPES,
            "side": SIDES,
            "glyph": GLYPHS,
            "fields": COUNTS,
            "seed": tuple(range(1, 9)),
        }
        name = chance.choice(list(choices))
        return replace(self, **{name: chance.choice([each for each in choices[name] if each != getattr(self, name)])})


@dataclass(frozen=True)
class Cost:
    """What a recipe cost the server; `peak_mb` is of a process that answered it first, 0 where that was not asked."""

    recipe: Recipe
    cpu_seconds: float
    wall_seconds: float
    answer: str
    peak_mb: float = 0.0


KNOWN = (
    Recipe("detect", "characters", side=1600, glyph=12),
    Recipe("detect", "lines", side=4096, glyph=24),
    Recipe("add", "lines", "page", glyph=24, fields=1),
    Recipe("add", "words", "small", glyph=16, fields=500),
    Recipe("add", "words", "tall", glyph=8, fields=500),
    Recipe("add", "words", "tall", glyph=16, fields=250),
    Recipe("add", "lines", "page", glyph=24, fields=100),
    Recipe("add", "blank", "tiles", fields=500),
    Recipe("add with detail", "words", "small", glyph=24, fields=100),
    Recipe("refused query", "lines", glyph=24, fields=1),
    Recipe("refused query", "repeated", glyph=24, fields=1),
    Recipe("query", "lines", "wide", glyph=24, fields=10),
    Recipe("query", "noise", "tiles", fields=100),
    Recipe("query", "stamped", "small", glyph=24, fields=100),
    Recipe("query", "words", "table", side=1600, glyph=12, fields=10),
    Recipe("query", "lines", "table", glyph=24, fields=100),
)
"""Where the search begins."""


def page(recipe: Recipe) -> bytes:
    """The picture of a recipe, as a JPEG."""
    chance = random.Random(recipe.seed)
    if recipe.print == "noise":
        pixels = np.random.default_rng(recipe.seed).integers(0, 256, (recipe.side, recipe.side), np.uint8)
        return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes()
    image = Image.new("RGB", (recipe.side, recipe.side), (250, 250, 250))
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(recipe.glyph)
    pitch = round(recipe.glyph * 1.4)
    for top in range(4, recipe.side - pitch, pitch):
        if recipe.print == "grid":
            draw.line((0, top, recipe.side, top), (0, 0, 0))
            draw.line((top, 0, top, recipe.side), (0, 0, 0))
        else:
            draw.text((6, top), _line(recipe, chance), (20, 20, 20), font)
            if recipe.print == "stamped":
                draw.text((12, top + pitch // 4), _line(recipe, chance), (220, 40, 40), font)
    return cv2.imencode(".jpg", np.asarray(image)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _line(recipe: Recipe, chance: random.Random) -> str:
    characters = recipe.side // max(1, recipe.glyph // 2)
    if recipe.print == "blank":
        return ""
    if recipe.print == "repeated":
        return "Total amount   " * (characters // 15)
    if recipe.print == "characters":
        return "     ".join(chance.choice(_LETTERS) for _ in range(characters // 4))
    words = ("".join(chance.choices(_LETTERS, k=chance.randint(3, 9))) for _ in range(characters // 6))
    return ("    " if recipe.print == "words" else " ").join(words)


def fields(recipe: Recipe) -> list[Any]:
    """The fields of a recipe, as `add` takes them."""
    side, count = recipe.side, recipe.fields
    if recipe.shape == "table":
        return [_table_field(recipe)]
    per_row = max(1, round(count**0.5)) if recipe.shape in ("small", "tiles") else 1
    if recipe.shape == "tall":
        per_row = count
    rows = -(-count // per_row)
    wide, high = side / per_row, side / rows
    boxes = []
    for number in range(count):
        left, top = number % per_row * wide, number // per_row * high
        tight = recipe.shape == "small"
        boxes.append(
            (
                left + 2,
                top + 2,
                left + max(wide - 2, 7),
                top + max(7, min(high, 2 * recipe.glyph) if tight else high - 2),
            )
        )
    if recipe.shape == "page":
        boxes = [(0, 0, side, side)] * count
    return [
        [[[min(x, side), min(y, side)] for x, y in ((a, b), (c, b), (c, d), (a, d))], f"f{number}"]
        for number, (a, b, c, d) in enumerate(boxes)
    ]


def _table_field(recipe: Recipe) -> list[Any]:
    """One table over the page, whose columns, as many as may be, ask for codes: every line of print is a row."""
    side, pitch = recipe.side, round(recipe.glyph * 1.4)
    count = min(recipe.fields, MOST_COLUMNS)
    columns = [
        [
            _box(at * side / count, 2, (at + 1) * side / count, 2 + max(pitch, 7)),
            f"c{at}",
            {"type": "code", "pattern": ".+"},
        ]
        for at in range(count)
    ]
    return [_box(0, 2, side, side), "rows", {"type": "table", "columns": columns}]


def _box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def asked(server: Server, recipe: Recipe) -> Cost:
    """What one recipe costs a running server."""
    picture = encoded(page(recipe))
    payload: dict[str, Any] = {"type": "detect", "img": picture}
    template_id = ""
    if recipe.action.startswith("add"):
        payload = {"type": "add", "img": picture, "template": fields(recipe), "detail": "detail" in recipe.action}
    elif "query" in recipe.action:
        known = replace(recipe, seed=recipe.seed + 100, print="lines") if "refused" in recipe.action else recipe
        added = server.ask({"type": "add", "img": encoded(page(known)), "template": fields(recipe)})
        if added.status != 200:
            return Cost(recipe, 0.0, 0.0, f"add: {added.code}")
        template_id = added.body["template_id"]
        payload = {"type": "query", "img": picture, "template_id": template_id, "detail": True}
    before = server.cpu_seconds()
    answer = server.ask(payload)
    cost = Cost(recipe, round(server.cpu_seconds() - before, 2), round(answer.seconds, 2), _said(answer))
    kept = template_id or (answer.body.get("template_id") if answer.status == 200 and "add" in recipe.action else "")
    if kept:
        server.ask({"type": "del", "template_id": kept})
    return cost


def _said(answer: Answer) -> str:
    part = answer.body["error"]["details"].get("part", "") if answer.status != 200 else ""
    return f"{answer.status} {answer.code} {part}".strip()


@dataclass
class Search:
    """The costs so far, dearest first."""

    costs: list[Cost] = field(default_factory=list)

    def tell(self, cost: Cost) -> None:
        """One more."""
        self.costs = sorted([*self.costs, cost], key=lambda each: -each.cpu_seconds)

    def next(self, chance: random.Random) -> Recipe:
        """Something near one of the dearest that was not tried."""
        tried = {cost.recipe for cost in self.costs}
        while True:
            recipe = chance.choice(self.costs[:5]).recipe.varied(chance)
            if recipe not in tried:
                return recipe


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("adversary", __doc__ or "")
    made.add_argument("--tries", type=int, default=60, metavar="N", help="requests beyond the known ones (%(default)s)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="of the search (%(default)s)")
    made.add_argument("--docs", action="store_true", help="write the table into docs/benchmark.md")
    made.set_defaults(json=ROOT / "out" / "adversary.json")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Search, then ask the dearest again in a process of its own for its memory."""
    machine, search, chance = this_machine(), Search(), random.Random(options.seed)
    try:
        with running_server(UNHURRIED) as server:
            recipes = [*KNOWN, *[None] * options.tries]
            for recipe in progress(iter(recipes), len(recipes), "request"):
                search.tell(asked(server, recipe or search.next(chance)))
                write_json(options.json, {"machine": str(machine), "costs": [asdict(cost) for cost in search.costs]})
        dearest = [_with_memory(cost) for cost in search.costs[:5]]
    except KeyboardInterrupt:
        dearest = search.costs[:5]
    table = _table(dearest)
    sys.stdout.write(f"{machine}\n{table}\n")
    if options.docs:
        write_section("adversary", f"{machine}; {len(search.costs)} requests tried.\n\n{table}")
    return 0


def _with_memory(cost: Cost) -> Cost:
    with running_server(UNHURRIED) as server:
        again = asked(server, cost.recipe)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return replace(cost, cpu_seconds=max(cost.cpu_seconds, again.cpu_seconds), peak_mb=round(peak))


def _table(costs: list[Cost]) -> str:
    rows = [
        [
            cost.recipe.action,
            f"{cost.recipe.print}, {cost.recipe.glyph} px high, {cost.recipe.side} px a side",
            f"{cost.recipe.fields} {cost.recipe.shape}",
            f"{cost.cpu_seconds:.1f}",
            f"{cost.wall_seconds:.1f}",
            f"{cost.peak_mb:.0f}",
            cost.answer,
        ]
        for cost in costs
    ]
    return markdown(["request", "print", "fields", "processor s", "wall s", "peak MB", "answer"], rows)


if __name__ == "__main__":
    sys.exit(main())
