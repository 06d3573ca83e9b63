"""This side of a decoder's process: starts it, asks it for pages, ends it when it takes too long.

Rule: a process for each file, and nothing it says is believed unchecked; so neither a crash nor a file that takes its
decoder over reaches another caller's document, or ours. Pipes alone, for a Lambda function has no /dev/shm.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, TypeVar, cast, overload
from weakref import finalize

import numpy as np

from lambda_ocr.core.document import Document, Page, PlacedCharacter, TextLayer
from lambda_ocr.core.errors import ErrorCode, InvalidPicture, OcrError, PasswordNeeded, PictureTooLarge
from lambda_ocr.documents.isolated.messages import (
    CHARACTER,
    MAX_CHARACTERS,
    Decoded,
    Message,
    Opened,
    Opening,
    Refused,
    Wanted,
    read,
    write,
)
from lambda_ocr.documents.limits import PictureLimits

COMMAND = ("-S", "-s", "-m", "lambda_ocr.documents.isolated.worker")
"""Without the `site` module: a third of the start, and no file of the user's is run."""
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""All that the process sees of our environment."""
MAX_PAGES = 100_000
_REFUSALS: dict[str, type[OcrError]] = {
    ErrorCode.INVALID_PICTURE: InvalidPicture,
    ErrorCode.PICTURE_TOO_LARGE: PictureTooLarge,
    ErrorCode.PASSWORD_NEEDED: PasswordNeeded,
}

Result = TypeVar("Result")


def load_isolated(kind: str, data: bytes, limits: PictureLimits, password: str = "") -> Document:
    """A document whose pages are decoded elsewhere when they are asked for, until it is closed.

    Raises `InvalidPicture`, `PictureTooLarge` or `PasswordNeeded`, as asking for a page does.
    """
    file = _IsolatedFile(kind, data, limits, password)
    return Document(_Pages(file), file.close)


class _IsolatedFile:
    """One file open in its decoder's process. Not to be shared among threads."""

    def __init__(self, kind: str, data: bytes, limits: PictureLimits, password: str) -> None:
        self._kind, self._limits = kind, limits
        self._process = _started()
        self._in, self._out = _pipes(self._process)
        self.close: Callable[[], object] = finalize(self, _end, self._process)
        opening = Opening(kind, len(data), limits.max_side, limits.reducible_px, password)
        self.pages = self._asked(lambda: self._opened(opening, data))

    def page(self, index: int) -> Page:
        """Decode a page."""
        return self._asked(lambda: self._decoded(index))

    def _opened(self, opening: Opening, data: bytes) -> int:
        opened = self._answer(opening, data)
        if not isinstance(opened, Opened) or not 0 < opened.pages <= MAX_PAGES:
            raise self._failed()
        return opened.pages

    def _decoded(self, index: int) -> Page:
        decoded = self._answer(Wanted(index))
        if not isinstance(decoded, Decoded) or not 0 < decoded.reduction <= 1 or min(decoded.width, decoded.height) < 1:
            raise self._failed()
        self._limits.check_size(decoded.width, decoded.height)
        pixels = np.empty((decoded.height, decoded.width, 3), np.uint8)
        if self._out.readinto(pixels.data.cast("B")) != pixels.nbytes:
            raise EOFError
        return Page(index, pixels, decoded.dpi, self._text(decoded.characters), decoded.reduction)

    def _text(self, count: int) -> TextLayer | None:
        if not count:
            return None
        if not 0 < count <= MAX_CHARACTERS:
            raise ValueError("more characters than a page has")
        data = self._out.read(count * CHARACTER.size)
        if len(data) != count * CHARACTER.size:
            raise EOFError
        return TextLayer(tuple(map(_placed, CHARACTER.iter_unpack(data))))

    def _answer(self, message: Message, data: bytes = b"") -> Message:
        write(self._in, message)
        self._in.write(data)
        self._in.flush()
        reply = read(self._out)
        if isinstance(reply, Refused):
            raise _REFUSALS.get(reply.code, InvalidPicture)(reply.message, **reply.details)
        return reply

    def _asked(self, ask: Callable[[], Result]) -> Result:
        """What `ask` gets of the process in the time there is; after any failure but a refusal the process is ended."""
        seconds, over = self._limits.seconds_now(), threading.Event()
        watch = threading.Timer(seconds, self._stop, [over])
        watch.daemon = True
        watch.start()
        try:
            return ask()
        except (EOFError, ValueError, TypeError, OSError):
            self.close()
            raise (self._too_slow(seconds) if over.is_set() else self._failed()) from None
        finally:
            watch.cancel()

    def _stop(self, over: threading.Event) -> None:
        over.set()
        self._process.kill()

    def _failed(self) -> InvalidPicture:
        return InvalidPicture(
            f"The {self._kind} file cannot be decoded: its decoder ended. Open it in a viewer and save it again."
        )

    def _too_slow(self, seconds: float) -> InvalidPicture:
        return InvalidPicture(
            f"The {self._kind} file takes longer than {seconds:.3g} seconds to decode. Save it simpler: as a picture, "
            "or fewer pages of it.",
            seconds=round(seconds, 1),
        )


def _placed(said: tuple[int, bool, float, float, float, float]) -> PlacedCharacter:
    code, hidden, *box = said
    if code > sys.maxunicode or not all(map(math.isfinite, box)):
        raise ValueError("no character on a page")
    left, top, right, bottom = box
    return PlacedCharacter(chr(code), (left, top, right, bottom), hidden)


def _started() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONPATH": paths},
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill and reap it, and let its pipes go."""
    process.kill()
    for pipe in _pipes(process):
        with suppress(OSError):
            pipe.close()
    process.wait()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BufferedReader]:
    return cast(BinaryIO, process.stdin), cast(BufferedReader, process.stdout)


class _Pages(Sequence[Page]):
    """The pages of a file, decoded when they are asked for; each time anew."""

    def __init__(self, file: _IsolatedFile) -> None:
        self._file = file

    def __len__(self) -> int:
        return self._file.pages

    @overload
    def __getitem__(self, index: int) -> Page: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Page]: ...

    def __getitem__(self, index: int | slice) -> Page | Sequence[Page]:
        if isinstance(index, slice):
            return [self[at] for at in range(len(self))[index]]
        return self._file.page(range(len(self))[index])
