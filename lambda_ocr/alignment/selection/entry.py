"""What the index keeps of a template: its strongest keypoints outside the fields, and the words of its fixed print.

Rule: some 20 KB, whatever the template; made of its features alone, so that it is made anew where it is lost. The words
come first: they are a thirtieth of it, and among thousands of templates keypoints are asked of few, so an entry may be
cut short behind them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging.line_letters import has_ideographs
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.keypoints import Keypoints, OrientedKeypoints

VERSION = 2
KEPT_KEYPOINTS = 600
"""Strongest keypoints of a template."""
KEPT_GRAMS = 2000
"""Of its words: more than a page full of print has."""
IDEOGRAPHS, ALPHABET = 2, 4
"""Letters of an n-gram."""
_HEAD = struct.Struct("<4sBHH")
_MAGIC = b"CoIx"
_PER_PX, _PER_OCTAVE = 8, 16
"""Parts of a pixel, and of a doubling in size, that are told apart."""


@dataclass(frozen=True, eq=False)
class Entry:
    """Arrays of one length but `grams`. Places are in eighths of a template pixel, turns in 256ths of a full one, sizes
    in sixteenths of an octave."""

    descriptors: NDArray[np.uint8]
    places: NDArray[np.uint16]
    turns: NDArray[np.uint8]
    sizes: NDArray[np.uint8]
    grams: NDArray[np.uint32]
    is_short: bool = False
    """Whether there are keypoints that were not brought along."""

    def to_bytes(self) -> bytes:
        """As it is kept."""
        head = _HEAD.pack(_MAGIC, VERSION, len(self.turns), len(self.grams))
        parts = (self.grams, self.descriptors, self.places, self.turns, self.sizes)
        return head + b"".join(part.tobytes() for part in parts)

    @property
    def keypoints(self) -> OrientedKeypoints:
        """As they are matched, in template pixels."""
        points = Keypoints(self.places.astype(np.float64) / _PER_PX, self.descriptors)
        return OrientedKeypoints(
            points, self.turns.astype(np.float64) * (360 / 256), np.exp2(self.sizes.astype(np.float64) / _PER_OCTAVE)
        )

    @staticmethod
    def from_bytes(kept: bytes) -> Entry:
        """Of `to_bytes`, or of its first `short_length` bytes; raises ValueError of anything else."""
        points, grams = _counted(kept)
        is_short = points > 0 and len(kept) == short_length(kept)
        points = 0 if is_short else points
        if len(kept) != _HEAD.size + 4 * grams + 38 * points:
            raise ValueError("The entry is cut off.")
        at = np.cumsum((_HEAD.size, 4 * grams, 32 * points, 4 * points, points)).tolist()
        return Entry(
            np.frombuffer(kept, np.uint8, 32 * points, at[1]).reshape(-1, 32),
            np.frombuffer(kept, np.uint16, 2 * points, at[2]).reshape(-1, 2),
            np.frombuffer(kept, np.uint8, points, at[3]),
            np.frombuffer(kept, np.uint8, points, at[4]),
            np.frombuffer(kept, np.uint32, grams, at[0]),
            is_short,
        )


def short_length(kept: bytes) -> int:
    """Of an entry, how many bytes tell its words; raises ValueError of anything else."""
    return _HEAD.size + 4 * _counted(kept)[1]


def _counted(kept: bytes) -> tuple[int, int]:
    """Keypoints and n-grams."""
    if len(kept) < _HEAD.size:
        raise ValueError("The entry is cut off.")
    magic, version, points, grams = _HEAD.unpack_from(kept)
    if (magic, version) != (_MAGIC, VERSION):
        raise ValueError("The entry is of another index.")
    return points, grams


def entry_of(features: TemplateFeatures) -> Entry:
    """Of a template's features; only captions that are likely to stand on every copy are told."""
    few = features.orb.among(slice(KEPT_KEYPOINTS))
    fixed = [line for line in features.captions if line.anchor.outside and line.fixed >= OPTIONS.min_lasting]
    return Entry(
        np.ascontiguousarray(few.points.descriptors),
        np.clip(few.points.places * _PER_PX, 0, 65535).round().astype(np.uint16),
        np.asarray((few.turns % 360 * (256 / 360)).round().astype(np.int64) & 255, np.uint8),
        np.clip(np.log2(np.maximum(few.sizes, 1)) * _PER_OCTAVE, 0, 255).round().astype(np.uint8),
        grams_of(line.letters for line in fixed),
    )


def grams_of(captions: Iterable[str]) -> NDArray[np.uint32]:
    """The n-grams of lines of letters (as `captions.letters` makes them), each as a number, rising and without a
    double."""
    found = sorted({zlib.crc32(gram.encode()) for caption in captions for gram in n_grams(caption)})
    return np.array(found[:: max(1, -(-len(found) // KEPT_GRAMS))], np.uint32)


def n_grams(caption: str) -> frozenset[str]:
    """Of letters as they are compared; a caption shorter than one is one."""
    length = IDEOGRAPHS if has_ideographs(caption) else ALPHABET
    return frozenset(caption[at : at + length] for at in range(max(1, len(caption) - length + 1))) - {""}
