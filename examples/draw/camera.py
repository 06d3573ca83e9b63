"""Where a page lands in a picture: scanner, phone and curled paper, each with its exact mapping.

Rule: coordinates are continuous with (0, 0) at the upper left corner of a picture, so the pixel in row i,
column j covers [j, j+1] x [i, i+1] and has its middle at (j + 0.5, i + 0.5). OpenCV puts integers at pixel
middles instead; the half pixel is added and taken away here and nowhere else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pixels = NDArray[np.float32]
Size = tuple[int, int]

_STEP = 8  # pixels between the points where a curled page is inverted exactly


@dataclass(frozen=True)
class Curl:
    """A page bent around one axis: the slope along the other is bend[0]*s + bend[1]*s^2 + ..., s in [-1, 1].

    Paper does not stretch: length along the page is kept, so bent parts come nearer each other in a picture.
    """

    bend: tuple[float, ...] = ()
    along: int = 0  # 0: height changes from left to right, 1: from top to bottom

    def slope(self, s: Floats) -> Floats:
        """Slope angle in radians at s; beyond the page it goes on straight."""
        held = np.clip(s, -1.0, 1.0)
        return np.asarray(sum(k * held ** (power + 1) for power, k in enumerate(self.bend)) + 0.0 * s)

    def lift(self, points: Floats, page: Size) -> Floats:
        """N x 2 points of the page in template pixels -> N x 3 in space, origin in the page's middle."""
        half = np.array(page, np.float64) / 2
        flat = np.column_stack([points - half, np.zeros(len(points))])
        if not self.bend:
            return flat
        reach = half[self.along]
        s = np.linspace(-4, 4, 8001)
        slope = self.slope(s)
        along, height = (_cumulative(np.cos(slope), s) * reach, _cumulative(np.sin(slope), s) * reach)
        at = flat[:, self.along] / reach
        flat[:, self.along] = np.interp(at, s, along)
        flat[:, 2] = np.interp(at, s, height)
        return flat


FLAT = Curl()


@dataclass(frozen=True)
class View:
    """One page in one picture: `image_from_space` is 3 x 4 and projects what `curl` lifts off the plane."""

    page: Size
    image_from_space: Floats
    curl: Curl = FLAT

    def project(self, points: Sequence[Sequence[float]] | Floats) -> Floats:
        """N x 2 points in template pixels -> N x 2 in picture pixels."""
        space = self.curl.lift(np.asarray(points, np.float64).reshape(-1, 2), self.page)
        image = np.column_stack([space, np.ones(len(space))]) @ self.image_from_space.T
        return np.asarray(image[:, :2] / image[:, 2:])

    @property
    def plane(self) -> Floats:
        """3 x 3 image_from_template of the page laid flat."""
        half_x, half_y = self.page[0] / 2, self.page[1] / 2
        space_from_template = np.array([[1, 0, -half_x], [0, 1, -half_y], [0, 0, 0], [0, 0, 1]], np.float64)
        flat = self.image_from_space @ space_from_template
        return np.asarray(flat / flat[2, 2])

    @property
    def homography(self) -> Floats | None:
        """image_from_template, or None where the page is not flat."""
        return None if self.curl.bend else self.plane


def scan(page: Size, picture: Size, scale: float, degrees: float, shear: float = 0.0) -> View:
    """A flatbed scanner: the page in the picture's middle, turned clockwise, slightly sheared by the feed."""
    turn = math.radians(degrees)
    a = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    a = a @ np.array([[1, shear], [0, 1]])
    middle = np.array(picture, np.float64) / 2
    matrix = np.zeros((3, 4))
    matrix[:2, :2], matrix[:2, 3], matrix[2, 3] = a, middle, 1
    return View(page, matrix)


def phone(
    page: Size,
    picture: Size,
    fill: float,
    *,
    yaw: float = 0,
    pitch: float = 0,
    spin: float = 0,
    centre: tuple[float, float] = (0.5, 0.5),
    curl: Curl = FLAT,
    zoom: float = 1.05,
) -> View:
    """A pinhole camera: the page's width (height when on its side) takes `fill` of the picture's width.

    Angles in degrees: yaw turns the page around the picture's vertical, pitch around its horizontal, spin in
    its own plane, clockwise. `zoom` is the focal length in picture widths.
    """
    extent = page[1] if 45 < spin % 180 < 135 else page[0]
    focal = zoom * max(picture)
    distance = focal * extent / (fill * picture[0])
    pose = np.column_stack([_rotation(yaw, pitch, spin), [0, 0, distance]])
    lens = np.array([[focal, 0, centre[0] * picture[0]], [0, focal, centre[1] * picture[1]], [0, 0, 1]])
    return View(page, lens @ pose, curl)


