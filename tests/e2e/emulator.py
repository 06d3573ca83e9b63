"""An AWS account on this machine: MiniStack and moto as processes, over TLS, with IAM really evaluated.

TLS because our bucket refuses plain HTTP; `AUTH` because a signature that nobody checks proves nothing.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import boto3

HERE = Path(__file__).parent
LEASH = HERE.parent / "support" / "leash.py"
ACCOUNT = "123456789012"
REGION = "us-east-1"
START_SECONDS = 600


@dataclass(frozen=True)
class Emulator:
    """Where the account answers, and the environment in which every AWS tool finds it."""

    url: str
    moto_url: str
    environment: Mapping[str, str]
    folder: Path

    def client(self, service: str, **keys: str) -> Any:
        """A boto3 client, of the account's root unless keys are given."""
        given = keys or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        bundle = self.environment["AWS_CA_BUNDLE"]
        return boto3.session.Session().client(
            service, endpoint_url=self.url, region_name=REGION, verify=bundle, **given
        )

    def moto(self, service: str) -> Any:
        """A boto3 client of what MiniStack lacks."""
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.session.Session().client(service, endpoint_url=self.moto_url, region_name=REGION, **keys)

    @property
    def trust(self) -> ssl.SSLContext:
        """For HTTPS requests of our own."""
        return ssl.create_default_context(cafile=self.environment["AWS_CA_BUNDLE"])


def free_port() -> int:
    """A port nobody listens on, below those the kernel gives to outgoing connections: none of these takes it before
    the program does that it is meant for."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def running_emulator(folder: Path, runtime_url: str, sagemaker_url: str) -> Iterator[Emulator]:
    """The account, gone with the block. `folder` holds its state, certificates and logs."""
    certificate, key = _self_signed(folder)
    (folder / "tmp").mkdir()
    port, moto_port = free_port(), free_port()
    moto_url = f"http://127.0.0.1:{moto_port}"
    common = _tools_environment(f"https://127.0.0.1:{port}", certificate)
    servers = {
        **common,
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate),
        "MINISTACK_SSL_KEY": str(key),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "IOT_MTLS_ENABLED": "0",
        "TMPDIR": str(folder / "tmp"),
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "E2E_MOTO": moto_url,
        "E2E_RUNTIME": runtime_url,
        "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": sagemaker_url,
    }
    moto = ["-m", "moto.server", "-H", "127.0.0.1", "-p", str(moto_port)]
    with ExitStack() as stack:
        moto_log, log = folder / "moto.log", folder / "ministack.log"
        others = stack.enter_context(_process(moto, servers, moto_log))
        ministack = stack.enter_context(_process([str(HERE / "emulator_process.py")], servers, log))
        emulator = Emulator(f"https://127.0.0.1:{port}", moto_url, common, folder)
        _wait(f"{moto_url}/moto-api/", None, moto_log, others)
        _wait(f"{emulator.url}/_ministack/health", emulator.trust, log, ministack)
        yield emulator


def _tools_environment(url: str, certificate: Path) -> dict[str, str]:
    """What the CDK's command line, boto3 and our own tools need; the shell's own AWS settings are left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "CUSTOM_OCR_"))}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "AWS_ENDPOINT_URL": url,
        "AWS_ENDPOINT_URL_S3": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CA_BUNDLE": str(certificate),
        "SSL_CERT_FILE": str(certificate),
        "NODE_EXTRA_CA_CERTS": str(certificate),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONDONTWRITEBYTECODE": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


@contextmanager
def _process(program: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(LEASH), *program],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the group: functions run in processes of their own
            process.wait()


def _wait(url: str, trust: ssl.SSLContext | None, log: Path, process: subprocess.Popen[bytes]) -> None:
    """Until it answers; at once an error when it has ended."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5, context=trust):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer; its log ends:\n{log.read_text()[-2000:]}")


def _self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is good for a day."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "custom-ocr e2e")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "server.crt", folder / "server.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    unencrypted = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, unencrypted))
    return certificate_file, key_file
