"""The objects of templates in S3: each version in a folder of its own, so that nothing is ever written twice, and what
is to be deleted need not be listed.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.aws.store.table import chunks
from lambda_ocr.core.errors import StoreUnavailable

PICTURE = "picture"
CONTENT = "fields.json"
DERIVED = "derived"
PARTS = (PICTURE, CONTENT, DERIVED)

MAX_KEYS = 1000
"""S3's bound on one `DeleteObjects`."""


@dataclass(frozen=True)
class Folder:
    """Where the objects of one version lie. `name` is "" for what was added before there were versions."""

    template_id: str
    name: str = ""

    @staticmethod
    def new(template_id: str, version: int) -> Folder:
        """One that nobody else writes to, not even who writes the same version at the same moment."""
        return Folder(template_id, f"{version}-{uuid.uuid4().hex}")

    @staticmethod
    def parsed(text: str) -> Folder:
        """As `str` wrote it."""
        template_id, _, name = text.partition("/")
        return Folder(template_id, name)

    @property
    def is_first(self) -> bool:
        """Whether it is a first version's."""
        return self.name.partition("-")[0] in ("", "1")

    def __str__(self) -> str:
        return f"{self.template_id}/{self.name}" if self.name else self.template_id

    def key(self, part: str) -> str:
        """Of a part, in the bucket."""
        return f"templates/{self}/{part}"


class TemplateObjects:
    """The parts of templates in one bucket."""

    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket = bucket
        self._s3 = s3

    def put(self, folder: Folder, part: str, data: bytes, fingerprint: str = "") -> None:
        """Write a part. Only what is derived is ever replaced, by what has another fingerprint."""
        metadata = {"version": fingerprint} if fingerprint else {}
        with translated("write the template bucket"):
            self._s3.put_object(Bucket=self._bucket, Key=folder.key(part), Body=data, Metadata=metadata)

    def get(self, folder: Folder, part: str) -> tuple[bytes, str] | None:
        """A part and its fingerprint, None when it is not there."""
        try:
            with translated("read the template bucket"):
                answer = self._s3.get_object(Bucket=self._bucket, Key=folder.key(part))
                return answer["Body"].read(), answer["Metadata"].get("version", "")
        except ObjectMissing:
            return None

    def remove(self, folders: Sequence[Folder]) -> None:
        """Delete every part in these folders; those that are not there are no fault."""
        keys = [folder.key(part) for folder in folders for part in PARTS]
        for some in chunks(keys, MAX_KEYS):
            with translated("delete from the template bucket"):
                listed = {"Objects": [{"Key": key} for key in some], "Quiet": True}
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete=listed)
            _refuse_failures(answer.get("Errors", []))


def _refuse_failures(errors: Sequence[dict[str, Any]]) -> None:
    if errors:
        reason = str(errors[0].get("Code", "unknown"))
        raise StoreUnavailable(f"Cannot delete from the template bucket: {reason}; try again.", reason=reason)
