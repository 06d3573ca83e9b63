"""Which format a file is of, and what is taken of it."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

from lambda_ocr.entrypoints.importers.found import Found, Importer, NotTaken

FORMATS = ("labelme", "coco", "fott", "label_studio", "page_xml", "cvat", "omrchecker", "predecessor")
"""In the order in which they are asked: the predecessor's bare fields are the least telling."""
MAX_BYTES = 64 * 1024 * 1024
"""Of a file of annotations; LabelMe puts the picture into it."""


def importer(name: str) -> Importer:
    """The module of a format."""
    return cast("Importer", import_module(f"lambda_ocr.entrypoints.importers.{name}"))


def taken(path: Path, form: str = "") -> tuple[str, list[Found]]:
    """The format, and every picture that has fields; raises `NotTaken`."""
    content = _content(path)
    names = (form,) if form else FORMATS
    for name in names:
        module = importer(name)
        if module.is_one(content):
            try:
                every = module.found(content, path)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
                raise NotTaken(
                    f"{path} begins like a file of {name}, and is not as that is documented: {error}"
                ) from None
            found = [each for each in every if each.fields]
            if not found:
                raise NotTaken(f"{path} ({name}) has no box on any picture")
            return name, found
    raise NotTaken(f"{path} is no file of {form or 'any format we know: ' + ', '.join(FORMATS)}")


def _content(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NotTaken(f"{path} has more than {MAX_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise NotTaken(f"{path} cannot be read: {error.strerror}") from None
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _xml(path, data)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotTaken(f"{path} is neither JSON nor XML") from None


def _xml(path: Path, data: bytes) -> ElementTree.Element:
    """The root. Entities are refused: none of these tools declares any, and they may be a bomb."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotTaken(f"{path} declares entities, which no tool writes into such a file")
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise NotTaken(f"{path} is not XML: {error}") from None
