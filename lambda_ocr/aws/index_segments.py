"""What the index of templates is made of, in S3: immutable segments, and a manifest that names those that count.

Rule: nothing rests on it. A segment is written before the manifest names it, and the manifest is replaced only as it
was read (conditional writes), so whoever is interrupted leaves at most an object that nobody reads. Of `FAN_OUT`
segments of a tier one is made, as in a log-structured merge tree (O'Neil et al. 1996): each entry is written again once
a tier, and a process has few objects to fetch. Of many templates it fetches the first part of each, which is what the
index asks of all: of 1,000 it is 0.7 MB of 23, and a function's start waits for it.
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
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.aws.index_packing import Entries, listed, packed, unpacked
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
WHOLE_UP_TO = 500
"""Entries wanted, up to which they are fetched whole: among so few templates the index asks for all of each."""
WORTH_A_SEGMENT = 8
"""Entries of a segment for one whose rest is wanted, beyond which that is fetched by itself."""
_RACES = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
_ENDS_BEFORE = "InvalidRange"
"""What S3 says of bytes behind the end of an object, and of any of an empty one."""


@dataclass(frozen=True)
class Segment:
    """One object, and how many entries it holds."""

    key: str
    entries: int
    first: int = 0
    """Bytes at its beginning that hold the first part of all."""

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


@dataclass(frozen=True)
class _Place:
    """Where the bytes of an entry lie that were left behind."""

    segment: Segment
    at: int
    length: int
    first: bytes
    """Those that were not."""


class SegmentedIndexEntries:
    """`IndexEntries` in the bucket of the templates; safe to share among threads. `heads` tells which versions are the
    newest, when segments are merged and what is gone is left out; `short_length` where an entry may be cut short, and
    raises ValueError of one that is damaged."""

    def __init__(
        self,
        bucket: str,
        s3: Any,
        heads: Callable[[], Sequence[TemplateRef]],
        short_length: Callable[[bytes], int] = len,
    ) -> None:
        self._bucket, self._s3, self._heads, self._short_length = bucket, s3, heads, short_length
        self._read: set[str] = set()
        self._left: dict[TemplateRef, _Place] = {}

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of these versions, the entries of segments that this process has not read yet; of many, the first part."""
        found: Entries = {}
        fetch = self._entries if len(wanted) <= WHOLE_UP_TO else self._first_parts
        try:
            manifest = self._manifest(fingerprint)
            new = [segment for segment in manifest.segments if segment.key not in self._read]
            if sum(segment.entries for segment in new) <= WORTH_FETCHING * len(wanted):
                for segment, entries in self._fetched(new, fetch):
                    self._read.add(segment.key)
                    found.update(entries)
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be read: %s", fault.message)
        known = frozenset(wanted)
        return {ref: entry for ref, entry in found.items() if ref in known}

    def whole(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of versions of which `load` brought the first part, all of it."""
        found: Entries = {}
        try:
            with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
                for entries in pool.map(self._rest, *zip(*self._worth(wanted), strict=True)):
                    found.update(entries)
            if not found.keys() >= set(wanted):  # their segment went with a merge
                for _, entries in self._fetched(self._manifest(fingerprint).segments, self._entries):
                    found.update(entries)
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be read: %s", fault.message)
        return {ref: found[ref] for ref in wanted if ref in found}

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
        read = self._fetched(old, self._entries)
        entries = {ref: entry for _, each in read for ref, entry in each.items() if ref in alive}
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
            listed = told["segments"]
            segments = tuple(
                Segment(str(each["key"]), int(each["entries"]), int(each.get("first", 0))) for each in listed
            )
            if told["fingerprint"] != fingerprint:
                return Manifest(fingerprint, (), tag, segments)
            return Manifest(fingerprint, segments, tag)
        except (ValueError, KeyError, TypeError):
            return Manifest(fingerprint, (), tag)

    def _fetched(
        self, segments: Sequence[Segment], fetch: Callable[[Segment], Entries]
    ) -> Iterator[tuple[Segment, Entries]]:
        """Oldest first; one that went with a merge meanwhile holds nothing."""
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            yield from zip(segments, pool.map(fetch, segments), strict=True)

    def _entries(self, segment: Segment) -> Entries:
        return unpacked(self._bytes(segment, 0))

    def _first_parts(self, segment: Segment) -> Entries:
        """What is left behind is remembered by its place."""
        data = self._bytes(segment, 0, segment.first)
        found = unpacked(data)
        at = segment.first
        for ref, length, short in listed(data) if found else ():
            if length > short:
                self._left[ref] = _Place(segment, at, length - short, found[ref])
            at += length - short
        return found

    def _worth(self, wanted: Collection[TemplateRef]) -> list[tuple[Segment, tuple[TemplateRef, ...]]]:
        """Those of a segment together where it is worth fetching, else each by itself."""
        of: dict[Segment, list[TemplateRef]] = {}
        for ref in wanted:
            if ref in self._left:
                of.setdefault(self._left[ref].segment, []).append(ref)
        groups = list[tuple[Segment, tuple[TemplateRef, ...]]]()
        for segment, refs in of.items():
            is_worth = segment.entries <= WORTH_A_SEGMENT * len(refs)
            groups += [(segment, tuple(refs))] if is_worth else [(segment, (ref,)) for ref in refs]
        return groups

    def _rest(self, segment: Segment, refs: tuple[TemplateRef, ...]) -> Entries:
        """Of entries of one segment that were cut short, the whole."""
        if len(refs) > 1:
            return self._entries(segment)
        place = self._left[refs[0]]
        rest = self._bytes(segment, place.at, place.length)
        return {refs[0]: place.first + rest} if len(rest) == place.length else {}

    def _bytes(self, segment: Segment, at: int, length: int = 0) -> bytes:
        """So many of an object, or all; none where it is gone or ends before."""
        part = {"Range": f"bytes={at}-{at + length - 1}"} if length else {}
        try:
            with translated("read the index of templates"):
                data: bytes = self._s3.get_object(Bucket=self._bucket, Key=segment.key, **part)["Body"].read()
        except ObjectMissing:
            return b""
        except StoreUnavailable as fault:
            if fault.details.get("reason") != _ENDS_BEFORE:
                raise
            return b""
        return data

    def _written(self, entries: Mapping[TemplateRef, bytes]) -> Segment:
        sound = self._sound(entries)
        data = packed(sound, self._short_length)
        first = len(data) - sum(len(entry) - self._short_length(entry) for entry in sound.values())
        segment = Segment(f"{PREFIX}{uuid.uuid4().hex}", len(sound), first)
        with translated("write the index of templates"):
            self._s3.put_object(Bucket=self._bucket, Key=segment.key, Body=data)
        return segment

    def _sound(self, entries: Mapping[TemplateRef, bytes]) -> Entries:
        """Without those that are damaged, which are as good as none."""
        sound: Entries = {}
        for ref, entry in entries.items():
            with suppress(ValueError):
                self._short_length(entry)
                sound[ref] = entry
        return sound

    def _remove(self, segments: Sequence[Segment]) -> None:
        if segments:  # a few dozen at the most: a tier, or all tiers there are
            with translated("write the index of templates"):
                listed = {"Objects": [{"Key": segment.key} for segment in segments], "Quiet": True}
                self._s3.delete_objects(Bucket=self._bucket, Delete=listed)
