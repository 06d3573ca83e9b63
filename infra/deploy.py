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
from infra.parsing import InvalidChoice


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
    before = rollback.template_of(config.name, place.region)
    pinned = ["--require-approval", "never", "--progress", "events", "--outputs-file", str(told)]
    pinned += ["--output", str(assembly)]
    if cdk_cli.cdk(["deploy", config.name, *pinned, *as_arguments(options.context)]):
        print("\nThe deployment failed: the first FAILED line above says why.", file=sys.stderr)
        return 1
    outputs = json.loads(told.read_text(encoding="utf-8"))[config.name]
    if options.no_smoke or _answers(config, place, outputs):
        print(f"\n{outputs['Url']}\n\n{outputs['Curl']}")
        return 0
    if options.no_rollback:
        print("Deployed, but not as it should be; it is left as it is.", file=sys.stderr)
    elif before is None:
        print(
            "Deployed, but not as it should be, and there is nothing before it that could be read: a first deployment "
            "is taken away by `make destroy`, an update by deploying again what was there.",
            file=sys.stderr,
        )
    elif rollback.is_deployed_by(assembly, config.name, before):
        print("Nothing was changed by this deployment: what was there before answers no better.", file=sys.stderr)
    else:
        _take_back(config, place, assembly, before)
    return 1


def _take_back(config: DeployConfig, place: preflight.Place, assembly: Path, before: dict[str, Any]) -> None:
    print("Deployed, but not as it should be: going back to what was there before.", file=sys.stderr, flush=True)
    if rollback.put_back(assembly, config.name, before):
        print(
            "\nIt could not be put back: the first FAILED line above says why; what is deployed answers wrongly.",
            file=sys.stderr,
        )
        return
    print(
        "\nThe stack is as it was before this deployment, its templates and pictures untouched. Mend what the ✗ above "
        "names, and deploy again; `--no-rollback` leaves it to be looked at.",
        file=sys.stderr,
    )


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


def _answers(config: DeployConfig, place: preflight.Place, outputs: dict[str, str]) -> bool:
    """Whether a first document is read, as far as that can be seen from here."""
    if config.vpc_endpoints:
        print("\nThe API is reached from its VPC alone: ask it a first document there (docs/deploy.md).")
        return True
    print("\nA first document:", flush=True)
    try:
        for step, seconds in smoke.run(smoke.door_of(outputs, config.auth, place.region)):
            print(f"  ✓ {step:12} {seconds * 1000:7.0f} ms", flush=True)
    except (smoke.SmokeFailed, OSError) as failure:
        print(f"  ✗ {failure}", file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
