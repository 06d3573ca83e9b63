"""Entries of the index as one object in S3: who they are, then the first part of all, then what is left of each.

Rule: the first parts lie together, so that one read of a range brings what the index asks of all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from lambda_ocr.core.model import TemplateRef

Entries = dict[TemplateRef, bytes]


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
    told, body = listed(data), data[data.find(b"\n") + 1 :]
    second = sum(short for _, _, short in told)
    is_whole = len(body) == sum(length for _, length, _ in told)
    if not is_whole and len(body) != second:
        return {}
    found: Entries = {}
    first = 0
    for ref, length, short in told:
        rest = body[second : second + length - short] if is_whole else b""
        found[ref] = body[first : first + short] + rest
        first, second = first + short, second + length - short
    return found


def listed(data: bytes) -> list[tuple[TemplateRef, int, int]]:
    """Whose entries there are, how long each is, and its first part."""
    try:
        told = json.loads(data.partition(b"\n")[0])
        return [
            (TemplateRef(template_id, version), int(length), int(short)) for template_id, version, length, short in told
        ]
    except (ValueError, TypeError):
        return []
