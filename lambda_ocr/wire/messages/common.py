"""What all messages share, and all requests that bring a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, ConfigDict, PrivateAttr, Strict
from pydantic import Field as Member

from lambda_ocr.wire.members import MAX_NAME, Deferred, PageRanges, Url, unicode_text


class Message(Deferred):
    """What all messages share."""

    model_config = ConfigDict(extra="ignore")
    clearable: ClassVar[frozenset[str]] = frozenset()
    """Members of a request whose empty string means what it says; elsewhere it counts as not given."""

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """The pictures that a request brings, here already or as urls."""
        return ()

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with these in hand, in their order."""
        return self


EXACTLY_ONE_PICTURE: dict[str, Any] = {"oneOf": [{"required": ["img"]}, {"required": ["url"]}]}


class PictureRequest(Message):
    """What all requests share that bring a picture."""

    img: Annotated[str, Strict()] | None = Member(
        default=None,
        description="The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them "
        "is installed); a `data:` prefix is accepted. Or `url`.",
    )
    url: Url | None = Member(
        default=None, description="Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."
    )
    pages: PageRanges | None = Member(
        default=None,
        description="Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused.",
    )
    password: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(unicode_text)] | None = Member(
        default=None, description="Of an encrypted pdf."
    )
    _picture: bytes | None = PrivateAttr(default=None)
    needs_picture: ClassVar[bool] = True
    carriers: ClassVar[tuple[str, ...]] = ("img",)
    """Members that may hold its bytes in Base64."""

    @property
    def carried(self) -> str | None:
        """Its bytes in Base64, where they came along."""
        return next((held for name in self.carriers if (held := getattr(self, name)) is not None), None)

    @property
    def has_picture(self) -> bool:
        """Whether it brings one: here already, in the request, or as `url`."""
        return self._picture is not None or self.carried is not None or self.url is not None

    @property
    def picture(self) -> bytes | None:
        """The picture's bytes where they are here already, whichever way they came; no member of the wire."""
        return self._picture

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """Itself, where it brings one."""
        return (self,) if self.has_picture else ()

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with its one picture in hand."""
        (own,) = data
        return self.with_picture(own)

    def with_picture(self, data: bytes) -> Self:
        """The same request with its picture in hand, and its Base64 let go."""
        copy = self.model_copy(update=dict.fromkeys(self.carriers))
        copy._picture = data
        return copy


NO_OTHERS = ConfigDict(extra="forbid")
EXPECTED_VERSION: Any = Member(
    default=None,
    description="The version that the change is made to. When it is not the newest any more, nothing is changed, and "
    "the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives.",
)
