"""What is known of one field, made of lattices written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, FieldAnnotation, Image, Placement
from lambda_ocr.core.recognition.greedy import greedy_text
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Transcript
from tests.support.lattices import Possible, lattice

QUAD = rectangle(0, 0, 200, 40)
BLANK: Image = np.full((40, 200, 3), 255, np.uint8)
REGION = Region(BLANK, (0, 0, 200, 40), 32, np.eye(3))


def read_line(*looks: Sequence[Possible]) -> LineReading:
    """A line that was looked at so often, and says what the first look says."""
    lattices = tuple(map(lattice, looks))
    said = greedy_text(lattices[0])
    return LineReading(LineCandidate(QUAD, REGION), lattices, said, said, said)


def evidence(options: Mapping[str, Any], *readings: LineReading, note: FieldAnnotation | None = None) -> FieldEvidence:
    """A field of a type whose lines were read so."""
    transcript = Transcript(REGION, readings, Reason.DETECTED)
    return FieldEvidence(Field("f", QUAD, options), Placement(np.eye(3), 0.5), note, REGION, transcript=transcript)
