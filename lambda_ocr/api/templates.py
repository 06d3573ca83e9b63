"""Templates made ready for reading, the recent ones kept in memory.

Rule: the store is the truth. It is asked on every query whether the template is still there, so that one deleted by
another process is never answered from memory; derived data is a cache, and failing to keep it fails no request.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import StoreUnavailable, TemplateNotFound
from lambda_ocr.core.model import Prepared, Template
from lambda_ocr.core.ports import DocumentReader, TemplateStore
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

log = logging.getLogger(__name__)


class PreparedTemplates:
    """Store and reader together; safe to share among threads."""

    def __init__(self, store: TemplateStore, reader: DocumentReader, limits: PictureLimits, capacity: int) -> None:
        self._store = store
        self._reader = reader
        self._limits = limits
        self._capacity = capacity
        self._recent: OrderedDict[str, Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, template: Template, derived: bytes) -> None:
        """Keep a new template and its derived data; raises StoreUnavailable when the template is not kept."""
        self._store.add(template)
        self._save(template.template_id, derived)

    def check(self, template_id: str) -> None:
        """Raise TemplateNotFound where there is none of this id."""
        if not self._store.exists(template_id):
            self.forget(template_id)
            raise TemplateNotFound(
                "No template has this id. Ask for the ids there are with type list, or add the template.",
                template_id=template_id,
            )

    def get(self, template_id: str, budget: Budget = UNBOUNDED) -> Prepared:
        """The template ready to read with; raises TemplateNotFound, StoreUnavailable or OverBudget."""
        self.check(template_id)
        with self._lock:
            if template_id in self._recent:
                self._recent.move_to_end(template_id)
                return self._recent[template_id]
        return self._remembered(self._prepared(self._store.get(template_id), budget))

    def once(self, template_id: str, budget: Budget = UNBOUNDED) -> tuple[Template, Prepared]:
        """A template and how it is read, for a single look: nothing that memory holds gives way to it."""
        template = self._store.get(template_id)
        with self._lock:
            recent = self._recent.get(template_id)
        return template, recent or self._prepared(template, budget)

    def forget(self, template_id: str) -> None:
        """Drop what memory holds of a template."""
        with self._lock:
            self._recent.pop(template_id, None)

    def _remembered(self, prepared: Prepared) -> Prepared:
        with self._lock:
            self._recent[prepared.template_id] = prepared
            while len(self._recent) > self._capacity:
                self._recent.popitem(last=False)
        return prepared

    def _prepared(self, template: Template, budget: Budget) -> Prepared:
        """From the derived data in the store, made anew when missing or not of this reader's version."""
        cached = self._store.load_derived(template.template_id, self._reader.version)
        if cached is not None:
            try:
                return self._reader.prepare(template, cached)
            except ValueError:
                log.warning("derived data of template %s is unusable and made anew", template.template_id)
        picture = load_document(template.picture, self._limits).first.pixels
        derived = self._reader.describe(picture, template.fields, budget, template.variable)
        self._save(template.template_id, derived)
        return self._reader.prepare(template, derived)

    def _save(self, template_id: str, derived: bytes) -> None:
        try:
            self._store.save_derived(template_id, self._reader.version, derived)
        except StoreUnavailable as error:
            log.warning("derived data of template %s is not kept: %s", template_id, error.message)
