"""Every choice of a deployment, taken and left in turn, in the emulated account: what each brings, and nothing left.

The real CDK deploys seven times into MiniStack (tests/e2e/options.py): plain, with all that goes together, plain again,
with keys and kept data, with that data taken over behind walls, and an endpoint by its defaults and by others. After
each, what every choice must have brought is asked of the services; at the end the account is as it was.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import parser, status_of
from infra import cdk_cli
from tests.e2e import options
from tests.e2e.account_view import View
from tests.e2e.conftest import Account, opened_account
from tests.e2e.inventory import inventory
from tests.e2e.shown import ALL, FORGOTTEN


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("options", __doc__ or "")
    asked = made.parse_args(arguments)
    return status_of(lambda: run(asked.json))


def run(kept: Path | None) -> int:
    """Deploy, look, destroy; the exit status."""
    print(this_machine(), file=sys.stderr)
    cdk_cli.ready()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="options-") as place, opened_account(Path(place)) as account:
        forget = options.prepared(account.emulator)
        wrong = list(_deployed(account))
        forget()
        left = sorted(inventory(account.emulator) ^ account.at_first)
    for sentence in (*wrong, *(f"left: {each}" for each in left)):
        print(sentence)
    taken = len(ALL)
    print(
        f"{taken} choices taken and left, {len(FORGOTTEN)} of them seen in what CloudFormation was given alone; "
        f"{len(wrong)} wrong, {len(left)} left, {time.monotonic() - began:.0f} s"
    )
    if kept:
        write_json(kept, {"choices": taken, "wrong": wrong, "left": left, "seconds": time.monotonic() - began})
    return 1 if wrong or left else 0


def _deployed(account: Account) -> Iterator[str]:
    """What is wrong of each deployment, one after the other."""
    for deployment in (options.PLAIN, options.MUCH, options.PLAIN_AGAIN):
        yield from _one(account, deployment)
    kept: dict[str, str] = {}
    yield from _one(account, options.KEYS, kept)
    yield from _one(account, options.taking_over(kept["Table"], kept["Bucket"]))
    options.forget_data(account.emulator, kept["Table"], kept["Bucket"])
    for deployment in (options.ENDPOINT, options.ENDPOINT_CHANGED):
        yield from _one(account, deployment)


def _one(account: Account, deployment: options.Deployment, told: dict[str, str] | None = None) -> Iterator[str]:
    """Its outputs are put into `told`."""
    began = time.monotonic()
    account.deploy(*deployment.choices, smoke=False)
    view = View(account, deployment.stack)
    if told is not None:
        told |= view.outputs
    yield from deployment.wrong(view)
    if deployment.is_last:
        account.destroy(*deployment.choices)
    said = f"{deployment.stack}: {len(deployment.taken)} taken, {len(deployment.left)} left"
    print(f"{said}, {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
