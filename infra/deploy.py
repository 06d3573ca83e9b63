"""`make deploy`: looks at what is needed, deploys, and proves the deployment with a first document. An update that does
not answer it is taken back.

python -m infra.deploy [-c choice=value …] [--bootstrap] [--no-smoke] [--no-rollback]
python -m infra.deploy --synth [-c choice=value …]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra import cdk_cli, preflight, rollback, smoke
from infra.config import DeployConfig
from infra.door import NotAnswered, door_of
from infra.parsing import InvalidChoice
from infra.stateful import taken_away

UNPROVED = (
    "Deployed, but whether it answers as it should could not be proved from here, so it is left as it is. Mend what "
    "the ✗ names (the way to the API, a proxy, credentials, the right execute-api:Invoke, the throttle), and ask it a "
    "first document, or run this again."
)
TAKEN_BACK = (
    "\nThe stack is as it was before this deployment, its templates and pictures untouched. Mend what the ✗ above "
    "names, and deploy again; `--no-rollback` leaves it to be looked at."
)
REFUSED = "\nIt could not be put back: the first FAILED line above says why; what is deployed answers wrongly."
GONE = (
    "it is not taken back by itself, for this update has deleted what the template before would make again empty, or "
    "by another name. Mend what the ✗ above names and deploy again, or deploy what was there knowing this is gone:"
)


def context_of(pairs: Sequence[str]) -> dict[str, Any]:
    """What the CDK will see: cdk.json, then cdk.context.json, then `-c choice=value`."""
    context: dict[str, Any] = {}
    for name, member in (("cdk.json", "context"), ("cdk.context.json", None)):
        file = cdk_cli.ROOT / name
        if file.is_file():
            told = json.loads(file.read_text(encoding="utf-8"))
            context |= told.get(member, {}) if member else told
    return context | dict(_pair(text) for text in pairs)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise InvalidChoice(f"-c {text!r}: say choice=value, for example -c auth=api_key")
    return key, value


def as_arguments(pairs: Sequence[str]) -> list[str]:
    """The pairs again, for the CDK."""
    return [part for pair in pairs for part in ("-c", pair)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 deployed and proved, 1 failed on the way, 2 nothing begun."""
    options = _options(arguments)
    try:
        context = context_of(options.context)
        config = DeployConfig.from_context(context)
        if options.synth:
            return _synth(options.context)
        print(f"Deploying {config.name} (compute={config.compute}, auth={config.auth}). What it needs:", flush=True)
        qualifier = str(context.get(preflight.QUALIFIER, preflight.DEFAULT_QUALIFIER))
        place = preflight.check(config, bootstrap=options.bootstrap, qualifier=qualifier)
    except (InvalidChoice, preflight.Missing, cdk_cli.NoCommandLine) as refusal:
        print(f"\nNothing was begun:\n{refusal}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return _deployed(config, place, options, Path(folder))


def _deployed(config: DeployConfig, place: preflight.Place, options: argparse.Namespace, folder: Path) -> int:
    told, assembly = folder / "outputs.json", folder / "assembly"
    before = rollback.before(config.name, place.region)
    if before.template is None:
        print(f"  ! no way back should it answer wrongly: {before.why_none}", flush=True)
    pinned = ["--require-approval", "never", "--progress", "events", "--outputs-file", str(told)]
    pinned += ["--output", str(assembly)]
    if cdk_cli.cdk(["deploy", config.name, *pinned, *as_arguments(options.context)]):
        print("\nThe deployment failed: the first FAILED line above says why.", file=sys.stderr)
        return 1
    outputs = json.loads(told.read_text(encoding="utf-8"))[config.name]
    try:
        if not options.no_smoke:
            _first_document(config, place, outputs)
    except NotAnswered as silence:
        print(f"  ✗ {silence}\n\n{UNPROVED}", file=sys.stderr, flush=True)
        return 1
    except smoke.SmokeFailed as failure:
        print(f"  ✗ {failure}\n\nDeployed, but not as it should be:", file=sys.stderr, flush=True)
        if options.no_rollback:
            print("it is left as it is.", file=sys.stderr)
        else:
            print(_taken_back(config, place, assembly, before), file=sys.stderr)
        return 1
    print(f"\n{outputs['Url']}\n\n{outputs['Curl']}")
    return 0


def _taken_back(config: DeployConfig, place: preflight.Place, assembly: Path, before: rollback.Before) -> str:
    """Go back to what was there before, where there is a way; what became of it."""
    after = rollback.synthesised(assembly, config.name)
    if before.template is None:
        return f"it cannot be taken back, for {before.why_none}."
    if after == before.template:
        return "nothing was changed by this deployment, and what was there before answers no better."
    if gone := taken_away(before.template, after):
        return f"{GONE}\n  " + "\n  ".join(gone)
    print("going back to what was there before.", file=sys.stderr, flush=True)
    rollback.until_quiet(after, config.name, place.region)
    return REFUSED if rollback.put_back(assembly, config.name, before.template) else TAKEN_BACK


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make deploy", description="Deploy and prove the deployment.")
    parser.add_argument("-c", "--context", action="append", default=[], metavar="choice=value")
    parser.add_argument("--synth", action="store_true", help="write the template into cdk.out/ and stop")
    parser.add_argument("--bootstrap", action="store_true", help="prepare the account for the CDK when it is not yet")
    parser.add_argument("--no-smoke", action="store_true", help="deploy without the first document")
    parser.add_argument("--no-rollback", action="store_true", help="leave an update that answers wrongly as it is")
    return parser.parse_args(arguments)


def _synth(pairs: Sequence[str]) -> int:
    cdk_cli.ready()
    return min(1, cdk_cli.cdk(["synth", "--quiet", *as_arguments(pairs)]))


def _first_document(config: DeployConfig, place: preflight.Place, outputs: dict[str, str]) -> None:
    """Read one, as far as that can be done from here; raises SmokeFailed, NotAnswered."""
    if config.vpc_endpoints:
        print("\nThe API is reached from its VPC alone: ask it a first document there (docs/deploy.md).")
        return
    print("\nA first document:", flush=True)
    for step, seconds in smoke.run(door_of(outputs, config.auth, place.region)):
        print(f"  ✓ {step:12} {seconds * 1000:7.0f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main())
