"""What a running process may be told, and the environment variables that tell it.

Rule: standard library only, no side effects. Whoever starts a process writes `Settings.to_environment()`; the process
reads `Settings.from_environment(os.environ)`. Both sides share this one list, so a name cannot drift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

PREFIX = "CUSTOM_OCR_"
ENGINE_ALIAS = "OCR_ENGINE"


@dataclass(frozen=True)
class Settings:
    """Every tunable of a process. An empty string means the default named in the comment."""

    home: str = ""
    """Folder of the embedded store; empty: the user's data folder."""
    store: str = "sqlite"
    """`sqlite` (embedded) or `aws` (DynamoDB and S3)."""
    table: str = ""
    """DynamoDB table of the templates (store=aws)."""
    bucket: str = ""
    """S3 bucket of pictures and derived data (store=aws)."""
    readable_buckets: str = ""
    """Comma-separated places (`bucket` or `bucket/prefix/`) that `s3://` may read beside what callers put into our own
    bucket; empty: none."""
    threads: int = 0
    """Threads of the model runtime; 0: the processors there are."""
    device: str = "cpu"
    """`cpu` or `cuda`: where the networks run; a device that does not run is refused at start, never replaced."""
    shared_batches: str = "off"
    """Whether concurrent readings share runs of the networks: `on` or `off`."""
    engine: str = "onnx"
    """`onnx`, `openvino` or `paddle`; `OCR_ENGINE` says the same where `CUSTOM_OCR_ENGINE` does not."""
    precision: str = "f32"
    """`f32`, or `bf16` (engine=openvino, where the processor has it)."""
    recognizer: str = "ppocrv6_small"
    """Which network reads: `ppocrv6_small`, or another of those in docs/engines.md (not with engine=paddle)."""
    models: str = ""
    """Folder of quantised networks, or of PaddleOCR's models (engine=paddle); empty: the shipped weights."""
    paddle_detection: str = "PP-OCRv6_small_det"
    paddle_recognition: str = "PP-OCRv6_small_rec"
    """PaddleOCR's names of the models to read with (engine=paddle)."""
    max_picture_bytes: int = 10 * 1024 * 1024
    max_picture_side: int = 4096
    max_pages: int = 100
    """Pages that `read` and `classify` take in one request."""
    max_page_megapixels: float = 50.0
    """Of a page that they make smaller where a side is over `max_picture_side`."""
    decoder_seconds: float = 20.0
    """For opening a file that is decoded in a process of its own, and for each of its pages."""
    fetch_seconds: float = 10.0
    """Wall-clock bound on fetching one `url`, redirects included."""
    allow_loopback: bool = False
    """Whether a `url` may lead to this machine; for the local server and its tests alone."""
    request_seconds: float = 60.0
    """Seconds that a server gives one request, from its last byte to its answer."""
    allowed_hosts: str = ""
    """Comma-separated names a server goes by beside localhost and its addresses, `*` for any."""
    max_connections: int = 512
    max_connections_per_address: int = 128
    """Connections a server takes, in all and from one address (a proxy in front of it is one)."""
    cached_templates: int = 32
    """Prepared templates kept in memory."""
    self_test: bool = True
    """Whether an `add` with `detail` reads the new template back."""
    self_test_seconds: float = 8.0
    """Seconds after which that begins nothing new."""
    review_days: int = 0
    """Days for which documents are kept that a person should look at (doubtful, invalid, refused); 0: none are."""
    counts: bool = False
    """Whether it is counted, by template and version, how many documents were refused, doubtful, corrected."""
    cors_origins: str = ""
    """Comma-separated web origins whose pages may call the Lambda, `*` for any; empty: none."""
    sagemaker_endpoint: str = ""
    """Name of the SageMaker endpoint that the small function in front of it hands requests on to."""
    batch_machine: str = ""
    """ARN of the state machine that reads batches (Lambda with batch=true); empty: there are none."""
    failed_queue: str = ""
    """URL of the SQS queue for pictures that cannot be read (Lambda with events); empty: only `out/` tells."""

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> Settings:
        """Settings from `CUSTOM_OCR_*`; raises ValueError that names the variable and what it may be."""
        given: dict[str, Any] = {}
        for item in fields(Settings):
            name = PREFIX + item.name.upper()
            if name in environment:
                given[item.name] = _parsed(name, environment[name], type(item.default))
        if "engine" not in given and ENGINE_ALIAS in environment:
            given["engine"] = environment[ENGINE_ALIAS]
        return Settings(**given)

    def to_environment(self) -> dict[str, str]:
        """Only what differs from the defaults."""
        return {
            PREFIX + item.name.upper(): str(getattr(self, item.name))
            for item in fields(self)
            if getattr(self, item.name) != item.default
        }


def _parsed(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in _BOOLEANS:
            raise ValueError(f"{name}={text!r}: say one of {', '.join(_BOOLEANS)}")
        return _BOOLEANS[text.lower()]
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name}={text!r}: say a number ({kind.__name__})") from None


_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


def home_folder(settings: Settings, environment: Mapping[str, str], platform: str) -> Path:
    """Folder of the embedded store: `home`, else the platform's user data folder. Not created here."""
    if settings.home:
        return Path(settings.home).expanduser()
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "custom-ocr"
    if platform == "win32" and environment.get("LOCALAPPDATA"):
        return Path(environment["LOCALAPPDATA"]) / "custom-ocr"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "custom-ocr"
