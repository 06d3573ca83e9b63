"""From `img` or `url` to the picture's bytes; the scheme chooses who fetches.

Rule: no more than `max_bytes` are ever held. The fetchers are handed in, for reading `s3://` needs AWS and this layer
knows none.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import Protocol

from lambda_ocr.core.errors import InvalidRequest, PictureTooLarge, S3Unavailable, UrlForbidden
from lambda_ocr.core.quoting import echo


class Fetcher(Protocol):
    """Fetches what a url names, bounded in bytes and seconds (`HttpFetcher`, `S3Reader`)."""

    def fetch(self, url: str) -> bytes:
        """The content; raises an OcrError that says why there is none."""
        ...


class NoS3:
    """Stands in where a process has no access to S3."""

    def fetch(self, url: str) -> bytes:
        """Refuse by name."""
        raise S3Unavailable("This process cannot read s3 urls. Send the picture as img, or as an https url.")


@dataclass(frozen=True)
class PictureSource:
    """Where pictures come from."""

    http: Fetcher
    s3: Fetcher
    max_bytes: int = 10 * 1024 * 1024

    def picture(self, img: str | None, url: str | None) -> bytes:
        """The bytes of whichever of the two is given."""
        if url is not None:
            return self._fetcher(url).fetch(url)
        if img is not None:
            return decoded_base64(img, self.max_bytes)
        raise InvalidRequest('Neither "img" nor "url" is there. Send exactly one of the two.', member="img")

    def _fetcher(self, url: str) -> Fetcher:
        scheme = url.partition(":")[0].lower()
        if scheme in ("http", "https"):
            return self.http
        if scheme == "s3":
            return self.s3
        raise UrlForbidden(
            f'The url "{echo(url)}" is neither http, https nor s3. Use one of these, or send the picture as img.'
        )


_DATA_PREFIX = re.compile(r"\s*data:[^,]{0,200},", re.IGNORECASE)
_WHITESPACE = b" \t\r\n\v\f"
_DEVIANT = " \t\r\n\v\f-_"
_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")
_PIECE = 1024 * 1024
"""Digits decoded at once, a multiple of four: some milliseconds."""


def decoded_base64(img: str, max_bytes: int) -> bytes:
    """Bytes of Base64 in either alphabet; a `data:` prefix, white space and missing padding are accepted.

    Plain Base64 is decoded from where it stands; only what deviates from it is copied first.
    """
    start = _after_prefix(img)
    if (len(img) - start) * 3 // 4 > max_bytes + 2 or not _is_plain(img, start):
        return _decoded(_tidied(img[start:]), 0, max_bytes)
    return _decoded(img, start, max_bytes)


def _after_prefix(img: str) -> int:
    """Where the Base64 begins."""
    prefix = _DATA_PREFIX.match(img)
    if prefix and "base64" not in prefix.group().lower():
        raise _not_base64("its data: prefix does not say base64")
    return prefix.end() if prefix else 0


def _is_plain(img: str, start: int) -> bool:
    """Whether it is in the standard alphabet, on one line and padded, as far as can be seen without reading it all."""
    return img.isascii() and (len(img) - start) % 4 == 0 and not any(img.find(mark, start) >= 0 for mark in _DEVIANT)


def _tidied(text: str) -> str:
    """In the standard alphabet, without white space, padded."""
    try:
        digits = text.encode("ascii").translate(_STANDARD_ALPHABET, _WHITESPACE).rstrip(b"=")
    except UnicodeEncodeError:
        raise _not_base64("it holds characters beyond ASCII") from None
    return (digits + b"=" * (-len(digits) % 4)).decode("ascii")


def _decoded(digits: str, start: int, max_bytes: int) -> bytes:
    """The bytes; decoded in pieces, between which other threads run."""
    size = (len(digits) - start) // 4 * 3 - digits.count("=", max(start, len(digits) - 2))
    if size > max_bytes:
        raise PictureTooLarge(
            f"The picture in img has {size} bytes; at most {max_bytes} are accepted. "
            "Send a smaller or more strongly compressed picture.",
            bytes=size,
            max_bytes=max_bytes,
        )
    try:
        pieces = [_piece(digits, at) for at in range(start, len(digits), _PIECE)]
    except binascii.Error:
        raise _not_base64("it holds other characters, or is cut off") from None
    return b"".join(pieces)


def _piece(digits: str, at: int) -> bytes:
    """A multiple of four digits; padding may stand in the last piece alone."""
    piece = digits[at : at + _PIECE]
    if at + _PIECE < len(digits) and "=" in piece[-2:]:
        raise binascii.Error
    return binascii.a2b_base64(piece, strict_mode=True)


def _not_base64(why: str) -> InvalidRequest:
    return InvalidRequest(
        f'The member "img" is not Base64: {why}. Send the picture file\'s bytes in Base64.', member="img"
    )
