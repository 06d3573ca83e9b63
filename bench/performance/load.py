"""The HTTP server under concurrent clients on loopback: throughput, latency, memory over many queries.

What one query costs in processor time is measured first, alone; from it follows the most that this machine could
answer, and the share of it that the server under load reaches. Bounded in queries and in seconds.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.support.machine import Machine, load, this_machine
from bench.support.numbers import markdown, median, percentile, table
from bench.support.report import write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from bench.support.server import Server, bodies_of, running_server

ALONE = 8
"""Queries asked one after the other to know what one costs."""
SETTLED = 0.1
"""Share of the queries after which memory should grow no more."""


@dataclass
class Load:
    """What the clients saw, and the server's memory as queries were answered."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    memory: list[tuple[int, float]] = field(default_factory=list)
    """(answers so far, resident megabytes)"""
    took: float = 0.0
    cpu: float = 0.0
    """Processor seconds that the server used."""
    alone_cpu: float = 0.0
    """Processor seconds of one query, asked alone."""
    alone_seconds: float = 0.0

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took

    @property
    def reached(self) -> float:
        """Share of what all processors could answer if they did nothing else."""
        return self.throughput * self.alone_cpu / (os.cpu_count() or 1)

    @property
    def had(self) -> float:
        """Share of all processors' time that the server was given (on a busy machine, less than it wants)."""
        return self.cpu / self.took / (os.cpu_count() or 1)

    @property
    def growth_mb(self) -> float:
        """Memory at the end against memory when settled."""
        settled = [mb for count, mb in self.memory if count >= SETTLED * len(self.seconds)]
        return settled[-1] - settled[0] if settled else float("nan")


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("load", __doc__ or "")
    made.add_argument("--clients", type=int, default=8, metavar="N", help="asking at once (%(default)s)")
    made.add_argument("--queries", type=int, default=2000, metavar="N", help="at most (%(default)s)")
    made.add_argument("--seconds", type=float, default=900, metavar="S", help="at most (%(default)s)")
    made.add_argument("--example", default="form", metavar="CASE", help="whose pictures are sent (%(default)s)")
    made.add_argument("--docs", action="store_true", help="write the table into docs/benchmark.md")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Load the server, then tell what was measured, also when stopped half way."""
    machine, done = this_machine(), Load()
    with running_server() as server:
        bodies = bodies_of(server, options.example)
        ask_alone(server, bodies, done)
        stopped = ask_at_once(server, bodies, options, done)
    _tell(options, machine, done)
    return 130 if stopped else 0


def ask_alone(server: Server, bodies: Sequence[bytes], done: Load) -> None:
    """What one query costs, asked alone; raises CannotMeasure where a picture is refused."""
    for body in bodies:
        answer = server.post(body)
        if answer.status != 200:
            raise CannotMeasure(f"a picture was refused: {answer.body}")
    before, seconds = server.cpu_seconds(), []
    asked = list(itertools.islice(itertools.cycle(bodies), ALONE))
    for body in asked:
        seconds.append(server.post(body).seconds)
    done.alone_cpu = (server.cpu_seconds() - before) / len(asked)
    done.alone_seconds = median(seconds)


def ask_at_once(server: Server, bodies: Sequence[bytes], options: argparse.Namespace, done: Load) -> bool:
    """Clients that ask as fast as they are answered; whether Ctrl-C came before the end."""
    started, cpu, enough = time.perf_counter(), server.cpu_seconds(), threading.Event()
    with _asking(server, bodies, options, done, enough):
        try:
            for _ in progress(_answers(done, enough), options.queries, "query"):
                done.memory.append((len(done.seconds), server.resident_megabytes()))
        except KeyboardInterrupt:
            return True
        finally:
            enough.set()
            done.took, done.cpu = time.perf_counter() - started, server.cpu_seconds() - cpu
    return False


def _answers(done: Load, enough: threading.Event) -> Iterator[None]:
    """One tick for each answer that came in."""
    told = 0
    while not enough.is_set() or told < len(done.seconds):
        if told < len(done.seconds):
            told += 1
            yield
        else:
            enough.wait(0.02)


@contextmanager
def _asking(
    server: Server, bodies: Sequence[bytes], options: argparse.Namespace, done: Load, enough: threading.Event
) -> Iterator[None]:
    tickets, until = itertools.count(), time.monotonic() + options.seconds

    def client() -> None:
        connection = server.connection()
        while not enough.is_set() and time.monotonic() < until:
            number = next(tickets)
            if number >= options.queries:
                break
            answer = server.post(bodies[number % len(bodies)], connection)
            done.statuses.append(answer.status)
            done.seconds.append(answer.seconds)
        connection.close()

    with ThreadPoolExecutor(options.clients) as clients:
        asked = [clients.submit(client) for _ in range(options.clients)]
        threading.Thread(target=_tell_end, args=(asked, enough), daemon=True).start()
        yield
    for future in asked:
        future.result()


def _tell_end(asked: Sequence[Future[None]], enough: threading.Event) -> None:
    wait(asked)
    enough.set()


def _tell(options: argparse.Namespace, machine: Machine, done: Load) -> None:
    refused = len(done.statuses) - done.statuses.count(200)
    rows = [
        ["answers", f"{len(done.seconds)} in {done.took:.0f} s, {refused} refused"],
        ["throughput", f"{done.throughput:.2f} a second"],
        [
            "a client waited: p50, p95, p99",
            ", ".join(f"{percentile(done.seconds, p) * 1000:.0f} ms" for p in (0.5, 0.95, 0.99)),
        ],
        ["one query alone", f"{done.alone_seconds * 1000:.0f} ms, {done.alone_cpu:.2f} core-seconds"],
        ["a query under load", f"{done.cpu / max(len(done.seconds), 1):.2f} core-seconds"],
        ["share of what the processors could answer", f"{done.reached:.0%}"],
        ["the server had of the processors", f"{done.had:.0%}"],
        ["share of what the time it had could answer", f"{done.reached / done.had:.0%}"],
        ["memory at first, at its most, at the end", _memory(done)],
        ["memory grown after the first tenth", f"{done.growth_mb:+.0f} MB"],
    ]
    head = [f"{options.clients} clients, {options.example}", "measured"]
    measured = f"Measured on {machine}, {load():.1f} at its end (the clients run on the same machine)."
    print(f"{measured}\n\n{table(head, rows)}")
    if options.docs:
        write_section("load", f"{measured}\n\n{markdown(head, rows)}")
    write_json(options.json, {"machine": machine.as_json(), **vars(done)})


def _memory(done: Load) -> str:
    resident = [mb for _, mb in done.memory]
    return ", ".join(f"{mb:.0f} MB" for mb in (resident[0], max(resident), resident[-1])) if resident else "unknown"


if __name__ == "__main__":
    sys.exit(main())
