"""Homography hypotheses from keypoints: local features of two pictures, matched, and what explains the matches.

ORB (Rublee et al. 2011) is the cheap detector, SIFT (Lowe 2004) with Hellinger-normalised descriptors (Arandjelovic and
Zisserman 2012) the strong one; both survive any rotation. Homographies come from MAGSAC++ (Barath et al. 2020).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.geometry import Points
from lambda_ocr.core.model import Matrix

Grey = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Keypoints:
    """Places (n, 2) in continuous pixels of the picture they were found on, and their descriptors (n, d)."""

    places: Points
    descriptors: NDArray[np.uint8]

    def scaled(self, factor: float) -> Keypoints:
        """The same keypoints on the picture enlarged by `factor`."""
        return Keypoints(self.places * factor, self.descriptors)

    @cached_property
    def hellinger(self) -> NDArray[np.float32]:
        """The descriptors' square roots, of sum one. Four times as large as they are, so kept of a page alone."""
        return _hellinger(self.descriptors)


@dataclass(frozen=True, eq=False)
class OrientedKeypoints:
    """Keypoints with orientation and size; the strongest of each size come first."""

    points: Keypoints
    turns: NDArray[np.float64]
    """Degrees (n,), clockwise as seen on screen."""
    sizes: NDArray[np.float64]
    """Diameters (n,) in pixels of the same picture."""

    def scaled(self, factor: float) -> OrientedKeypoints:
        """The same keypoints on the picture enlarged by `factor`."""
        return OrientedKeypoints(self.points.scaled(factor), self.turns, self.sizes * factor)

    def among(self, chosen: NDArray[np.int_] | slice) -> OrientedKeypoints:
        """Some of them."""
        points = Keypoints(self.points.places[chosen], self.points.descriptors[chosen])
        return OrientedKeypoints(points, self.turns[chosen], self.sizes[chosen])


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs of places, (n, 2) each: template and image."""

    template: Points
    image: Points


@dataclass(frozen=True, eq=False)
class ConsistentMatches:
    """Matches that turn and grow alike, and by how many degrees they turn."""

    matches: Matches
    turn: float


def orb(grey: Grey, mask: Grey | None = None) -> OrientedKeypoints:
    """ORB keypoints (Rublee et al. 2011), only where `mask` is not 0: about 10 ms for a megapixel."""
    # FAST's threshold is half of OpenCV's default: print on a pale or dim page has corners of few grey levels. Eight
    # levels of 1.25 let a page be matched that shows the template up to 4.8 times larger or smaller.
    detector = cv2.ORB.create(nfeatures=OPTIONS.max_orb_keypoints, scaleFactor=1.25, nlevels=8, fastThreshold=10)
    keypoints, descriptors = detector.detectAndCompute(grey, mask)
    if descriptors is None:
        descriptors = np.zeros((0, detector.descriptorSize()), np.uint8)
    measures = np.array([(*k.pt, k.angle, k.size, k.octave, k.response) for k in keypoints]).reshape(-1, 6)
    # OpenCV's whole numbers are the centres of pixels, ours are their corners.
    places, (turns, sizes, octaves, strengths) = measures[:, :2] + 0.5, measures[:, 2:].T
    found = OrientedKeypoints(Keypoints(places, np.asarray(descriptors, np.uint8)), turns, sizes)
    return found.among(_strongest_first(octaves, strengths))


def _strongest_first(octaves: NDArray[np.float64], strengths: NDArray[np.float64]) -> NDArray[np.int_]:
    """The order in which any first part holds the same share of every octave: its strongest.

    By strength alone the finest octave would fill the first part, and a page larger or smaller than the template would
    have nothing to match there.
    """
    ranks = np.zeros(len(octaves))
    for octave in np.unique(octaves):
        mine = np.flatnonzero(octaves == octave)
        ranks[mine[np.argsort(-strengths[mine], kind="stable")]] = (np.arange(len(mine)) + 0.5) / len(mine)
    return np.argsort(ranks, kind="stable")


def sift(grey: Grey, mask: Grey | None = None, *, most: int) -> Keypoints:
    """The `most` strongest SIFT keypoints (Lowe 2004), only where `mask` is not 0: about 250 ms for a megapixel.

    Descriptors stay bytes, a quarter of what floats would add to a template; `match_sift` normalises them.
    """
    # Band by band: the scale space of a whole page takes 250 MB a megapixel (a page of 2560 px: 1100 to 200 MB).
    height = max(OPTIONS.min_sift_band_rows, OPTIONS.sift_band_px // grey.shape[1])
    tops = range(0, grey.shape[0], height)
    # A band may hold twice its share: print is spread unevenly, and which are the strongest is known when all are.
    share = most if len(tops) == 1 else 2 * most // len(tops)
    # Half of OpenCV's default contrast: SIFT is asked where the page is blurred or pale.
    detector = cv2.SIFT.create(nfeatures=share, contrastThreshold=0.02, edgeThreshold=12)
    bands = [_in_band(detector, grey, mask, top, height) for top in tops]
    strength = np.concatenate([strength for _, strength in bands])
    strongest = np.sort(np.argsort(-strength, kind="stable")[:most])
    return Keypoints(
        np.concatenate([found.places for found, _ in bands])[strongest],
        np.concatenate([found.descriptors for found, _ in bands])[strongest],
    )


def _in_band(
    detector: cv2.Feature2D, grey: Grey, mask: Grey | None, top: int, height: int
) -> tuple[Keypoints, NDArray[np.float32]]:
    """Keypoints of the rows from `top` on, seen with what lies above and below them, and how strong each is.

    Each keypoint belongs to the one band that holds its centre: found in two, it would match itself second best, and
    Lowe's ratio would drop it.
    """
    above = min(top, OPTIONS.sift_band_overlap_rows)
    rows = slice(top - above, top + height + OPTIONS.sift_band_overlap_rows)
    keypoints, descriptors = detector.detectAndCompute(grey[rows], None if mask is None else mask[rows])
    own = [index for index, keypoint in enumerate(keypoints) if 0 <= keypoint.pt[1] - above < height]
    places = np.array([keypoints[index].pt for index in own]).reshape(-1, 2) + np.array((0.5, 0.5 + top - above))
    kept = np.zeros((0, 128), np.uint8) if descriptors is None else np.asarray(descriptors[own], np.uint8)
    return Keypoints(places, kept), np.array([keypoints[index].response for index in own], np.float32)


def match_few(template: OrientedKeypoints, image: OrientedKeypoints) -> ConsistentMatches:
    """The strongest keypoints of both matched, as far as they agree on how the page lies.

    A tenth of the price of all: enough for four pages in five, and it tells the page's turn to `match_turned`.
    """
    few = slice(OPTIONS.few_keypoints)
    template, image = template.among(few), image.among(few)
    return _consistent(template, image, _nearest(template.points.descriptors, image.points.descriptors))


def match_turned(template: OrientedKeypoints, image: OrientedKeypoints, turn: float) -> ConsistentMatches:
    """All keypoints matched with those only that lie as the page does, turned by `turn` degrees.

    Orientations are part of a keypoint: matching each sector of them with its own saves most of the comparisons, and
    most of the wrong matches of print that looks alike upside down.
    """
    # A sector of the template meets a wider one of the page: orientations are off by some degrees, and keypoints near
    # the edge of a sector would lose their partner.
    width = 360 / OPTIONS.turn_sectors
    pairs = []
    for sector in range(OPTIONS.turn_sectors):
        mine = np.flatnonzero(template.turns % 360 // width == sector)
        theirs = np.flatnonzero(
            _apart(image.turns, (sector + 0.5) * width + turn) <= width / 2 + OPTIONS.max_turn_apart_deg
        )
        found = _nearest(template.points.descriptors[mine], image.points.descriptors[theirs])
        pairs.append(np.stack([mine[found[:, 0]], theirs[found[:, 1]]], axis=1))
    return _consistent(template, image, np.concatenate(pairs))


def _nearest(template: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.int_]:
    """Index pairs (n, 2) of nearest neighbours by Hamming distance that beat the second nearest by Lowe's ratio.

    Print repeats: a letter matches every other copy of itself, and what has a double says nothing of where the page is.
    """
    if min(len(template), len(image)) < 2:
        return np.zeros((0, 2), int)
    distances, nearest = cv2.batchDistance(template, image, cv2.CV_32S, None, None, cv2.NORM_HAMMING, 2)
    kept = np.flatnonzero(distances[:, 0] < OPTIONS.max_orb_ratio * distances[:, 1])
    return np.stack([kept, nearest[kept, 0]], axis=1)


def _consistent(template: OrientedKeypoints, image: OrientedKeypoints, pairs: NDArray[np.int_]) -> ConsistentMatches:
    """The largest part of the pairs that turn and grow alike, as on one page they do.

    Weak geometric consistency (Jégou, Douze and Schmid 2008), in place of a histogram by asking some of the pairs how
    many agree with each: MAGSAC++ then draws from few wrong matches, and needs few samples.
    """
    mine, theirs = template.among(pairs[:, 0]), image.among(pairs[:, 1])
    turns, growths = theirs.turns - mine.turns, np.log2(theirs.sizes / mine.sizes)
    asked = np.arange(0, len(pairs), max(1, len(pairs) // OPTIONS.max_consensus_seeds))
    alike = _apart(turns[asked, None], turns) <= OPTIONS.max_turn_apart_deg
    alike &= np.abs(growths[asked, None] - growths) <= OPTIONS.max_growth_apart_octaves
    if not len(pairs):
        return ConsistentMatches(Matches(mine.points.places, theirs.points.places), 0.0)
    best = int(alike.sum(axis=1).argmax())
    kept = alike[best]
    return ConsistentMatches(Matches(mine.points.places[kept], theirs.points.places[kept]), float(turns[asked[best]]))


def _apart(first: NDArray[np.float64], second: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Degrees between directions, 0 to 180."""
    return np.asarray(np.abs((first - second + 180) % 360 - 180))


