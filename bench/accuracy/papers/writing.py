"""A family as a folder in the form of a real collection (`bench.accuracy.collection.real` reads it).

Rule: `group.json` and `negatives/pairs.json` are made of the drawing's own record; a picture exists before it is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench.accuracy.papers.bad import bad_copies
from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.family import Family
from bench.accuracy.papers.paper import Paper
from bench.accuracy.papers.photo import shot_of
from examples.draw.case import take
from examples.draw.light import jpeg

TEMPLATE_QUALITY = 92


def write(family: Family, folder: Path, queries: int, bad: bool = False) -> Iterator[str]:
    """Draw a family's pictures into `folder`, naming each; look-alikes go to `folder`/negatives. With `bad`, further
    copies in a bad state."""
    home = folder / family.name
    home.mkdir(parents=True, exist_ok=True)
    (folder / "negatives").mkdir(exist_ok=True)
    template = family.template()
    (home / "template.jpg").write_bytes(scan_of(template, Dice(family.seed, family.name, "scan")))
    yield "template"
    names = tuple(template.quads)
    truth = {}
    copies = {str(number): family.copies(number) for number in range(1, queries + 1)}
    for what, paper in {**copies, **(bad_copies(family, queries) if bad else {})}.items():
        name = f"query-{what:0>2}.jpg"
        _photograph(family, paper, f"copy {what}", home / name)
        truth[name] = {field: paper.truth.get(field, "") for field in names}
        yield name
    pairs = []
    for what, paper in family.look_alikes().items():
        name = f"{family.name}-{what}.jpg"
        _photograph(family, paper, what, folder / "negatives" / name)
        pairs.append(
            {"query": name, "template_group": family.name, "why": WHY[what.partition("-")[0]], "near_miss": True}
        )
        yield name
    group = {
        "group": family.name,
        "template": "template.jpg",
        "fields": [[corners_of(box, template), field] for field, box in template.quads.items()],
        "queries": truth,
        "source": f"drawn by bench.accuracy.papers, seed {family.seed}",
        "licence": "made up",
        "difficulty": "much changes outside the fields",
        "negatives": pairs,
    }
    (home / "group.json").write_text(_json(group), encoding="utf-8")


WHY = {
    "sister": "same boxes and print, other captions",
    "half": "same form, title and half of the captions replaced",
    "edition": "another edition: captions in other words or another language",
    "brand": "another issuer's paper of the same captions",
}


def write_pairs(folder: Path) -> None:
    """`negatives/pairs.json` of every family that lies in `folder`."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*/group.json"))]
    (folder / "negatives").mkdir(parents=True, exist_ok=True)
    pairs = [pair for group in told for pair in group.get("negatives", ())]
    (folder / "negatives" / "pairs.json").write_text(_json(pairs), encoding="utf-8")


def scan_of(paper: Paper, dice: Dice) -> bytes:
    """The template: the sheet alone, upright, with a scanner's grain."""
    small = paper.image.resize((paper.width, paper.height), Image.Resampling.BOX)
    grain = dice.rng.normal(0, dice.real(0.5, 2.5), (paper.height, paper.width, 1))
    seen = np.clip(np.asarray(small, np.float64) * dice.real(0.95, 1) + grain, 0, 255)
    return jpeg(Image.fromarray(seen.astype(np.uint8)), TEMPLATE_QUALITY)


def _photograph(family: Family, paper: Paper, what: str, path: Path) -> None:
    dice = Dice(family.seed, family.name, what, "shot")
    shot = shot_of(dice, (paper.width, paper.height))
    image, _ = take(paper, shot, f"{family.seed}/{family.name}/{what}")
    path.write_bytes(jpeg(image, shot.quality))


def corners_of(box: tuple[float, float, float, float], paper: Paper) -> list[list[float]]:
    """A quad of the template, held on the sheet."""
    x0, x1 = (round(min(max(x, 0.0), paper.width), 1) for x in (box[0], box[2]))
    y0, y1 = (round(min(max(y, 0.0), paper.height), 1) for y in (box[1], box[3]))
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
