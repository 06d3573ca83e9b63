"""Templates by how they look, comparing everything with everything: 0.3 ms a template, which is right for hundreds.

Each of the page's strongest ORB keypoints votes for the template that has the most similar one. Of those with the most
votes the ones come first whose matches one homography explains: what the aligner's own first step looks at.

Among thousands few keypoints vote, so that it takes no longer; and there they tell little, since templates in the same
typeface have the same letters (docs/tuning.md, "Choosing among templates").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.proposals.keypoints import OrientedKeypoints
from lambda_ocr.alignment.selection.entry import Entry
from lambda_ocr.core.model import TemplateCandidate

VOTING = 300
"""Strongest keypoints of a template that may be voted for."""
VOTERS, FEWEST_VOTERS = 1500, 75
"""Strongest keypoints of a page that vote: among few templates, and among 10,000 or more."""
MOST_COMPARISONS = VOTERS * VOTING * 500
COMPARED = 20
"""Templates with the most votes, whose matches are looked at together."""
PLAIN_INLIERS = 12
"""Inliers that are no chance: of strangers among real kinds, most have 8 to 11."""


@dataclass(frozen=True, eq=False)
class _Pool:
    """The voting keypoints of all templates, one after the other."""

    ids: tuple[str, ...]
    descriptors: NDArray[np.uint8]
    owners: NDArray[np.int_]
    """Of each descriptor, its template's place in `ids`."""

    @staticmethod
    def of(kept: Mapping[str, Entry]) -> _Pool:
        """Of these templates."""
        voting = [each.descriptors[:VOTING] for each in kept.values()]
        owners = np.repeat(np.arange(len(voting)), [len(each) for each in voting])
        return _Pool(tuple(kept), np.concatenate([np.zeros((0, 32), np.uint8), *voting]), owners)


class DescriptorVotes:
    """Keeps 35 KB a template in memory. Not to be changed by two threads at once."""

    def __init__(self) -> None:
        self._kept: dict[str, Entry] = {}
        self._pooled: _Pool | None = None

    def put(self, template_id: str, entry: Entry) -> None:
        """Know a template, in place of what was known of it before."""
        self._kept[template_id] = entry
        self._pooled = None

    def drop(self, template_id: str) -> None:
        """Forget a template."""
        self._kept.pop(template_id, None)
        self._pooled = None

    def ranked(self, page: OrientedKeypoints, among: Collection[str] | None = None) -> Sequence[TemplateCandidate]:
        """Those with the most votes, by how many matches one homography explains, and by how many agree at all where
        it explains none: keypoints that are too few for a homography still tell more than nothing."""
        pool = self._pool() if among is None else self._pool_of(among)
        votes = _votes(pool, page)
        voted = [pool.ids[at] for at in np.argsort(-votes, kind="stable")][:COMPARED]
        likeness = {name: _likeness(self._kept[name].keypoints, page) for name in voted}
        found = [TemplateCandidate(name, like, like >= PLAIN_INLIERS) for name, like in likeness.items() if like]
        return sorted(found, key=lambda each: -each.likeness)

    def _pool(self) -> _Pool:
        if self._pooled is None:
            self._pooled = _Pool.of(self._kept)
        return self._pooled

    def _pool_of(self, among: Collection[str]) -> _Pool:
        """Of some alone, in the order in which they came: those that are not asked for take no votes away."""
        asked = frozenset(among)
        return _Pool.of({name: each for name, each in self._kept.items() if name in asked})


def _votes(pool: _Pool, page: OrientedKeypoints) -> NDArray[np.int_]:
    """How many of the page's keypoints are nearest to one of each template."""
    most = MOST_COMPARISONS // max(1, len(pool.descriptors))
    mine = page.points.descriptors[: min(VOTERS, max(FEWEST_VOTERS, most))]
    if not len(mine) or not len(pool.descriptors):
        return np.zeros(len(pool.ids), int)
    _, nearest = cv2.batchDistance(mine, pool.descriptors, cv2.CV_32S, None, None, cv2.NORM_HAMMING, 1)
    return np.bincount(pool.owners[nearest.ravel()], minlength=len(pool.ids))


def _likeness(template: OrientedKeypoints, page: OrientedKeypoints) -> float:
    """Inliers, or a hundredth of the matches that turn and grow alike."""
    matches = keypoints.match_few(template, page).matches
    inliers = next((inliers for _, inliers in keypoints.with_inliers(matches, 1)), 0)
    return inliers or len(matches.template) / 100
