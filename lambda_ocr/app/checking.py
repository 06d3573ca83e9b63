"""What an `add` with `detail` answers: the new template read back, and compared with those there already.

Rule: it is done before the template is kept, so that a fault leaves nothing behind; warnings refuse nothing. Time is
bounded, and the answer says how much was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lambda_ocr.app.index_keeping import IndexKeeping
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.model import Image, Prepared, Template
from lambda_ocr.core.ports import DocumentReader, Store
from lambda_ocr.core.templates.lint import Attempt, TemplateWarning, confusable
from lambda_ocr.core.templates.self_test import SelfTest, examine, matches
from lambda_ocr.core.templates.suggestions import suggested
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.wire.answers import fixed_line
from lambda_ocr.wire.messages.template_answers import (
    AttemptDetail,
    Checked,
    Compared,
    FieldNamed,
    SuggestedType,
    WarningDetail,
)

SECONDS = 8.0
"""After these nothing new is begun. Together with the fetch, the registration and what was begun last they fit into the
29 s of an API Gateway on half a processor."""
READING_SHARE = 5 / 8
"""Of the seconds; what reading back leaves of them is for comparing, too."""
FULL_TIME_SHARE = 0.5
"""Share of the request's work from which, where so much is left, there is all that time. After a registration that was
dearer there is less: aligning is paid by seconds alone."""
MAX_COMPARED = 20
"""Templates that a new one is compared with: first those that the index holds alike, then the most recent ones."""


class Checking:
    """Reader, store and prepared templates, to check a new template with; safe to share among threads."""

    def __init__(
        self,
        reader: DocumentReader,
        store: Store,
        templates: TemplateCache,
        keeping: IndexKeeping,
        *,
        limits: PictureLimits,
        seconds: float = SECONDS,
    ) -> None:
        self._reader, self._store, self._templates, self._limits = reader, store, templates, limits
        self._keeping = keeping
        self._seconds = seconds

    def found(self, template: Template, derived: bytes, picture: Image, budget: Budget) -> Checked:
        """Everything found out about a new template, or a new version of one; raises `OverBudget`."""
        prepared = self._reader.prepare(template, derived)
        seconds = self._seconds * min(1.0, budget.share_left() / FULL_TIME_SHARE)
        whole = budget.within(seconds)
        tested = examine(self._reader, prepared, picture, budget, seconds=seconds * READING_SHARE)
        others = self._others(prepared, whole)
        compared, alike = self._compared(prepared, picture, others, whole)
        return Checked(
            checked=True,
            warnings=[_warning(item, template) for item in (*tested.warnings, *alike)],
            readings=_readings(tested),
            readings_planned=tested.planned,
            compared=Compared(done=compared, of=len(others)),
            fixed_print=[fixed_line(line) for line in prepared.fixed_lines],
            suggested=list(_suggestions(prepared)),
        )

    def _others(self, prepared: Prepared, budget: Budget) -> Sequence[str]:
        """Which templates it is compared with, those first that are likeliest mistaken for it."""
        recent = [each for each in self._store.list_ids() if each != prepared.template_id][-MAX_COMPARED:][::-1]
        alike = self._keeping.alike(prepared, budget) if recent else ()
        return list(dict.fromkeys([*alike, *recent]))[:MAX_COMPARED]

    def _compared(
        self, prepared: Prepared, picture: Image, others: Sequence[str], budget: Budget
    ) -> tuple[int, list[TemplateWarning]]:
        """How many templates were compared, and those that are mistaken for the new one, or it for them."""
        done, found = 0, list[TemplateWarning]()
        for template_id in others:
            if not budget.is_left():
                break
            try:
                warning = self._confusion(prepared, picture, template_id, budget)
            except OcrError:
                continue  # deleted meanwhile, unreadable, or out of time: no reason to refuse the new one
            done += 1
            found += [warning] if warning else []
        return done, found

    def _confusion(
        self, prepared: Prepared, picture: Image, template_id: str, budget: Budget
    ) -> TemplateWarning | None:
        other, ready = self._templates.once(self._store.head(template_id), budget)
        takes_mine = matches(self._reader, ready, picture, budget)
        is_taken = matches(self._reader, prepared, load_document(other.picture, self._limits).first.pixels, budget)
        return confusable(template_id, other.name, takes_mine, is_taken) if takes_mine or is_taken else None


def unchecked() -> Checked:
    """What is told where the self-test is switched off."""
    return Checked(
        checked=False,
        warnings=[],
        readings=[],
        readings_planned=0,
        compared=Compared(done=0, of=0),
        fixed_print=[],
        suggested=[],
    )


def _suggestions(prepared: Prepared) -> Iterator[SuggestedType]:
    for at, (field, note) in enumerate(zip(prepared.fields, prepared.notes, strict=True)):
        options = None if field.options else suggested(note)
        if options:
            yield SuggestedType(field=FieldNamed(index=at, name=field.name), options=dict(options))


def _warning(warning: TemplateWarning, template: Template) -> WarningDetail:
    at = warning.index
    field = None if at is None else FieldNamed(index=at, name=template.fields[at].name)
    details: dict[str, Any] = dict(warning.details)
    return WarningDetail(code=warning.code, field=field, message=warning.message, details=details)


def _readings(tested: SelfTest) -> list[AttemptDetail]:
    straight = (tested.attempts[0].values or ()) if tested.attempts else ()
    return [_attempt(attempt, straight) for attempt in tested.attempts]


def _attempt(attempt: Attempt, straight: Sequence[str]) -> AttemptDetail:
    if attempt.values is None:
        return AttemptDetail(picture=attempt.distortion, refused=True, differing=[])
    pairs = zip(attempt.values, straight, strict=True)
    differing = [index for index, (value, expected) in enumerate(pairs) if value != expected]
    return AttemptDetail(picture=attempt.distortion, refused=False, differing=differing)
