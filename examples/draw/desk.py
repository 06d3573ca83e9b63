"""What lies under and around a photographed page: wood, cloth, stone, and a few things left on the desk.

Rule: a desk is drawn at the size of the picture and knows nothing of the page that will cover its middle.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from examples.draw.camera import Pixels, Size
from examples.draw.fonts import font

Ink = tuple[int, int, int]
_LETTER = "The committee met on Thursday and agreed that the garden gate shall be painted green again"
Thing = Callable[[Image.Image, float, float, float], Image.Image]


def wood(
    size: Size, rng: np.random.Generator, light: Ink = (190, 142, 96), dark: Ink = (128, 84, 50)
) -> Pixels:
    """Planks with a grain along the picture's width."""
    height = size[1]
    grain = _smooth(rng, size, 260, 7) + 0.7 * _smooth(rng, size, 420, 3) + 0.35 * _smooth(rng, size, 60, 1.2)
    rings = 0.5 + 0.5 * np.sin(_smooth(rng, size, 500, 70) * 22 + np.arange(height)[:, None] / 14)
    share = np.clip(0.5 + 0.16 * grain + 0.22 * (rings - 0.5), 0, 1)[..., None]
    boards = np.array(light, np.float32) * share + np.array(dark, np.float32) * (1 - share)
    for seam in range(int(height * 0.21), height, int(height * 0.37)):
        boards[seam : seam + 3] *= 0.55
    return np.asarray(boards, np.float32)


def cloth(size: Size, rng: np.random.Generator, ink: Ink = (86, 102, 128)) -> Pixels:
    """A coarse weave."""
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    weave = (
        np.sin(x * math.pi / 3) * 0.5 + np.sin(y * math.pi / 3) * 0.5 + np.sin((x + y) * math.pi / 6) * 0.4
    )
    folds = _smooth(rng, size, 260, 180) * 0.07
    shade = 1 + 0.09 * weave + folds + 0.05 * rng.standard_normal(weave.shape)
    return np.asarray(np.array(ink, np.float32) * shade[..., None], np.float32)


def stone(size: Size, rng: np.random.Generator, ink: Ink = (92, 94, 98)) -> Pixels:
    """A dark speckled worktop."""
    specks = (
        0.10 * _smooth(rng, size, 2, 2) + 0.07 * _smooth(rng, size, 9, 9) + 0.05 * _smooth(rng, size, 90, 60)
    )
    return np.asarray(np.array(ink, np.float32) * (1 + specks)[..., None], np.float32)


def scatter(desk: Pixels, things: tuple[tuple[Thing, float, float, float], ...]) -> Pixels:
    """Things put on a desk: each with its place in shares of width and height, and its turn in degrees."""
    image = Image.fromarray(np.clip(desk, 0, 255).astype(np.uint8))
    for thing, x, y, turn in things:
        image = thing(image, x * image.width, y * image.height, turn)
    return np.asarray(image, np.float32)


def pen(desk: Image.Image, x: float, y: float, turn: float, ink: Ink = (28, 52, 120)) -> Image.Image:
    """A ball pen."""
    tile = Image.new("RGBA", (560, 80))
    draw = ImageDraw.Draw(tile)
    draw.rounded_rectangle((40, 26, 470, 54), 14, ink)
    draw.polygon([(468, 27), (530, 38), (530, 42), (468, 53)], (188, 190, 196))
    draw.rounded_rectangle((44, 30, 465, 36), 3, tuple(min(255, c + 90) for c in ink))
    draw.rounded_rectangle((60, 18, 190, 26), 4, (200, 202, 208))
    draw.rectangle((330, 26, 342, 54), (200, 202, 208))
    return _put(desk, tile, x, y, turn)


