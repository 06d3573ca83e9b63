"""The pictures named on the command line: files, folders, patterns and urls, and how each goes into a request."""

from __future__ import annotations

import base64
import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from lambda_ocr.documents import formats
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.settings import Settings

SCHEMES = ("http://", "https://", "s3://")


class CannotBeSent(Exception):
    """The file was not sent; `code` is what the API would refuse it by, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def expand(names: Sequence[str]) -> list[str]:
    """Every picture, in the order given, a folder's sorted by name; raises `UsageProblem` for what is not there."""
    return list(dict.fromkeys(picture for name in names for picture in _expanded(name)))


def picture_members(source: str, max_bytes: int) -> dict[str, str]:
    """`{"url": …}` or `{"img": …}`; raises `CannotBeSent`, or OSError when the file cannot be read."""
    if source.lower().startswith(SCHEMES):
        return {"url": source}
    size = Path(source).stat().st_size
    if size > max_bytes:
        raise CannotBeSent(
            "picture_too_large",
            f"The file has {size} bytes; at most {max_bytes} can be sent."
            " Save it smaller, or lay it into S3 and name its s3:// url.",
        )
    data = Path(source).read_bytes()
    if not data:
        # Sent, it would be a request without a picture.
        raise CannotBeSent("invalid_picture", "The file is empty. Copy it from where it came from again.")
    return {"img": base64.b64encode(data).decode("ascii")}


def content(source: str, settings: Settings) -> bytes:
    """The bytes of a file or url, for drawing on; raises OSError, or an OcrError that says why there are none."""
    if not source.lower().startswith(SCHEMES):
        return Path(source).read_bytes()
    from lambda_ocr.entrypoints.wiring import build_pictures

    return build_pictures(settings).picture(None, source)


def picture_asked(source: str, max_bytes: int) -> dict[str, str]:
    """As `picture_members`, for the one picture of a command; raises `UsageProblem` of what cannot be sent."""
    try:
        return picture_members(source, max_bytes)
    except CannotBeSent as error:
        raise UsageProblem(f"{source}: {error}") from None
    except OSError as error:
        raise UsageProblem(f"{source} cannot be read: {error.strerror}") from None


def _expanded(name: str) -> Iterator[str]:
    if name.lower().startswith(SCHEMES):
        yield name
    elif not name:
        raise UsageProblem("a picture's name is empty")
    elif Path(name).is_dir():
        yield from _in_folder(Path(name))
    elif Path(name).exists():
        yield name
    else:
        yield from _matching(name)


def _in_folder(folder: Path) -> list[str]:
    suffixes = [suffix for each in formats.FORMATS for suffix in each.suffixes]
    found = sorted(str(path) for path in folder.iterdir() if path.suffix.lower() in suffixes and path.is_file())
    if not found:
        raise UsageProblem(f"{folder} holds no picture ({', '.join(suffixes)})")
    return found


def _matching(pattern: str) -> list[str]:
    found = sorted(path for path in glob.glob(pattern, recursive=True) if Path(path).is_file())  # noqa: PTH207
    if not found:
        raise UsageProblem(f"there is no picture {pattern}")
    return found
