"""`TemplateIndex` on print: what looks like a template, and what says the same.

Among few templates looks come first, for they cost milliseconds, and a page is read as a whole only while nothing fits.
Among many the words come first: thousands of templates are set in the same few typefaces, whose letters look alike
everywhere, and only what the letters say tells them apart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest

from lambda_ocr.alignment.features import TemplateFeatures
from lambda_ocr.alignment.judging.line_letters import letters
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.selection import entry
from lambda_ocr.alignment.selection.descriptor_votes import DescriptorVotes
from lambda_ocr.alignment.selection.entry import Entry, entry_of, grams_of
from lambda_ocr.alignment.selection.word_votes import Grams, WordVotes
from lambda_ocr.core.model import TemplateCandidate

FEW_TEMPLATES = 500
"""Up to so many looks come first."""
BY_LOOKS, BY_WORDS = 3, 3
"""Candidates of either kind among few templates."""
SHORTLIST = 20
"""Candidates by words among many: a family of sisters has room there."""
LEGIBLE_GRAMS, QUIET_GRAMS = 100, 40
"""N-grams of words read on a page from which a template that is on it is known by its words, but for those that have
less than so many themselves: of 500 drawn templates one in a hundred."""
LOOKS_AFTER_WORDS = 1e-6
"""What an inlier counts beside the words that came before: less than any share of them."""


@dataclass(frozen=True, eq=False)
class _Short:
    """A template whose keypoints are not here yet, as it was put, and what brings them."""

    whole: Callable[[Collection[str]], Mapping[str, bytes]]


class PrintIndex:
    """Some 40 KB a template in memory, 2 where its keypoints were never asked for; safe to share among threads."""

    version = f"{entry.VERSION}"

    def __init__(self) -> None:
        self._looks, self._words = DescriptorVotes(), WordVotes()
        self._known: set[str] = set()
        self._short: dict[str, _Short] = {}
        self._lock = threading.Lock()

    def entry(self, features: TemplateFeatures) -> bytes:
        """What is kept of a template."""
        return entry_of(features).to_bytes()

    def put(
        self, entries: Mapping[str, bytes], whole: Callable[[Collection[str]], Mapping[str, bytes]] = lambda ids: {}
    ) -> None:
        """Know templates by what `entry` made of them, in place of what was known before; raises ValueError of anything
        else, knowing none of them. `whole` brings those that are cut short, when their keypoints are asked for."""
        read = {template_id: Entry.from_bytes(kept) for template_id, kept in entries.items()}
        with self._lock:
            for template_id, each in read.items():
                self._looks.put(template_id, each)
                self._words.put(template_id, each.grams)
                self._short.pop(template_id, None)
            self._short.update((template_id, _Short(whole)) for template_id, each in read.items() if each.is_short)
            self._known.update(read)

    def drop(self, template_ids: Collection[str]) -> None:
        """Forget templates."""
        with self._lock:
            for template_id in template_ids:
                self._looks.drop(template_id)
                self._words.drop(template_id)
                self._short.pop(template_id, None)
            self._known.difference_update(template_ids)

    def candidates(self, page: PageFeatures, among: Collection[str] | None = None) -> Iterator[TemplateCandidate]:
        """The likeliest first, each found when it is asked for; none on a page too small to hold print."""
        if min(page.size) < OPTIONS.min_page_side_px:
            return
        if len(self._known if among is None else among) <= FEW_TEMPLATES:
            yield from self._alike(page, among)[:BY_LOOKS]
            # Named once more though they looked alike: now that the page is read, an aligner goes by its words, too.
            saying = self._saying(page, among)
            yield from (replace(each, by_other_signs=at == 0) for at, each in enumerate(saying))
        else:
            seen = _grams(page)  # read before others are kept waiting
            with self._lock:
                saying = self._words.ranked(seen, SHORTLIST, among)
            yield from saying
            left = among if len(seen) < LEGIBLE_GRAMS else self._quiet(among)
            yield from self._alike_in_vain(page, left, {each.template_id for each in saying})

    def alike(self, kept: bytes) -> Sequence[TemplateCandidate]:
        """Those that look like this one, or say the same, in turns: the likeliest of either kind first."""
        mine = Entry.from_bytes(kept)
        self._complete(None)
        with self._lock:
            saying, looking = self._words.ranked(mine.grams, SHORTLIST), self._looks.ranked(mine.keypoints)
        turns = [each for pair in zip_longest(saying, looking) for each in pair if each]
        return list({each.template_id: each for each in reversed(turns)}.values())[::-1]

    def sisters(self, template_id: str) -> Sequence[TemplateCandidate]:
        """Those that say most of what this one says, the likeliest first; none of one that is not known."""
        with self._lock:
            mine = self._words.known(template_id)
            saying = self._words.ranked(mine, SHORTLIST + 1) if mine is not None else ()
        return [each for each in saying if each.is_plain and each.template_id != template_id][:SHORTLIST]

    def _alike(self, page: PageFeatures, among: Collection[str] | None) -> Sequence[TemplateCandidate]:
        self._complete(among)
        with self._lock:
            return self._looks.ranked(page.orb, among)

    def _complete(self, among: Collection[str] | None) -> None:
        """Bring the keypoints that are not here yet, others not being kept waiting; what cannot be had is asked for
        again the next time."""
        with self._lock:
            short = {
                each: self._short[each] for each in (self._short if among is None else among) if each in self._short
            }
        for whole in {each.whole for each in short.values()}:
            asked = [template_id for template_id, each in short.items() if each.whole == whole]
            for template_id, kept in whole(asked).items():
                with suppress(ValueError), self._lock:
                    entry = Entry.from_bytes(kept)
                    is_the_same = self._short.get(template_id) is short[template_id]  # not put anew meanwhile
                    if is_the_same and not entry.is_short:
                        self._looks.put(template_id, entry)
                        del self._short[template_id]

    def _saying(self, page: PageFeatures, among: Collection[str] | None) -> Sequence[TemplateCandidate]:
        seen = _grams(page)  # read before others are kept waiting
        with self._lock:
            return self._words.ranked(seen, BY_WORDS, among)

    def _quiet(self, among: Collection[str] | None) -> Collection[str]:
        """Those that say too little to be known by it."""
        with self._lock:
            quiet = self._words.saying_less(QUIET_GRAMS)
        return quiet if among is None else quiet & set(among)

    def _alike_in_vain(
        self, page: PageFeatures, among: Collection[str] | None, tried: Collection[str]
    ) -> Sequence[TemplateCandidate]:
        """Where nothing that says the same fits: less like the page than any of those, so that they are not tried
        where one does."""
        new = [each for each in self._alike(page, among) if each.template_id not in tried][:BY_LOOKS]
        return [
            replace(each, likeness=LOOKS_AFTER_WORDS * each.likeness, by_other_signs=at == 0)
            for at, each in enumerate(new)
        ]


def _grams(page: PageFeatures) -> Grams:
    """Of the words read on a page."""
    return grams_of(letters(line.text) for line in page.lines)
