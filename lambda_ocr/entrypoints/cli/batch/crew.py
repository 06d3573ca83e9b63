"""Processes that read beside each other, each with the models loaded once.

A file on which a process dies is tried once more in a process by itself; if that dies too, it is the file's result that
it cannot be read, and the others are read all the same.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process

from lambda_ocr.entrypoints.cli.batch.ledger import Done
from lambda_ocr.entrypoints.cli.batch.reading import DIED, died
from lambda_ocr.entrypoints.cli.calling import UsageProblem

ReadFile = Callable[[str], Done]
Prepare = Callable[[], ReadFile]
"""Makes what reads a file, once in every process; can be pickled. May raise where it cannot be made."""

AHEAD = 2
"""Files handed out for each process: one that is read, and the next."""
MAX_DEATHS_RUNNING = 5
"""Files in turn on which a process of their own died: then it is not the files."""

_read: ReadFile | ValueError | None = None


def read_all(sources: Iterator[str], prepare: Prepare, workers: int) -> Generator[Done, None, None]:
    """Results as they come, in no order; raises `UsageProblem` where no process can be kept alive.

    That a file killed its process is told when another file was read after it: else it may be the machine's fault.
    """
    held: list[Done] = []
    for done in _read_each(sources, prepare, workers):
        if done.outcome != DIED:
            yield from held
            held.clear()
            yield done
            continue
        held.append(done)
        if len(held) == MAX_DEATHS_RUNNING:
            raise UsageProblem(
                f"{len(held)} processes died one after the other, each on a file of its own: is there memory for "
                f"{workers} of them (half a GiB each)? Free some, or say fewer --workers; the same command goes on"
            )
    yield from held


def _read_each(sources: Iterator[str], prepare: Prepare, workers: int) -> Iterator[Done]:
    while suspects := (yield from _read_by_crew(sources, prepare, workers)):
        for suspect in suspects:
            yield _read_alone(suspect, prepare)


def _read_by_crew(sources: Iterator[str], prepare: Prepare, workers: int) -> Generator[Done, None, list[str]]:
    """Until there are no more, or a process dies: returns the files that were under way then."""
    crew = _crew(prepare, workers)
    under_way: dict[Future[Done], str] = {}
    handed = ""
    try:
        while True:
            for source in islice(sources, workers * AHEAD - len(under_way)):
                handed = source  # a crew that broke meanwhile takes it no more
                under_way[crew.submit(_read_file, source)] = source
                handed = ""
            if not under_way:
                return []
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in sorted(ended, key=_failed):  # what was read first, that it is kept
                yield _result(future)
                del under_way[future]
    except BrokenProcessPool:
        return [*under_way.values(), *([handed] if handed else [])]
    finally:
        crew.shutdown(cancel_futures=True)


def _read_alone(source: str, prepare: Prepare) -> Done:
    with _crew(prepare, 1) as crew:
        try:
            return _result(crew.submit(_read_file, source))
        except BrokenProcessPool:
            return died(source)


def _failed(future: Future[Done]) -> bool:
    return future.exception() is not None


def _result(future: Future[Done]) -> Done:
    try:
        return future.result()
    except ValueError as error:
        raise UsageProblem(str(error)) from None


def _crew(prepare: Prepare, workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: neither threads of ours nor a network's are copied half way.
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (prepare,))


def _begin(prepare: Prepare) -> None:
    """In a new process: outlives neither its parent nor, by Ctrl-C, the file it reads."""
    global _read  # noqa: PLW0603 one to a process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        _read = prepare()
    except Exception as error:  # noqa: BLE001 - whatever it is, no file is to blame
        _read = ValueError(f"The reader cannot be started: {error or type(error).__name__}")


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_file(source: str) -> Done:
    if isinstance(_read, ValueError):
        raise _read
    assert _read is not None
    return _read(source)
