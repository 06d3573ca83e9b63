"""Files of other programs, damaged at random: each is shown within the limits or refused by name, in bounded time."""

from __future__ import annotations

import collections

import pytest

from bench.performance.attacked_pictures import damaged
from lambda_ocr.core.errors import OcrError
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from tests.support.made_files import NAMES, PASSWORD, PRINTED, made

LIMITS = PictureLimits(max_side=1024, reducible_px=4_000_000)
REFUSED = {"invalid_picture", "picture_too_large", "unsupported_picture", "password_needed"}
KINDS = sorted({name.rpartition(".")[2] for name in NAMES})


def fate(data: bytes) -> str:
    """What becomes of a file's first pages; what is raised beside refusals fails the test."""
    try:
        with load_document(data, LIMITS, PASSWORD) as document:
            for page in list(range(len(document.pages)))[:3]:
                assert max(document.pages[page].size) <= LIMITS.max_side
    except OcrError as refusal:
        assert "Traceback" not in refusal.message and len(refusal.message) < 400
        return refusal.code.value
    return "shown"


def fates(kind: str, count: int, seed: int) -> collections.Counter[str]:
    """Of so many damaged files of a kind."""
    files = [made(name) for name in (*NAMES, *PRINTED) if name.endswith(kind)]
    return collections.Counter(fate(data) for data in damaged(files, count, seed))


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_damaged_files_of_every_kind_are_answered(kind: str) -> None:
    counted = fates(kind, 6, 1)
    assert set(counted) <= {*REFUSED, "shown"} and counted.total() == 6


@pytest.mark.strain
@pytest.mark.parametrize("kind", KINDS)
def test_dozens_of_damaged_files_of_every_kind_are_answered(kind: str) -> None:
    counted = fates(kind, 40, 2)
    assert set(counted) <= {*REFUSED, "shown"} and counted.total() == 40
    assert counted["invalid_picture"] and counted["shown"], "damage is seen, and some of it does not matter"
