"""Space kept for the day the disk is full: without any, SQLite cannot even delete, for it writes down first what it is
about to do."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

RESERVE_BYTES = 4 * 1024 * 1024
"""A delete on a full disk takes about a page in a thousand of what it frees: 100 templates of 10 MiB, 2.4 MB."""


class Reserve:
    """A file beside the store that is nothing but its size."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    def keep(self) -> None:
        """Make it where it is missing; a disk without so much room goes without."""
        if self._path.exists():
            return
        try:
            with self._path.open("xb") as file:
                _allocate(file.fileno(), self._size)
        except FileExistsError:
            return
        except OSError:
            self.release()

    def release(self) -> None:
        """Give the space back."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _allocate(descriptor: int, size: int) -> None:
    """Space of its own: not a hole, which would take none."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.write(descriptor, bytes(size))
