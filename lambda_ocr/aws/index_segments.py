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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.aws.index_packing import Entries, Rest, joined, packed, rests, unpacked
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
    """Where what is left of an entry lies."""

    segment: Segment
    rest: Rest


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
        self._places: dict[TemplateRef, _Place] = {}
        """Of the entries of segments that were read, whether they were wanted or not."""

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of these versions, the entries there are, but for those of segments that are not worth fetching; of many, the
        first part."""
        found: Entries = {}
        is_whole = len(wanted) <= WHOLE_UP_TO
        try:
            new = self._unread(fingerprint)
            if sum(segment.entries for segment in new) <= WORTH_FETCHING * len(wanted):
                for entries in self._learned(new, is_whole=is_whole):
                    found |= entries
            passed = [ref for ref in wanted if ref not in found]
            if is_whole:
                self._complete(found, passed)
            else:
                found |= {ref: place.rest.first for ref, place in self._places_of(passed).items()}
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be read: %s", fault.message)
        return {ref: found[ref] for ref in wanted if ref in found}

    def whole(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes | None]:
        """Of versions of which `load` brought the first part, all of it; None of one that no segment holds."""
        found: Entries = {}
        lost = list[TemplateRef]()
        try:
            missing = self._complete(found, wanted)
            if missing:  # their segment went with a merge, or with another release
                for _ in self._learned(self._unread(fingerprint), is_whole=False):
                    pass  # their places are remembered
                lost = self._complete(found, missing)
        except StoreUnavailable as fault:
            log.warning("the index beside the templates cannot be read: %s", fault.message)
        return {**found, **dict.fromkeys(lost)}

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
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            read = list(pool.map(self._entries, old))
        entries = {ref: entry for each in read for ref, entry in each.items() if ref in alive}
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

    def _entries(self, segment: Segment) -> Entries:
        return unpacked(self._bytes(segment, 0))

    def _unread(self, fingerprint: str) -> list[Segment]:
        return [segment for segment in self._manifest(fingerprint).segments if segment.key not in self._read]

    def _learned(self, segments: Sequence[Segment], *, is_whole: bool) -> Iterator[Entries]:
        """Entries of each segment, or their first parts; where what is left of each lies is remembered."""
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            fetched = pool.map(lambda each: self._bytes(each, 0, 0 if is_whole else each.first), segments)
            for segment, data in zip(segments, fetched, strict=True):
                lie = rests(data)
                entries = self._sound(joined(data, lie))
                self._places.update((ref, _Place(segment, lie[ref])) for ref in entries)
                self._read.add(segment.key)
                yield entries

    def _complete(self, found: Entries, wanted: Iterable[TemplateRef]) -> list[TemplateRef]:
        """Put the whole entries to those that were found; those that are not where they lay, which is forgotten."""
        places = self._places_of(wanted)
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            for entries in pool.map(lambda group: self._rest_of(*group), _worth(places)):
                found |= entries
        missing = [ref for ref in wanted if ref not in found]
        for ref in missing:
            if ref in places and self._places.get(ref) is places[ref]:  # nobody has found another meanwhile
                self._places.pop(ref, None)
        return missing

    def _places_of(self, refs: Iterable[TemplateRef]) -> dict[TemplateRef, _Place]:
        known = ((ref, self._places.get(ref)) for ref in refs)
        return {ref: place for ref, place in known if place}

    def _rest_of(self, segment: Segment, lie: Mapping[TemplateRef, Rest]) -> Entries:
        """Of entries of one segment, the whole."""
        if len(lie) > 1:
            entries = self._entries(segment)
            return {ref: entries[ref] for ref in lie if ref in entries}
        [(ref, part)] = lie.items()
        rest = self._bytes(segment, part.at, part.length) if part.length else b""
        return {ref: part.first + rest} if len(rest) == part.length else {}

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


def _worth(places: Mapping[TemplateRef, _Place]) -> list[tuple[Segment, dict[TemplateRef, Rest]]]:
    """Those of a segment together where it is worth fetching, else each by itself."""
    of: dict[Segment, dict[TemplateRef, Rest]] = {}
    for ref, place in places.items():
        of.setdefault(place.segment, {})[ref] = place.rest
    groups = list[tuple[Segment, dict[TemplateRef, Rest]]]()
    for segment, lie in of.items():
        is_worth = segment.entries <= WORTH_A_SEGMENT * len(lie)
        groups += [(segment, lie)] if is_worth else [(segment, {ref: rest}) for ref, rest in lie.items()]
    return groups
