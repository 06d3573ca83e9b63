"""What came of one picture: accepted or not, its fields against the truth, and what the judge had to say.

Rule: plain values; crops are JPEG files and are kept of misses only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.accuracy.scoring import is_right
from bench.accuracy.unseen.causes import Cause
from lambda_ocr.core.recognition.calibration import Signs

TURNED = re.compile(r"_rot\d+$")
"""How a collection names a group that is another one, turned: no kind of its own."""


@dataclass(frozen=True)
class FieldSeen:
    """One field with a known truth; `value` is None where the picture was refused."""

    name: str
    truth: str
    value: str | None
    score: float = 0.0
    """0 to 100."""
    status: str = ""
    signs: Signs | None = None
    """What the score is made of; None where there is no text."""
    crop: bytes = field(default=b"", repr=False)
    guess: Cause | None = None

    @property
    def right(self) -> bool:
        """Whether the value says what the truth says."""
        return self.value is not None and is_right(self.value, self.truth)


@dataclass(frozen=True)
class Sight:
    """One picture that was asked."""

    group: str
    picture: str
    true: bool
    """Whether it is of the template."""
    accepted: bool
    fields: tuple[FieldSeen, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The refusal's details, or the alignment's figures."""
    evidence: Any = field(default=None, repr=False)
    """What the judge weighed, where it tells (`Watch.judged`): what its numbers are fitted on."""
    steps: tuple[str, ...] = ()
    """The aligner's steps and how much of the fixed print each found."""
    small: bytes = field(default=b"", repr=False)
    """The picture, small, where it was judged wrongly."""

    @property
    def kind(self) -> str:
        """What is left out together."""
        return TURNED.sub("", self.group)

    @property
    def judged_wrongly(self) -> bool:
        """A true picture refused, or another accepted."""
        return self.true != self.accepted
