"""Several documents on a scanner's glass: how many are found, how many of their fields are read, and what it takes.

Receipts of drawn chains, or with --real those of a folder of real pictures with truth, lie on a drawn glass, so many to
a picture, each any way round and a little askew; some are of one template. `read` with `many` is asked, with no
template named. A document is found where the outline of an entry of its template covers it: an outline is the
template's sheet, and a receipt of more rows is longer than that, so that half of what the two cover is enough.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.accuracy.collection import real, scaled_fields, sendable
from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.family import Family
from bench.accuracy.papers.kinds.receipts import KINDS
from bench.accuracy.papers.writing import corners_of, scan_of
from bench.accuracy.scoring import is_right
from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.geometry import points, rectangle, transform_quad
from lambda_ocr.core.model import Image, Matrix, Quad
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

GLASS = (3400, 4000)
"""Pixels: as a phone or a scanner of 300 dots an inch sees some 29 by 34 cm."""
FILLED = 0.92
"""Of its cell along the longer side, at most; print is never larger than on the template."""
ASKEW_DEGREES = 4.0
COMMON = 0.5
"""Of what an outline and its document cover together: what both must cover, for that document to be found. By their
middles, no farther apart than a quarter of the shorter side, a receipt a quarter longer than its template was missed
and made up at once, though 0.80 is common to both; of nine on one picture the others have 0.93 and more."""


@dataclass(frozen=True, eq=False)
class Slip:
    """A document to lie on the glass, and what it says."""

    kind: str
    pixels: Image
    truth: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture of the glass, and what lies on it where."""

    name: str
    picture: Image
    lying: Sequence[tuple[Slip, Quad]]


