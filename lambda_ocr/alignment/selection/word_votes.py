"""Templates by what is printed on them: the rare words of their captions, found on a page whatever it looks like.

Captions are compared by n-grams of letters, so that a word read with a slip still counts for most of what it is; each
n-gram weighs by how few templates have it (inverse document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging.captions import has_ideographs, letters
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.core.model import TemplateCandidate

IDEOGRAPHS, ALPHABET = 2, 4
"""Letters of an n-gram."""


class WordVotes:
    """Some kilobytes a template. Not to be changed by two threads at once."""

    def __init__(self) -> None:
        self._kept: dict[str, frozenset[str]] = {}
        self._templates_with: Counter[str] = Counter()

    def put(self, template_id: str, features: TemplateFeatures) -> None:
        """Know a template by its captions outside the fields that are likely to stand on every copy."""
        self.drop(template_id)
        fixed = [line for line in features.captions if line.anchor.outside and line.fixed >= OPTIONS.min_lasting]
        self._kept[template_id] = frozenset(gram for line in fixed for gram in n_grams(line.letters))
        self._templates_with.update(self._kept[template_id])

    def drop(self, template_id: str) -> None:
        """Forget a template."""
        self._templates_with.subtract(self._kept.pop(template_id, ()))

    def ranked(self, page: PageFeatures, among: Collection[str] | None = None) -> Sequence[TemplateCandidate]:
        """Those that have words in common with the page, by the share of the weight of theirs; reads the whole page."""
        asked = self._kept if among is None else [name for name in self._kept if name in among]
        seen = frozenset(gram for line in page.lines for gram in n_grams(letters(line.text)))
        found = [TemplateCandidate(name, self._share(self._kept[name], seen)) for name in asked]
        return sorted((each for each in found if each.likeness > 0), key=lambda each: -each.likeness)

    def _share(self, mine: frozenset[str], seen: frozenset[str]) -> float:
        """Below 1."""
        whole = sum(map(self._weight, mine))
        return sum(self._weight(gram) for gram in mine & seen) / (1 + whole)

    def _weight(self, gram: str) -> float:
        return math.log1p(len(self._kept) / max(1, self._templates_with[gram]))


def n_grams(caption: str) -> frozenset[str]:
    """Of letters as they are compared; a caption shorter than one is one."""
    length = IDEOGRAPHS if has_ideographs(caption) else ALPHABET
    return frozenset(caption[at : at + length] for at in range(max(1, len(caption) - length + 1))) - {""}
