"""What holds for all tests: programs of this Python environment (Node, checkers) are found whether or not it is active;
property tests try the same examples in every run, and never fail for being slow, for no test asserts the clock."""

import os
import signal
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.lanes"]

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
"""Left out: importing `jsonschema` would have it compile 38 grammars, four seconds of every worker, to check a format
that no schema of ours names."""

os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background job; programs we start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("unhurried", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
