"""What the index of templates is made of, in S3: immutable segments, and a manifest that names those that count.

Rule: nothing rests on it. A segment is written before the manifest names it, and the manifest is replaced only as it
was read (conditional writes), so whoever is interrupted leaves at most an object that nobody reads. Of `FAN_OUT`
segments of a tier one is made, as in a log-structured merge tree (O'Neil et al. 1996): each entry is written again once
a tier, and a process has few objects to fetch.
"""

from __future__ import annotations

import json
import logging
import math
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import TemplateRef

log = logging.getLogger(__name__)

PREFIX = "templates/.index/"
"""Beside the templates, whose ids have no dot."""
MANIFEST = f"{PREFIX}manifest.json"
FAN_OUT = 8
TRIES = 5
"""Of replacing the manifest, when others do at the same moment."""
FETCHED_AT_ONCE = 8
WORTH_FETCHING = 10
"""Entries fetched for one that is wanted, beyond which it is sooner made of its template."""
_RACES = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})

Entries = dict[TemplateRef, bytes]


@dataclass(frozen=True)
class Segment:
    """One object, and how many entries it holds."""

    key: str
    entries: int

    @property
    def tier(self) -> int:
        """How often its entries have been merged, or might have been."""
        return int(math.log(max(1, self.entries), FAN_OUT))


@dataclass(frozen=True)
class Manifest:
    """The segments that count, oldest first, all of one fingerprint; `tag` is what S3 knows this very content by."""

    fingerprint: str
    segments: tuple[Segment, ...] = ()
    tag: str = ""
    stale: tuple[Segment, ...] = ()
    """Those of another fingerprint, which go when the manifest is replaced."""

    def to_merge(self) -> tuple[Segment, ...]:
        """The segments of a tier that is full; none where none is."""
        tiers = [segment.tier for segment in self.segments]
        full = [tier for tier in sorted(set(tiers)) if tiers.count(tier) >= FAN_OUT]
        return tuple(segment for segment in self.segments if segment.tier == full[0]) if full else ()


class SegmentedIndexEntries:
    """`IndexEntries` in the bucket of the templates; safe to share among threads. `heads` tells which versions are the
    newest, when segments are merged and what is gone is left out."""

    def __init__(self, bucket: str, s3: Any, heads: Callable[[], Sequence[TemplateRef]]) -> None:
        self._bucket, self._s3, self._heads = bucket, s3, heads
        self._read: set[str] = set()

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of these versions, the entries of segments that this process has not read yet."""
        found: Entries = {}
        try:
            manifest = self._manifest(fingerprint)
            new = [segment for segment in manifest.segments if segment.key not in self._read]
            if sum(segment.entries for segment in new) <= WORTH_FETCHING * len(wanted):
                for segment, entries in self._fetched(new):
                    self._read.add(segment.key)
                    found.update(entries)
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be read: %s", fault.message)
        known = frozenset(wanted)
        return {ref: entry for ref, entry in found.items() if ref in known}

    def save(self, entries: Mapping[TemplateRef, bytes], fingerprint: str) -> None:
        """Add a segment, and merge a tier that is full."""
        try:
            new = self._written(entries)
            self._replaced(fingerprint, lambda manifest: ((*manifest.segments, new), ()))
            self._compact(fingerprint)
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be written: %s", fault.message)

    def drop(self, template_ids: Collection[str]) -> None:
        """What is gone is left out when its segment is merged."""

    def _compact(self, fingerprint: str) -> None:
        old = self._manifest(fingerprint).to_merge()
        if not old:
            return
        alive = frozenset(self._heads())
        entries = {ref: entry for _, each in self._fetched(old) for ref, entry in each.items() if ref in alive}
        new = self._written(entries)
        merged = frozenset(old)

        def without(manifest: Manifest) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
            if not merged <= frozenset(manifest.segments):
                return manifest.segments, (new,)  # another process was faster
            return (new, *(each for each in manifest.segments if each not in merged)), old

        self._replaced(fingerprint, without)

    def _replaced(
        self, fingerprint: str, change: Callable[[Manifest], tuple[tuple[Segment, ...], tuple[Segment, ...]]]
    ) -> None:
        """Put a manifest in place of the one that was read; `change` tells its segments, and the objects that go."""
        for attempt in range(TRIES):
            before = self._manifest(fingerprint)
            segments, gone = change(before)
            told = {"fingerprint": fingerprint, "segments": [asdict(segment) for segment in segments]}
            condition = {"IfMatch": before.tag} if before.tag else {"IfNoneMatch": "*"}
            try:
                with translated("write the index of templates"):
                    self._s3.put_object(Bucket=self._bucket, Key=MANIFEST, Body=json.dumps(told).encode(), **condition)
            except StoreUnavailable as fault:
                if fault.details.get("reason") not in _RACES:
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))
                continue
            self._remove([*gone, *before.stale])
            return
        log.warning("the index beside the templates is written by too many at once; its entries are made again")

    def _manifest(self, fingerprint: str) -> Manifest:
        """The segments of this fingerprint; none where the manifest is of another, which it then takes the place of."""
        try:
            with translated("read the index of templates"):
                answer = self._s3.get_object(Bucket=self._bucket, Key=MANIFEST)
                body, tag = answer["Body"].read(), answer["ETag"]
        except ObjectMissing:
            return Manifest(fingerprint)
        try:
            told = json.loads(body)
            segments = tuple(Segment(str(each["key"]), int(each["entries"])) for each in told["segments"])
            if told["fingerprint"] != fingerprint:
                return Manifest(fingerprint, (), tag, segments)
            return Manifest(fingerprint, segments, tag)
        except (ValueError, KeyError, TypeError):
            return Manifest(fingerprint, (), tag)

    def _fetched(self, segments: Sequence[Segment]) -> Iterator[tuple[Segment, Entries]]:
        """Oldest first; one that went with a merge meanwhile holds nothing."""
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            yield from zip(segments, pool.map(self._entries, segments), strict=True)

    def _entries(self, segment: Segment) -> Entries:
        try:
            with translated("read the index of templates"):
                data = self._s3.get_object(Bucket=self._bucket, Key=segment.key)["Body"].read()
        except ObjectMissing:
            return {}
        return unpacked(data)

    def _written(self, entries: Mapping[TemplateRef, bytes]) -> Segment:
        segment = Segment(f"{PREFIX}{uuid.uuid4().hex}", len(entries))
        with translated("write the index of templates"):
            self._s3.put_object(Bucket=self._bucket, Key=segment.key, Body=packed(entries))
        return segment

    def _remove(self, segments: Sequence[Segment]) -> None:
        if segments:  # a few dozen at the most: a tier, or all tiers there are
            with translated("write the index of templates"):
                listed = {"Objects": [{"Key": segment.key} for segment in segments], "Quiet": True}
                self._s3.delete_objects(Bucket=self._bucket, Delete=listed)


def packed(entries: Mapping[TemplateRef, bytes]) -> bytes:
    """A line of JSON that tells whose entries follow, and how long each is; then the entries."""
    head = [[ref.template_id, ref.version, len(entry)] for ref, entry in entries.items()]
    return json.dumps(head).encode() + b"\n" + b"".join(entries.values())


def unpacked(data: bytes) -> Entries:
    """Of `packed`; nothing of anything else."""
    head, _, body = data.partition(b"\n")
    found: Entries = {}
    at = 0
    try:
        for template_id, version, length in json.loads(head):
            found[TemplateRef(template_id, version)] = body[at : at + length]
            at += length
    except (ValueError, TypeError):
        return {}
    return found if at == len(body) else {}
