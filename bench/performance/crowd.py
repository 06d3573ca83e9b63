"""How throughput and waiting grow with the clients that ask at once: 1 to 16, the server with all processors.

Each number of clients asks the same queries anew, as fast as it is answered. The knee is where answers a second grow no
more: from there on every further client only waits, and of more than 16 the server refuses some at once.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.performance.load import Load, ask_alone, ask_at_once
from bench.support import charts
from bench.support.machine import load, this_machine
from bench.support.numbers import markdown, percentile, table
from bench.support.report import PICTURES, write_json, write_section
from bench.support.running import parser, status_of
from bench.support.server import bodies_of, running_server

CLIENTS = (1, 2, 3, 4, 6, 8, 16)
STILL_GROWS = 1.1
"""Answers a second against those of fewer clients from which more clients are worth while."""


@dataclass(frozen=True)
class Point:
    """What so many clients saw."""

    clients: int
    done: Load

    @property
    def rate(self) -> float:
        """Answers a second; who is told to come again has none."""
        return self.done.statuses.count(200) / self.done.took

    @property
    def refused(self) -> int:
        """How many were told to come again."""
        return len(self.done.statuses) - self.done.statuses.count(200)

    @property
    def waited_ms(self) -> tuple[float, float]:
        """Median and 95th percentile."""
        return percentile(self.done.seconds, 0.5) * 1000, percentile(self.done.seconds, 0.95) * 1000


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("crowd", __doc__ or "")
    made.add_argument("--queries", type=int, default=96, metavar="N", help="of each number (%(default)s)")
    made.add_argument("--seconds", type=float, default=120, metavar="S", help="of each at most (%(default)s)")
    made.add_argument("--example", default="form", metavar="CASE", help="whose pictures are sent (%(default)s)")
    made.add_argument("--docs", action="store_true", help="write docs/benchmark.md and docs/pictures/bench-crowd.png")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Ask with more and more clients, then tell, also when stopped half way."""
    machine, points, stopped = this_machine(), list[Point](), False
    with running_server() as server:
        bodies = bodies_of(server, options.example)
        for clients in CLIENTS:
            done = Load()
            ask_alone(server, bodies, done)
            asked = argparse.Namespace(clients=clients, queries=options.queries, seconds=options.seconds)
            stopped = ask_at_once(server, bodies, asked, done)
            points += [Point(clients, done)] if done.seconds else []
            if stopped:
                break
    head = ["clients", "answers a second", "waited, median ms", "waited, 95th percentile ms", "refused"]
    rows = [[f"{p.clients}", f"{p.rate:.2f}", *(f"{ms:.0f}" for ms in p.waited_ms), f"{p.refused}"] for p in points]
    told = f"Measured on {machine}, {load():.1f} at its end (the clients run on the same machine). {_told(points)}"
    print(f"{told}\n\n{table(head, rows)}")
    if options.docs and not stopped:
        picture = _drawn(points, str(machine))
        shown = f"![Answers a second, and waiting, against clients at once](pictures/{picture.name})"
        write_section("crowd", f"{told}\n\n{markdown(head, rows)}\n\n{shown}")
    kept = [{"clients": p.clients, "rate": p.rate, "seconds": p.done.seconds} for p in points]
    write_json(options.json, {"machine": machine.as_json(), "points": kept})
    return 130 if stopped else 0


def knee(rates: list[tuple[int, float]]) -> int:
    """The fewest clients beyond which none brought `STILL_GROWS` times as many answers a second."""
    return next(
        clients
        for at, (clients, rate) in enumerate(rates)
        if all(later < STILL_GROWS * rate for _, later in rates[at:])
    )


def _told(points: list[Point]) -> str:
    if not points:
        return "Nothing was answered."
    return f"The knee: {knee([(point.clients, point.rate) for point in points])} clients."


def _drawn(points: list[Point], caption: str) -> Path:
    rates = [(float(point.clients), point.rate) for point in points]
    medians, highs = ([(float(point.clients), point.waited_ms[at]) for point in points] for at in (0, 1))
    panels = [
        charts.Panel("answers", "clients at once", "a second", {"answers": rates}, (True, False)),
        charts.Panel("waiting", "clients at once", "ms", {"median": medians, "95th percentile": highs}, (True, True)),
    ]
    charts.save(PICTURES / "bench-crowd.png", panels, 2, caption)
    return PICTURES / "bench-crowd.png"


if __name__ == "__main__":
    sys.exit(main())
