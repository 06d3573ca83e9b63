"""Every client under examples/clients runs as it stands, against a real server with the real networks."""

from __future__ import annotations

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
from nbclient import NotebookClient

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
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


def test_the_life_of_a_template_is_gone_through(environment: dict[str, str]) -> None:
    """Where a template's own colours are read: what is shown are the steps, and each must be answered."""
    pictures = PictureSource(NoS3(), NoS3())
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), pictures, self_test=False)
    with running(make_app(service.begin)) as address:
        command = [sys.executable, str(CLIENTS / "python_life.py"), "template.png"]
        said = said_by(command, environment | {"CUSTOM_OCR_URL": f"{address}/custom_ocr"}).splitlines()
    assert said[1:4] == ["12 right, 0 wrong, 0 refused", "without the last field 1 values differ", "[4, 3, 2, 1]"]
    assert (said[0], said[4]) == ("version 2 knows 2 lessons", "moved with 12 fields and 2 lessons")
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


def test_the_postman_collection_asks_what_the_contract_knows() -> None:
    collection = json.loads((CLIENTS / "postman_collection.json").read_text(encoding="utf-8"))
    known = {item["key"] for item in collection["variable"]}
    for item in collection["item"]:
        request = item["request"]
        assert request["url"] == "{{url}}"
        payload = json.loads(request["body"]["raw"])
        assert payload["type"] in ("add", "query", "read", "list", "upload", "del")
        assert set(_variables(payload)) <= known


def _variables(payload: dict[str, Any]) -> list[str]:
    values = [value for value in payload.values() if isinstance(value, str)]
    return [value.strip("{}") for value in values if value.startswith("{{")]


def test_every_client_is_in_the_readme() -> None:
    listed = (CLIENTS / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in CLIENTS.iterdir() if path.is_file() and path.name != "README.md"]
    assert [name for name in files if f"| {name} |" not in listed] == []
