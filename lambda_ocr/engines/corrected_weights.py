"""A network's file with some of its weights moved a little: what training on drawn lines taught it (`bench.training`).

Rule: the package's file and the corrections are data, the result is held to its own checksum, and runtimes see that
alone. So whatever runs the network, and whatever is made of it, has the same weights to the last bit.

A corrections file is numpy's `.npz` with four arrays: `starts`, the byte of the network's file at which each corrected
tensor's values (little-endian 32-bit floats) begin; `sizes`, how many values it has; `steps`, an 8-bit number for each
of all these values; `scales`, what a step is worth, for each `BLOCK` of one tensor's values.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.engines.model_spec import ModelMissing, PackageFile

BLOCK = 64
"""Values of a tensor that share a scale."""


@dataclass(frozen=True)
class CorrectedFile:
    """`original` as `corrections` changes it."""

    original: PackageFile
    corrections: PackageFile
    sha256: str
    """Of the result."""

    @property
    def name(self) -> str:
        """The original's own name."""
        return self.original.name

    def read(self) -> bytes:
        """The network's bytes; raises ModelMissing where either file is not installed, or a byte of it differs."""
        before = self.original.place().read_bytes()
        found = hashlib.sha256(before).hexdigest()
        return before if found == self.sha256 else self._made_of(before, found)  # the former as an image has it

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A file of these bytes, a passing one unless they were put in place; raises ModelMissing as `read` does."""
        found = self.original.found_sha256()
        if found == self.sha256:
            yield self.original.place()
            return
        data = self._made_of(self.original.place().read_bytes(), found)
        with ExitStack() as stack:
            try:
                path = Path(stack.enter_context(TemporaryDirectory(prefix="network-"))) / self.name
                path.write_bytes(data)
            except OSError as error:
                raise ModelMissing(
                    f"{self.name}, as this release corrects it, cannot be written into a temporary folder "
                    f"({error.strerror or error}): name one in TMPDIR that has room for 22 MB, or put the network in "
                    "place once with `python -m lambda_ocr.engines.models.ppocrv6_small`."
                ) from error
            del data
            yield path

    def _made_of(self, original: bytes, sha256: str) -> bytes:
        """The corrected network, of the original's bytes and their checksum."""
        if sha256 != self.original.sha256:
            raise self.original.damaged()
        data = corrected(original, self.corrections.read())
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ModelMissing(f"{self.name} comes out otherwise than expected once corrected: report this processor.")
        return data

    def put_in_place(self) -> None:
        """The result instead of the original, and the corrections gone: where an image is built, once."""
        data = self.read()
        self.original.place().write_bytes(data)
        with suppress(ModelMissing):
            self.corrections.place().unlink()


def corrected(network: bytes, corrections: bytes) -> bytes:
    """The file `network`, its values moved by what the file `corrections` says."""
    whole = bytearray(network)
    for start, move in moves(corrections):
        values = np.frombuffer(whole, "<f4", move.size, start)
        values += move
    return bytes(whole)


def moves(corrections: bytes) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Each of the bytes that a corrections file names, and by how much the values from there on move."""
    with np.load(io.BytesIO(corrections), allow_pickle=False) as arrays:
        starts, sizes, steps, scales = (arrays[name] for name in ("starts", "sizes", "steps", "scales"))
    step = block = 0
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        blocks = -(-size // BLOCK)
        yield start, steps[step : step + size] * np.repeat(scales[block : block + blocks], BLOCK)[:size]
        step, block = step + size, block + blocks


def packed(moved: dict[int, NDArray[np.float32]]) -> bytes:
    """A corrections file that moves the values from each byte on by about the numbers given for them."""
    steps, scales = [], []
    for values in moved.values():
        blocks = -(-values.size // BLOCK)
        padded = np.zeros(blocks * BLOCK, np.float32)
        padded[: values.size] = values.ravel()
        largest = np.abs(padded.reshape(blocks, BLOCK)).max(axis=1) / np.float32(127)
        divisor = np.repeat(np.where(largest > 0, largest, np.float32(1)), BLOCK)
        steps.append(np.rint(padded / divisor).astype(np.int8)[: values.size])
        scales.append(largest.astype(np.float32))
    buffer = io.BytesIO()
    np.savez(  # compressed, 5 % smaller and 13 ms slower to read
        buffer,
        starts=np.asarray(list(moved), np.int64),
        sizes=np.asarray([values.size for values in moved.values()], np.int64),
        steps=np.concatenate(steps),
        scales=np.concatenate(scales),
    )
    return buffer.getvalue()
