"""What the two processes say to each other, through pipes: a line of JSON, and bytes of a length that it tells.

Rule: standard library only, for the decoder's process pays for every import. Whoever reads bounds what is read.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, fields
from typing import Any, BinaryIO

MAX_LINE = 16 * 1024
"""Bytes of a line; what is longer is none of ours."""


@dataclass(frozen=True)
class Opening:
    """The first message, followed by the file's `length` bytes."""

    kind: str
    """Name of the format."""
    length: int
    max_side: int
    reducible_px: int
    password: str = ""


@dataclass(frozen=True)
class Opened:
    """What answers it."""

    pages: int


@dataclass(frozen=True)
class Wanted:
    """Asks for a page, from 0."""

    page: int


@dataclass(frozen=True)
class Decoded:
    """What answers that, followed by width * height * 3 bytes: BGR by rows, upright, on white; then the characters."""

    width: int
    height: int
    dpi: float | None
    reduction: float
    """As of `core.document.Page`."""
    characters: int = 0
    """That the page carries, each as `CHARACTER`."""


CHARACTER = struct.Struct("<I?4f")
"""Code point, whether it is hidden, left, top, right, bottom in pixels of the page."""
MAX_CHARACTERS = 20_000
"""Of a page; one with more is taken for one without text. A page of the densest print has 15,000."""


@dataclass(frozen=True)
class Refused:
    """What answers either where there is nothing to give: an error's code, message and details."""

    code: str
    message: str
    details: dict[str, Any]


Message = Opening | Opened | Wanted | Decoded | Refused
_KINDS: dict[str, type[Message]] = {each.__name__: each for each in (Opening, Opened, Wanted, Decoded, Refused)}


def write(stream: BinaryIO, message: Message) -> None:
    """Send a message."""
    stream.write(json.dumps({"is": type(message).__name__, **asdict(message)}).encode() + b"\n")


def read(stream: BinaryIO) -> Message:
    """The next message; raises EOFError where there is none, ValueError where it is none of ours."""
    line = stream.readline(MAX_LINE)
    if not line:
        raise EOFError
    members = json.loads(line)
    kind = _KINDS.get(members.pop("is", "")) if isinstance(members, dict) else None
    if kind is None or set(members) != {field.name for field in fields(kind)}:
        raise ValueError("no message of ours")
    return kind(**members)