@dataclass
class Tally:
    """Of scenes with so many documents."""

    documents: int = 0
    found: int = 0
    invented: int = 0
    """Entries where no document of their template lies."""
    faults: list[str] = field(default_factory=list)
    """What was missed and what was made up, and in which picture."""
    fields: int = 0
    right: int = 0
    seconds: list[float] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = _options(arguments)
    return status_of(lambda: run(options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    made = parser("glass", __doc__ or "")
    made.add_argument(
        "--real", type=Path, metavar="FOLDER", help="real pictures with truth, in place of drawn receipts"
    )
    made.add_argument("--only", action="append", default=[], metavar="GROUP", help="of the real ones (repeatable)")
    made.add_argument("--documents", type=int, nargs="+", default=[2, 4, 6, 9], metavar="N", help="%(default)s")
    made.add_argument("--scenes", type=int, default=3, metavar="N", help="of each number (%(default)s)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="another draws others (%(default)s)")
    return made.parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    """Read all scenes; by the number of documents, found and right."""
    with tempfile.TemporaryDirectory() as home:
        service = build_service(Settings(home=home, threads=1))
        if options.real:
            slips, kinds = _real(service, options)
        else:
            slips, kinds = _drawn(service, options.seed, max(options.documents) * options.scenes)
        tallies: dict[int, Tally] = defaultdict(Tally)
        scenes = [(count, at) for count in options.documents for at in range(options.scenes)]
        print(this_machine())
        for count, at in progress(scenes, len(scenes), "picture"):
            dice = Dice(options.seed, "glass", count, at)
            lying = list(islice(cycle(dice.some(slips, len(slips))), count))
            scene = Scene(f"{count} documents, picture {at}", *laid(lying, dice))
            _read(service, tallies[count], kinds, scene)
    for fault in (fault for tally in tallies.values() for fault in tally.faults):
        print(fault)
    for count, tally in tallies.items():
        print(
            f"{count} documents: found {tally.found} of {tally.documents}, {tally.invented} that are not there, "
            f"fields right {tally.right} of {tally.fields}, {np.median(tally.seconds):.1f} processor seconds a picture"
        )
    write_json(options.json, {"machine": this_machine().as_json(), "found": {n: vars(t) for n, t in tallies.items()}})
    return 0


def laid(slips: Sequence[Slip], dice: Dice) -> tuple[Image, list[tuple[Slip, Quad]]]:
    """The glass with these on it, and where each lies."""
    picture = np.full((GLASS[1], GLASS[0], 3), dice.whole(228, 250), np.uint8)
    rows = int(np.ceil(np.sqrt(len(slips) * GLASS[1] / GLASS[0])))
    columns = -(-len(slips) // rows)
    cell = np.array([GLASS[0] / columns, GLASS[1] / rows])
    lying = []
    for at, slip in enumerate(slips):
        middle = (np.array([at % columns, at // columns]) + 0.5) * cell
        place = _placed(slip.pixels, middle, cell, dice)
        ink = cv2.warpPerspective(slip.pixels, place, GLASS, flags=cv2.INTER_AREA)
        mask = cv2.warpPerspective(np.full(slip.pixels.shape[:2], 255, np.uint8), place, GLASS)[..., None] / 255
        picture = np.asarray(picture * (1 - mask) + ink * mask, np.uint8)
        lying.append((slip, transform_quad(place, rectangle(0, 0, slip.pixels.shape[1], slip.pixels.shape[0]))))
    noise = dice.rng.normal(0, 2.0, picture.shape[:2])[..., None]
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8), lying


def _placed(pixels: Image, middle: Any, cell: Any, dice: Dice) -> Matrix:
    """`glass_from_slip`: any way round, a little askew, as large as its cell allows."""
    high, wide = pixels.shape[:2]
    quarters, askew = dice.whole(0, 3), dice.real(-ASKEW_DEGREES, ASKEW_DEGREES)
    angle = np.radians(90 * quarters + askew)
    cosine, sine = np.cos(angle), np.sin(angle)
    spans = np.abs([[cosine, -sine], [sine, cosine]]) @ (wide, high)
    scale = min(1.0, float((FILLED * cell / spans).min()))
    turn = scale * np.array([[cosine, -sine], [sine, cosine]])
    shift = middle - turn @ np.array([wide / 2, high / 2])
    return np.array([[*turn[0], shift[0]], [*turn[1], shift[1]], [0, 0, 1.0]])


def _read(service: OcrService, tally: Tally, kinds: Mapping[str, str], scene: Scene) -> None:
    data = cv2.imencode(".jpg", scene.picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    begun = time.process_time()
    answer = service.handle({"type": "read", "file": base64.b64encode(data).decode(), "many": True})
    tally.seconds.append(time.process_time() - begun)
    entries = list(answer.body["documents"])
    tally.documents += len(scene.lying)
    for slip, quad in scene.lying:
        tally.fields += len(slip.truth)
        mine = [each for each in entries if kinds[each["template_id"]] == slip.kind and _is_there(each, quad)]
        if not mine:
            tally.faults.append(f"{scene.name}: missed {slip.kind} at {_middle(quad)}")
            continue
        entries.remove(mine[0])
        tally.found += 1
        read = {each["key"]: each["value"] for each in mine[0]["fields"]}
        tally.right += sum(is_right(read.get(name), truth) for name, truth in slip.truth.items())
    tally.invented += len(entries)
    for each in entries:
        named, found = kinds[each["template_id"]], each["alignment"]
        where = f"{_middle(each['outline'])}, {found['verdict']} by {found['inliers']} points"
        tally.faults.append(f"{scene.name}: made up {named} at {where}")


def _middle(quad: Any) -> str:
    x, y = points(quad).mean(axis=0)
    return f"({x:.0f}, {y:.0f})"


def _is_there(entry: Any, quad: Quad) -> bool:
    """Whether an entry's outline is that of a document."""
    one, other = (points(each).astype(np.float32) for each in (entry["outline"], quad))
    both, _ = cv2.intersectConvexConvex(one, other)
    return both >= COMMON * (cv2.contourArea(one) + cv2.contourArea(other) - both)


def _drawn(service: OcrService, seed: int, count: int) -> tuple[list[Slip], dict[str, str]]:
    """Copies of the receipts of three chains, and their templates in the service."""
    kinds, slips = {}, list[Slip]()
    for kind in KINDS:
        family = Family(kind, seed)
        template = family.template()
        fields = [[corners_of(box, template), name] for name, box in template.quads.items()]
        kinds[_added(service, scan_of(template, Dice(seed, kind.name, "scan")), fields)] = kind.name
        for number in range(-(-count // len(KINDS))):
            paper = family.copies(number)
            pixels = np.asarray(paper.image.resize((paper.width, paper.height)).convert("RGB"), np.uint8)[..., ::-1]
            truth = {name: paper.truth.get(name, "") for name in template.quads}
            slips.append(Slip(kind.name, np.ascontiguousarray(pixels), truth))
    return slips, kinds


def _real(service: OcrService, options: argparse.Namespace) -> tuple[list[Slip], dict[str, str]]:
    """The queries of a real collection as they are, and their templates in the service."""
    kinds, slips = {}, list[Slip]()
    for group in real(options.real, options.only):
        sent = sendable(group.template)
        kinds[_added(service, sent.data, scaled_fields(group.fields, sent.factor))] = group.name
        for path, truth in group.queries.items():
            pixels = cv2.imdecode(np.frombuffer(sendable(path).data, np.uint8), cv2.IMREAD_COLOR)
            slips.append(Slip(group.name, np.asarray(pixels, np.uint8), truth))
    return slips, kinds


def _added(service: OcrService, picture: bytes, fields: Sequence[Any]) -> str:
    answer = service.handle({"type": "add", "img": base64.b64encode(picture).decode(), "template": fields})
    return str(answer.body["template_id"])


if __name__ == "__main__":
    sys.exit(main())
