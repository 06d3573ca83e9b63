"""Pictures with known truth: a folder of real ones (see its README) or `examples/`, as one kind of value.

Rule: a client's work is done here: a picture over the service's limits is scaled down before it is sent, and the quads
of a template with it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from lambda_ocr.documents.limits import PictureLimits

EXAMPLES = Path(__file__).parents[2] / "examples"
LIMITS = PictureLimits()

Truth = Mapping[str, str]


class NoCollection(Exception):
    """The folder holds no groups; the message says what is expected."""


@dataclass(frozen=True)
class Group:
    """One kind of document: its template, what must be read on each query, and pictures to refuse."""

    name: str
    template: Path
    fields: tuple[tuple[Any, str], ...]
    """(quad, name) in pixels of the template file."""
    queries: Mapping[Path, Truth]
    wrong: tuple[Path, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in template order."""
        return tuple(name for _, name in self.fields)


@dataclass(frozen=True)
class Sendable:
    """A picture as a client sends it, `factor` times the size of the file."""

    data: bytes
    factor: float


def real(folder: Path, only: Sequence[str] = ()) -> tuple[Group, ...]:
    """The groups of a folder of real pictures; raises NoCollection."""
    pairs = _json(folder / "negatives" / "pairs.json") if (folder / "negatives").is_dir() else []
    groups = []
    for path in sorted(folder.glob("*/group.json")):
        told = _json(path)
        wrong = tuple(folder / "negatives" / pair["query"] for pair in pairs if pair["template_group"] == told["group"])
        queries = {path.parent / name: truth for name, truth in told["queries"].items()}
        fields = tuple((corners, name) for corners, name in told["fields"])
        groups.append(Group(told["group"], path.parent / told["template"], fields, queries, wrong))
    return _chosen(groups, only, f"{folder} has no */group.json: name a folder of real pictures with truth")


def examples(only: Sequence[str] = (), folder: Path = EXAMPLES) -> tuple[Group, ...]:
    """The drawn examples as groups; raises NoCollection."""
    groups = []
    for path in sorted(folder.glob("*/expected.json")):
        told, case = _json(path), path.parent
        fields = tuple((corners, name) for corners, name in _json(case / "template.json"))
        queries = {case / name: truth for name, truth in told["queries"].items()}
        wrong = tuple(case / name for name in told["refused"])
        groups.append(Group(case.name, case / "template.png", fields, queries, wrong))
    return _chosen(groups, only, f"{folder} has no */expected.json")


def sendable(path: Path) -> Sendable:
    """The file as it is where the service accepts it, else scaled down to the limit."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        longest = max(picture.size)
    if longest <= LIMITS.max_side and len(data) <= LIMITS.max_bytes:
        return Sendable(data, 1.0)
    pixels = _decoded(data)
    factor = min(1.0, LIMITS.max_side / longest)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return Sendable(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes(), factor)


def _decoded(data: bytes) -> np.ndarray:
    """BGR of a file of any size, which the service's own decoder refuses."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"), np.uint8)[..., ::-1]


def scaled_fields(fields: Iterable[tuple[Any, str]], factor: float) -> list[Any]:
    """The `template` of a request for a template picture that was scaled."""
    return [[[[x * factor, y * factor] for x, y in corners], name] for corners, name in fields]


def _chosen(groups: list[Group], only: Sequence[str], nothing: str) -> tuple[Group, ...]:
    if not groups:
        raise NoCollection(nothing)
    unknown = set(only) - {group.name for group in groups}
    if unknown:
        known = ", ".join(group.name for group in groups)
        raise NoCollection(f"no such group: {', '.join(sorted(unknown))}; there are {known}")
    return tuple(group for group in groups if not only or group.name in only)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoCollection(f"{path} cannot be read: {error}") from None
