"""Batches that something is learnt from: what the network reads already, to stay so, and what it reads only when clean.

Rule: the untrained network says which is which. A line that it reads right is kept as its own answer on the same pixels
(so that characters stay at their steps); a line that it reads wrong is taught by its text, and only if the network
reads the same line without flaws, for what nobody could read teaches guessing. Dots have no clean line.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from bench.training.lines import HEIGHT_PX, Line
from lambda_ocr.core.model import Image

POOL = 192
"""Lines that are sorted by width together."""
BATCH_PX = 16 * 300
"""Width of all lines of a batch, padding counted in."""
NARROWEST_PX, STEP_PX = 160, 8
SURE = 0.8
"""A line whose least sure step is surer than this teaches little:"""
KEPT_OF_SURE = 0.25
"""so many of them are kept."""
LIKELIEST = 24
"""Characters of each step that an answer is kept by."""

Chances = NDArray[np.float32]
Runs = Callable[[NDArray[np.float32]], Chances]


@dataclass(frozen=True)
class Held:
    """What a line is held to: the untrained network's `characters` of each step, (steps, LIKELIEST), and `chances`."""

    steps: int
    characters: NDArray[np.int64]
    chances: Chances


@dataclass(frozen=True)
class Taught:
    """What a line is taught: the classes of its text."""

    steps: int
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """(n, 3, height, width) numbers as the network takes them, and what each line is for."""

    pixels: NDArray[np.float32]
    lessons: tuple[Held | Taught, ...]


def batches(lines: Iterator[Line], runs: Runs, vocabulary: Sequence[str], dice: random.Random) -> Iterator[Batch]:
    """Batches without end, of lines of like width; `runs` is the untrained network."""
    class_of = {character: at for at, character in reversed(list(enumerate(vocabulary)))}
    while True:
        pool = sorted((next(lines) for _ in range(POOL)), key=lambda line: line.image.shape[1])
        groups = list(_by_width(pool))
        dice.shuffle(groups)
        for group in groups:
            found = _lessons(group, runs, class_of, dice)
            if len(found) > 1:
                yield Batch(_pixels([line.image for line, _ in found]), tuple(lesson for _, lesson in found))


def said(chances: Chances, space: int) -> tuple[int, ...]:
    """Classes of the best path, spaces left out (which are a matter of taste)."""
    return tuple(int(at) for at, _ in groupby(chances.argmax(-1)) if at not in (0, space))


def _lessons(
    group: Sequence[Line], runs: Runs, class_of: dict[str, int], dice: random.Random
) -> list[tuple[Line, Held | Taught]]:
    space = class_of[" "]
    answers = runs(_pixels([line.image for line in group]))
    found: list[tuple[Line, Held | Taught]] = []
    unread = []
    for line, answer in zip(group, answers, strict=True):
        steps = -(-line.image.shape[1] // STEP_PX)
        classes = tuple(class_of[character] for character in line.text)
        if said(answer[:steps], space) == tuple(at for at in classes if at != space):
            if answer[:steps].max(-1).min() <= SURE or dice.random() < KEPT_OF_SURE:
                likeliest = np.argpartition(-answer, LIKELIEST, axis=-1)[:steps, :LIKELIEST]
                found.append((line, Held(steps, likeliest, np.take_along_axis(answer[:steps], likeliest, -1))))
        elif len(classes) + sum(a == b for a, b in pairwise(classes)) <= steps:
            unread.append((line, Taught(steps, classes)))
    asked = [line.clean for line, _ in unread if line.clean is not None]
    clean = iter(runs(_pixels(asked)) if asked else ())
    for line, lesson in unread:
        wanted = tuple(at for at in lesson.classes if at != space)
        if line.clean is None or said(next(clean)[: lesson.steps], space) == wanted:
            found.append((line, lesson))
    return found


def _by_width(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and line.image.shape[1] * (len(group) + 1) > BATCH_PX:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _pixels(images: Sequence[Image]) -> NDArray[np.float32]:
    """As the recogniser pads them, to a whole number of steps."""
    widest = max(NARROWEST_PX, *(image.shape[1] for image in images))
    batch = np.zeros((len(images), 3, HEIGHT_PX, -(-widest // STEP_PX) * STEP_PX), np.float32)
    for row, image in zip(batch, images, strict=True):
        row[:, :, : image.shape[1]] = (image.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
    return batch
