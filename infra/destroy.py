"""`make destroy`: asks once, then takes everything away that the deployment made.

python -m infra.destroy [-c choice=value …] [--yes]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from infra import cdk_cli, preflight
from infra.config import DeployConfig
from infra.deploy import as_arguments, context_of
from infra.parsing import InvalidChoice


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 destroyed, 1 failed on the way, 2 nothing begun."""
    options = _options(arguments)
    try:
        config = DeployConfig.from_context(context_of(options.context))
        place = preflight.place_of_credentials()
        preflight.command_line()
    except (InvalidChoice, preflight.Missing, cdk_cli.NoCommandLine) as refusal:
        print(f"Nothing was begun:\n{refusal}", file=sys.stderr)
        return 2
    if not options.yes and not _agreed(config, place):
        print("Nothing was destroyed.")
        return 2
    if cdk_cli.cdk(["destroy", config.name, "--force", *as_arguments(options.context)]):
        print("\nNot everything is gone: the first FAILED line above says why. Run it again.", file=sys.stderr)
        return 1
    print(_farewell(config))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make destroy", description="Take the deployment away.")
    parser.add_argument("-c", "--context", action="append", default=[], metavar="choice=value")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args(arguments)


def _agreed(config: DeployConfig, place: preflight.Place) -> bool:
    fate = "are kept (data=retain)" if config.keeps_data else "are deleted for good"
    print(f"{config.name} in {place}: its API, functions and logs go; its templates and pictures {fate}.")
    return input("Destroy it? [y/N] ").strip().lower() in ("y", "yes")


def _farewell(config: DeployConfig) -> str:
    kept = "The table and the bucket are kept.\n" if config.keeps_data else ""
    return f"""{config.name} is gone. {kept}
What was uploaded for it stays in the CDK's own bucket and repository, shared by all CDK apps of the account, until
  node_modules/.bin/cdk gc --unstable=gc
removes what no stack uses any more."""


if __name__ == "__main__":
    sys.exit(main())
