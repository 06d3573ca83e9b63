"""A process that starts as a function does, learns of all templates, and says when each part was done. Run by
`index.py`, in a fresh process.

usage: python -m bench.support.workers.index_start (AWS_ENDPOINT_URL and CUSTOM_OCR_… name the account)
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from lambda_ocr.alignment.selection.entry import grams_of
from lambda_ocr.alignment.selection.print_index import SHORTLIST
from lambda_ocr.aws.index_segments import SegmentedIndexEntries
from lambda_ocr.core.budget import UNBOUNDED
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings


@dataclass
class Laps:
    """Seconds and processor seconds since the lap before, by part."""

    told: dict[str, tuple[float, float]] = field(default_factory=dict)
    _last: tuple[float, float] = field(default_factory=lambda: (time.perf_counter(), time.process_time()))

    def lap(self, part: str) -> None:
        """The part since the last lap is over."""
        now = time.perf_counter(), time.process_time()
        self.told[part] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now


def main() -> None:
    """Start, then do by hand what `keep_in_line` does, part by part."""
    service = build_service(Settings.from_environment(os.environ))
    keeping: Any = service._resources.keeping
    store, entries, index = keeping._store, keeping._entries, keeping._index
    assert isinstance(entries, SegmentedIndexEntries)
    laps = Laps()
    store.list_ids(1)  # the first call of DynamoDB: connection, credentials
    laps.lap("first call")
    there = store.heads()
    laps.lap("which there are")
    kept = entries.load(there, keeping._fingerprint)
    laps.lap("entries fetched")
    index.put({ref.template_id: entry for ref, entry in kept.items()})
    keeping._known.update((ref.template_id, ref.version) for ref in kept)
    laps.lap("entries known")
    index._words.ranked(grams_of(["anything"]), SHORTLIST)
    laps.lap("first question")
    keeping.keep_in_line((), UNBOUNDED)
    laps.lap("asked again, nothing new")
    print(json.dumps({"laps": laps.told, "entries": len(kept)}))


if __name__ == "__main__":
    main()
