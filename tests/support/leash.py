"""Runs a Python program that must not outlive whoever started it: `python leash.py FILE …`, or `-m MODULE …` for FILE.

The starter holds the other end of this process's standard input. When that end closes, be it that the starter was
killed by force, the whole process group dies; so start it with `stdin=PIPE, start_new_session=True`.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from pathlib import Path


def _die_with_the_starter() -> None:
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


def main(arguments: list[str]) -> None:
    """Run the program here, as if it had been started by itself."""
    threading.Thread(target=_die_with_the_starter, daemon=True).start()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path[0] = str(Path.cwd())
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = str(Path(arguments[0]).parent)
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
