"""A traced invocation's steps are spans below it, as X-Ray's daemon takes them, and stand in its log line."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from lambda_ocr.entrypoints.aws_lambda.spans import DAEMON, HEADER, TRACE
from tests.entrypoints.aws_lambda.test_event_dispatcher import CONTEXT, doors
from tests.support.notebook import NotebookOutside
from tests.support.pictures import RED, as_base64, card

TRACED = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled={}"


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.setblocking(False)
        monkeypatch.setenv(DAEMON, f"127.0.0.1:{door.getsockname()[1]}")
        yield door


def read_a_card() -> None:
    dispatcher = doors(NotebookOutside())
    picture = as_base64(card())
    added = dispatcher.answer({"type": "add", "img": picture, "template": [RED]}, CONTEXT)
    dispatcher.answer({"type": "query", "img": picture, "template_id": added["template_id"]}, CONTEXT)


def test_the_steps_of_a_traced_reading_are_spans_within_it(
    daemon: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(TRACE, TRACED.format(1))
    with caplog.at_level("INFO", logger="custom_ocr"):
        read_a_card()
    told = list(_received(daemon))[-1]
    assert told["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
    assert (told["parent_id"], told["type"], told["name"]) == ("53995c3f42cd8ad8", "subsegment", "direct")
    steps = told["subsegments"]
    assert [step["name"] for step in steps][:3] == ["template", "fetch", "decode"]
    assert all(told["start_time"] <= step["start_time"] <= step["end_time"] <= told["end_time"] for step in steps)
    assert len({step["id"] for step in steps} | {told["id"]}) == len(steps) + 1
    facts = caplog.records[-1].__dict__["facts"]
    assert set(facts["steps_ms"]) == {step["name"] for step in steps}


@pytest.mark.parametrize("trace", ["", TRACED.format(0), "Root=1-a"])
def test_what_is_not_traced_sends_nothing(daemon: socket.socket, monkeypatch: pytest.MonkeyPatch, trace: str) -> None:
    monkeypatch.setenv(TRACE, trace)
    read_a_card()
    assert list(_received(daemon)) == []


def test_a_daemon_that_is_none_costs_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACE, TRACED.format(1))
    monkeypatch.setenv(DAEMON, "nobody:port")
    read_a_card()


def _received(daemon: socket.socket) -> Iterator[dict[str, Any]]:
    while True:
        try:
            data = daemon.recv(65536)
        except BlockingIOError:
            return
        assert data.startswith(HEADER)
        yield json.loads(data[len(HEADER) :])
