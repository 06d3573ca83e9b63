"""What light, lens and sensor do to a picture: shadow, vignetting, blur, noise, JPEG.

Rule: no pixel moves here; everything that moves pixels is in `camera`.
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from examples.draw.camera import Floats, Pixels


@dataclass(frozen=True)
class Light:
    """How a picture was taken. Strengths are shares of full brightness, widths are in pixels."""

    exposure: float = 1.0
    warmth: float = 0.0  # red up and blue down by this share
    fall: tuple[float, float] = (0.0, 0.0)  # brightness change across the picture, along x and y
    shadow: float = 0.0  # how much light a hand or phone takes away
    shadow_at: tuple[float, float] = (0.2, 0.9)  # middle of the shadow, in picture widths and heights
    vignette: float = 0.0
    blur: float = 0.0
    motion: float = 0.0
    noise: float = 0.0


SCANNER = Light(noise=2.0)


def expose(picture: Pixels, light: Light, rng: np.random.Generator) -> Image.Image:
    """RGB float picture 0..255 -> the picture that comes out of the camera."""
    lit = picture * _brightness(picture.shape[0], picture.shape[1], light)[..., None]
    lit *= np.array([1 + light.warmth, 1.0, 1 - light.warmth], np.float32) * np.float32(light.exposure)
    seen = _noisy(_blurred(lit, light), light.noise, rng)
    return Image.fromarray(np.clip(seen + 0.5, 0, 255).astype(np.uint8))


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """A JPEG file with colour at half resolution, as cameras write it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=2, optimize=True)
    return out.getvalue()


def png(picture: Image.Image, colours: int = 160) -> bytes:
    """A small PNG file: a palette, refined so that rare inks keep their colour, without dithering."""
    out = io.BytesIO()
    reduced = picture.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def _brightness(height: int, width: int, light: Light) -> Pixels:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = columns / width, rows / height
    field = 1 + light.fall[0] * (x - 0.5) + light.fall[1] * (y - 0.5)
    field *= 1 - light.vignette * (((x - 0.5) ** 2 + (y - 0.5) ** 2) / 0.5) ** 1.3
    return np.asarray(field * (1 - light.shadow * _shadow(x, y, light.shadow_at)), np.float32)


def _shadow(x: Pixels, y: Pixels, at: tuple[float, float]) -> Pixels:
    """A soft lobe with a long tail towards the upper right, between 0 and 1."""
    dx, dy = x - at[0], y - at[1]
    along, across = (dx - dy) / 1.414, (dx + dy) / 1.414
    lobe = np.exp(-((across / 0.22) ** 2)) / (1 + np.exp((along - 0.25) / 0.05))
    return np.asarray(lobe, np.float32)


def _blurred(picture: Pixels, light: Light) -> Pixels:
    if light.blur:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), light.blur), np.float32)
    if light.motion:
        reach: Floats = np.clip(light.motion / 2 + 0.5 - np.abs(np.arange(-4, 5)), 0, 1)
        kernel = np.zeros((9, 9), np.float32)
        kernel[4] = reach / reach.sum()
        picture = np.asarray(cv2.filter2D(picture, -1, kernel), np.float32)
    return picture


def _noisy(picture: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    """Sensor noise, stronger in the light as photons are, slightly smoothed as phones do."""
    if not strength:
        return picture
    grain = rng.standard_normal(picture.shape).astype(np.float32)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.85), np.float32) * np.float32(2.6)
    level = 0.6 + 0.4 * np.sqrt(np.clip(picture, 0, 255) / 255)
    return np.asarray(picture + grain * level * np.float32(strength), np.float32)
