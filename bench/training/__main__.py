"""Moves the recogniser's weights a little, on drawn lines in a poor state, and writes what has moved.

Lines are drawn in all typefaces of --fonts with words of --words (docs/engines.md lists Debian packages), worn as
printers, papers and cameras wear them, and taught where the network reads them only clean. What comes out is a
corrections file and its checksums, for `lambda_ocr/engines/models`. How far to go is chosen on drawn lines that
taught nothing. Needs PyTorch, of any build: pip install torch. An hour on two cores is some 25,000 lines.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path

import numpy as np
from tqdm import tqdm

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
    made.add_argument("--seed", type=int, default=1, metavar="N", help="other lines (default: %(default)s)")
    made.add_argument("--from", dest="begun", type=Path, action="append", default=[], metavar="FILE")
    made.epilog = "--from goes on from corrections, or from the mean of several runs' (--minutes 0 writes that alone)"
    options = made.parse_args(arguments)
    fonts, words = options.fonts or [SYSTEM_FONTS], options.words or [SYSTEM_WORDS]
    return status_of(lambda: _train(fonts, words, options))


def _train(fonts: list[Path], words: list[Path], options: argparse.Namespace) -> int:
    try:
        import torch  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CannotMeasure("Training needs PyTorch: pip install torch") from error
    from bench.training.distil import Progress, trained  # noqa: PLC0415
    from bench.training.graph import Graph, differs  # noqa: PLC0415
    from bench.training.written import checksums, mean, of_shares, runs  # noqa: PLC0415

    torch.set_num_threads(1)
    file = UNTRAINED_RECOGNIZER.read()
    begun = corrected(file, mean([path.read_bytes() for path in options.begun])) if options.begun else file
    graph, vocabulary = Graph(begun), _vocabulary()
    some = np.random.default_rng(0).uniform(-1, 1, (2, 3, HEIGHT_PX, 320)).astype(np.float32)
    if (apart := differs(graph, some, runs(begun)(some))) > MOST_DIFFERENCE:
        raise CannotMeasure(f"PyTorch answers otherwise than ONNX Runtime, by {apart:.2g}: this build is of no use.")
    press = _press(fonts, words)
    start = time.monotonic()
    with tqdm(total=100, unit="%", disable=None, leave=False) as bar:

        def told(progress: Progress) -> None:
            bar.update(round(100 * progress.share, 1) - bar.n)
            bar.set_postfix_str(f"{progress.lines} lines, held {progress.held:.3f}, taught {progress.taught:.3f}")

        share = _share(start, options.minutes)
        drawn = _drawn_ahead(fonts, words, options.seed * LINES_OF_A_SEED)
        weights = trained(graph, drawn, options.rate, share, told, lambda name: name.startswith(HEAD))
    held_out = list(islice(press.lines(0), HELD_OUT))
    found = list(of_shares(file, weights, held_out, vocabulary))
    for part, right, _ in found:
        print(f"{part:.2f} of the way: {right} of {HELD_OUT} drawn lines read right")
    best = max(found, key=lambda each: each[1])
    options.out.write_bytes(best[2])
    print(f"{options.out}: {best[0]:.2f} of the way, {len(best[2]) / 1e6:.1f} MB\n{checksums(file, best[2])}")
    return 0


def _share(start: float, minutes: float) -> Callable[[], float]:
    return lambda: (time.monotonic() - start) / 60 / minutes if minutes else 1.0


def _press(fonts: list[Path], words: list[Path]) -> Press:
    try:
        return Press(Texts.of(words, _vocabulary()[1:-1]), Faces.of(fonts))
    except (WordsMissing, FacesMissing) as error:
        raise CannotMeasure(str(error)) from error


def _vocabulary() -> tuple[str, ...]:
    return RECOGNIZER.vocabulary.characters(Network(RECOGNIZER.file, 1, silent=True).metadata)


def _drawn_ahead(fonts: list[Path], words: list[Path], first: int) -> Iterator[Batch]:
    """Batches that another process draws meanwhile."""
    queue: Queue[Batch] = multiprocessing.get_context("spawn").Queue(WAITING)
    drawing = multiprocessing.get_context("spawn").Process(target=_draw, args=(queue, fonts, words, first), daemon=True)
    drawing.start()
    while drawing.is_alive():
        yield queue.get()
    raise CannotMeasure("The process that draws lines died: see above.")


def _draw(queue: Queue[Batch], fonts: list[Path], words: list[Path], first: int) -> None:
    from bench.training.written import runs  # noqa: PLC0415

    untrained: Runs = runs(UNTRAINED_RECOGNIZER.read())
    lines = _press(fonts, words).lines(first)
    for batch in batches(lines, untrained, _vocabulary(), random.Random(first)):
        queue.put(batch)


if __name__ == "__main__":
    raise SystemExit(main())
