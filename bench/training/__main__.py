"""Moves the recogniser's weights a little, on drawn lines in a poor state, and writes what has moved.

Lines are drawn in all typefaces of --fonts with words of --words (docs/engines.md lists Debian packages), worn as
printers, papers and cameras wear them, and taught where the network reads them only clean. What comes out is a
corrections file and its checksums, for `lambda_ocr/engines/models`. How far to go is chosen on drawn lines that
taught nothing. Needs PyTorch, of any build: pip install torch. An hour on two cores is some 25,000 lines.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty, Full
from zipfile import BadZipFile

import numpy as np
from tqdm import tqdm

from bench.support.report import write_json
from bench.support.running import CannotMeasure, parser, status_of
from bench.training.faces import Faces, FacesMissing
from bench.training.lessons import Batch, Runs, batches
from bench.training.lines import HEIGHT_PX, Press
from bench.training.texts import Texts, WordsMissing
from lambda_ocr.engines.corrected_weights import corrected
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER, UNTRAINED_RECOGNIZER
from lambda_ocr.engines.runtime import Network

HEAD = "linear_8."
"""Weights of the last layer, which stay."""
SYSTEM_FONTS, SYSTEM_WORDS = Path("/usr/share/fonts"), Path("/usr/share/dict")
WAITING = 24
"""Batches drawn ahead."""
HELD_OUT = 600
"""Lines that say how far to go; their numbers lie below all that teach."""
LINES_OF_A_SEED = 1_000_000
WAKE_SECONDS = 5
"""How often a process that waits for the other looks whether that one is still there."""
MOST_DIFFERENCE = 1e-3
"""Of a chance, between PyTorch's answer and ONNX Runtime's."""


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("training", __doc__ or "")
    made.add_argument("out", type=Path, metavar="FILE", help="where the corrections go")
    made.add_argument("--fonts", type=Path, action="append", metavar="FOLDER", help=f"default: {SYSTEM_FONTS}")
    made.add_argument("--words", type=Path, action="append", metavar="FOLDER", help=f"default: {SYSTEM_WORDS}")
    made.add_argument("--minutes", type=float, default=60, metavar="N", help="default: %(default)s")
    made.add_argument("--rate", type=float, default=1e-4, metavar="X", help="most of a step (default: %(default)s)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="other lines, from 1 (default: %(default)s)")
    made.add_argument("--from", dest="begun", type=Path, action="append", default=[], metavar="FILE")
    made.epilog = "--from goes on from corrections, or from the mean of several runs' (--minutes 0 writes that alone)"
    options = made.parse_args(arguments)
    if options.seed < 1:  # 0 are the lines that say how far to go
        made.error("--seed must be 1 or more")
    if options.minutes <= 0 and not options.begun:
        made.error("--minutes must be more than 0, or say --from FILE for a mean of runs")
    fonts, words = options.fonts or [SYSTEM_FONTS], options.words or [SYSTEM_WORDS]
    return status_of(lambda: _train(fonts, words, options))


def _train(fonts: list[Path], words: list[Path], options: argparse.Namespace) -> int:
    from bench.training.written import mean  # noqa: PLC0415

    _writable(options.out)
    file = UNTRAINED_RECOGNIZER.read()
    begun = mean([_corrections(path) for path in options.begun]) if options.begun else b""
    if options.minutes <= 0:
        return _written(options.out, file, begun)
    try:
        import torch  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CannotMeasure("Training needs PyTorch: pip install torch") from error
    from bench.training.distil import Progress, trained  # noqa: PLC0415
    from bench.training.graph import Graph, differs  # noqa: PLC0415
    from bench.training.written import of_shares, runs  # noqa: PLC0415

    torch.set_num_threads(1)
    network = corrected(file, begun) if begun else file
    graph, press = Graph(network), _press(fonts, words)
    some = np.random.default_rng(0).uniform(-1, 1, (2, 3, HEIGHT_PX, 320)).astype(np.float32)
    if (apart := differs(graph, some, runs(network)(some))) > MOST_DIFFERENCE:
        raise CannotMeasure(f"PyTorch answers otherwise than ONNX Runtime, by {apart:.2g}: this build is of no use.")
    start = time.monotonic()
    with tqdm(total=100, unit="%", disable=None, leave=False) as bar:

        def told(progress: Progress) -> None:
            bar.update(round(100 * progress.share, 1) - bar.n)
            bar.set_postfix_str(f"{progress.lines} lines, held {progress.held:.3f}, taught {progress.taught:.3f}")

        share = _share(start, options.minutes)
        drawn = _drawn_ahead(fonts, words, options.seed * LINES_OF_A_SEED)
        weights = trained(graph, drawn, options.rate, share, told, lambda name: name.startswith(HEAD))
    held_out = list(islice(press.lines(0), HELD_OUT))
    found = list(of_shares(file, weights, held_out, _vocabulary()))
    for part, right, _ in found:
        print(f"{part:.2f} of the way: {right} of {HELD_OUT} drawn lines read right")
    write_json(options.json, {"right": {str(part): right for part, right, _ in found}, "lines": HELD_OUT})
    return _written(options.out, file, max(found, key=lambda each: each[1])[2])


def _written(out: Path, file: bytes, made: bytes) -> int:
    from bench.training.written import checksums  # noqa: PLC0415

    out.write_bytes(made)
    print(f"{out}: {len(made) / 1e6:.1f} MB\n{checksums(file, made)}")
    return 0


def _writable(out: Path) -> None:
    """Raises CannotMeasure before an hour of work, not after it."""
    if not out.parent.is_dir() or out.is_dir() or not os.access(out if out.exists() else out.parent, os.W_OK):
        raise CannotMeasure(f"{out} cannot be written: name a file in a folder that is there and may be written in.")


def _corrections(path: Path) -> bytes:
    from lambda_ocr.engines.corrected_weights import moves  # noqa: PLC0415

    try:
        data = path.read_bytes()
        dict(moves(data))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise CannotMeasure(f"{path} is no corrections file: {error}") from error
    return data


def _share(start: float, minutes: float) -> Callable[[], float]:
    return lambda: (time.monotonic() - start) / 60 / minutes


def _press(fonts: list[Path], words: list[Path]) -> Press:
    try:
        return Press(Texts.of(words, _vocabulary()[1:-1]), Faces.of(fonts))
    except (WordsMissing, FacesMissing) as error:
        raise CannotMeasure(str(error)) from error


def _vocabulary() -> tuple[str, ...]:
    return RECOGNIZER.vocabulary.characters(Network(UNTRAINED_RECOGNIZER, 1, silent=True).metadata)


def _drawn_ahead(fonts: list[Path], words: list[Path], first: int) -> Iterator[Batch]:
    """Batches that another process draws meanwhile."""
    queue: Queue[Batch] = multiprocessing.get_context("spawn").Queue(WAITING)
    drawing = multiprocessing.get_context("spawn").Process(target=_draw, args=(queue, fonts, words, first), daemon=True)
    drawing.start()
    while drawing.is_alive():
        with suppress(Empty):
            yield queue.get(timeout=WAKE_SECONDS)
    raise CannotMeasure("The process that draws lines died: see above.")


def _draw(queue: Queue[Batch], fonts: list[Path], words: list[Path], first: int) -> None:
    """In a process of its own, until the one that began it is gone; Ctrl-C is that one's to answer."""
    from bench.training.written import runs  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    began = os.getppid()
    untrained: Runs = runs(UNTRAINED_RECOGNIZER.read())
    lines = _press(fonts, words).lines(first)
    for batch in batches(lines, untrained, _vocabulary(), random.Random(first)):
        while True:
            if os.getppid() != began:
                queue.cancel_join_thread()
                return
            with suppress(Full):
                queue.put(batch, timeout=WAKE_SECONDS)
                break


if __name__ == "__main__":
    raise SystemExit(main())
