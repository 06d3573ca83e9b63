"""Every client under examples/clients runs as it stands, against a real server with the real networks."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jsonata import Jsonata
from moto.events.models import EventPattern
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from nbclient import NotebookClient

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.aws_lambda.deliveries import READ
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from lambda_ocr.wire.errors import STATUS
from lambda_ocr.wire.messages.actions import REQUESTS
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.running_server import running

CLIENTS = Path(__file__).parents[2] / "examples" / "clients"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The shell of someone who runs `make serve` beside."""
    service = build_service(Settings(home=str(tmp_path_factory.mktemp("store"))))
    with running(make_app(service.begin)) as address:
        variables = {name: value for name, value in os.environ.items() if name not in ("API_KEY", "CUSTOM_OCR_URL")}
        yield variables | {"CUSTOM_OCR_URL": f"{address}/custom_ocr", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def said_by(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_python_client_reads_the_form(environment: dict[str, str]) -> None:
    said = said_by([sys.executable, str(CLIENTS / "python_requests.py")], environment)
    assert "Full name: Imogen Farrow" in said and "page 1 is of " in said


def test_the_python_package_is_installed_from_the_repository_and_asks_in_both_ways(
    environment: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(CLIENTS / "python", tmp_path / "source")
    where = str(tmp_path / "installed")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", where]
    said_by([*pip, str(tmp_path / "source")], environment)
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM.format(form=CLIENTS.parent / "form"), encoding="utf-8")
    said = said_by([sys.executable, str(program)], environment | {"PYTHONPATH": where}).splitlines()
    assert said == ["Imogen Farrow", "Imogen Farrow", "template_not_found 404", "True", "typed"]


_PROGRAM = """
import asyncio, json, os
from importlib.resources import files
from pathlib import Path
import custom_ocr_client
from custom_ocr_client import AsyncClient, Client, Refused
url, form = os.environ["CUSTOM_OCR_URL"], Path("{form}")

def name(fields):
    return next(field["value"] for field in fields if field["key"] == "Full name")

async def read(template_id):
    async with AsyncClient(url) as ocr:
        told = await ocr.read((form / "query-1-scan.png").read_bytes(), template_id=template_id)
        return name(told["documents"][0]["fields"])

with Client(url) as ocr:
    fields = json.loads((form / "template.json").read_text())
    template_id = ocr.add(form / "template.png", template=fields)["template_id"]
    print(name(ocr.query(form / "query-1-scan.png", template_id=template_id)))
    print(asyncio.run(read(template_id)))
    try:
        ocr.get(template_id="never")
    except Refused as no:
        print(no.code, no.status)
    print(template_id in list(ocr.templates()))
    ocr.delete(template_id=template_id)
print("typed" if files(custom_ocr_client).joinpath("py.typed").is_file() else "")
"""


@pytest.mark.check
def test_the_typescript_client_is_made_of_the_contract_typed_and_reads_the_form(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Beside copies of the contract and the form, as in the repository."""
    here = tmp_path / "examples" / "clients" / "typescript"
    shutil.copytree(CLIENTS / "typescript", here, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(CLIENTS.parent / "form", tmp_path / "examples" / "form")
    shutil.copytree(CLIENTS.parents[1] / "docs", tmp_path / "docs", ignore=lambda _, names: {*names} - {"openapi.json"})
    bin_ = Path(sys.executable).parent
    shell = environment | {"PATH": f"{bin_}:{environment['PATH']}"}
    npm = [str(bin_ / "npm"), "--prefix", str(here)]
    said_by([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=5"], shell)
    said_by([*npm, "run", "generate"], shell)
    kept = (CLIENTS / "typescript" / "wire.d.ts").read_text(encoding="utf-8")
    assert (here / "wire.d.ts").read_text(encoding="utf-8") == kept, "npm run generate"
    said_by([*npm, "run", "types"], shell)
    said = said_by([str(bin_ / "node"), str(here / "example.ts")], shell)
    assert "Full name: Imogen Farrow" in said and "refused: 404 template_not_found" in said
    (here / "faults.ts").write_text(_FAULTS, encoding="utf-8")
    told = json.loads(said_by([str(bin_ / "node"), str(here / "faults.ts")], shell))
    assert told == {
        "busy": {"asked": 4, "headers": ["k", "t", "application/json"], "pauses": [4000, 1000, 3000]},
        "signed": {"asked": 1, "headers": [None, "t", "application/json"]},
        "ended while asked": {"asked": 1, "fault": "enough"},
        "ended while waiting": {"asked": 1, "fault": "enough"},
        "late": {"asked": 4, "fault": "TimeoutError", "limit": 60_000},
    }


_FAULTS = """
import { connect, type Access } from './client.ts';

const key: Access = { kind: 'key', key: 'k' };
const iam: Access = { kind: 'iam', accessKeyId: 'a', secretAccessKey: 's', region: 'eu-central-1' };
const told: Record<string, object> = {};
const [wait, timeout] = [setTimeout, AbortSignal.timeout.bind(AbortSignal)];
let pauses: number[] = [];
let onPause: () => unknown = () => {};
let answer: (signal: AbortSignal) => Promise<Response>;
let asked: Request[] = [];
Date.now = () => 0;
globalThis.setTimeout = ((done: () => void, ms: number) => (pauses.push(ms), onPause(), wait(done, 1))) as never;
globalThis.fetch = (async (input: string | Request, init?: RequestInit) => {
  asked.push(new Request(input, init));
  return answer(init?.signal ?? (input as Request).signal);
}) as never;

async function ask(access: Access, signal?: AbortSignal) {
  [asked, pauses] = [[], []];
  const options = { body: { type: 'list' as const }, headers: { 'x-trace': 't' }, signal };
  const asking = connect('https://ocr.test', access).POST('/custom_ocr/list', options);
  const fault = await asking.then(() => undefined, (no) => no?.name ?? no);
  return { asked: asked.length, fault };
}
const headers = () => ['x-api-key', 'x-trace', 'content-type'].map((name) => asked[0].headers.get(name));
const busy = (after: string) => new Response('', { status: 503, headers: { 'retry-after': after } });
wait(() => process.exit(1), 60_000);
const never = (signal: AbortSignal) =>
  new Promise<Response>((_, no) => signal.addEventListener('abort', () => no(signal.reason)));

const answers = [busy('Thu, 01 Jan 1970 00:00:04 GMT'), busy('soon'), busy('3'), new Response('{}')];
answer = async () => answers.shift()!;
told.busy = { ...(await ask(key)), headers: headers(), pauses };
answer = async () => new Response('{}');
told.signed = { ...(await ask(iam)), headers: headers() };
const ends = new AbortController();
answer = (signal) => (wait(() => ends.abort('enough'), 1), never(signal));
told['ended while asked'] = await ask(iam, ends.signal);
const waits = new AbortController();
onPause = () => wait(() => waits.abort('enough'), 0);
answer = async () => busy('1');
told['ended while waiting'] = await ask(key, waits.signal);
let limit = 0;
AbortSignal.timeout = (ms) => ((limit = ms), timeout(1));
onPause = () => {};
answer = never;
told.late = { ...(await ask(key)), limit };
console.log(JSON.stringify(told));
process.exit();
"""


def test_the_life_of_a_template_is_gone_through(environment: dict[str, str]) -> None:
    """Where a template's own colours are read: what is shown are the steps, and each must be answered."""
    pictures = PictureSource(NoS3(), NoS3())
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), pictures, self_test=False)
    with running(make_app(service.begin)) as address:
        command = [sys.executable, str(CLIENTS / "python_life.py"), "template.png"]
        said = said_by(command, environment | {"CUSTOM_OCR_URL": f"{address}/custom_ocr"}).splitlines()
    assert said[1:4] == ["12 right, 0 wrong, 0 refused", "without the last field 1 values differ", "[4, 3, 2, 1]"]
    # Two on the print, how far each field's print reaches, and how like it a picture must be.
    assert (said[0], said[4]) == ("version 2 knows 15 lessons", "moved with 12 fields and 15 lessons")
    assert service.handle({"type": "list"}).body == {"template_id_list": []}


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed here")
def test_the_shell_client_reads_the_form_and_deletes_what_it_added(environment: dict[str, str]) -> None:
    said = said_by(["sh", str(CLIENTS / "curl.sh")], environment)
    added = said.split("added ")[1].split()[0]
    assert "Full name | Imogen Farrow" in said and f"page 1 is of {added}" in said
    assert json.loads(said.splitlines()[-1]) == {"template_id": added}


def test_the_notebook_runs_and_reads_the_scan_to_the_letter(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(CLIENTS / "notebook.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    place = {"metadata": {"path": CLIENTS}}
    client = NotebookClient(notebook, timeout=600, startup_timeout=600, kernel_name="python3", resources=place)
    client.execute()
    [differences] = [
        cell.outputs[-1]["data"]["text/plain"] for cell in notebook.cells if "expected[name]" in cell.source
    ]
    assert "'query-1-scan.png': {}" in differences


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = nbformat.read(CLIENTS / "notebook.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    assert [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_the_postman_collection_asks_each_example_of_the_contract() -> None:
    postman = _program("postman")
    kept = postman.COLLECTION.read_text(encoding="utf-8")
    described = json.loads(postman.DESCRIBED.read_text(encoding="utf-8"))
    assert kept == postman.made(described, json.loads(kept)), "run python .ci/postman.py"
    collection = json.loads(kept)
    known = {item["key"] for item in collection["variable"]}
    asked = [json.loads(item["request"]["body"]["raw"]) for item in collection["item"]]
    assert {payload.get("type", "query") for payload in asked} == set(REQUESTS)
    assert {name for payload in asked for name in _variables(payload)} <= known


def test_the_python_client_is_made_of_the_contract() -> None:
    client = _program("python_client")
    kept = {name: (client.CLIENT / name).read_text(encoding="utf-8") for name in ("wire.py", "actions.py")}
    assert kept == client.made(), "run python .ci/python_client.py"


def test_the_state_machines_are_of_the_language_and_the_pattern_meets_our_event() -> None:
    for file in sorted((CLIENTS / "aws").glob("*.asl.json")):
        assert AmazonStateLanguageParser.parse(file.read_text(encoding="utf-8"))
    pattern = EventPattern.load((CLIENTS / "aws" / "document_read.pattern.json").read_text(encoding="utf-8"))
    met = [
        pattern.matches_event({"source": "custom-ocr", "detail-type": type_}) for type_ in (READ, "Document Refused")
    ]
    assert met == [True, False]


@pytest.mark.parametrize(
    ("changed", "goes_on"),
    [
        ({}, True),
        ({"second field": "empty"}, True),
        ({"documents": []}, False),
        ({"documents": None}, False),
        ({"unmatched": [{"page": 2, "reason": "template_mismatch"}]}, False),
        ({"missing": [2]}, False),
        ({"second field": "low_confidence"}, False),
        ({"cell": "low_confidence"}, False),
        ({"further page": "invalid"}, False),
        ({"second document": "out_of_frame"}, False),
        ({"alignment": "weak"}, False),
    ],
)
def test_only_an_answer_of_which_everything_is_sure_goes_on_past_a_person(
    changed: dict[str, Any], goes_on: bool
) -> None:
    def fields(*statuses: str, cells: str = "ok") -> list[dict[str, Any]]:
        rows = [[{"status": "ok", "checks": []}, {"status": cells, "checks": []}]]
        return [{"status": status, "rows": rows, "checks": []} for status in statuses]

    told = {name: changed.get(name, "ok") for name in ("second field", "cell", "further page", "second document")}
    alignment = {"verdict": changed.get("alignment", "matched")}
    first = {"fields": fields("ok", told["second field"], cells=told["cell"]), "missing": changed.get("missing", [])}
    documents = [
        {**first, "further": [{"fields": fields(told["further page"])}]},
        {"fields": fields(told["second document"]), "missing": [], "further": [], "alignment": alignment},
    ]
    answer = {"documents": documents, "unmatched": [], "pages": 3, **changed}
    states = json.loads((CLIENTS / "aws" / "read_document.asl.json").read_text(encoding="utf-8"))["States"]
    [choice] = states["Sure"]["Choices"]
    condition = Jsonata(choice["Condition"].removeprefix("{%").removesuffix("%}"))
    condition.assign("states", {"input": {name: value for name, value in answer.items() if value is not None}})
    assert (condition.evaluate(None), choice["Next"], states["Sure"]["Default"]) == (goes_on, "GoesOn", "ToAPerson")


def test_what_passes_is_asked_again_by_the_state_machine() -> None:
    read = json.loads((CLIENTS / "aws" / "read_document.asl.json").read_text(encoding="utf-8"))["States"]["Read"]
    repeated = {error for retrier in read["Retry"] for error in retrier["ErrorEquals"]}
    passing = {code for code, status in STATUS.items() if status in (429, 503)}
    assert repeated >= passing | {ErrorCode.S3_UNAVAILABLE}


def _program(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, CLIENTS.parents[1] / ".ci" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _variables(payload: dict[str, Any]) -> list[str]:
    values = [value for value in payload.values() if isinstance(value, str)]
    return [value.strip("{}") for value in values if value.startswith("{{")]


def test_every_client_is_in_the_readme() -> None:
    listed = (CLIENTS / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in CLIENTS.iterdir() if path.is_file() and path.name != "README.md"]
    assert [name for name in files if f"| {name} |" not in listed] == []
