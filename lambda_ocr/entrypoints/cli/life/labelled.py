"""Pictures with their right values, as people keep them: a folder of pictures, and a file of values beside it.

The file is CSV, a row a picture, its first column `picture` and a column a field (what `query --format csv` writes, put
right by hand), or JSON, `{"picture": {"field": "value"}}`. A column `result` is passed over.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import SCHEMES, expand

VALUES = ("values.csv", "values.json")
"""What the file is called where it lies in the folder, and is not named."""
_NO_FIELDS = ("picture", "result")

Values = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Labelled:
    """A picture and its right values, as far as they are known."""

    picture: str
    values: Mapping[str, str]


def labelled(names: Sequence[str], values: str | None) -> list[Labelled]:
    """The pictures named, each with its values; raises `UsageProblem`."""
    pictures = expand(names)
    path = Path(values) if values else _beside(names)
    known = _by_name(path) if path else {}
    found = [Labelled(picture, known.get(_name(picture), {})) for picture in pictures]
    if path and not any(one.values for one in found):
        raise UsageProblem(f"{path} has values of none of the pictures; they are told apart by their files' names")
    return found


def _beside(names: Sequence[str]) -> Path | None:
    """The file of values in a folder that was named."""
    folders = [Path(name) for name in names if not name.lower().startswith(SCHEMES) and Path(name).is_dir()]
    return next((folder / name for folder in folders for name in VALUES if (folder / name).is_file()), None)


def _name(picture: str) -> str:
    return picture.rpartition("/")[2] if picture.lower().startswith(SCHEMES) else Path(picture).name


def _by_name(path: Path) -> Values:
    """Values by the names of the pictures' files."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} is not UTF-8; save it so") from None
    told = _of_json(path, text) if path.suffix.lower() == ".json" else _of_csv(path, text)
    return {_name(picture): values for picture, values in told.items()}


def _of_json(path: Path, text: str) -> Values:
    try:
        told: Any = json.loads(text)
    except ValueError as error:
        raise UsageProblem(f"{path} is not JSON: {error}") from None
    if not isinstance(told, dict) or not all(isinstance(values, dict) for values in told.values()):
        raise UsageProblem(f'{path} holds no values: write {{"picture.jpg": {{"field": "value"}}}}')
    return {picture: {key: str(value) for key, value in values.items()} for picture, values in told.items()}


def _of_csv(path: Path, text: str) -> Values:
    rows = csv.DictReader(text.splitlines())
    if not rows.fieldnames or rows.fieldnames[0] != "picture":
        raise UsageProblem(f"{path} has no column `picture`, which must be the first; the others are the fields")
    return {
        row["picture"]: {
            key: value for key, value in row.items() if key and key not in _NO_FIELDS and value is not None
        }
        for row in rows
        if row.get("picture")
    }
