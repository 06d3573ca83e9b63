"""Cells of a comb are counted without being read, and decide how many characters a code has."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.core.deciding.cells import filled
from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.looks import Effort
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, Field, FieldReading, Placement, Status
from lambda_ocr.core.recognition.greedy import greedy_text
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Transcript
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from tests.support.lattices import Possible, lattice, spelled

QUAD = rectangle(0, 0, 320, 40)
CELLS = 8
OPTIONS = {"type": "code", "pattern": "\\d+", "cells": CELLS}


def comb(text: str, *, ink: int = 40, paper: int = 230, ticks: bool = True) -> Region:
    """A field of 8 cells, a character in each, with walls or ticks between them."""
    image = np.full((60, 340, 3), paper, np.uint8)
    cv2.rectangle(image, (10, 10), (330, 50), (90, 90, 90), 1)
    for at, letter in enumerate(text):
        cv2.putText(image, letter, (22 + at * 40, 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (ink,) * 3, 2, cv2.LINE_AA)
    for at in range(1, CELLS):
        cv2.line(image, (10 + at * 40, 38 if ticks else 10), (10 + at * 40, 50), (90, 90, 90), 1)
    return Region(image, (10, 10, 330, 50), 32, np.eye(3))


@pytest.mark.parametrize("text", ["1", "11", "7 1", "20260311", "1111111"])
@pytest.mark.parametrize("ticks", [True, False])
def test_cells_with_a_character_are_counted(text: str, ticks: bool) -> None:
    assert filled(comb(text, ticks=ticks), CELLS) == len(text.replace(" ", ""))


def test_pale_ink_counts_as_dark_ink_does() -> None:
    assert filled(comb("4711", ink=150), CELLS) == filled(comb("4711", ink=20, paper=120), CELLS) == 4


def test_blank_cells_say_nothing() -> None:
    assert filled(comb(""), CELLS) is None


def test_a_speck_in_a_cell_is_neither_counted_nor_left_out() -> None:
    region = comb("47")
    region.image[26:30, 105:109] = 40
    assert filled(region, CELLS) is None


def decided(region: Region, possible: list[Possible]) -> FieldReading:
    """What becomes of a comb whose line was read so."""
    said = greedy_text(lattice(possible))
    line = LineReading(LineCandidate(QUAD, region), (lattice(possible),), said, said, said)
    transcript = Transcript(region, (line,), Reason.DETECTED)
    known = FieldEvidence(Field("f", QUAD, OPTIONS), Placement(np.eye(3), 0.5), region=region, transcript=transcript)
    free = FieldReading("f", said.text, 0.9, Status.OK, QUAD, known.lines, 0.5)
    return typed(Terms(RECOGNIZER.calibration, Effort(), False), field_type(OPTIONS), known, free)


def test_a_reading_of_as_many_characters_as_cells_stands() -> None:
    known = decided(comb("2026"), spelled("2026"))
    assert (known.value, known.normalized, known.status, known.checks) == ("2026", "2026", Status.OK, ())


def test_a_character_that_was_dropped_is_found_where_the_lattice_held_it_possible() -> None:
    possible = spelled("2116", {2: {"": 0.6, "1": 0.4}})
    assert greedy_text(lattice(possible)).text == "216"
    known = decided(comb("2116"), possible)
    assert (known.value, known.normalized) == ("2116", "2116")
    assert Check.DECIDED_BY_TYPE in known.checks


def test_a_character_that_nothing_speaks_for_is_not_made_up() -> None:
    known = decided(comb("2116"), spelled("216"))
    assert (known.value, known.normalized, known.status) == ("216", "216", Status.LOW_CONFIDENCE)
    assert Check.CELLS_DIFFER in known.checks and known.confidence < 0.6
