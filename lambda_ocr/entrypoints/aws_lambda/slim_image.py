"""Run once while the image is built: removes from the installed packages what the function never opens.

Rule: by name, never by guess at use. The image is tried afterwards: it must answer a query without a network.
Usage: python3 slim_image.py FOLDER
"""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

NETWORKS = {"PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"}
"""Of the models in rapidocr's wheel, those `engines` reads."""

SERVICES = {"dynamodb", "events", "s3", "sqs", "sts"}
"""Of the 400 services botocore describes, those `aws` speaks to."""

NAMES_OF_LOCALES = {
    *("languages", "territories", "scripts", "variants", "currency_names_plural"),
    *("unit_patterns", "unit_display_names", "compound_unit_patterns", "time_zones", "meta_zones", "zone_formats"),
    *("date_fields", "datetime_skeletons", "interval_formats", "compact_decimal_formats", "compact_currency_formats"),
}
"""Of what Babel knows in each language, names and patterns that no field type asks for: 26 of its 32 MB."""

FOLDERS = (
    "bin",
    "share",
    "cv2/data",
    "onnxruntime/backend",
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/distutils",
    "numpy/f2py",
    "numpy/random/_examples",
    "drf_spectacular_sidecar/static/drf_spectacular_sidecar/redoc",
    "google",
    "flatbuffers",
    "boto3/examples",
    "numpy/**/tests",
    "simplejson/tests",
)
"""Headers, tools, test suites and classifiers; and what only onnxruntime's tools import."""

FILES = (
    *("**/*.pyi", "**/*.pxd", "**/*.a", "**/*.h"),
    "onnxruntime/capi/libonnxruntime.so*",
    "numpy/_core/_simd.*",
    "numpy/_core/*_tests.*",
    "drf_spectacular_sidecar/**/*.map",
)
"""What compilers and type checkers read; onnxruntime's library for C programs (its Python module has all of it inside:
29 MB twice); numpy's modules for its own tests."""


def main(packages: Path) -> None:
    """Remove and say how much."""
    before = _size(packages)
    for path in [*_listed(packages), *_models(packages), *_services(packages)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    _shorten_locales(packages)
    print(f"packages: {before / 1e6:.0f} MB, {_size(packages) / 1e6:.0f} MB of them kept")


def _listed(packages: Path) -> Iterator[Path]:
    for pattern in (*FOLDERS, *FILES):
        yield from [path for path in packages.glob(pattern) if path.exists()]


def _models(packages: Path) -> Iterator[Path]:
    """rapidocr is data to us: its networks, and an empty package so that they are found."""
    for path in list((packages / "rapidocr").iterdir()):
        if path.name not in {"__init__.py", "models"}:
            yield path
    yield from [path for path in (packages / "rapidocr" / "models").iterdir() if path.name not in NETWORKS]


def _services(packages: Path) -> Iterator[Path]:
    data = packages / "botocore" / "data"
    yield from [path for path in data.iterdir() if path.is_dir() and path.name not in SERVICES]


def _shorten_locales(packages: Path) -> None:
    """Every language stays, with less of it: pickles of our own hash-checked wheel, read with its own classes."""
    sys.path.insert(0, str(packages))
    for path in (packages / "babel" / "locale-data").glob("*.dat"):
        known = pickle.loads(path.read_bytes())
        path.write_bytes(pickle.dumps({name: known[name] for name in known if name not in NAMES_OF_LOCALES}, 2))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
