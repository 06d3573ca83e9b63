"""The objects of templates in S3: three fixed keys a template, so that nothing must be listed to be deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lambda_ocr.aws.faults import ObjectMissing, translated
from lambda_ocr.aws.table import chunks
from lambda_ocr.core.errors import StoreUnavailable

PICTURE = "picture"
FIELDS = "fields.json"
DERIVED = "derived"
PARTS = (PICTURE, FIELDS, DERIVED)

MOST_KEYS = 1000
"""S3's bound on one `DeleteObjects`."""


def key_of(template_id: str, part: str) -> str:
    """Where a part of a template lies in the bucket."""
    return f"templates/{template_id}/{part}"


class TemplateObjects:
    """The parts of templates in one bucket."""

    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket = bucket
        self._s3 = s3

    def put(self, template_id: str, part: str, data: bytes, version: str = "") -> None:
        """Write a part, replacing what is there."""
        metadata = {"version": version} if version else {}
        with translated("write the template bucket"):
            self._s3.put_object(Bucket=self._bucket, Key=key_of(template_id, part), Body=data, Metadata=metadata)

    def get(self, template_id: str, part: str) -> tuple[bytes, str] | None:
        """A part and its version, None when it is not there."""
        try:
            with translated("read the template bucket"):
                answer = self._s3.get_object(Bucket=self._bucket, Key=key_of(template_id, part))
                return answer["Body"].read(), answer["Metadata"].get("version", "")
        except ObjectMissing:
            return None

    def remove(self, template_ids: Sequence[str]) -> None:
        """Delete every part of these templates; those that are not there are no fault."""
        keys = [key_of(template_id, part) for template_id in template_ids for part in PARTS]
        for some in chunks(keys, MOST_KEYS):
            with translated("delete from the template bucket"):
                listed = {"Objects": [{"Key": key} for key in some], "Quiet": True}
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete=listed)
            _refuse_failures(answer.get("Errors", []))


def _refuse_failures(errors: Sequence[dict[str, Any]]) -> None:
    if errors:
        reason = str(errors[0].get("Code", "unknown"))
        raise StoreUnavailable(f"Cannot delete from the template bucket: {reason}; try again.", reason=reason)