def pencil(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """A yellow pencil."""
    tile = Image.new("RGBA", (620, 60))
    draw = ImageDraw.Draw(tile)
    for row, ink in enumerate(((226, 168, 40), (240, 190, 60), (206, 148, 30))):
        draw.rectangle((60, 18 + row * 8, 520, 26 + row * 8), ink)
    draw.polygon([(520, 18), (580, 30), (520, 42)], (224, 190, 150))
    draw.polygon([(562, 26), (580, 30), (562, 34)], (40, 40, 44))
    draw.rectangle((36, 18, 60, 42), (180, 180, 186))
    draw.rounded_rectangle((10, 18, 38, 42), 8, (216, 120, 120))
    return _put(desk, tile, x, y, turn)


def keyboard(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """Part of a keyboard, letters and all."""
    tile = Image.new("RGBA", (900, 330))
    draw = ImageDraw.Draw(tile)
    draw.rounded_rectangle((0, 0, 899, 329), 24, (52, 54, 58))
    for row, keys in enumerate(("1234567890", "QWERTYUIOP", "ASDFGHJKL;", "ZXCVBNM,./")):
        for column, key in enumerate(keys):
            left, top = 22 + column * 82 + row * 13, 20 + row * 76
            draw.rounded_rectangle((left, top, left + 72, top + 66), 9, (30, 31, 34))
            draw.rounded_rectangle((left + 5, top + 3, left + 67, top + 56), 8, (44, 46, 50))
            draw.text((left + 14, top + 8), key, (205, 206, 208), font("sans", 26))
    return _put(desk, tile, x, y, turn)


def cup(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """A cup of coffee from above."""
    tile = Image.new("RGBA", (420, 420))
    draw = ImageDraw.Draw(tile)
    draw.rounded_rectangle((330, 180, 412, 236), 26, (214, 214, 208))
    draw.ellipse((40, 40, 360, 360), (232, 232, 226))
    draw.ellipse((58, 58, 342, 342), (196, 196, 190))
    draw.ellipse((66, 66, 334, 334), (70, 42, 26))
    draw.ellipse((90, 80, 300, 290), (84, 52, 33))
    return _put(desk, tile, x, y, turn)


def note(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """A yellow sticky note with something scribbled on it."""
    tile = Image.new("RGBA", (300, 300), (244, 222, 112, 255))
    draw = ImageDraw.Draw(tile)
    for row, line in enumerate(("call Robin", "Tue 10:30", "2 copies!")):
        draw.text((30, 40 + row * 70), line, (48, 60, 120), font("hand", 48))
    return _put(desk, tile, x, y, turn)


def letter(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """Another sheet full of print, to distract."""
    tile = Image.new("RGBA", (760, 980), (240, 240, 236, 255))
    draw = ImageDraw.Draw(tile)
    words = _LETTER.split()
    for row in range(22):
        line = " ".join(words[(row * 5 + place) % len(words)] for place in range(9))
        draw.text((60, 70 + row * 40), line, (70, 70, 74), font("serif", 25))
    return _put(desk, tile, x, y, turn)


def coins(desk: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """Two coins."""
    tile = Image.new("RGBA", (260, 160))
    draw = ImageDraw.Draw(tile)
    for left, ink in ((10, (186, 188, 192)), (120, (206, 172, 96))):
        draw.ellipse((left, 20, left + 112, 132), ink)
        draw.ellipse((left + 10, 30, left + 102, 122), None, tuple(c - 40 for c in ink), 3)
        draw.text((left + 40, 40), "1", tuple(c - 60 for c in ink), font("serif-bold", 66))
    return _put(desk, tile, x, y, turn)


def _put(desk: Image.Image, tile: Image.Image, x: float, y: float, turn: float) -> Image.Image:
    """A tile turned clockwise and laid on the desk with its shadow, its middle at x, y."""
    scale = desk.width / 1600
    tile = tile.resize((round(tile.width * scale), round(tile.height * scale)), Image.Resampling.LANCZOS)
    tile = tile.rotate(-turn, Image.Resampling.BICUBIC, expand=True)
    spot = (round(x - tile.width / 2), round(y - tile.height / 2))
    cast = Image.new("L", desk.size)
    cast.paste(
        tile.getchannel("A").point(lambda a: a * 0.6),
        (spot[0] + round(9 * scale), spot[1] + round(12 * scale)),
    )
    cast = cast.filter(ImageFilter.GaussianBlur(9 * scale))
    desk = Image.composite(Image.new("RGB", desk.size, (14, 12, 10)), desk, cast)
    desk.paste(tile, spot, tile)
    return desk


def _smooth(rng: np.random.Generator, size: Size, across: float, down: float) -> Pixels:
    """Noise of about unit strength, `across` x `down` pixels a blotch."""
    grid = (max(2, int(size[0] / across) + 2), max(2, int(size[1] / down) + 2))
    coarse = rng.standard_normal((grid[1], grid[0])).astype(np.float32)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)
