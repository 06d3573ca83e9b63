"""`make prove` against the emulator, as far as that goes, and a stack that takes over what was restored."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import COMMAND_SECONDS, IMAGE, ROOT, Account
from tests.e2e.inventory import inventory

STACK = "e2e-prove"
HERE = {"deploy", "log-role", "routes", "unsigned", "upload", "picture", "forget-restored", "destroy"}
"""What the emulator can show: it has no limit of size, no quota and no access logs, and restores a table as it is now
and not as it was."""


def test_every_step_is_tried_and_what_an_emulator_can_show_is_proved(account: Account, tmp_path: Path) -> None:
    report = tmp_path / "prove.md"
    asked = [option for key in (*sorted(HERE), "restore") for option in ("--only", key)]
    choices = ["-c", IMAGE, "-c", f"name={STACK}", "-c", "events=true"]
    done = subprocess.run(
        [sys.executable, "-m", "infra.prove", *choices, *asked, "--report", str(report)],
        cwd=ROOT,
        env=dict(account.emulator.environment),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    rows = re.findall(r"^\| (✓|✗) \| ([a-z-]+) \|", report.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {key: mark for mark, key in rows}
    assert "objects" in done.stdout[done.stdout.index(f"{found.pop('restore')} restore:") :]
    assert found == dict.fromkeys(HERE, "✓"), done.stdout[-6000:] + done.stderr[-3000:]
    assert inventory(account.emulator) == account.at_first
