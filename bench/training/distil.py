"""The training itself: every weight but the last layer's, moved so that worn lines are read as their clean copies are.

CTC (Graves et al. 2006) on lines that are taught, the divergence of the answer from the untrained network's (Hinton et
al. 2015, arXiv:1503.02531) on lines that are held; AdamW, the rate falling along a cosine; what comes out is the
exponential mean of the weights over the last steps. The last layer, which knows the characters, stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional, utils

from bench.training.graph import Graph
from bench.training.lessons import Batch, Held, Taught

HOLDING = 5.0
"""Weight of a held line beside a taught one."""
MOST_LOSS = 2.0
"""A taught line's loss by character, at most: what is lost altogether is not chased."""
WARM_STEPS, MEAN_OF_STEPS = 100, 500
LEAST_RATE = 0.03
BETAS = (0.9, 0.98)


@dataclass(frozen=True)
class Progress:
    """How far it is: `share` of the time, steps, lines, and the losses of held and taught lines (running means)."""

    share: float
    steps: int
    lines: int
    held: float
    taught: float


def trained(
    graph: Graph,
    batches: Iterator[Batch],
    rate: float,
    share: Callable[[], float],
    told: Callable[[Progress], None],
    fixed: Callable[[str], bool],
) -> dict[str, NDArray[np.float32]]:
    """The weights by name after training until `share` answers 1; those that are `fixed` stay as they are."""
    moved = {name: weight for name, weight in graph.named().items() if not fixed(name)}
    for weight in graph.parameters():
        weight.requires_grad_(False)
    for weight in moved.values():
        weight.requires_grad_(True)
    mean = {name: weight.detach().clone() for name, weight in moved.items()}
    optimiser = torch.optim.AdamW(moved.values(), lr=rate, weight_decay=0, betas=BETAS)
    steps = lines = 0
    held = taught = 0.0
    while (done := share()) < 1:
        slope = 0.5 * (1 + math.cos(math.pi * done)) * (1 - LEAST_RATE) + LEAST_RATE
        optimiser.param_groups[0]["lr"] = rate * min(1, (steps + 1) / WARM_STEPS) * slope
        batch = next(batches)
        loss, of_held, of_taught = losses(graph, batch)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        utils.clip_grad_norm_(moved.values(), 1.0)
        optimiser.step()
        steps, lines = steps + 1, lines + len(batch.lessons)
        held, taught = held + 0.02 * (of_held - held), taught + 0.02 * (of_taught - taught)
        with torch.no_grad():
            for name, weight in moved.items():
                mean[name].lerp_(weight, max(20 / (steps + 20), 1 / MEAN_OF_STEPS))
        told(Progress(done, steps, lines, held, taught))
    return {name: weight.numpy() for name, weight in mean.items()}


def losses(graph: Graph, batch: Batch) -> tuple[Tensor, float, float]:
    """What is brought down, and the means of held and of taught lines in it."""
    pixels = torch.from_numpy(batch.pixels).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        logits = graph(pixels)
    logarithms = logits.float().log_softmax(-1)
    held = [_held(lesson, logarithms[at]) for at, lesson in enumerate(batch.lessons) if isinstance(lesson, Held)]
    rows = [at for at, lesson in enumerate(batch.lessons) if isinstance(lesson, Taught)]
    lessons = [lesson for lesson in batch.lessons if isinstance(lesson, Taught)]
    of_held = torch.stack(held).sum() if held else torch.zeros(())
    of_taught = _taught(lessons, logarithms[rows]).sum() if rows else torch.zeros(())
    loss = (HOLDING * of_held + of_taught) / len(batch.lessons)
    return loss, float(of_held.detach()) / max(1, len(held)), float(of_taught.detach()) / max(1, len(rows))


def _held(lesson: Held, logarithms: Tensor) -> Tensor:
    """Kullback-Leibler divergence, a step's mean, over the characters that were kept."""
    wanted = torch.from_numpy(lesson.chances)
    found = logarithms[: lesson.steps].gather(1, torch.from_numpy(lesson.characters))
    return (wanted * (wanted.clamp_min(1e-8).log() - found)).sum(-1).mean()


def _taught(lessons: list[Taught], logarithms: Tensor) -> Tensor:
    """CTC by character, over the classes that occur and the blank."""
    used = sorted({0, *(at for lesson in lessons for at in lesson.classes)})
    place = {at: number for number, at in enumerate(used)}
    loss = functional.ctc_loss(
        logarithms.index_select(2, torch.tensor(used)).transpose(0, 1),
        torch.tensor([place[at] for lesson in lessons for at in lesson.classes]),
        torch.tensor([lesson.steps for lesson in lessons]),
        torch.tensor([len(lesson.classes) for lesson in lessons]),
        reduction="none",
        zero_infinity=True,
    )
    return (loss / torch.tensor([len(lesson.classes) for lesson in lessons])).clamp(max=MOST_LOSS)
