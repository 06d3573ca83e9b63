"""Templates made ready for reading, the recent ones kept in memory.

Rule: the store is the truth. It is asked on every query which version is the newest, so that a template deleted or
changed by another process is never answered from memory; derived data is a cache, and failing to keep it fails no
request.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import StoreUnavailable, TemplateNotFound
from lambda_ocr.core.model import Prepared, Template, TemplateRef
from lambda_ocr.core.ports import DocumentReader, Store
from lambda_ocr.core.templates.refusals import no_version
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

log = logging.getLogger(__name__)


class TemplateCache:
    """Store and reader together; safe to share among threads."""

    def __init__(self, store: Store, reader: DocumentReader, limits: PictureLimits, capacity: int) -> None:
        self._store = store
        self._reader = reader
        self._limits = limits
        self._capacity = capacity
        self._recent: OrderedDict[TemplateRef, Prepared] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def reader_version(self) -> str:
        """What names everything that derived data depend on."""
        return self._reader.version

    def create(self, template: Template, derived: bytes) -> None:
        """Keep a new template and its derived data; raises StoreUnavailable when the template is not kept."""
        self._store.create(template)
        self._save(template.ref, derived)

    def publish(self, template: Template, derived: bytes) -> None:
        """Keep a new version and its derived data; raises as the store does when the version is not kept."""
        self._store.publish(template)
        self._save(template.ref, derived)

    def derived(self, ref: TemplateRef) -> bytes | None:
        """What is derived from a version, as `create` and `publish` take it; None where it is not kept."""
        return self._store.load_artifact(ref, self._reader.version)

    def find(self, template_id: str, version: int | None) -> TemplateRef:
        """The version asked for, or the newest; raises TemplateNotFound."""
        newest = self.newest(template_id)
        if version is None or version == newest.version:
            return newest
        asked = TemplateRef(template_id, version)
        if version > newest.version:
            raise no_version(asked, newest.version)
        return asked

    def newest(self, template_id: str) -> TemplateRef:
        """The newest version; raises TemplateNotFound."""
        try:
            return self._store.head(template_id)
        except TemplateNotFound:
            self.forget(template_id)
            raise TemplateNotFound(
                "No template has this id. Ask for the ids there are with type list, or add the template.",
                template_id=template_id,
            ) from None

    def get(self, ref: TemplateRef, budget: Budget = UNBOUNDED) -> Prepared:
        """A version ready to read with; raises TemplateNotFound, StoreUnavailable or OverBudget."""
        with self._lock:
            if ref in self._recent:
                self._recent.move_to_end(ref)
                return self._recent[ref]
        return self._remembered(ref, self._prepared(self._store.get(ref), budget))

    def once(self, ref: TemplateRef, budget: Budget = UNBOUNDED) -> tuple[Template, Prepared]:
        """A version and how it is read, for a single look: nothing that memory holds gives way to it."""
        template = self._store.get(ref)
        with self._lock:
            recent = self._recent.get(ref)
        return template, recent or self._prepared(template, budget)

    def forget(self, template_id: str) -> None:
        """Drop what memory holds of a template, whatever the version."""
        with self._lock:
            for ref in [each for each in self._recent if each.template_id == template_id]:
                del self._recent[ref]

    def _remembered(self, ref: TemplateRef, prepared: Prepared) -> Prepared:
        with self._lock:
            self._recent[ref] = prepared
            while len(self._recent) > self._capacity:
                self._recent.popitem(last=False)
        return prepared

    def _prepared(self, template: Template, budget: Budget) -> Prepared:
        """From the derived data in the store, made anew when missing or not of this reader's version."""
        cached = self._store.load_artifact(template.ref, self._reader.version)
        if cached is not None:
            try:
                return self._reader.prepare(template, cached)
            except ValueError:
                log.warning("derived data of template %s is unusable and made anew", template.template_id)
        picture = load_document(template.picture, self._limits).first.pixels
        derived = self._reader.describe(picture, template.fields, budget, template.variable)
        self._save(template.ref, derived)
        return self._reader.prepare(template, derived)

    def _save(self, ref: TemplateRef, derived: bytes) -> None:
        try:
            self._store.save_artifact(ref, self._reader.version, derived)
        except StoreUnavailable as error:
            log.warning("derived data of template %s is not kept: %s", ref.template_id, error.message)
