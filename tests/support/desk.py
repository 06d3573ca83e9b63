"""A service at work on files of pages, with templates that are known by the size of the page."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.budget import Budget
from lambda_ocr.documents.sources import PictureSource
from tests.support.fakes import IndexThatNamesAll, ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

SMALL, LARGE, STRANGE = (120, 80), (150, 90), (130, 99)


def pages(*sizes: tuple[int, int]) -> bytes:
    """A tiff of cards of these sizes, by which the reader knows its templates."""
    drawn = [Image.open(io.BytesIO(card(*size))).convert("RGB") for size in sizes]
    out = io.BytesIO()
    drawn[0].save(out, "TIFF", save_all=True, append_images=drawn[1:])
    return out.getvalue()


class Desk:
    """A service, what stands behind it, and two templates."""

    def __init__(
        self,
        reader: ReaderThatSeesEverything | None = None,
        index: IndexThatNamesAll | None = None,
        **options: Any,
    ) -> None:
        self.store, self.index = StoreInMemory(), index or IndexThatNamesAll()
        self.reader = reader or ReaderThatSeesEverything()
        web = WebWithTheseFiles({"https://example.com/post.tif": pages(SMALL, STRANGE)})
        sources = PictureSource(http=web, s3=web)
        self.service = OcrService(self.store, self.reader, sources, index=self.index, **options)
        self.small, self.large = (self.added(size) for size in (SMALL, LARGE))

    def added(self, size: tuple[int, int], **members: Any) -> str:
        add = {"type": "add", "img": as_base64(card(*size)), "template": [RED, GREEN], **members}
        answer = self.service.handle(add)
        return str(answer.body["template_id"])

    def is_page_of(self, document: str, *template_ids: str) -> None:
        """Let templates be the pages of a document, in this order."""
        for page, template_id in enumerate(template_ids, 1):
            place = {"document": document, "page": page, "pages": len(template_ids)}
            answer = self.service.handle({"type": "update", "template_id": template_id, "page_of": place})
            assert answer.status == 200, answer.body

    def read(self, data: bytes, budget: Budget | None = None, **members: Any) -> Any:
        """The answer about a file, `read` unless another type is asked for."""
        response = self.service.handle({"type": "read", "file": as_base64(data), **members}, budget)
        assert response.status == 200, response.body
        return response.body
