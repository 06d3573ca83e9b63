"""This tree beside another commit's: two servers, the same requests to both in turn, and a sign test.

Rule: what is compared is what a client gets, so that any two releases can be: each tree runs its own server, with its
own store, on the same Python environment. Of each pair the first is now the one, now the other.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.accuracy.collection import real, scaled_fields, sendable
from bench.performance.pages import page, photograph
from bench.support.machine import load, this_machine
from bench.support.numbers import median, percentile, ratio, table
from bench.support.report import ROOT, write_json
from bench.support.running import CannotMeasure, progress
from bench.support.server import Server, encoded, running_server
from lambda_ocr.settings import PREFIX


@dataclass(frozen=True)
class Request:
    """A template to register, and a picture to read by it."""

    name: str
    """What its timings are summed under: a kind of paper, or a setting."""
    template: tuple[str, Sequence[object]]
    """The picture as base64, and its fields."""
    picture: str


@dataclass(frozen=True)
class Pair:
    """Seconds a client waited and processor seconds of the server, before and now, and whether the values agree."""

    wall: tuple[float, float]
    cpu: tuple[float, float]
    same: bool


@dataclass
class Pairs:
    """The pairs of one name."""

    every: list[Pair] = field(default_factory=list)

    def row(self) -> list[str]:
        """Medians before and now, the median of the pairs' ratios (wall clock, processor), how often faster, p."""
        wall, cpu = [pair.wall for pair in self.every], [pair.cpu for pair in self.every]
        faster, tied = sum(now < before for before, now in cpu), sum(now == before for before, now in cpu)
        return [
            f"{median([before for before, _ in wall]) * 1000:.0f}",
            f"{median([now for _, now in wall]) * 1000:.0f}",
            ratio(median([now / before for before, now in wall])),
            ratio(median([now / max(before, 1e-4) for before, now in cpu])),
            f"{faster} of {len(cpu) - tied}",
            f"{sign_test(faster, len(cpu) - tied):.3f}",
            f"{sum(pair.same for pair in self.every)} of {len(self.every)}",
        ]


HEAD = ["", "before, ms", "now, ms", "ratio", "processor", "less processor time in", "p", "same values"]


def sign_test(successes: int, trials: int) -> float:
    """The two-sided probability of a split at least so uneven, were both equally fast."""
    least = min(successes, trials - successes)
    return min(1.0, 2.0 * sum(math.comb(trials, k) for k in range(least + 1)) / float(2**trials))


def drawn_requests(settings: Iterable[tuple[int, float]]) -> list[Request]:
    """One for each number of fields and megapixels."""
    return [
        Request(
            f"{fields} fields, {megapixels:g} MP",
            (encoded(page(fields).template), page(fields).fields),
            encoded(photograph(fields, megapixels)),
        )
        for fields, megapixels in settings
    ]


def real_requests(folders: Sequence[Path]) -> list[Request]:
    """One for each true picture, by kind."""
    requests = []
    for group in (group for folder in folders for group in real(folder)):
        picture = sendable(group.template)
        template = (encoded(picture.data), scaled_fields(group.fields, picture.factor))
        requests += [Request(group.name, template, encoded(sendable(query).data)) for query in group.queries]
    return requests


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """A work tree of a commit, gone afterwards; raises CannotMeasure where there is no such commit."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*arguments: str) -> None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"git {' '.join(arguments)}: {done.stderr.strip()}")


def run(commit: str, requests: Sequence[Request], *, threads: Sequence[int], repeat: int, json: Path | None) -> int:
    """Measure, and print; returns the exit status."""
    machine, found, stopped = this_machine(), dict[str, Pairs](), False
    try:
        with tree_of(commit) as before:
            for count in threads:
                settings = {f"{PREFIX}THREADS": str(count)}
                with running_server(settings, before) as old, running_server(settings) as new:
                    answers = progress(_measured((old, new), requests, repeat), len(requests) * repeat, "pair")
                    for name, pair in answers:
                        found.setdefault(f"{name}, {count} thread{'s' * (count > 1)}", Pairs()).every.append(pair)
    except KeyboardInterrupt:
        stopped = True
    _tell(commit, found)
    print(f"{machine}; {load():.1f} at its end. Ratios are now / before, medians of pairs.")
    write_json(json, {"machine": machine.as_json(), "against": commit, "pairs": _as_json(found)})
    return 130 if stopped else 0


def _measured(servers: tuple[Server, Server], requests: Sequence[Request], repeat: int) -> Iterator[tuple[str, Pair]]:
    """Every request to both, again and again; of drawn ones a first round is not counted."""
    known: dict[tuple[int, str], str] = {}
    for request in requests:
        for number in range(repeat + (repeat > 1)):
            order = (0, 1) if number % 2 else (1, 0)
            asked = {at: _asked(servers[at], request, known) for at in order}
            if number or repeat == 1:
                (wall, cpu, values), (wall_now, cpu_now, values_now) = asked[0], asked[1]
                yield request.name, Pair((wall, wall_now), (cpu, cpu_now), values == values_now)


def _asked(server: Server, request: Request, known: dict[tuple[int, str], str]) -> tuple[float, float, object]:
    """Seconds, processor seconds and values of one query, its template registered when it is first asked for."""
    picture, fields = request.template
    key = (server.port, picture)
    if key not in known:
        added = server.ask({"type": "add", "template": fields, "img": picture})
        if added.status != 200:
            raise CannotMeasure(f"{request.name}: the template was refused: {added.body}")
        known[key] = str(added.body["template_id"])
        _query(server, known[key], request)  # what is made once for a template is made now
    started = server.thread_seconds()
    answer = _query(server, known[key], request)
    return answer[0], server.thread_seconds() - started, answer[1]


def _query(server: Server, template_id: str, request: Request) -> tuple[float, object]:
    answer = server.ask({"type": "query", "template_id": template_id, "img": request.picture})
    values = [each["value"] for each in answer.body] if answer.status == 200 else answer.code
    return answer.seconds, values


def _tell(commit: str, found: Mapping[str, Pairs]) -> None:
    rows = [[name, *pairs.row()] for name, pairs in found.items()]
    if len(found) > 1:
        rows.append(["all", *Pairs([pair for pairs in found.values() for pair in pairs.every]).row()])
    print(f"this tree against {commit}\n\n{table(HEAD, rows)}")
    for name, at in (("before", 0), ("now", 1)):
        wall = [pair.wall[at] for pairs in found.values() for pair in pairs.every]
        if wall:
            print(f"{name}: 95th percentile {percentile(wall, 0.95) / median(wall):.1f} times the median")


def _as_json(found: Mapping[str, Pairs]) -> dict[str, object]:
    return {name: [vars(pair) for pair in pairs.every] for name, pairs in found.items()}
