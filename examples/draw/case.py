"""One example folder: a document, its filled-in specimen, the queries taken of it, and what must be read.

Rule: `expected.json` says what was printed and where it lies, out of the drawing itself; nobody types it.
"""

import io
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from examples.draw import desk
from examples.draw.camera import FLAT, Curl, Pixels, Size, View, phone, scan, warp
from examples.draw.light import SCANNER, Light, expose, jpeg, png
from examples.draw.paper import SCALE, Box, Sheet

Values = Mapping[str, str]
Quad = list[list[float]]
Desk = Callable[[Size, np.random.Generator], Pixels]


@dataclass(frozen=True)
class Document:
    """A kind of document: its size in template pixels, its fixed print, how values go in, and its fields."""

    name: str
    size: Size
    paper: tuple[int, int, int]
    form: Callable[[Sheet], None]
    fill: Callable[[Sheet, Values], None]
    fields: tuple[tuple[str, Box], ...] = ()

    def sheet(self, values: Values, slip: tuple[float, float] = (0, 0)) -> Sheet:
        """The page with values printed in, `slip` pixels beside where the form wants them."""
        sheet = Sheet(*self.size, self.paper)
        self.form(sheet)
        sheet.shift = slip
        self.fill(sheet, values)
        return sheet

    def quads(self) -> dict[str, Quad]:
        """Every field's quad on the template, clockwise from the upper left."""
        return {name: [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] for name, (x0, y0, x1, y1) in self.fields}


@dataclass(frozen=True)
class Shot:
    """How a page becomes a picture: where it lands, what is around it, in which light, in which format."""

    picture: Size
    aim: Callable[[Size, Size], View]
    around: Desk
    light: Light
    quality: int = 84
    suffix: str = "jpg"
    orientation: int = 1  # EXIF: how a viewer must turn the stored pixels

    @staticmethod
    def scanned(
        picture: Size,
        scale: float,
        degrees: float,
        *,
        shear: float = 0.0,
        grey: int = 236,
        light: Light = SCANNER,
        quality: int = 80,
        suffix: str = "jpg",
    ) -> "Shot":
        """A flatbed scan; the lid around the page has one grey."""
        return Shot(
            picture,
            lambda page, size: scan(page, size, scale, degrees, shear),
            lambda size, _: np.full((size[1], size[0], 3), grey, np.float32),
            light,
            quality,
            suffix,
        )

    @staticmethod
    def phoned(
        picture: Size,
        fill: float,
        around: Desk,
        light: Light,
        *,
        yaw: float = 0,
        pitch: float = 0,
        spin: float = 0,
        centre: tuple[float, float] = (0.5, 0.5),
        curl: Curl = FLAT,
        quality: int = 78,
        orientation: int = 1,
    ) -> "Shot":
        """A phone's photograph."""

        def aim(page: Size, size: Size) -> View:
            return phone(page, size, fill, yaw=yaw, pitch=pitch, spin=spin, centre=centre, curl=curl)

        return Shot(picture, aim, around, light, quality, "jpg", orientation)


@dataclass(frozen=True)
class Query:
    """One picture of a document with its own values; `slip` is the printer's misregistration."""

    label: str
    values: Values
    shot: Shot
    slip: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class Case:
    """An example folder."""

    document: Document
    specimen: Values
    queries: tuple[Query, ...]
    wrong: Document
    wrong_shot: Shot
    wrong_values: Values = field(default_factory=dict)


def on(surface: Desk, *things: tuple[desk.Thing, float, float, float]) -> Desk:
    """A surface with things on it."""
    return lambda size, rng: desk.scatter(surface(size, rng), things)


