"""From `img` or `url` to the picture's bytes; the scheme chooses who fetches.

Rule: no more than `max_bytes` are ever held. The fetchers are handed in, for reading `s3://` needs AWS and this layer
knows none.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Protocol

from lambda_ocr.api.errors import echo
from lambda_ocr.core.errors import InvalidRequest, PictureTooLarge, S3Unavailable, UrlForbidden


class Fetcher(Protocol):
    """Fetches what a url names, bounded in bytes and seconds (`api.fetch.HttpFetcher`, `aws.s3_reading.S3Reader`)."""

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
_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")


def decoded_base64(img: str, max_bytes: int) -> bytes:
    """Bytes of Base64 in either alphabet; a `data:` prefix, white space and missing padding are accepted."""
    digits = _base64_digits(img)
    if len(digits) * 3 // 4 > max_bytes:
        raise PictureTooLarge(
            f"The picture in img has {len(digits) * 3 // 4} bytes; at most {max_bytes} are accepted. "
            "Send a smaller or more strongly compressed picture.",
            bytes=len(digits) * 3 // 4,
            max_bytes=max_bytes,
        )
    try:
        return base64.b64decode(digits + b"=" * (-len(digits) % 4), validate=True)
    except binascii.Error:
        raise _not_base64("it holds other characters, or is cut off") from None


def _base64_digits(img: str) -> bytes:
    prefix = _DATA_PREFIX.match(img)
    if prefix and "base64" not in prefix.group().lower():
        raise _not_base64("its data: prefix does not say base64")
    try:
        text = (img[prefix.end() :] if prefix else img).encode("ascii")
    except UnicodeEncodeError:
        raise _not_base64("it holds characters beyond ASCII") from None
    return text.translate(_STANDARD_ALPHABET, _WHITESPACE).rstrip(b"=")


def _not_base64(why: str) -> InvalidRequest:
    return InvalidRequest(
        f'The member "img" is not Base64: {why}. Send the picture file\'s bytes in Base64.', member="img"
    )
