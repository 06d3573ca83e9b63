"""Templates by what is printed on them: the rare words of their captions, found on a page whatever it looks like.

An inverted file of n-grams of letters, so that a word read with a slip still counts for most of what it is; each weighs
by how few templates have it (inverse document frequency, Spärck Jones 1972). Two parts: what was there before, and a
small one of what came since, so that one more template costs no sorting of all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.model import TemplateCandidate

LARGEST_TAIL = 256
"""Templates that came since, from which on the two parts become one."""
PLAIN_SHARE = 0.5
"""Share of a template's words that is no chance: of strangers among real kinds at most 0.42."""

Grams = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class _Part:
    """Postings by rising n-gram: of each the place in `ids` of a template that has it."""

    ids: tuple[str, ...]
    grams: Grams
    owners: NDArray[np.int32]

    @staticmethod
    def of(kept: Mapping[str, Grams]) -> _Part:
        """The inverted file of these templates."""
        grams = np.concatenate([np.zeros(0, np.uint32), *kept.values()])
        owners = np.repeat(np.arange(len(kept), dtype=np.int32), [len(each) for each in kept.values()])
        order = np.argsort(grams, kind="stable")
        return _Part(tuple(kept), grams[order], owners[order])

    def spans(self, asked: Grams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each n-gram asked for, where its postings begin, and how many there are."""
        first = np.searchsorted(self.grams, asked)
        return first, np.searchsorted(self.grams, asked, "right") - first

    def sums(self, asked: Grams, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each template, the weights of those asked for that it has."""
        first, many = self.spans(asked)
        rows = np.repeat(np.arange(len(asked)), many)
        places = np.arange(len(rows)) + np.repeat(first - np.cumsum(many) + many, many)
        return np.bincount(self.owners[places], weights[rows], minlength=len(self.ids)).astype(np.float64)


class WordVotes:
    """Some kilobytes a template. Not to be changed by two threads at once."""

    def __init__(self) -> None:
        self._old: dict[str, Grams] = {}
        self._new: dict[str, Grams] = {}
        self._parts: tuple[_Part, _Part] | None = None
        self._whole: tuple[NDArray[np.float64], ...] = ()

    def put(self, template_id: str, grams: Grams) -> None:
        """Know a template by these n-grams, in place of what was known of it before."""
        self._forget_parts(is_old=self._old.pop(template_id, None) is not None)
        self._new[template_id] = grams

    def drop(self, template_id: str) -> None:
        """Forget a template."""
        is_old = self._old.pop(template_id, None) is not None
        self._new.pop(template_id, None)
        self._forget_parts(is_old)

    def known(self, template_id: str) -> Grams | None:
        """The n-grams of a template; None where it is not known."""
        return self._new.get(template_id, self._old.get(template_id))

    def saying_less(self, grams: int) -> frozenset[str]:
        """Those of fewer n-grams than that."""
        return frozenset(name for kept in (self._old, self._new) for name, each in kept.items() if len(each) < grams)

    def ranked(self, seen: Grams, most: int, among: Collection[str] | None = None) -> Sequence[TemplateCandidate]:
        """The `most` of those that have words in common with the page, by the share of the weight of theirs."""
        parts = self._made()
        weights = self._weights(seen)
        shares = np.concatenate(
            [part.sums(seen, weights) / (1 + whole) for part, whole in zip(parts, self._whole, strict=True)]
        )
        ids = [template_id for part in parts for template_id in part.ids]
        if among is not None:
            asked = frozenset(among)
            shares[[template_id not in asked for template_id in ids]] = 0
        # A candidate made of each of thousands costs more than all the rest, and wakes the garbage collector.
        best = [int(at) for at in np.argsort(-shares, kind="stable")[:most] if shares[at]]
        return [TemplateCandidate(ids[at], float(shares[at]), bool(shares[at] >= PLAIN_SHARE)) for at in best]

    def _forget_parts(self, is_old: bool) -> None:
        """The part of what is new is made again; that of what is old where it changed."""
        old = self._parts[0] if self._parts and not is_old else None
        self._parts = None
        self._kept_part = old

    _kept_part: _Part | None = None

    def _made(self) -> tuple[_Part, _Part]:
        if self._parts is None:
            if len(self._new) > LARGEST_TAIL or self._kept_part is None:
                self._old, self._new, self._kept_part = {**self._old, **self._new}, {}, None
            old = self._kept_part or _Part.of(self._old)
            self._parts = old, _Part.of(self._new)
            self._whole = tuple(self._weight_of_all(part) for part in self._parts)
        return self._parts

    def _weight_of_all(self, part: _Part) -> NDArray[np.float64]:
        """Of each template, what all its n-grams weigh."""
        distinct, many = np.unique(part.grams, return_counts=True)
        weights = np.repeat(self._weights(distinct), many)
        return np.bincount(part.owners, weights, minlength=len(part.ids)).astype(np.float64)

    def _weights(self, asked: Grams) -> NDArray[np.float64]:
        """By how few of all templates have each n-gram."""
        assert self._parts is not None
        having = sum(part.spans(asked)[1] for part in self._parts)
        return np.log1p((len(self._old) + len(self._new)) / np.maximum(1, having))
