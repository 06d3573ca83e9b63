"""Pictures of the examples, damaged at random, in a bounded decoder: `python -m bench attacked_pictures`.

Bytes are flipped, cut out, repeated and spliced, numbers in headers set to what hurts, whole headers said again. Every
file must be answered: by pixels within the limit, or by a refusal's name. A short form is part of the tests.
"""

from __future__ import annotations

import collections
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from bench.accuracy.collection import EXAMPLES
from bench.support.running import CannotMeasure, parser, progress, status_of
from bench.support.workers.decoding import packed

HEADROOM_MB = 400
"""What a decoder may map beyond its start: the dearest picture within the limits takes 256 MB."""
SIDE = 320
"""Longest side of the pictures that are damaged: small, so that many are tried."""
HURTING = (0, 1, 0x0F, 0x0FFF, 0x1000, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "jpg": ("JPEG", "RGB", {"quality": 80}),
    "jpg progressive": ("JPEG", "RGB", {"quality": 80, "progressive": True, "restart_marker_rows": 2}),
    "jpg cmyk": ("JPEG", "CMYK", {"quality": 80}),
    "png": ("PNG", "RGB", {}),
    "png alpha": ("PNG", "RGBA", {}),
    "png palette": ("PNG", "P", {"transparency": 3}),
    "png 16 bits": ("PNG", "I;16", {}),
    "bmp": ("BMP", "RGB", {}),
    "bmp palette": ("BMP", "P", {}),
}


def originals() -> list[bytes]:
    """A template and a query in every kind of file."""
    found = sorted(EXAMPLES.glob("*/template.png"))[:1] + sorted(EXAMPLES.glob("*/query-3*.jpg"))[:1]
    return [_as_file(path, *kind) for path in found for kind in KINDS.values()]


def _as_file(path: Path, kind: str, mode: str, options: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    exif = Image.Exif()
    exif[0x0112] = 6
    wanted = Image.fromarray(np.asarray(small.convert("L")).astype(np.uint16) * 257) if mode == "I;16" else None
    (wanted or small.convert(mode)).save(out, kind, **options, **({} if kind == "BMP" else {"exif": exif}))
    return out.getvalue()


def damaged(files: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many files, the same for the same seed; each has been damaged in one to four places."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(files)
        for _ in range(chance.randrange(1, 5)):
            data = chance.choice(_DAMAGES)(data, files, chance)
        yield data


def _place(data: bytes, chance: random.Random) -> int:
    """Most of what can be misread stands at the front, behind the bytes that say which kind of file it is."""
    return min(len(data), 8 + int(chance.random() ** 4 * max(1, len(data) - 9)))


def _flipped(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _hurting(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    at, length = _place(data, chance), chance.choice([1, 2, 4])
    number = chance.choice(HURTING) & ((1 << 8 * length) - 1)
    return data[:at] + number.to_bytes(length, "big" if chance.random() < 0.5 else "little") + data[at + length :]


def _cut(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + data[at + chance.randrange(1, 64) :]


def _spliced(data: bytes, files: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(files)
    start = _place(other, chance)
    at = _place(data, chance)
    return data[:at] + other[start : start + chance.randrange(1, 2000)] + data[at:]


def _header_again(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """A frame header, an IHDR or the whole front once more, and saying another size."""
    starts = [at for at in (data.find(b"\xff\xc0"), data.find(b"\xff\xc2"), data.find(b"IHDR") - 4, 0) if at >= 0]
    start = chance.choice(starts)
    again = bytearray(data[start : start + chance.choice([19, 25, 54])])
    again[5:9] = chance.randbytes(4)
    at = chance.choice(starts)
    lead = chance.choice([b"", b"\xff\x00", b"\xff\xff", b"\0"])
    return data[:at] + lead + bytes(again) + data[at:]


_DAMAGES = (_flipped, _hurting, _cut, _spliced, _header_again)


def tally(files: Sequence[bytes], headroom_mb: int = HEADROOM_MB) -> tuple[dict[str, int], int]:
    """What became of the files, and the decoder's growth in megabytes; raises CannotMeasure with the one it died of."""
    command = [sys.executable, "-m", "bench.support.workers.decoding", str(headroom_mb)]
    done = subprocess.run(command, input=b"".join(map(packed, files)), capture_output=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0:
        raise CannotMeasure(f"the decoder died of file {len(told)}: {done.stderr.decode(errors='replace')[-2000:]}")
    words = (each["outcome"] if not each["outcome"][0].isdigit() else "decoded" for each in told)
    return dict(collections.Counter(words)), max(each["grown_mb"] for each in told)


def main(arguments: list[str]) -> int:
    """Try so many files, a thousand a process."""
    made = parser("attacked_pictures", __doc__ or "")
    made.add_argument("--files", type=int, default=20_000, help="how many are tried (default: 20000)")
    made.add_argument("--seed", type=int, default=0, help="which ones (default: 0)")
    options = made.parse_args(arguments)
    return status_of(lambda: _run(options.files, options.seed, options.json))


def _run(count: int, seed: int, keep: Path | None) -> int:
    files, total, most = originals(), collections.Counter[str](), 0
    rounds = range(0, count, 1000)
    for start in progress(rounds, len(rounds), "thousand"):
        found, grown = tally(list(damaged(files, min(1000, count - start), seed + start)))
        total.update(found)
        most = max(most, grown)
    print(f"{total.total()} files: {dict(total.most_common())}; the decoder grew by {most} MB")
    if keep:
        keep.write_text(json.dumps({"files": dict(total), "grown_mb": most, "seed": seed}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
