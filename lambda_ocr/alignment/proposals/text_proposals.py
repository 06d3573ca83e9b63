"""Text proposals: homography hypotheses from lines of the template found again on the picture by what they say.

For pages that defeat keypoints (repeated glyphs, blur, few textures). One matched line places the whole page roughly,
its quad on the other's; what many lines agree on places it well. Repeated words only cost time: every pair of like
texts is tried, and the number of other lines that fall into place decides: RANSAC's hypothesise and verify (Fischler
and Bolles 1981), its samples being single lines, so few that all of them are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor, likeness
from lambda_ocr.core.geometry import Points, points, side_lengths, transform
from lambda_ocr.core.model import Matrix, Quad

Pair = tuple[Quad, Quad, float]
"""A line on the template, a line on the picture, and the weight of what they say."""


def proposals(template: Sequence[Anchor], picture: Sequence[Anchor], most: int = 3) -> Iterator[Matrix]:
    """Up to `most` homographies `image_from_template`, best supported first, each from lines of its own."""
    pairs = _like_pairs(template, picture)
    # Several, each from lines that no earlier one explains: most lines may agree on a block that is printed twice. Tile
    # matching decides between them.
    for _ in range(most):
        supported = (_in_place(pairs, seed) for seed in pairs[: OPTIONS.max_seed_lines])
        agreed = max(supported, key=lambda agreeing: sum(weight for *_, weight in agreeing), default=[])
        if len(agreed) < OPTIONS.min_proposal_lines:
            return
        yield _fitted(agreed)
        pairs = [pair for pair in pairs if pair not in agreed]


def _like_pairs(template: Sequence[Anchor], picture: Sequence[Anchor]) -> list[Pair]:
    """Lines that say nearly the same, heaviest first: long ones, whose ends place a page better and repeat less.

    From twenty characters on length adds nothing. Where lengths differ too much for it, difflib is not asked.
    """
    found = [
        (known.quad, seen.quad, like * min(len(known.text), 20))
        for known in template
        for seen in picture
        if abs(len(known.text) - len(seen.text)) <= 0.3 * len(known.text)
        and (like := likeness(known.text, seen.text)) >= OPTIONS.min_proposal_likeness
    ]
    return sorted(found, key=lambda pair: -pair[2])


def _in_place(pairs: Sequence[Pair], seed: Pair) -> list[Pair]:
    """The pairs whose lines fall on one another when the seed's do, one for each line."""
    image_from_template = _similarity([seed])
    kept: dict[Quad, Pair] = {}
    for pair in pairs:
        known, seen, _ = pair
        away = np.linalg.norm(transform(image_from_template, _ends(known)) - _ends(seen), axis=1).max()
        # A similarity follows no perspective and no curl, and is the less exact the farther a line is from its seed.
        reach = OPTIONS.proposal_reach_heights * side_lengths(seen)[1] + 0.05 * np.linalg.norm(
            _ends(known).mean(0) - _ends(seed[0]).mean(0)
        )
        if away < reach and known not in kept and all(seen != other[1] for other in kept.values()):
            kept[known] = pair
    return list(kept.values())


def _ends(line: Quad) -> Points:
    """The middles of a line's left and right side: its height, which detectors draw differently, is left out."""
    a, b, c, d = points(line)
    return np.array([(a + d) / 2, (b + c) / 2])


def _similarity(pairs: Sequence[Pair]) -> Matrix:
    """Turn, scale and shift alone (LMedS, Rousseeuw 1984): all that one line, or a few in one corner, can tell."""
    known = np.concatenate([_ends(pair[0]) for pair in pairs])
    seen = np.concatenate([_ends(pair[1]) for pair in pairs])
    found, _ = cv2.estimateAffinePartial2D(known, seen, method=cv2.LMEDS)
    return np.vstack([found, (0, 0, 1)]) if found is not None else np.eye(3)


def _fitted(pairs: Sequence[Pair]) -> Matrix:
    """A homography through the ends of many lines, a similarity through those of few."""
    known = np.concatenate([_ends(pair[0]) for pair in pairs])
    seen = np.concatenate([_ends(pair[1]) for pair in pairs])
    if len(pairs) >= 2 * OPTIONS.min_proposal_lines:
        heights = [side_lengths(pair[1])[1] for pair in pairs]
        found, _ = cv2.findHomography(known, seen, cv2.RANSAC, float(np.median(heights)) / 2)
        if found is not None:
            return np.asarray(found, np.float64)
    return _similarity(pairs)
