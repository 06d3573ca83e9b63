"""`make prove`: in a throw-away account, everything that only an account can show, in order, with a report.

python -m infra.prove [-c choice=value …] [--only STEP …] [--keep] [--report FILE]

Rule: every step is tried, whatever the one before found; only a failed deployment ends it, and what was deployed is
destroyed in any case, unless it shall be kept.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra import preflight
from infra.cdk_cli import ROOT
from infra.config import DeployConfig
from infra.deploy import context_of
from infra.parsing import InvalidChoice
from infra.prove_steps import STEPS, Step, Trial, Unproved

ALWAYS = ("deploy", "forget-restored", "destroy")
REPORT = ROOT / "out" / "prove.md"


@dataclass(frozen=True)
class Finding:
    """What became of one step."""

    step: Step
    proved: bool
    seen: str
    seconds: float


def prove(trial: Trial, steps: Sequence[Step]) -> Iterator[Finding]:
    """Each step's finding as it comes."""
    for step in steps:
        finding = _tried(step, trial)
        yield finding
        if step.key == "deploy" and not finding.proved:
            return


def _tried(step: Step, trial: Trial) -> Finding:
    began = time.monotonic()
    try:
        proved, seen = True, step.look(trial)
    except Unproved as other:
        proved, seen = False, str(other)
    except Exception as fault:  # noqa: BLE001 - the edge: a step that breaks is a finding, and the next one is tried
        proved, seen = False, f"{type(fault).__name__}: {fault}"
    return Finding(step, proved, seen, time.monotonic() - began)


def chosen(config: DeployConfig, only: Sequence[str], *, keep: bool) -> list[Step]:
    """The steps to try: those that mean something for these choices, and were asked for."""
    wanted = [step for step in STEPS if step.only_where(config)]
    if only:
        wanted = [step for step in wanted if step.key in (*only, *ALWAYS)]
    return [step for step in wanted if not keep or step.key != "destroy"]


def report(config: DeployConfig, place: preflight.Place, findings: Sequence[Finding]) -> str:
    """The findings as a page."""
    lines = [
        f"# {config.name} on trial, {time.strftime('%Y-%m-%d')}, {place.region}, compute={config.compute}",
        "",
        "| | step | claim | must be seen | was seen | seconds |",
        "|---|---|---|---|---|---:|",
    ]
    for each in findings:
        cells = (each.step.key, each.step.claim, each.step.must, each.seen.replace("|", "/").replace("\n", " ")[:300])
        lines.append(f"| {'✓' if each.proved else '✗'} | {' | '.join(cells)} | {each.seconds:.0f} |")
    return "\n".join([*lines, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 all proved, 1 something is not, 2 nothing begun."""
    options = _options(arguments)
    try:
        config = DeployConfig.from_context(context_of(options.context))
        place = preflight.place_of_credentials()
    except (InvalidChoice, preflight.Missing) as refusal:
        print(f"Nothing was begun:\n{refusal}", file=sys.stderr)
        return 2
    print(f"{config.name} goes to {place}, is tried, and is destroyed with all it holds.", flush=True)
    findings = []
    for finding in prove(Trial(config, options.context, place.region), chosen(config, options.only, keep=options.keep)):
        mark = "✓" if finding.proved else "✗"
        print(f"  {mark} {finding.step.key}: {finding.seen} ({finding.seconds:.0f} s)", flush=True)
        findings.append(finding)
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(report(config, place, findings), encoding="utf-8")
    print(f"\n{options.report}")
    return 0 if all(finding.proved for finding in findings) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make prove", description="Show what only an account can show.")
    parser.add_argument("-c", "--context", action="append", default=[], metavar="choice=value")
    keys = [step.key for step in STEPS]
    parser.add_argument("--only", action="append", default=[], choices=keys, help="this step; may be said again")
    parser.add_argument("--keep", action="store_true", help="do not destroy it")
    parser.add_argument("--report", type=Path, default=REPORT)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
