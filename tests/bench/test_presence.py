"""What `bench presence` counts: a page that is refused, or a field that is not placed, is not left out unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from bench.accuracy.collection import Group
from bench.accuracy.presence import Drawn, Outcome, Seen, answers, told
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import FieldReading, Reading, Status
from lambda_ocr.core.reader import Reader
from tests.support.pictures import card

QUAD = rectangle(10, 10, 60, 30)


class ReaderOfOnePage:
    """Places one field of two on its first page, and refuses every other."""

    def __init__(self) -> None:
        self._is_first = True

    def describe(self, *_: Any) -> bytes:
        return b""

    def prepare(self, *_: Any) -> None:
        return None

    def read(self, *_: Any) -> Reading:
        if not self._is_first:
            raise TemplateMismatch("Another.")
        self._is_first = False
        one = FieldReading("0", "present", 0.9, Status.OK, QUAD, (), 1.0, normalized=True)
        other = FieldReading("1", "", 0.0, Status.OUT_OF_FRAME, QUAD, (), 1.0)
        return Reading("", cast(Any, None), (one, other), {})


def test_what_is_not_placed_and_what_is_refused_is_counted_by_itself(tmp_path: Path) -> None:
    pages = [tmp_path / name for name in ("a.png", "b.png")]
    for page in pages:
        page.write_bytes(card())
    truth = {"name": "Ada", "town": "Brill"}
    group = Group("forms", pages[0], ((QUAD, "name"), (QUAD, "town")), dict.fromkeys(pages, truth))
    drawn = [Drawn(QUAD, "name"), Drawn(QUAD, "town")]
    seen: list[Seen] = list(answers(cast(Reader, ReaderOfOnePage()), group, cast(Any, None), drawn))
    assert [one.outcome for one in seen] == [Outcome.RIGHT, Outcome.NOT_PLACED, Outcome.REFUSED, Outcome.REFUSED]
    lines = {line.split("  ")[0]: line.split() for line in told(seen).splitlines()}
    assert "1 of 1" in " ".join(lines["forms"]) and "1 of 1" in " ".join(lines["all"])
    assert "1" in lines["not placed"] and "2" in lines["page refused"]