def warp(source: Pixels, view: View, picture: Size, scale: float) -> tuple[Pixels, Pixels]:
    """A page held at `scale` times template pixels -> (picture, share of each pixel it covers, 0 to 1)."""
    source = _prefilter(source, view, scale)
    covered = np.ones(source.shape[:2], np.float32)
    if view.homography is not None:
        source_from_template = np.diag([scale, scale, 1.0])
        image_from_source = _pixel_middles(view.homography @ np.linalg.inv(source_from_template))
        return (
            np.asarray(cv2.warpPerspective(source, image_from_source, picture), np.float32),
            np.asarray(cv2.warpPerspective(covered, image_from_source, picture), np.float32),
        )
    x, y = (axis * np.float32(scale) - np.float32(0.5) for axis in _template_of_every_pixel(view, picture))
    return (
        np.asarray(cv2.remap(source, x, y, cv2.INTER_LINEAR), np.float32),
        np.asarray(cv2.remap(covered, x, y, cv2.INTER_LINEAR), np.float32),
    )


def _rotation(yaw: float, pitch: float, spin: float) -> Floats:
    a, b, c = (math.radians(angle) for angle in (yaw, pitch, spin))
    around_y = np.array([[math.cos(a), 0, math.sin(a)], [0, 1, 0], [-math.sin(a), 0, math.cos(a)]])
    around_x = np.array([[1, 0, 0], [0, math.cos(b), -math.sin(b)], [0, math.sin(b), math.cos(b)]])
    around_z = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    return np.asarray(around_x @ around_y @ around_z)


def _cumulative(values: Floats, at: Floats) -> Floats:
    """Integral from 0 to each point of an even grid that has 0 in its middle."""
    step = at[1] - at[0]
    total = np.concatenate([[0.0], np.cumsum((values[1:] + values[:-1]) * step / 2)])
    return np.asarray(total - total[len(total) // 2])


def _pixel_middles(matrix: Floats) -> Floats:
    """A mapping of continuous coordinates, said in OpenCV's coordinates."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return np.asarray(np.linalg.inv(half) @ matrix @ half)


def _prefilter(source: Pixels, view: View, scale: float) -> Pixels:
    """Blur away what the picture has too few pixels for."""
    (w, h), eye = view.page, np.eye(2)
    middle = np.array([[w / 2, h / 2]])
    reach = view.project(np.vstack([middle, middle + eye])) - view.project(middle)
    shrink = scale / math.sqrt(abs(np.linalg.det(reach[1:])))
    if shrink <= 1:
        return source
    return np.asarray(cv2.GaussianBlur(source, (0, 0), 0.42 * math.sqrt(shrink**2 - 1) + 0.05), np.float32)


def _template_of_every_pixel(view: View, picture: Size) -> tuple[Pixels, Pixels]:
    """Template x and y under the middle of every pixel: exact on a coarse grid, linear between."""
    columns, rows = (np.arange(0, size + 2 * _STEP, _STEP) + 0.5 for size in picture)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    found = _invert(view, grid).reshape(len(rows), len(columns), 2)
    down, across = (
        _between(size, len(nodes)) for size, nodes in zip(picture[::-1], (rows, columns), strict=True)
    )
    x, y = (np.asarray(down @ found[..., axis] @ across.T, np.float32) for axis in (0, 1))
    return x, y


def _between(pixels: int, nodes: int) -> Floats:
    """pixels x nodes matrix that interpolates linearly between nodes `_STEP` pixels apart."""
    at = np.arange(pixels) / _STEP
    low = at.astype(int)
    weights = np.zeros((pixels, nodes))
    weights[np.arange(pixels), low] = 1 - (at - low)
    weights[np.arange(pixels), low + 1] = at - low
    return weights


def _invert(view: View, image: Floats) -> Floats:
    """Template points that project to N x 2 picture points, by Newton's method from the flat page."""
    start = np.column_stack([image, np.ones(len(image))]) @ np.linalg.inv(view.plane).T
    found = start[:, :2] / start[:, 2:]
    for _ in range(12):
        here = view.project(found)
        dx = view.project(found + np.array([1.0, 0.0])) - here
        dy = view.project(found + np.array([0.0, 1.0])) - here
        wrong = image - here
        area = dx[:, 0] * dy[:, 1] - dx[:, 1] * dy[:, 0]
        move_x = (wrong[:, 0] * dy[:, 1] - wrong[:, 1] * dy[:, 0]) / area
        move_y = (wrong[:, 1] * dx[:, 0] - wrong[:, 0] * dx[:, 1]) / area
        found = found + np.clip(np.column_stack([move_x, move_y]), -200, 200)
    return np.asarray(found)
