"""One picture, every reader in turn: what each read, and how long it took.

All are given the same file, and our alignment; ours is timed with it, the others without it, to their advantage.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.accuracy.collection import Group, scaled_fields, sendable
from bench.peers.assigning import value_of, values
from bench.support.readers import Worker
from bench.support.running import CannotMeasure
from lambda_ocr.core.geometry import points, side_lengths

LANGUAGES = {"hiai_vat": "chi_sim+eng", "de_marktkauf": "deu", "omr_cartao": "por", "form": "eng"}
"""What Tesseract is told of a group."""
CHINESE = "chi_sim+eng"


@dataclass(frozen=True)
class Read:
    """What one reader made of one picture; `values` is None where our alignment refused it."""

    values: dict[str, str] | None
    seconds: float
    cpu_seconds: float


@dataclass
class Run:
    """Everything read: by reader and picture (group, name)."""

    reads: dict[str, dict[tuple[str, str], Read]] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def has(self, group: Group, picture: Path) -> bool:
        """Whether all readers have read this picture."""
        if picture in group.wrong:
            return f"{group.name}/{picture.name}" in self.accepted
        return any((group.name, picture.name) in reads for reads in self.reads.values())

    def as_json(self) -> dict[str, Any]:
        """For a later run that goes on where this one stopped."""
        reads = [
            {"reader": reader, "group": group, "picture": picture, **vars(read)}
            for reader, found in self.reads.items()
            for (group, picture), read in found.items()
        ]
        return {"reads": reads, "accepted": self.accepted, "faults": self.faults}

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> Run:
        """What `as_json` kept."""
        run = Run(accepted=dict(told["accepted"]), faults=list(told["faults"]))
        for item in told["reads"]:
            read = Read(item["values"], item["seconds"], item["cpu_seconds"])
            run.reads.setdefault(item["reader"], {})[item["group"], item["picture"]] = read
        return run


@contextmanager
def client_files() -> Iterator[Path]:
    """A folder for the pictures as a client sends them, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def read_all(groups: Sequence[Group], staff: Mapping[str, Worker], folder: Path, run: Run) -> Iterator[None]:
    """Read the pictures by all readers, one of each group in turn, so that a part of them is a fair sample.

    Yields after each picture; those that the run has already are left out.
    """
    registered = {group.name: _register(group, staff, folder) for group in groups}
    for group, picture in in_turn(groups):
        if not run.has(group, picture):
            sent = folder / f"{group.name}-{picture.name}"
            sent.write_bytes(sendable(picture).data)
            if picture in group.wrong:
                answer = _asked(staff["ours"], type="query", template_id=group.name, picture=str(sent))
                run.accepted[f"{group.name}/{picture.name}"] = "refused" not in answer
            else:
                _read_picture(_Picture(group, picture.name, sent, *registered[group.name]), staff, run)
        yield


def in_turn(groups: Sequence[Group]) -> Iterator[tuple[Group, Path]]:
    """The first picture of each group, then the second of each, and so on."""
    pictures = [[(group, picture) for picture in (*group.queries, *group.wrong)] for group in groups]
    for row in itertools.zip_longest(*pictures):
        yield from (pair for pair in row if pair is not None)


def _register(group: Group, staff: Mapping[str, Worker], folder: Path) -> tuple[list[Any], list[float]]:
    """Add a group's template; its fields as sent, and the height of each field's lines."""
    template = sendable(group.template)
    path = folder / f"{group.name}-template{group.template.suffix}"
    path.write_bytes(template.data)
    fields = scaled_fields(group.fields, template.factor)
    added = _asked(staff["ours"], type="add", template_id=group.name, picture=str(path), template=fields)
    if "tesseract" in staff:
        _asked(staff["tesseract"], type="warm", languages=languages(group.name))
    return fields, added["line_heights"]


def warm(group: Group, staff: Mapping[str, Worker], folder: Path) -> None:
    """One reading by each that is not counted: no reader pays for its first allocations."""
    only = Group(group.name, group.template, group.fields, {group.template: {}})
    for _ in read_all([only], staff, folder, Run()):
        pass


def languages(group: str) -> str:
    """Tesseract's languages for a group: the drawn examples are Chinese but for the form, receipts English."""
    chinese = ("vat_invoice", "train_ticket", "business_licence", "flight_itinerary", "waybill")
    return CHINESE if group in chinese else LANGUAGES.get(group, "eng")


@dataclass(frozen=True)
class _Picture:
    group: Group
    name: str
    path: Path
    fields: list[Any]
    line_heights: list[float]


def _asked(worker: Worker, **request: Any) -> dict[str, Any]:
    answer = worker.ask(**request)
    if "error" in answer:
        raise CannotMeasure(f"{worker.kind.title}: {answer['error']}")
    return answer


def _read_picture(picture: _Picture, staff: Mapping[str, Worker], run: Run) -> None:
    ours = _asked(staff["ours"], type="query", template_id=picture.group.name, picture=str(picture.path))
    refused = "refused" in ours
    for key, worker in staff.items():
        answer = ours if key == "ours" else worker.ask(**_request(key, picture, ours)) if not refused else ours
        if "error" in answer:
            run.faults.append(f"{key} {picture.group.name} {picture.name}: {answer['error']}")
        found = None if refused else _values(answer, ours["quads"])
        named = None if found is None else dict(zip(picture.group.names, found, strict=True))
        read = Read(named, answer["seconds"], answer["cpu_seconds"])
        run.reads.setdefault(key, {})[picture.group.name, picture.name] = read


def _request(key: str, picture: _Picture, ours: Mapping[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {"picture": str(picture.path)}
    if key in ("per_crop", "tesseract"):
        request["quads"] = ours["quads"]
    if key == "tesseract":
        request["languages"] = languages(picture.group.name)
        request["lines"] = _lines_on_picture(picture, ours["quads"])
    return request


def _lines_on_picture(picture: _Picture, quads: list[Any]) -> list[float]:
    """Height of each field's lines on the picture."""
    heights = []
    for (corners, _), quad, line in zip(picture.fields, quads, picture.line_heights, strict=True):
        heights.append(line * side_lengths(points(quad))[1] / max(side_lengths(points(corners))[1], 1.0))
    return [height if np.isfinite(height) else 1.0 for height in heights]


def _values(answer: Mapping[str, Any], quads: list[Any]) -> list[str]:
    """A reader's values in template order, whichever way it tells them."""
    if "error" in answer:
        return [""] * len(quads)
    if "lines" in answer:
        return values(answer["lines"], quads)
    if "fields" in answer:
        return [_of_crop(lines) for lines in answer["fields"]]
    return list(answer["values"])


def _of_crop(lines: list[dict[str, Any]]) -> str:
    """The lines of one crop, already its own; one that was read undetected has no place."""
    if any(line["quad"] is None for line in lines):
        return "".join(line["text"] for line in lines)
    corners = np.concatenate([points(line["quad"]) for line in lines]) if lines else np.zeros((1, 2))
    right, bottom = corners.max(axis=0) + 1
    return value_of(lines, ((0, 0), (right, 0), (right, bottom), (0, bottom)))
