"""Drawing by numbers: everything is drawn twice as large and reduced, so that slanted edges are smooth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw, ImageFilter

from lambda_ocr.viz.fonts import find_font

FINE = 2
Colour = tuple[int, int, int]
Spots = Sequence[Sequence[float]]

PAPER, BACK = (255, 255, 255), (244, 246, 249)
INK, PALE, RULE = (24, 28, 36), (104, 112, 124), (214, 219, 226)
GREEN, RED, BLUE, AMBER = (0, 128, 88), (196, 48, 43), (36, 99, 235), (205, 120, 0)


class Sheet:
    """A canvas in pixels of the finished picture."""

    def __init__(self, width: int, height: int, back: Colour = BACK) -> None:
        self.image = Image.new("RGB", (width * FINE, height * FINE), back)
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def done(self) -> Image.Image:
        """The finished picture."""
        return self.image.resize((self.image.width // FINE, self.image.height // FINE), Image.Resampling.LANCZOS)

    def card(self, left: float, top: float, right: float, bottom: float) -> None:
        """A white sheet with a soft shadow."""
        box = [value * FINE for value in (left, top, right, bottom)]
        shade = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(shade).rounded_rectangle((box[0], box[1] + 6, box[2], box[3] + 8), 14, fill=60)
        self.image.paste((30, 40, 60), mask=shade.filter(ImageFilter.GaussianBlur(14)))
        self._draw.rounded_rectangle(box, 12, fill=PAPER, outline=RULE, width=FINE)

    def picture(self, image: Image.Image, left: float, top: float, width: float) -> float:
        """A picture at a width, with a hairline around it; returns the scale it was drawn at."""
        scale = width / image.width
        size = (round(width * FINE), round(image.height * scale * FINE))
        self.image.paste(image.resize(size, Image.Resampling.LANCZOS), (round(left * FINE), round(top * FINE)))
        right, bottom = left + width, top + size[1] / FINE
        self.outline(((left, top), (right, top), (right, bottom), (left, bottom)), RULE, 1)
        return scale

    def text(self, at: Sequence[float], words: str, size: int, colour: Colour = INK, anchor: str = "la") -> None:
        """One line of text; `anchor` as Pillow names it."""
        self._draw.text((at[0] * FINE, at[1] * FINE), words, fill=colour, font=find_font(size * FINE), anchor=anchor)

    def fill(self, quad: Spots, colour: Colour, strength: int = 45) -> None:
        """A quad filled so that what is below shows through."""
        self._draw.polygon(self._fine(quad), fill=(*colour, strength))

    def outline(self, quad: Spots, colour: Colour, width: float = 2) -> None:
        """The edges of a quad."""
        corners = self._fine(quad)
        self._draw.line([*corners, corners[0], corners[1]], fill=colour, width=round(width * FINE), joint="curve")

    def disc(self, at: Sequence[float], words: str, colour: Colour, radius: float = 11) -> None:
        """A number in a disc."""
        x, y, r = at[0] * FINE, at[1] * FINE, radius * FINE
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline=PAPER, width=FINE)
        self._draw.text((x, y), words, fill=PAPER, font=find_font(round(r * 1.2)), anchor="mm")

    def arrow(self, start: Sequence[float], end: Sequence[float], colour: Colour = PALE, width: float = 3) -> None:
        """A horizontal arrow."""
        (x0, y), (x1, _) = start, end
        head = 4 * width
        self._draw.line(self._fine(((x0, y), (x1 - head, y))), fill=colour, width=round(width * FINE))
        self._draw.polygon(self._fine(((x1, y), (x1 - head, y - head * 0.7), (x1 - head, y + head * 0.7))), fill=colour)

    def _fine(self, spots: Iterable[Sequence[float]]) -> list[tuple[float, float]]:
        return [(x * FINE, y * FINE) for x, y in spots]


def placed(quad: Spots, left: float, top: float, scale: float) -> list[tuple[float, float]]:
    """A quad of a picture that was drawn at (left, top) at a scale."""
    return [(left + x * scale, top + y * scale) for x, y in quad]


def wrapped(words: str, size: int, width: float) -> list[str]:
    """Lines of at most `width` pixels, broken between words, within a word where that alone is too long."""
    font = find_font(size * FINE)
    found = [""]
    for word in words.split(" "):
        longer = f"{found[-1]} {word}".strip()
        if font.getlength(longer) <= width * FINE:
            found[-1] = longer
            continue
        found.append("")
        for character in word:
            if font.getlength(found[-1] + character) > width * FINE:
                found.append("")
            found[-1] += character
    return [line for line in found if line]
