"""A field that says again what it says on the template: print of the form itself, a firm's name, an address.

Of what people mark as fields much is the same on every copy. So where the reading is nearly that, differs in what the
network left open, and the template's own text is hardly less likely by the pixels, the template's text it is.

Rule: what was read surely is never overruled, for then the template's text is far less likely; and digits that differ
ask for much more, as the next number is as common as the same number again. Where the letters and digits are others,
but of the same kinds in the same order, only the signs between them are asked of the template, and where a letter
stands for a digit, or the reverse, what looks like it and is of the template's kind.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from math import exp

from lambda_ocr.core.constraints.steps import LINE_END
from lambda_ocr.core.deciding.by_template.proposals import Proposal, proposals, sureness
from lambda_ocr.core.deciding.decision import Terms, raised
from lambda_ocr.core.deciding.looks import Looks, bare
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.deciding.spacing import spaced
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Check, FieldReading, Line, Status
from lambda_ocr.core.recognition.calibration import chance, signs_of
from lambda_ocr.core.text_lines.line_cutting import joined


def as_on_template(terms: Terms, kind: FieldType, known: FieldEvidence, read: FieldReading) -> FieldReading:
    """The reading, or the template's own text in its place, or its signs; as it is where a type decides, or no effort
    is left.
    """
    if known.note is None or known.transcript is None or kind.automaton is not None or not read.lines:
        return read
    if bare(read.value) == bare(known.note.value):
        return _seconded(known, read)
    proposed = list(proposals(known.note, read.lines))
    looks = Looks.of(known.transcript.readings) if proposed else None
    if looks is None or not terms.effort.allows(looks.rows):
        return read
    mine, *others = looks.log_chances([looks.read, *(LINE_END.join(each.texts) for each in proposed)]).tolist()
    spare = [each.bound - max(0.0, mine - other) for each, other in zip(proposed, others, strict=True)]
    fitting = [
        (each.is_again, left, at) for at, (each, left) in enumerate(zip(proposed, spare, strict=True)) if left >= 0
    ]
    if not fitting:
        return read
    _, left, at = max(fitting)
    return _decided(terms, known, read, proposed[at], 1 / (1 + exp(-left)))


def _decided(terms: Terms, known: FieldEvidence, read: FieldReading, proposal: Proposal, share: float) -> FieldReading:
    assert known.note
    lines = tuple(
        _line(line, spaced(text, proposal.like or line.text), share)
        for line, text in zip(read.lines, proposal.texts, strict=True)
    )
    value = joined([line.text for line in lines])
    confidence = chance(signs_of(lines, read.error_px), terms.calibration)
    if bare(value) == bare(known.note.value):
        confidence = raised(confidence, OPTIONS.seconded_nats)
    return replace(
        read,
        value=value,
        lines=lines,
        confidence=confidence,
        status=known.status(confidence),
        checks=(*read.checks, Check.DECIDED_BY_TEMPLATE),
    )


def _seconded(known: FieldEvidence, read: FieldReading) -> FieldReading:
    """A reading that says what the template says: misread, it would hardly say just that."""
    if len(bare(read.value)) < OPTIONS.min_seconded_characters or any(line.unread for line in read.lines):
        return read
    confidence = raised(read.confidence, OPTIONS.seconded_nats)
    is_doubted = read.status is Status.LOW_CONFIDENCE
    return replace(read, confidence=confidence, status=known.status(confidence) if is_doubted else read.status)


def _line(line: Line, text: str, share: float) -> Line:
    """A line that says `text`: what changed is as sure as the `share` of that text of both, the rest as before."""
    before, after = bare(line.text), bare(text)
    if before == after:
        return line
    sure = sureness(line)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = [each for block in blocks for each in sure[block.a : block.a + block.size]]
    mean = (sum(kept) + share * (len(after) - len(kept))) / len(after)
    return replace(line, text=text, confidence=mean, weakest=min([share, *kept]), sureness=())
