"""Real servers on 127.0.0.1 that say exactly the bytes a test wants, and certificates of our own making."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[["Exchange"], None]


class Exchange:
    """One connection, its request read."""

    def __init__(self, server: ScriptedServer, sock: socket.socket, head: str) -> None:
        self.server = server
        self.sock = sock
        self.head = head
        self.path = head.split(" ")[1]

    def send(self, *parts: str | bytes) -> None:
        """Write bytes as they are."""
        for part in parts:
            self.sock.sendall(part.encode("latin-1") if isinstance(part, str) else part)

    def reply(self, body: bytes, status: str = "200 OK", *headers: str) -> None:
        """An honest answer."""
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
        self.send("\r\n".join(lines), body)

    def drip(self, piece: bytes, seconds: float = 0.02) -> None:
        """Write the same piece again and again, until the other side or the test is gone."""
        while not self.server.over.wait(seconds):
            self.sock.sendall(piece)

    def wait(self) -> None:
        """Say nothing more until the test is over."""
        self.server.over.wait(300)


class ScriptedServer:
    """Lets `answer` write each answer; remembers the requests. A context manager."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.heads: list[str] = []
        self.asked = threading.Event()
        """Set once a request has arrived whole: a client that gives up may be faster than this."""
        self.connections = 0
        self.over = threading.Event()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """A url that leads here."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept, which would keep it open
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                sock, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:
            secured = self._tls.wrap_socket(sock, server_side=True) if self._tls else sock
            with secured:
                head = b""
                while b"\r\n\r\n" not in head:
                    received = secured.recv(65536)
                    if not received:
                        return
                    head += received
                self.heads.append(head.decode("latin-1"))
                self.asked.set()
                self._answer(Exchange(self, secured, self.heads[-1]))


def self_signed(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server that calls itself `name`, and of a client that trusts this one certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode("ascii"))
