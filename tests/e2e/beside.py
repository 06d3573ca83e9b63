"""What a deployment does beside answering its API, asked of any compute: pictures in the bucket, pages for browsers."""

from __future__ import annotations

import json
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from tests.e2e import contract
from tests.e2e.clients import Ask, emulated
from tests.e2e.conftest import Account, run
from tests.e2e.lambda_worker import DEADLY

_BATCH = "uploads/batch/"
EVENT_SECONDS = 600  # seconds where nothing else runs, minutes where everything does


def read_out_of_the_bucket(account: Account, stack: str, ask: Ask) -> list[dict[str, Any]]:
    """What is read off the example's first query, put under `in/`; its template is added first."""
    query = sorted(path for path in contract.CASE.iterdir() if path.name.startswith("query"))[0]
    key = f"{contract.add(ask)}/a page{query.suffix}"
    read: list[dict[str, Any]] = _answer(account, stack, key, query.read_bytes())
    return read


def read_off_an_upload(account: Account, ask: Ask) -> list[dict[str, Any]]:
    """What is read off the example's first query, posted to the place that `upload` offers."""
    query = sorted(path for path in contract.CASE.iterdir() if path.name.startswith("query"))[0]
    status, offer = ask({"type": "upload", "content_type": "image/png"})
    assert status == 200, offer
    trust = account.emulator.environment["AWS_CA_BUNDLE"]
    form = {**offer["fields"], "Content-Type": "image/png"}
    posted = requests.post(offer["url"], data=form, files={"file": query.read_bytes()}, verify=trust, timeout=300)
    assert posted.status_code in (200, 204), posted.text
    status, read = ask({"template_id": contract.add(ask), "url": offer["s3_url"]})
    assert status == 200, read
    return list(read)


def read_as_a_batch(account: Account, stack: str, ask: Ask, folder: Path) -> tuple[list[dict[str, Any]], str]:
    """The lines that the command line fetches of a prefix of two pages, something that is none, and a file that ends
    the function's process every time; and what it said. Beside them lies the manifest of what was not read."""
    bucket, s3 = account.outputs(stack)["Bucket"], account.emulator.client("s3")
    page = _page()
    files = {"0 page.png": page, "1 page.png": page, "poison.png": b"none", f"{DEADLY}.png": page, "": b""}
    for name, body in files.items():
        s3.put_object(Bucket=bucket, Key=f"{_BATCH}{name}", Body=body)
    return _batch(account, stack, ask, folder / "results.jsonl", f"s3://{bucket}/{_BATCH}")


def read_again_once_mended(account: Account, stack: str, ask: Ask, folder: Path) -> tuple[list[dict[str, Any]], str]:
    """The same of the manifest that `read_as_a_batch` left, when a page lies where something was that is none."""
    bucket, s3 = account.outputs(stack)["Bucket"], account.emulator.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{_BATCH}poison.png", Body=_page())
    left = (folder / "results.not-read.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    manifest = "".join(line for line in left if DEADLY not in line)
    s3.put_object(Bucket=bucket, Key="uploads/again.jsonl", Body=manifest.encode())
    return _batch(account, stack, ask, folder / "again.jsonl", f"s3://{bucket}/uploads/again.jsonl", "--manifest")


def _batch(account: Account, stack: str, ask: Ask, out: Path, *what: str) -> tuple[list[dict[str, Any]], str]:
    asked = [*what, "--template", contract.add(ask), "--stack", stack, "--follow", "--out", str(out)]
    said = run([sys.executable, "-m", "lambda_ocr", "batch", *asked], account.emulator.environment)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], said


def _page() -> bytes:
    return sorted(path for path in contract.CASE.iterdir() if path.name.startswith("query"))[0].read_bytes()


def buried_for_poison(account: Account, stack: str, ask: Ask) -> list[str]:
    """The codes in the queue of failed pictures, after something that is no picture was put under `in/`."""
    refused = _answer(account, stack, f"{contract.add(ask)}/poison.png", b"no picture")
    assert refused["error"]["code"] == "unsupported_picture"
    sqs = account.emulator.client("sqs")
    [queue] = [url for url in sqs.list_queues(QueueNamePrefix=stack)["QueueUrls"] if "Failed" in url]
    buried: list[str] = []
    until = time.monotonic() + EVENT_SECONDS
    while time.monotonic() < until:
        given = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=3).get("Messages", [])
        if buried and not given:
            break  # one was there, and no second one came
        buried += [json.loads(message["Body"])["error"]["code"] for message in given]
        for message in given:  # or it would come again after a while, which a busy machine may take
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return buried


def page_with_everything_it_loads(account: Account, url: str) -> str:
    """The console's page, asked as a browser asks: unsigned, and all it names is there, its files kept for good."""
    root = emulated(account.emulator, url).removesuffix("custom_ocr")
    _, page = _get(account, root)
    for path in (*re.findall(r'(?:href|src)="(console/[^"]+)"', page), "docs", "openapi.json"):
        headers, text = _get(account, urljoin(root, path))
        assert text
        assert not path.startswith("console/") or "immutable" in headers["cache-control"], path
    return page


def refused_path(account: Account, url: str, path: str) -> tuple[int, Any]:
    """Status and body of a GET for what is no page."""
    try:
        _get(account, emulated(account.emulator, url).removesuffix("custom_ocr") + path)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())
    raise AssertionError(f"{path} was answered")


def _answer(account: Account, stack: str, key: str, data: bytes) -> Any:
    """The JSON under `out/` for something put under `in/`, once it is there."""
    bucket, s3 = account.outputs(stack)["Bucket"], account.emulator.client("s3")
    s3.put_object(Bucket=bucket, Key=f"in/{key}", Body=data)
    until = time.monotonic() + EVENT_SECONDS
    while time.monotonic() < until:
        if s3.list_objects_v2(Bucket=bucket, Prefix=f"out/{key}.json").get("KeyCount"):
            return json.loads(s3.get_object(Bucket=bucket, Key=f"out/{key}.json")["Body"].read())
        time.sleep(0.5)
    raise AssertionError(f"out/{key}.json was not written; the logs end:\n{account.logs()[-4000:]}")


def _get(account: Account, url: str) -> tuple[dict[str, str], str]:
    with urllib.request.urlopen(url, timeout=300, context=account.emulator.trust) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode("utf-8")
