"""The console's files, for whichever door serves them: `/`, `/docs`, and what these two load.

Rule: standard library only, nothing is read before it is asked for. Files lie under a folder named after the content
of them all, so that browsers keep them for good and never mix two versions; the two pages are asked for each time.
"""

from __future__ import annotations

import gzip
import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from lambda_ocr.entrypoints.http.console_bundle import bundled

FILES = Path(__file__).parents[2] / "console"
EXPLORER = "drf_spectacular_sidecar"
"""A package that carries Swagger UI's published files; its data alone is used, it is never imported."""

_SCRIPTS = (FILES / "js" / "main.js", FILES / "docs.js")
"""What the pages name; each comes with all that it imports."""

_PAGES = {"": "index.html", "docs": "docs.html"}
_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_EXPLORER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src {}; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Door:
    """What the page must know of the door it came through."""

    most_bytes: int = 10 * 1024 * 1024
    """The largest picture that a request can carry."""
    uploads: tuple[str, ...] = ()
    """Origins to which `upload` may send larger ones; the page talks to nobody else."""
    region: str = ""
    """Whose signatures are asked for (AWS)."""


ANY_DOOR = Door()


@dataclass(frozen=True)
class Page:
    """A file as it goes over the wire."""

    content: bytes
    media: str
    kept: bool
    """Whether a browser may keep it for good."""
    uploads: tuple[str, ...] = ()

    @property
    def headers(self) -> Mapping[str, str]:
        """What every door sends along."""
        return {
            "content-type": self.media,
            "cache-control": "public, max-age=31536000, immutable" if self.kept else "no-cache",
            "content-security-policy": _POLICY.format(" ".join(("'self'", *self.uploads))),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        }

    @cached_property
    def packed(self) -> bytes:
        """The content, gzipped."""
        return gzip.compress(self.content, 9, mtime=0)


def find_page(path: str, root: str = "/", door: Door = ANY_DOOR) -> Page | None:
    """The page or file at `path` below the service's `root` (which ends in a slash); None when there is none."""
    if path in _PAGES:
        return _page(_PAGES[path], root, door)
    folder, _, name = path.partition("/")
    version, _, name = name.partition("/")
    if folder != "console" or not name:
        return None
    known = _files() | (_explorer() if name.startswith("explorer/") else {})
    if name not in known:
        return None
    return _file(known[name], version == _version())


@cache
def _page(name: str, root: str, door: Door) -> Page:
    text = (FILES / name).read_text(encoding="utf-8")
    filled = text.replace("{files}", f"console/{_version()}")
    filled = filled.replace("{root}", html.escape(root)).replace("{region}", html.escape(door.region))
    filled = filled.replace("{most-bytes}", str(door.most_bytes))
    return Page(filled.encode("utf-8"), _MEDIA[".html"], kept=False, uploads=door.uploads)


@cache
def _file(path: Path, kept: bool) -> Page:
    content = bundled(path).encode("utf-8") if path in _SCRIPTS else path.read_bytes()
    return Page(content, _MEDIA[path.suffix], kept)


@cache
def _files() -> dict[str, Path]:
    """Every file of the console by its name in a url; a name that is not here leads nowhere."""
    return {
        path.relative_to(FILES).as_posix(): path
        for path in sorted(FILES.rglob("*"))
        if path.suffix in _MEDIA and path.suffix != ".html"
    }


@cache
def _explorer() -> dict[str, Path]:
    spec = find_spec(EXPLORER)
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "static" / EXPLORER / "swagger-ui-dist"
    return {f"explorer/{name}": folder / name for name in _EXPLORER_FILES if (folder / name).is_file()}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for path in (*_files().values(), *_explorer().values()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
