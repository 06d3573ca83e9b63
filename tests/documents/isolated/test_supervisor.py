"""A decoder that crashes, hangs, fills memory or lies is a refusal, and leaves no process behind."""

from __future__ import annotations

import gc
import sys
import textwrap
from pathlib import Path

import pytest

from lambda_ocr.core.errors import InvalidPicture, PictureTooLarge
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.isolated import messages, supervisor
from lambda_ocr.documents.isolated.supervisor import load_isolated
from lambda_ocr.documents.limits import PictureLimits
from tests.support.drawn_pictures import RGB, file

TIFF = file(RGB, "TIFF")


@pytest.fixture
def decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that stands in for Pillow's decoder, to be written by the test."""
    (tmp_path / "stand_in.py").write_text(
        "import sys\nfrom lambda_ocr.documents.isolated import worker\n"
        "worker.DECODERS['tiff'] = 'fault'\nworker.main()\n"
    )
    monkeypatch.setattr(supervisor, "COMMAND", ("-S", "-s", str(tmp_path / "stand_in.py")))
    return tmp_path / "fault.py"


def written(path: Path, decode: str, opening: str = "pass") -> None:
    """A decoder with one page, whose code is this."""
    path.write_text(
        "import ctypes, os, sys, time\n"
        "from lambda_ocr.documents.isolated.messages import *\n"
        "out = sys.stdout.buffer\nclass File:\n    pages = 1\n    def decode(self, page):\n"
        + textwrap.indent(decode, " " * 8)
        + "\ndef open_file(data, opening):\n"
        + textwrap.indent(opening, " " * 4)
        + "\n    return File()\n"
    )


def first_page(limits: PictureLimits | None = None) -> object:
    with load_isolated("tiff", TIFF, limits or PictureLimits()) as document:
        return document.first


@pytest.mark.parametrize(
    "fault",
    ["os.abort()", "ctypes.string_at(0)", "os._exit(0)", "sys.stdout.buffer.write(b'x' * 99_999)\nos._exit(0)"],
    ids=["abort", "segmentation fault", "exit", "rubbish"],
)
@pytest.mark.parametrize("when", ["opening", "decode"])
def test_a_crash_is_a_refusal(decoder: Path, fault: str, when: str) -> None:
    written(decoder, **{"decode": "pass", when: fault})
    with pytest.raises(InvalidPicture, match="its decoder ended"):
        first_page()


@pytest.mark.parametrize("when", ["opening", "decode"])
def test_what_hangs_is_ended(decoder: Path, when: str) -> None:
    written(decoder, **{"decode": "pass", when: "time.sleep(600)"})
    with pytest.raises(InvalidPicture, match="longer than 2 seconds"):
        first_page(PictureLimits(seconds=2))


@pytest.mark.skipif(sys.platform != "linux", reason="an address space is bounded on Linux alone")
def test_memory_is_bounded_and_no_file_is_written(decoder: Path, tmp_path: Path) -> None:
    written(decoder, "bytearray(2 << 30)")
    with pytest.raises(InvalidPicture, match="cannot be decoded"):
        first_page()
    target = tmp_path / "written"
    written(decoder, f"open({str(target)!r}, 'w').write('x' * 9)")
    with pytest.raises(InvalidPicture):
        first_page()
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.parametrize(
    ("says", "refused"),
    [
        ("Decoded(5000, 10, None, 1.0)", PictureTooLarge),
        ("Decoded(0, 10, None, 1.0)", InvalidPicture),
        ("Decoded(-4, -4, None, 1.0)", InvalidPicture),
        ("Decoded(4, 4, None, 2.0)", InvalidPicture),
        ("Decoded('4', 4, None, 1.0)", InvalidPicture),
        ("Decoded(4, 4, None, 1.0)", InvalidPicture),
        ("Decoded(1, 1, None, 1.0, 10**9)", InvalidPicture),
        ("Decoded(1, 1, None, 1.0, -1)", InvalidPicture),
        ("Decoded(1, 1, None, 1.0, 1)", InvalidPicture),
        ("Opened(3)", InvalidPicture),
        ("Refused('internal_error', 'boo', {})", InvalidPicture),
    ],
)
def test_what_the_decoder_says_is_checked(decoder: Path, says: str, refused: type[Exception]) -> None:
    written(decoder, f"write(out, {says})\nout.write(b'1234')\nout.flush()\nos._exit(0)")
    with pytest.raises(refused):
        first_page()


def test_it_sees_nothing_of_our_environment(decoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not to be handed on")
    written(decoder, "assert 'AWS_SECRET_ACCESS_KEY' not in os.environ, 1\nos._exit(0)")
    with pytest.raises(InvalidPicture, match="its decoder ended"):
        first_page()


def test_it_ends_with_its_document() -> None:
    with load_document(TIFF, PictureLimits()) as document:
        process = document.pages._file._process  # type: ignore[attr-defined]
        assert process.poll() is None
    assert process.poll() is not None
    forgotten = load_document(TIFF, PictureLimits()).pages._file._process  # type: ignore[attr-defined]
    while forgotten.poll() is None:  # what watched its clock lets go of it when it wakes up
        gc.collect()


def test_a_fault_among_the_pixels_is_a_refusal(decoder: Path) -> None:
    written(decoder, "return Decoded(2, 2, 72.0, 1.0), (1 // at and b'abcdef' for at in range(9))")
    with pytest.raises(InvalidPicture, match="its decoder ended"):
        first_page()


def test_after_a_refusal_of_one_page_the_next_is_decoded(decoder: Path) -> None:
    written(decoder, "if page == 0: raise OSError\nreturn Decoded(1, 1, 72.0, 1.0), [b'abc']")
    decoder.write_text(decoder.read_text().replace("pages = 1", "pages = 2"))
    with load_isolated("tiff", TIFF, PictureLimits()) as document:
        with pytest.raises(InvalidPicture, match="cannot be decoded"):
            assert document.pages[0]
        assert document.pages[1].pixels.tolist() == [[list(b"abc")]]


def test_what_it_says_of_a_pages_text_is_checked(decoder: Path) -> None:
    for code, right in (("0x110000", "1.0"), ("65", "float('inf')")):
        text = f"CHARACTER.pack({code}, False, 0, 0, {right}, 1)"
        written(
            decoder, f"write(out, Decoded(1, 1, None, 1.0, 1))\nout.write(b'abc' + {text})\nout.flush()\nos._exit(0)"
        )
        with pytest.raises(InvalidPicture, match="its decoder ended"):
            first_page()


def test_a_line_that_is_no_message_is_an_error(tmp_path: Path) -> None:
    for line in (b"[]\n", b'{"is": "Opened"}\n', b'{"is": "Opened", "pages": 1, "more": 2}\n', b"x" * 20_000):
        (tmp_path / "line").write_bytes(line)
        with (tmp_path / "line").open("rb") as stream, pytest.raises(ValueError):
            messages.read(stream)
