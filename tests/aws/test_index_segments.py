"""The index in S3: segments and a manifest, written by several at once, merged by a rule, lost without harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambda_ocr.aws import index_segments
from lambda_ocr.aws.index_packing import packed, unpacked
from lambda_ocr.aws.index_segments import FAN_OUT, MANIFEST, PREFIX, SegmentedIndexEntries
from lambda_ocr.core.model import TemplateRef
from tests.support.aws_world import BUCKET, aws_world, keys_in
from tests.support.faults import Weather

S3 = Any


@pytest.fixture
def s3() -> Iterator[S3]:
    with aws_world() as made:
        yield made("s3")


def refs(*numbers: int) -> list[TemplateRef]:
    return [TemplateRef(f"t{number}", 1) for number in numbers]


def entries(*numbers: int) -> dict[TemplateRef, bytes]:
    return {ref: f"entry of {ref.template_id}".encode() for ref in refs(*numbers)}


def process(s3: S3, alive: Callable[[], list[TemplateRef]] = lambda: refs(*range(999))) -> SegmentedIndexEntries:
    return SegmentedIndexEntries(BUCKET, s3, alive)


def brief(s3: S3) -> SegmentedIndexEntries:
    """One whose entries may be cut short behind their fifth byte."""
    return SegmentedIndexEntries(BUCKET, s3, lambda: refs(*range(999)), lambda entry: 5)


def cut(whole: dict[TemplateRef, bytes]) -> dict[TemplateRef, bytes]:
    return {ref: entry[:5] for ref, entry in whole.items()}


def test_what_one_process_kept_another_has(s3: S3) -> None:
    process(s3).save(entries(1, 2), "v1")
    process(s3).save(entries(3), "v1")
    assert process(s3).load(refs(1, 2, 3, 4), "v1") == entries(1, 2, 3)


def test_a_segment_is_read_once_by_a_process(s3: S3) -> None:
    weather = Weather()
    reading = process(weather.over(s3))
    process(s3).save(entries(1), "v1")
    reading.load(refs(1, 2), "v1")
    process(s3).save(entries(2), "v1")
    weather.calls.clear()
    assert reading.load(refs(2), "v1") == entries(2)
    assert weather.calls == ["get_object"] * 2, "the manifest, and what is new"


def test_of_many_entries_none_is_fetched_for_the_few_that_are_wanted(s3: S3) -> None:
    process(s3).save(entries(*range(50)), "v1")
    assert process(s3).load(refs(7), "v1") == {}
    assert process(s3).load(refs(*range(7)), "v1") == entries(*range(7))


def test_of_many_the_first_part_is_fetched_and_the_rest_where_it_is_asked_for(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_segments, "WHOLE_UP_TO", 30)
    weather = Weather()
    for numbers in (range(20), range(20, 29)):
        brief(s3).save(entries(*numbers), "v1")
    assert brief(s3).load(refs(*range(29)), "v1") == entries(*range(29)), "few are fetched whole"
    brief(s3).save(entries(*range(29, 40)), "v1")
    reading = brief(weather.over(s3))
    assert reading.load(refs(*range(40)), "v1") == cut(entries(*range(40)))
    weather.calls.clear()
    assert reading.whole(refs(3, 33), "v1") == entries(3, 33)
    assert weather.calls == ["get_object"] * 2, "their own bytes of two segments"
    weather.calls.clear()
    assert reading.whole(refs(*range(20)), "v1") == entries(*range(20))
    assert weather.calls == ["get_object"], "all of a segment at once"


def test_what_was_cut_short_is_found_after_its_segment_was_merged(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_segments, "WHOLE_UP_TO", 3)
    for number in range(FAN_OUT - 1):
        brief(s3).save(entries(number), "v1")
    reading = brief(s3)
    assert reading.load(refs(*range(FAN_OUT)), "v1") == cut(entries(*range(FAN_OUT - 1)))
    brief(s3).save(entries(99), "v1")
    assert len(keys_in(s3, PREFIX)) == 2, "the manifest and one segment"
    assert reading.whole(refs(1, 2), "v1") == entries(1, 2)
    away = brief(s3)
    away._s3 = Weather(strikes=lambda number: True).over(s3)
    assert away.whole(refs(1), "v1") == {}


def test_what_was_left_of_an_entry_is_lost_with_its_segment_and_searched_once_in_each_other(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_segments, "WHOLE_UP_TO", 3)
    weather = Weather()
    reading = brief(weather.over(s3))
    brief(s3).save(entries(*range(20)), "v1")
    assert reading.load(refs(*range(20)), "v1") == cut(entries(*range(20)))
    brief(s3).save(entries(0), "v2")
    brief(s3).save(entries(*range(2, 40)), "v1")
    weather.calls.clear()
    assert reading.whole(refs(1, 2), "v1") == {**entries(2), refs(1)[0]: None}
    assert weather.calls == ["get_object"] * 5, (
        "two of them gone, the manifest, the new segment's first parts, one rest"
    )
    weather.calls.clear()
    assert reading.whole(refs(1, 3), "v1") == {**entries(3), refs(1)[0]: None}
    assert reading.whole(refs(1, 2), "v1") == {**entries(2), refs(1)[0]: None}
    assert weather.calls == ["get_object"] * 4, "of the one that is there, and the manifest"
    assert reading.load(refs(1, *range(900, 904)), "v1") == {}, "nor is its first part, which nothing completes"


@pytest.mark.parametrize("few", [4, 40], ids=["first parts", "whole"])
def test_entries_that_were_not_wanted_when_their_segment_was_read_are_there_when_they_are(
    s3: S3, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_segments, "WHOLE_UP_TO", few)
    brief(s3).save(entries(*range(30)), "v1")
    weather = Weather()
    reading = brief(weather.over(s3))
    assert reading.load(refs(*range(4)), "v1") == entries(*range(4))
    weather.calls.clear()
    rest = entries(*range(4, 30))
    assert reading.load(refs(*range(4, 30)), "v1") == (rest if few == 40 else cut(rest))
    assert weather.calls == ["get_object"] * (2 if few == 40 else 1), "the manifest, and the segment for what is left"
    assert reading.load(refs(7), "v1") == entries(7)


def test_of_a_full_tier_one_segment_is_made_and_what_is_gone_or_older_is_left_out(s3: S3) -> None:
    newer = TemplateRef("t0", 2)
    kept = process(s3, alive=lambda: [newer, *refs(*range(2, FAN_OUT))])
    for number in range(FAN_OUT - 1):
        kept.save(entries(number), "v1")
    assert len(keys_in(s3, PREFIX)) == FAN_OUT
    kept.save({newer: b"newer"}, "v1")
    assert len(keys_in(s3, PREFIX)) == 2, "the manifest and one segment"
    assert process(s3).load([newer, *refs(*range(FAN_OUT))], "v1") == {
        newer: b"newer",
        **entries(*range(2, FAN_OUT - 1)),
    }


def test_hundreds_of_templates_lie_in_few_objects(s3: S3) -> None:
    kept = process(s3)
    for number in range(70):
        kept.save(entries(number), "v1")
    assert len(keys_in(s3, PREFIX)) < 2 * FAN_OUT
    assert process(s3).load(refs(*range(70)), "v1") == entries(*range(70))


@pytest.mark.parametrize("others", [1, index_segments.TRIES])
def test_a_manifest_that_another_replaced_meanwhile_is_read_again(
    s3: S3, others: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambda_ocr.aws.index_segments.time.sleep", lambda seconds: None)

    class Raced:
        left = others

        def __getattr__(self, name: str) -> Any:
            return getattr(s3, name)

        def put_object(self, **given: Any) -> Any:
            if given["Key"] == MANIFEST and Raced.left:
                Raced.left -= 1
                process(s3).save(entries(100 + Raced.left), "v1")
            return s3.put_object(**given)

    process(Raced()).save(entries(1), "v1")
    held = process(s3).load(refs(1, *range(100, 100 + others)), "v1")
    assert held == entries(*([1] if others == 1 else []), *range(100, 100 + others)), "or it is made anew later"


def test_a_manifest_of_another_release_gives_way(s3: S3) -> None:
    process(s3).save(entries(1), "v1")
    assert process(s3).load(refs(1), "v2") == {}
    process(s3).save(entries(2), "v2")
    assert process(s3).load(refs(1, 2), "v2") == entries(2)
    assert len(keys_in(s3, PREFIX)) == 2, "its segments are gone"


def test_a_manifest_of_the_format_before_gives_way_with_its_segments(s3: S3) -> None:
    """Its segments had no first part."""
    for at in range(3):
        s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}former{at}", Body=b'[["t1", 1, 3]]\nabc')
    listed = ", ".join(f'{{"key": "{PREFIX}former{at}", "entries": 1}}' for at in range(3))
    told = f'{{"fingerprint": "v1", "segments": [{listed}]}}'
    s3.put_object(Bucket=BUCKET, Key=MANIFEST, Body=told.encode())
    assert process(s3).load(refs(1), "v1") == {}
    process(s3).save(entries(2), "v2")
    assert process(s3).load(refs(2), "v2") == entries(2)
    assert len(keys_in(s3, PREFIX)) == 2, "its segments are gone"


@pytest.mark.parametrize("damage", [b"", b"no json", b"[]", json.dumps({"segments": 7}).encode()])
def test_a_damaged_manifest_or_segment_is_as_good_as_none(
    s3: S3, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    process(s3).save(entries(1), "v1")
    for key in keys_in(s3, PREFIX):
        s3.put_object(Bucket=BUCKET, Key=key, Body=damage)
    assert process(s3).load(refs(1), "v1") == {}
    process(s3).save(entries(2), "v1")
    assert process(s3).load(refs(1, 2), "v1") == entries(2)
    for numbers in ([3], [4]):
        brief(s3).save(entries(*numbers), "v1")
    [_, third, _] = json.loads(s3.get_object(Bucket=BUCKET, Key=MANIFEST)["Body"].read())["segments"]
    s3.put_object(Bucket=BUCKET, Key=third["key"], Body=damage)
    monkeypatch.setattr(index_segments, "WHOLE_UP_TO", 1)
    assert brief(s3).load(refs(3, 4), "v1") == cut(entries(4)), "nor does it hide the others, where a part is fetched"


def test_a_damaged_entry_is_left_out_of_what_is_written(s3: S3) -> None:
    def checked(entry: bytes) -> int:
        if not entry.startswith(b"entry"):
            raise ValueError("This is no entry.")
        return 5

    process(s3).save({**entries(0), TemplateRef("damaged", 1): b"xx"}, "v1")
    kept = SegmentedIndexEntries(BUCKET, s3, lambda: [TemplateRef("damaged", 1), *refs(*range(99))], checked)
    for number in range(1, FAN_OUT):
        kept.save({**entries(number), TemplateRef("damaged", 2): b""}, "v1")
    assert len(keys_in(s3, PREFIX)) == 2, "the manifest and one segment"
    told = kept.load([TemplateRef("damaged", 1), *refs(*range(FAN_OUT))], "v1")
    assert told == entries(*range(FAN_OUT))


def test_a_segment_that_went_with_a_merge_meanwhile_holds_nothing(s3: S3) -> None:
    process(s3).save(entries(1), "v1")
    process(s3).save(entries(2), "v1")
    [first, *_] = json.loads(s3.get_object(Bucket=BUCKET, Key=MANIFEST)["Body"].read())["segments"]
    s3.delete_object(Bucket=BUCKET, Key=first["key"])
    assert process(s3).load(refs(1, 2), "v1") == entries(2)


def test_where_s3_is_away_nothing_is_raised() -> None:
    with aws_world() as made:
        away = process(Weather(strikes=lambda number: True).over(made("s3")))
        away.save(entries(1), "v1")
        away.drop(["t1"])
        assert away.load(refs(1), "v1") == {}


def test_what_is_packed_comes_out_again_and_what_is_cut_off_does_not() -> None:
    data = packed(entries(1, 2))
    assert unpacked(data) == entries(1, 2) and unpacked(packed({})) == {}
    assert unpacked(data[:-1]) == {} and unpacked(b"[[1]]\n") == {}
    parts = packed(entries(1, 2), lambda entry: 5)
    assert unpacked(parts) == entries(1, 2) and unpacked(parts[: parts.index(b"\n") + 11]) == cut(entries(1, 2))
    assert unpacked(parts[: parts.index(b"\n") + 12]) == {}
