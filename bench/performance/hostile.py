"""The HTTP server against bodies and bytes made to hurt it: how long health waits meanwhile, and every answer's status.

First each known bomb of 14.9 MB, then bodies and bytes near those of real requests, drawn by number until the time is
over. A 5xx, or a server that is gone, ends it with status 1 and names the number, which draws the same bytes again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress

from bench.support.machine import load, this_machine
from bench.support.numbers import table
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from bench.support.server import Server, running_server

SIZE = 14_900_000
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "lists in lists": lambda: b"[" * SIZE,
    "empty lists": lambda: b"[" + b"[]," * (SIZE // 3) + b"1]",
    "numbers": lambda: b"[" + b"1," * (SIZE // 2) + b"1]",
    "members": lambda: b"{" + b",".join(b'"%d":1' % index for index in range(1_300_000)) + b"}",
    "the same member": lambda: b"{" + b'"a":1,' * (SIZE // 6) + b'"a":1}',
    "quotes": lambda: b'"' * SIZE,
    "escapes": lambda: b'{"img":"' + b"\\n" * (SIZE // 2) + b'"}',
    "one number": lambda: b"1." + b"9" * SIZE,
    "long numbers": lambda: b"[" + b",".join([b"9" * 4_299] * (SIZE // 4_300)) + b"]",
    "white space": lambda: b" " * SIZE,
    "a picture that is none": lambda: b'{"type":"detect","img":"' + b"A" * SIZE + b'"}',
    "a template of lists as text": lambda: b'{"type":"add","url":"http://h/","template":"' + b"[" * SIZE + b'"}',
    "not UTF-8 at its end": lambda: b'{"img":"' + b"A" * SIZE + b'\xff"}',
}
_REQUESTS = (
    {"type": "list"},
    {"type": "del", "template_id": ["a", "b"]},
    {"type": "get", "template_id": "a", "picture": "full"},
    {
        "type": "add",
        "img": "iVBORw0KGgo=",
        "template": [[[[0, 0], [9, 0], [9, 9], [0, 9]], "name", {}]],
        "detail": True,
    },
    {"template_id": "a", "img": "data:image/png;base64,iVBORw0KGgo="},
    {"type": "detect", "url": "s3://bucket/key"},
    {"type": "upload", "content_type": "image/png"},
)
_PIECES = (
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"\\",
    b",",
    b":",
    b"1e999",
    b"-",
    b"null",
    b"\xff",
    b"\\ud800",
    b"NaN",
    b"\x00",
)
_HEADS = (
    b"POST /custom_ocr HTTP/1.1\r\nHost: localhost\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"\r\n",
    b"PUT ",
)


def mutated(number: int) -> bytes:
    """A request's body with a few bytes changed; the same for the same number."""
    draw = random.Random(number)
    body = bytearray(json.dumps(draw.choice(_REQUESTS)).encode())
    for _ in range(draw.randrange(6)):
        at, length = draw.randrange(len(body) + 1), draw.randrange(4)
        body[at : at + length] = draw.choice(_PIECES) * draw.choice((1, 1, 1, 40))
    return bytes(body)


def bytes_near_http(number: int) -> bytes:
    """What a connection may be sent, more or less HTTP; the same for the same number."""
    draw = random.Random(number)
    body = mutated(number)
    parts = [draw.choice(_HEADS), b"Content-Length: %d\r\n" % draw.choice((len(body), 0, 3, 10**9)), b"\r\n", body]
    if draw.random() < 0.5:
        parts.insert(draw.randrange(4), draw.randbytes(draw.randrange(30)))
    return b"".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("hostile", __doc__ or "")
    made.add_argument("--seconds", type=float, default=600, metavar="S", help="of drawn bodies (%(default)s)")
    made.add_argument("--first", type=int, default=0, metavar="N", help="the number to begin with (%(default)s)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Bombs, then bodies and bytes in turn."""
    rows, statuses = [], Counter[int]()
    with running_server() as server:
        for name, bomb in BOMBS.items():
            body = bomb()
            rows.append([name, *_bombed(server, body)])
        culprit = _fuzz(server, options, statuses)
        memory = server.resident_megabytes() if culprit is None else 0.0
    print(f"Measured on {this_machine()}, {load():.1f} at its end.\n")
    print(table(["body", "answered", "after", "health waited at most"], rows))
    print(f"\n{statuses.total()} drawn: {dict(sorted(statuses.items()))}; {memory:.0f} MB at the end")
    if culprit is not None:
        print(f"number {culprit} ended in a fault: --first {culprit} sends it again", file=sys.stderr)
    write_json(options.json, {"bombs": rows, "statuses": statuses, "culprit": culprit})
    return 0 if culprit is None else 1


def _bombed(server: Server, body: bytes) -> list[str]:
    """Status, seconds, and the longest that `/healthz` took meanwhile."""
    answers: list[tuple[int, float]] = []

    def send() -> None:
        answer = server.post(body)
        answers.append((answer.status, answer.seconds))

    sender, longest = threading.Thread(target=send), 0.0
    sender.start()
    connection = server.connection()
    while sender.is_alive():
        begun = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        longest = max(longest, time.perf_counter() - begun)
    connection.close()
    ((status, seconds),) = answers
    return [str(status), f"{seconds * 1000:.0f} ms", f"{longest * 1000:.0f} ms"]


def _fuzz(server: Server, options: argparse.Namespace, statuses: Counter[int]) -> int | None:
    """Send until the time is over; the number at which the server was at fault."""
    until = time.monotonic() + options.seconds
    number: int
    for number in progress(itertools.count(options.first), 0, "body"):
        if time.monotonic() > until:
            return None
        status = _said(server, bytes_near_http(number)) if number % 2 else server.post(mutated(number)).status
        statuses[status] += 1
        if status >= 500 or _said(server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") != 200:
            return number
    return None


def _said(server: Server, data: bytes) -> int:
    """The status of the first answer to these bytes; 0 where there is none within a second."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1) as sock:
        sock.sendall(data)
        heard = sock.recv(64).split(b" ")
        return int(heard[1]) if len(heard) > 1 else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
