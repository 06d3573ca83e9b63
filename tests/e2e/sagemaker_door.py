"""SageMaker's runtime API in front of our real server: `InvokeEndpoint`, with its way of wrapping what is no 2xx."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Door:
    """Where the container answers; set when it runs."""

    container = ""

    def invoke(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body as SageMaker gives them."""
        request = urllib.request.Request(f"{self.container}/invocations", body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                return 200, {}, response.read()
        except urllib.error.HTTPError as refusal:
            return self._wrapped(refusal.code, refusal.read().decode())

    def _wrapped(self, status: int, message: str) -> tuple[int, dict[str, str], bytes]:
        said = {
            "Message": f"Received error ({status}) from primary with message",
            "OriginalStatusCode": status,
            "OriginalMessage": message,
            "LogStreamArn": "",
        }
        return 424, {"x-amzn-ErrorType": "ModelError"}, json.dumps(said).encode()


@contextmanager
def running_door() -> Iterator[tuple[Door, str]]:
    """The door and its URL, to be given as `AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME`."""
    door = Door()

    class Endpoints(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, headers, body = door.invoke(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoints)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield door, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
