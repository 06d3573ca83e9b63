"""Entries of the index as one object in S3: who they are, then the first part of all, then what is left of each.

Rule: the first parts lie together, so that one read of a range brings what the index asks of all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lambda_ocr.core.model import TemplateRef

Entries = dict[TemplateRef, bytes]


@dataclass(frozen=True)
class Rest:
    """Where the bytes of an entry lie that are no first part: `length` from `at`."""

    at: int
    length: int
    first: bytes
    """The first part."""


def packed(entries: Mapping[TemplateRef, bytes], short_length: Callable[[bytes], int] = len) -> bytes:
    """A line of JSON that tells whose entries follow, how long each is, and its first part; then the first parts; then
    what is left of each."""
    short = {ref: short_length(entry) for ref, entry in entries.items()}
    head = [[ref.template_id, ref.version, len(entry), short[ref]] for ref, entry in entries.items()]
    parts = [entry[: short[ref]] for ref, entry in entries.items()] + [
        entry[short[ref] :] for ref, entry in entries.items()
    ]
    return json.dumps(head).encode() + b"\n" + b"".join(parts)


def unpacked(data: bytes) -> Entries:
    """Of `packed`, or of all its first parts; nothing of anything else."""
    return joined(data, rests(data))


def joined(data: bytes, lie: Mapping[TemplateRef, Rest]) -> Entries:
    """The entries whose rests lie there in these data; their first parts, where the data end before."""
    return {ref: each.first + data[each.at : each.at + each.length] for ref, each in lie.items()}


def rests(data: bytes) -> dict[TemplateRef, Rest]:
    """Of what `unpacked` takes."""
    told, first = _told(data), data.find(b"\n") + 1
    second = first + sum(short for _, _, short in told)
    if len(data) not in (second, first + sum(length for _, length, _ in told)):
        return {}
    found: dict[TemplateRef, Rest] = {}
    for ref, length, short in told:
        found[ref] = Rest(second, length - short, data[first : first + short])
        first, second = first + short, second + length - short
    return found


def _told(data: bytes) -> list[tuple[TemplateRef, int, int]]:
    """Whose entries there are, how long each is, and its first part."""
    try:
        told = json.loads(data.partition(b"\n")[0])
        return [
            (TemplateRef(template_id, version), int(length), int(short)) for template_id, version, length, short in told
        ]
    except (ValueError, TypeError):
        return []