def take(sheet: Sheet, shot: Shot, seed: str) -> tuple[Image.Image, View]:
    """The picture of a sheet, and the view it was taken from."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    view = shot.aim((sheet.width, sheet.height), shot.picture)
    page = np.asarray(sheet.image, np.float32) * _relief(view, sheet, rng)[..., None]
    seen, covered = warp(page, view, shot.picture, SCALE)
    around = _shaded(_out_of_focus(shot.around(shot.picture, rng)), covered)
    return expose(around * (1 - covered[..., None]) + seen, shot.light, rng), view


def write(case: Case, folder: Path, tell: Callable[[str], None] = lambda _: None) -> None:
    """Draw every picture of a case into a folder, with its template.json and expected.json."""
    folder.mkdir(parents=True, exist_ok=True)
    document = case.document
    (folder / "template.png").write_bytes(template_png(case))
    template = [[quad, name] for name, quad in document.quads().items()]
    _dump(folder / "template.json", template)
    queries, truth = {}, {}
    for number, query in enumerate(case.queries, 1):
        name = f"query-{number}-{query.label}.{query.shot.suffix}"
        tell(f"{document.name}/{name}")
        data, view = picture(case, query)
        (folder / name).write_bytes(data)
        queries[name] = expected(case, query)
        truth[name] = _truth(document, view)
    tell(f"{document.name}/wrong.jpg")
    sheet = case.wrong.sheet(case.wrong_values)
    image, _ = take(sheet, case.wrong_shot, document.name + "/wrong")
    (folder / "wrong.jpg").write_bytes(jpeg(image, case.wrong_shot.quality))
    _dump(folder / "expected.json", {"queries": queries, "refused": ["wrong.jpg"], "truth": truth})


def template_png(case: Case) -> bytes:
    """The template picture as a PNG file."""
    sheet = case.document.sheet(case.specimen)
    return png(sheet.image.resize(case.document.size, Image.Resampling.BOX))


def picture(case: Case, query: Query) -> tuple[bytes, View]:
    """A query's file, and the view it was taken from."""
    sheet = case.document.sheet(query.values, query.slip)
    image, view = take(sheet, query.shot, f"{case.document.name}/{query.label}")
    if query.shot.suffix == "png":
        return png(image.convert("L"), 16), view
    if query.shot.orientation == 1:
        return jpeg(image, query.shot.quality), view
    return _turned_jpeg(image, query.shot), view


def expected(case: Case, query: Query) -> dict[str, str]:
    """What must be read, field by field."""
    return {name: joined(query.values[name]) for name, _ in case.document.fields}


def joined(value: str) -> str:
    """The lines of a value as one: nothing between Chinese lines, a space between others."""
    return re.sub(r"(?<=[^\x00-\xff])\n(?=[^\x00-\xff])", "", value).replace("\n", " ")


def _turned_jpeg(image: Image.Image, shot: Shot) -> bytes:
    """A JPEG stored on its side with the EXIF note (6: turn clockwise, 8: the other way) that rights it."""
    stored = image.transpose({6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[shot.orientation])
    exif = Image.Exif()
    exif[0x0112] = shot.orientation
    out = io.BytesIO()
    stored.save(out, "JPEG", quality=shot.quality, subsampling=2, optimize=True, exif=exif)
    return out.getvalue()


def _truth(document: Document, view: View) -> dict[str, object]:
    """Where the fields really are on a query, in pixels of the picture as a viewer shows it."""
    matrix = view.homography
    return {
        "image_from_template": None
        if matrix is None
        else [[float(f"{v:.9g}") for v in row] for row in matrix.tolist()],
        "quads": {name: np.round(view.project(quad), 2).tolist() for name, quad in document.quads().items()},
    }


def _relief(view: View, sheet: Sheet, rng: np.random.Generator) -> Pixels:
    """Brightness over the page: paper that bends away from the light is darker, and none is quite flat."""
    height, width = sheet.height * SCALE, sheet.width * SCALE
    coarse = rng.standard_normal((7, 9)).astype(np.float32) * np.float32(0.012)
    field = 1 + np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    if view.curl.bend:
        s = np.linspace(-1, 1, (width, height)[view.curl.along])
        shade = (1 - 0.42 * view.curl.slope(s)).astype(np.float32)
        field *= (
            np.minimum(shade, 1.04)[None, :] if view.curl.along == 0 else np.minimum(shade, 1.04)[:, None]
        )
    return field


def _out_of_focus(around: Pixels) -> Pixels:
    """The desk lies a little behind the page."""
    return np.asarray(cv2.GaussianBlur(around, (0, 0), around.shape[1] / 1200), np.float32)


def _shaded(around: Pixels, covered: Pixels) -> Pixels:
    """The desk with the shadow that the page throws on it."""
    reach = around.shape[1] / 150
    aside = np.array([[1, 0, reach * 0.7], [0, 1, reach]])
    moved = cv2.warpAffine(covered, aside, covered.shape[::-1])
    cast = np.asarray(cv2.GaussianBlur(moved, (0, 0), reach), np.float32)
    return np.asarray(around * (1 - 0.5 * cast[..., None]), np.float32)


def _dump(path: Path, value: object) -> None:
    path.write_text(_compact(value, 0) + "\n", encoding="utf-8")


def _compact(value: object, depth: int) -> str:
    """JSON with objects opened line by line and lists of numbers kept on one."""
    if isinstance(value, dict) and value:
        pad = "  " * (depth + 1)
        rows = (
            f"{pad}{json.dumps(key, ensure_ascii=False)}: {_compact(item, depth + 1)}"
            for key, item in value.items()
        )
        return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}"
    if isinstance(value, list) and depth == 0:
        return "[\n  " + ",\n  ".join(_compact(item, 1) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)
