"""A batch in the emulated account: some hundred cards with poison among them, some delivered twice; nothing left.

The real CDK deploys into MiniStack (tests/e2e), `custom-ocr batch` begins the run over a prefix, follows and fetches
it. One more file ends the function's process every time. Each card has a number of its own; a line is looked for of
each file, with that number. Then the function is given some of the files again, as a redrive would, and the run is
fetched again; the files that were none are mended, and the manifest of what was not read is fed back as a batch; and
the stack is destroyed: what the account holds afterwards is what it held before.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from bench.performance.batch import drawn_cards
from bench.support.machine import this_machine
from bench.support.report import ROOT, write_json
from bench.support.running import CannotMeasure, parser, status_of
from examples.clients.python.custom_ocr_client import Client
from infra import cdk_cli
from lambda_ocr.entrypoints.cli.batch.reading import DIED
from tests.e2e.clients import emulated
from tests.e2e.conftest import Account, opened_account
from tests.e2e.inventory import inventory
from tests.e2e.lambda_worker import DEADLY

STACK = "bench-batch"
CHOICES = (f"name={STACK}", "batch=true", "auth=none", "console=false")
PREFIX = "uploads/bench/"
AGAIN = 20
"""Files that the function is given once more."""
SECOND_DELIVERY = f"after {AGAIN} were delivered again"
FED_BACK = "read once they were mended and fed back"


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("emulated", __doc__ or "")
    made.add_argument("--files", type=int, default=300, metavar="N", help="cards (%(default)s)")
    made.add_argument("--poison", type=int, default=7, metavar="N", help="files that are none (%(default)s)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options.files, options.poison, options.json))


def run(files: int, poison: int, kept: Path | None) -> int:
    """Deploy, read, redrive, destroy; the exit status."""
    print(this_machine(), file=sys.stderr)
    cdk_cli.ready()
    with tempfile.TemporaryDirectory(prefix="emulated-") as place, opened_account(Path(place)) as account:
        account.deploy(*CHOICES, smoke=False)
        told: dict[str, Any] = {"files": files, "poison": poison, "deadly": 1}
        told |= _read(account, Path(place), files, poison)
        account.destroy(*CHOICES)
        told["left"] = sorted(inventory(account.emulator) ^ account.at_first)
    for name, value in told.items():
        print(f"{name}: {value}")
    if kept:
        write_json(kept, told)
    return 0 if is_right(told) else 1


def is_right(told: dict[str, Any]) -> bool:
    """Each file has one line, of a card its number, of poison why; delivered twice is as once; what was mended and fed
    back is read; nothing is left."""
    bad = told["poison"] + told["deadly"]
    lines = told["lines"] == told["files"] + bad and told["none"] == told["twice"] == 0
    reasons = sum(told["reasons"].values()) == bad and told["reasons"].get(DIED) == told["deadly"]
    again = told[SECOND_DELIVERY] == "the same" and told[FED_BACK] == told["poison"]
    return lines and told["right"] == told["files"] and reasons and again and not told["left"]


def _read(account: Account, place: Path, files: int, poison: int) -> dict[str, Any]:
    outputs, s3 = account.outputs(STACK), account.emulator.client("s3")
    cards = place / "cards"
    cards.mkdir()
    template, fields = drawn_cards(cards, files)
    bad = [f"poison-{number}.png" for number in range(poison)]
    for name in (f"{DEADLY}.png", *bad):
        (cards / name).write_bytes(b"no picture")
    for path in cards.iterdir():
        s3.put_object(Bucket=outputs["Bucket"], Key=PREFIX + path.name, Body=path.read_bytes())

    with httpx.Client(verify=account.emulator.trust, timeout=600) as http:
        client = Client(emulated(account.emulator, outputs["Url"]), http=http, uploads=False)
        template_id = client.add(template, template=fields)["template_id"]
    out = place / "results.jsonl"
    asked = [f"s3://{outputs['Bucket']}/{PREFIX}", "--template", template_id, "--follow", "--out", str(out)]
    name = _batch(account, *asked)
    told = _counted(out, files + poison + 1)
    _delivered_again(account, name, template_id, [path.name for path in sorted(cards.iterdir())[-AGAIN:]])
    _batch(account, "--run", name, "--out", str(out))
    again = _counted(out, files + poison + 1)
    mended = _fed_back(account, out, template, bad, template_id)
    return {**told, SECOND_DELIVERY: "the same" if again == told else again, FED_BACK: mended}


def _fed_back(account: Account, out: Path, card: bytes, mended: list[str], template_id: str) -> int:
    """How many are read of the manifest of what was not, when a card lies where poison was."""
    if not mended:
        return 0
    bucket, s3 = account.outputs(STACK)["Bucket"], account.emulator.client("s3")
    for name in mended:
        s3.put_object(Bucket=bucket, Key=PREFIX + name, Body=card)
    left = out.with_name(f"{out.stem}.not-read.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    manifest = "".join(line for line in left if DEADLY not in line)
    s3.put_object(Bucket=bucket, Key="uploads/again.jsonl", Body=manifest.encode())
    read = out.with_name("again.jsonl")
    asked = [f"s3://{bucket}/uploads/again.jsonl", "--manifest", "--template", template_id]
    _batch(account, *asked, "--follow", "--out", str(read))
    return sum("fields" in json.loads(line) for line in read.read_text(encoding="utf-8").splitlines())


def _delivered_again(account: Account, run_name: str, template_id: str, names: list[str]) -> None:
    """What a redrive does to the function (MiniStack has none): items of the same run, once more."""
    bucket, function = account.outputs(STACK)["Bucket"], _batch_function(account)
    for name in names:
        source = {"source": f"s3://{bucket}/{PREFIX}{name}", "run": run_name, "asked": {"template_id": [template_id]}}
        payload = json.dumps({"batch": source}).encode()
        answer = account.emulator.client("lambda").invoke(FunctionName=function, Payload=payload)
        if "FunctionError" in answer:
            raise CannotMeasure(answer["Payload"].read().decode())


def _batch_function(account: Account) -> str:
    listed = account.emulator.client("lambda").list_functions()["Functions"]
    [name] = [each["FunctionName"] for each in listed if "documents of batches" in each.get("Description", "")]
    return str(name)


def _batch(account: Account, *asked: str) -> str:
    command = [sys.executable, "-m", "lambda_ocr", "batch", *asked, "--stack", STACK]
    environment = dict(account.emulator.environment)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stderr.strip(), file=sys.stderr)
    if done.returncode:
        raise CannotMeasure(done.stderr)
    return done.stdout.strip()


def _counted(out: Path, expected: int) -> dict[str, Any]:
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    names = Counter(Path(line["source"]).stem for line in lines)
    right = sum([field["value"] for field in line.get("fields", ())] == [Path(line["source"]).stem] for line in lines)
    return {
        "lines": names.total(),
        "none": expected - len(names),
        "twice": sum(count > 1 for count in names.values()),
        "right": right,
        "reasons": dict(Counter(line["reason"] for line in lines if "reason" in line)),
    }


if __name__ == "__main__":
    raise SystemExit(main())
