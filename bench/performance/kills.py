"""Templates changed (`import`, `update`, `teach`, `rollback`) by processes that are killed: is anything half, or lost?

SQLite: `kill -9` at a random moment of a change. DynamoDB and S3, as moto has them: the process dies at a random
writing call, before or after it has its effect. After each kill every new version is got and read with, at the end
all of them, each as it was when it was first seen. What is half, lost or changed ends the run with its place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.support.report import write_json
from bench.support.running import parser
from tests.support.life_churn import OPERATIONS, Account
from tests.support.life_kills import kill_calls, kill_children


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("kills", __doc__ or "")
    made.add_argument("--kills", type=int, default=500, metavar="N", help="on each store (%(default)s)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="of chance (%(default)s)")
    made.add_argument("--store", choices=("sqlite", "aws"), help="on this one alone (both)")
    options = made.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kills-") as home:
        stores: dict[str, tuple[str, Callable[[], Account]]] = {
            "sqlite": ("SQLite", lambda: kill_children(Path(home), options.kills, options.seed)),
            "aws": ("DynamoDB and S3 (moto)", lambda: kill_calls(options.kills, options.seed)),
        }
        accounts = {name: run() for key, (name, run) in stores.items() if options.store in (None, key)}
    print(table(accounts))
    write_json(options.json, {name: _plain(account) for name, account in accounts.items()})
    return 0


def table(accounts: dict[str, Account]) -> str:
    """A row a store and operation."""
    rows = ["| store | killed during | kills | change had happened | had not | half |", "|---|---|---|---|---|---|"]
    for store, account in accounts.items():
        for operation in OPERATIONS:
            happened, not_yet = (account.outcomes[operation, word] for word in ("happened", "did not"))
            rows.append(f"| {store} | `{operation}` | {happened + not_yet} | {happened} | {not_yet} | 0 |")
        kills, versions = account.outcomes.total(), len(account.seen)
        rows.append(f"| {store} | all, {versions:,} versions whole | {kills} | | | 0 |")
    return "\n".join(rows)


def _plain(account: Account) -> dict[str, int]:
    return {f"{operation} {word}": number for (operation, word), number in sorted(account.outcomes.items())}


if __name__ == "__main__":
    raise SystemExit(main())
