"""The server as a process: when it says it is ready, how it ends, and what it says of an address that is taken."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.pictures import RED, as_base64, card

SERVE = [sys.executable, "-m", "tests.support.colour_cli", "serve"]


@contextmanager
def serving(tmp_path: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address it printed."""
    environment = {**os.environ, "CUSTOM_OCR_HOME": str(tmp_path), "GATE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [*SERVE, "--port", "0", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            found = re.search(r"ready at (http://\S+)", child.stdout.readline())
            assert found, child.communicate(timeout=300)
            yield child, found[1]
        finally:
            child.kill()


def test_it_prints_where_it_is_when_it_answers_and_listens_on_this_machine_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, address):
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(address + "/healthz", timeout=300).json() == {"status": "ok"}
        assert httpx.post(address + "/custom_ocr", json={"type": "list"}, timeout=300).json() == {
            "template_id_list": []
        }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_requests_under_way_are_answered(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as (child, address), ThreadPoolExecutor() as clients:
        added = httpx.post(
            address + "/custom_ocr", json={"type": "add", "img": as_base64(card()), "template": [RED]}, timeout=300
        ).json()
        asked = {**added, "img": as_base64(card())}
        reading = clients.submit(httpx.post, address + "/custom_ocr", json=asked, timeout=300)
        while not (tmp_path / "begun").exists():
            assert not reading.done(), reading.result().text
            time.sleep(0.01)
        child.send_signal(number)
        assert child.stderr is not None
        assert any("stopping" in line for line in child.stderr)  # it has heard
        (tmp_path / "open").touch()
        assert reading.result().json() == [{"key": "名称", "value": "#ff0000", "score": 97.98}]
        assert child.wait(timeout=300) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(address + "/healthz", timeout=300)


def test_a_reading_that_does_not_end_is_refused_and_does_not_keep_the_process(tmp_path: Path) -> None:
    with serving(tmp_path) as (child, address), ThreadPoolExecutor() as clients:
        add = {"type": "add", "img": as_base64(card()), "template": [RED]}
        added = httpx.post(address + "/custom_ocr", json=add, timeout=300).json()
        asked = {**added, "img": as_base64(card())}
        reading = clients.submit(httpx.post, address + "/custom_ocr", json=asked, timeout=300)
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        answer = reading.result()
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "shutting_down")
        assert child.wait(timeout=60) == 0


def test_a_port_in_use_is_named_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*SERVE, "--port", str(port)],
            env={**os.environ, "CUSTOM_OCR_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "loading" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [["--port", "70000"], ["--port", "http"], ["--host", "no.such.host.invalid"]])
def test_an_address_that_cannot_be_is_a_usage_error(options: list[str]) -> None:
    done = subprocess.run([*SERVE, *options], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr
