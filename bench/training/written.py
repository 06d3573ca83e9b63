"""Trained weights as a corrections file, and how far to go: a share of the way, told on lines that taught nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import numpy_helper

from bench.training.lessons import Runs, said
from bench.training.lines import Line
from lambda_ocr.engines.corrected_weights import corrected, moves, packed

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Of the way from the untrained weights to the trained ones (Wortsman et al. 2022, arXiv:2109.01903)."""


def corrections(file: bytes, trained: Mapping[str, NDArray[np.float32]], share: float) -> bytes:
    """The corrections file that goes `share` of the way from a network's weights to the trained ones."""
    moved = {}
    for tensor in onnx.load_from_string(file).graph.initializer:
        if tensor.name in trained:
            before = numpy_helper.to_array(tensor)
            if np.array_equal(before, trained[tensor.name]):
                continue
            start = file.find(before.astype("<f4").tobytes())
            assert start > 0, f"{tensor.name} is not in the file as it is in memory"
            moved[start] = np.asarray((trained[tensor.name] - before) * share, np.float32)
    return packed(moved)


def mean(made: Sequence[bytes]) -> bytes:
    """Corrections half way between several, or a third of the way between three: what one run got by luck is lost."""
    every = [dict(moves(each)) for each in made]
    places = sorted({start for each in every for start in each})
    sums = {start: sum((each[start] for each in every if start in each), np.float32(0)) for start in places}
    return packed({start: np.asarray(moved / np.float32(len(made)), np.float32) for start, moved in sums.items()})


def of_shares(
    file: bytes, trained: Mapping[str, NDArray[np.float32]], lines: Sequence[Line], vocabulary: Sequence[str]
) -> Iterator[tuple[float, int, bytes]]:
    """Each share, how many of the lines are read right with it, and its corrections; the share 0 is the untrained."""
    for share in (0.0, *SHARES):
        made = corrections(file, trained, share)
        yield share, right(runs(corrected(file, made)), lines, vocabulary), made


def right(run: Runs, lines: Sequence[Line], vocabulary: Sequence[str]) -> int:
    """How many lines are read as what they say, spaces aside."""
    space = len(vocabulary) - 1
    found = 0
    for line in lines:
        pixels = (line.image.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        text = "".join(vocabulary[at] for at in said(run(np.ascontiguousarray(pixels))[0], space))
        found += text == line.text.replace(" ", "")
    return found


def runs(file: bytes, threads: int = 1) -> Runs:
    """A network on ONNX Runtime, as a function from lines to chances."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = ort.InferenceSession(file, options)
    name = session.get_inputs()[0].name
    return lambda lines: np.asarray(session.run(None, {name: lines})[0], np.float32)


def checksums(file: bytes, made: bytes) -> str:
    """Two lines for the spec: the SHA-256 of the corrections, and of the network with them."""
    whole = corrected(file, made)
    return f"corrections {hashlib.sha256(made).hexdigest()}\nnetwork     {hashlib.sha256(whole).hexdigest()}"
