"""Write into NOTICE what the runtime's wheels bring along: `make notice`.

The libraries are found in the installed wheels (Linux x86_64), licences in the wheels and in the table below.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTICE = ROOT / "NOTICE"
BEGIN = "Packages of the runtime and of the images, and the libraries that their wheels bundle\n"
REQUIREMENTS = ("lambda_ocr/requirements.txt", "lambda_ocr/requirements-lambda.txt")

_FFMPEG = ("FFmpeg", "LGPL-2.1-or-later")
_GCC = ("GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1")
_OPENBLAS = ("OpenBLAS", "BSD-3-Clause")
_OPENSSL = ("OpenSSL", "OpenSSL AND SSLeay-standalone")
_WEBP = ("libwebp", "BSD-3-Clause")
LIBRARIES = {
    "libXau": ("libXau", "MIT"),
    "libaom": ("libaom", "BSD-2-Clause"),
    "libavcodec": _FFMPEG,
    "libavformat": _FFMPEG,
    "libavif": ("libavif", "BSD-2-Clause"),
    "libavutil": _FFMPEG,
    "libbrotlicommon": ("Brotli", "MIT"),
    "libbrotlidec": ("Brotli", "MIT"),
    "libcrypto": _OPENSSL,
    "libde265": ("libde265", "LGPL-3.0-or-later"),
    "libdrm": ("libdrm", "MIT"),
    "libfreetype": ("FreeType", "FTL OR GPL-2.0-or-later"),
    "libgfortran": _GCC,
    "libharfbuzz": ("HarfBuzz", "MIT-Modern-Variant"),
    "libheif": ("libheif", "LGPL-3.0-or-later"),
    "libjpeg": ("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib"),
    "liblcms2": ("Little CMS", "MIT"),
    "liblzma": ("XZ Utils", "0BSD"),
    "libonnxruntime": ("ONNX Runtime", "MIT"),
    "libopenblasp": _OPENBLAS,
    "libopenjp2": ("OpenJPEG", "BSD-2-Clause"),
    "libpng16": ("libpng", "libpng-2.0"),
    "libquadmath": ("GCC libquadmath", "LGPL-2.1-or-later"),
    "libscipy_openblas64_": _OPENBLAS,
    "libsharpyuv": _WEBP,
    "libssl": _OPENSSL,
    "libswresample": _FFMPEG,
    "libswscale": _FFMPEG,
    "libtiff": ("LibTIFF", "libtiff"),
    "libvpx": ("libvpx", "BSD-3-Clause"),
    "libwebp": _WEBP,
    "libwebpdemux": _WEBP,
    "libwebpmux": _WEBP,
    "libxcb": ("libxcb", "MIT"),
    "libzstd": ("Zstandard", "BSD-3-Clause OR GPL-2.0-only"),
}
"""Whose a library is and under which licence (SPDX), by the beginning of its file's name."""

NOT_HERE = {
    "colorama": "BSD-3-Clause",
    "coloredlogs": "MIT",
    "humanfriendly": "MIT",
}
"""Packages that other systems or older builds install, so that no wheel of theirs need be here."""

UNSAID = {"numpy": "BSD-3-Clause", "python-dateutil": "Apache-2.0 OR BSD-3-Clause"}
"""Where the metadata hold a whole text, or none that says which."""


def names() -> list[str]:
    """Every package of the runtime and the images."""
    lines = [line for path in REQUIREMENTS for line in (ROOT / path).read_text(encoding="utf-8").splitlines()]
    return sorted({match[1] for line in lines if (match := re.match(r"([A-Za-z0-9._-]+)==", line))})


def bundled(package: Distribution) -> list[str]:
    """Beginnings of the names of the shared libraries in a wheel that are not its own extension modules."""
    paths = [str(path) for path in package.files or ()]
    shared = [path for path in paths if re.search(r"\.libs/|\.so\.\d", path)]
    return sorted({re.split(r"[-.]", Path(path).name)[0] for path in shared})


def section() -> str:
    """What NOTICE must say; raises KeyError for a library whose licence is not in the table."""
    return BEGIN + "\n" + "".join(_entry(name) for name in names())


def _entry(name: str) -> str:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return f"{name}: {NOT_HERE[name]}\n"
    owned = sorted({LIBRARIES[library] for library in bundled(package)})
    lines = [f"{name}: {_licence(name, package)}", *(f"  {owner}: {licence}" for owner, licence in owned)]
    return "\n".join([*lines, *(f"  linked into it: what {each} says" for each in _third_parties(package))]) + "\n"


def _third_parties(package: Distribution) -> list[str]:
    """Files in which a wheel lists what is linked into its own modules, and so cannot be seen as a file."""
    found = (str(path) for path in package.files or () if re.search(r"(third|3rd).?party", path.name, re.IGNORECASE))
    return sorted(path for path in found if ".dist-info" not in path)


def _licence(name: str, package: Distribution) -> str:
    """The wheel's own word: an SPDX expression, a few words, or a classifier."""
    told = package.metadata
    said = UNSAID.get(name) or told.get("License-Expression") or told.get("License") or ""
    if not said:
        kinds = [each for each in told.get_all("Classifier") or () if each.startswith("License ::")]
        said = kinds[0].rpartition(" :: ")[2]
    return " ".join(said.split())


def main() -> None:
    """Everything above the section stays."""
    own = NOTICE.read_text(encoding="utf-8").partition(BEGIN)[0].rstrip("\n")
    NOTICE.write_text(f"{own}\n\n{section()}", encoding="utf-8")


if __name__ == "__main__":
    main()