def match_sift(template: Keypoints, image: Keypoints) -> Matches:
    """Nearest neighbours by Hellinger distance that beat the second nearest by Lowe's ratio (2004)."""
    if min(len(template.places), len(image.places)) < 2:
        return Matches(template.places[:0], image.places[:0])
    # Rows are of unit length, so the distance is the root of 2 - 2 cos: one product of matrices for all pairs. Brute
    # force is exact, and cheap beside finding the keypoints.
    likeness = _hellinger(template.descriptors) @ image.hellinger.T
    best = likeness.argmax(axis=1)
    rows = np.arange(len(best))
    nearest = likeness[rows, best]
    likeness[rows, best] = -1
    second = likeness.max(axis=1)
    kept = np.sqrt(np.maximum(2 - 2 * nearest, 0)) < OPTIONS.max_sift_ratio * np.sqrt(np.maximum(2 - 2 * second, 0))
    return Matches(template.places[rows[kept]], image.places[best[kept]])


def _hellinger(descriptors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """RootSIFT (Arandjelovic and Zisserman 2012): one strong edge no longer outweighs all others of a descriptor."""
    floats = descriptors.astype(np.float32)
    return np.asarray(np.sqrt(floats / np.maximum(floats.sum(axis=1, keepdims=True), 1e-6)), np.float32)


def homographies(matches: Matches, most: int) -> Iterator[Matrix]:
    """Up to `most` homographies `image_from_template`, each from the outliers of those before."""
    return (found for found, _ in with_inliers(matches, most))


def with_inliers(matches: Matches, most: int) -> Iterator[tuple[Matrix, int]]:
    """The same, each with how many matches it explains.

    Sequential RANSAC (Vincent and Laganiere 2001): a folded page or a receipt that grew has several planes, and the
    largest is not always the one that holds the fields.
    """
    template, image = matches.template, matches.image
    for _ in range(most):
        if len(template) < OPTIONS.min_inliers:
            return
        # MAGSAC++ (Barath et al. 2020) weighs matches by their error instead of parting them at one bound: how exact
        # they are differs from a scan to a small, blurred photograph.
        found, inside = cv2.findHomography(
            template,
            image,
            cv2.USAC_MAGSAC,
            OPTIONS.max_reprojection_px,
            maxIters=OPTIONS.max_magsac_iterations,
            confidence=0.999,
        )
        if found is None or int(inside.sum()) < OPTIONS.min_inliers:
            return
        yield np.asarray(found, np.float64), int(inside.sum())
        left = inside.ravel() == 0
        template, image = template[left], image[left]
