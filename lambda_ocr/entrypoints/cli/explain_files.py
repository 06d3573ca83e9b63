"""`query --explain FILE`: the picture read once more with everything kept, and drawn."""

from __future__ import annotations

from pathlib import Path

from lambda_ocr.alignment.explain import best_guess, sight
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.core.errors import OcrError, TemplateMismatch
from lambda_ocr.core.model import Image, Prepared, Reading
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.trace import Record
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import content
from lambda_ocr.settings import Settings
from lambda_ocr.viz.explain import Explanation, draw_explanation
from lambda_ocr.viz.overlay import encoded


def write_explanation(
    settings: Settings, template_id: str, source: str, target: Path, version: int | None = None
) -> None:
    """Explain one picture, a file or a url; raises UsageProblem where there is nothing to draw."""
    from lambda_ocr.entrypoints import wiring

    limits = PictureLimits(settings.max_picture_bytes, settings.max_picture_side)
    try:
        picture = load_document(content(source, settings), limits).first.pixels
        reader = wiring.build_reader(settings)
        templates = TemplateCache(wiring.build_store(settings), reader, limits, 1)
        template, prepared = templates.once(templates.find(template_id, version))
        registered = load_document(template.picture, limits).first.pixels
        drawn = draw_explanation(explained(reader, prepared, registered, picture))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(encoded(drawn, target.suffix))
    except OcrError as error:
        raise UsageProblem(f"--explain: {error.message}") from None
    except OSError as error:
        raise UsageProblem(f"--explain {target}: {error.strerror}") from None


def explained(reader: Reader, prepared: Prepared, registered: Image, picture: Image) -> Explanation:
    """Read `picture` with everything kept; `registered` is the template's own picture."""
    record = Record()
    reading, refusal = _read(reader, prepared, picture, record)
    found = (
        sight(prepared.features, picture, reading.alignment.image_from_template)
        if reading
        else best_guess(prepared.features, picture)
    )
    return Explanation(
        registered,
        picture,
        prepared.fields,
        reading,
        refusal,
        found,
        record.kept(),
        record.dropped(),
        tuple(record.steps),
    )


def _read(
    reader: Reader, prepared: Prepared, picture: Image, record: Record
) -> tuple[Reading | None, TemplateMismatch | None]:
    try:
        return reader.read(prepared, picture, record), None
    except TemplateMismatch as refusal:
        return None, refusal
