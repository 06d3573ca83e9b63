"""`TemplateIndex` on print: first what looks like a template, then, while nothing fits, what says the same.

Pages that keypoints tell nothing of (blurred, dot matrix, faint) are read as a whole, which costs as much as aligning
one template in vain; an aligner that has failed has read it already.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.selection.descriptor_votes import DescriptorVotes
from lambda_ocr.alignment.selection.word_votes import WordVotes
from lambda_ocr.core.model import TemplateCandidate

BY_LOOKS, BY_WORDS = 3, 3
"""Candidates of either kind."""


class PrintIndex:
    """Some 40 KB a template in memory; safe to share among threads."""

    def __init__(self) -> None:
        self._looks, self._words = DescriptorVotes(), WordVotes()
        self._lock = threading.Lock()

    def put(self, template_id: str, features: TemplateFeatures) -> None:
        """Know a template, in place of what was known of it before."""
        with self._lock:
            self._looks.put(template_id, features)
            self._words.put(template_id, features)

    def drop(self, template_id: str) -> None:
        """Forget a template."""
        with self._lock:
            self._looks.drop(template_id)
            self._words.drop(template_id)

    def candidates(self, page: PageFeatures, among: Collection[str] | None = None) -> Iterator[TemplateCandidate]:
        """The likeliest first, each found when it is asked for; none on a page too small to hold print."""
        if min(page.size) < OPTIONS.min_page_side_px:
            return
        with self._lock:
            alike = self._looks.ranked(page, among)[:BY_LOOKS]
        yield from alike
        tried = {each.template_id for each in alike}
        with self._lock:
            said = self._words.ranked(page, among)
        yield from [each for each in said if each.template_id not in tried][:BY_WORDS]
