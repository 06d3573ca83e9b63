"""Whether a field's quad can be read: convex, clockwise, thick enough, on the picture.

Rule: a refusal names the field by index and name, and says what to do. Which corner is the upper left is the client's
to say, for text may run in any direction; that the corners go clockwise is checked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from lambda_ocr.core.errors import InvalidRequest, InvalidTemplate
from lambda_ocr.core.field_types import known_type
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Field, Point, Quad
from lambda_ocr.core.quoting import echo

MIN_THICKNESS = 4.0
"""Pixels a field is thick at least: no print is legible below that."""

EDGE_TOLERANCE = 2.0
"""Pixels a corner may lie outside the picture (a rectangle drawn by hand ends there); it is moved to the edge."""

MIN_SINE = 0.02
"""Sine of the flattest corner accepted, about one degree: flatter is a triangle, and no homography comes from it."""

TABLE = "table"
_ORDER = "upper left, upper right, lower right, lower left as the text is read"


def check_shapes(fields: Sequence[Field]) -> None:
    """Raise InvalidTemplate for the first field whose quad cannot be a place of print."""
    for index, field in enumerate(fields):
        problem = _problem(field.quad) or _problem_of_columns(field)
        if problem:
            raise _invalid(index, field, problem)


def placed(fields: Sequence[Field], size: tuple[int, int]) -> tuple[Field, ...]:
    """The fields on a picture of this (width, height), corners a little outside moved to its edge."""
    on_picture = tuple(_on_picture(index, field, size) for index, field in enumerate(fields))
    check_shapes(on_picture)
    return on_picture


def struck_out(quads: Sequence[Sequence[Point]], size: tuple[int, int]) -> tuple[Quad, ...]:
    """Print that is no field, as places on the picture; raises InvalidRequest for the first that is none."""
    fields = [Field("", (a, b, c, d)) for a, b, c, d in quads]
    try:
        return tuple(field.quad for field in placed(fields, size))
    except InvalidTemplate as error:
        index, problem = error.details["field"], error.message.partition(": ")[2]
        raise InvalidRequest(f"variable[{index}]: {problem}", member="variable", index=index) from None


def _on_picture(index: int, field: Field, size: tuple[int, int]) -> Field:
    width, height = size
    for x, y in field.quad:
        if not (_near(x, width) and _near(y, height)):
            raise _invalid(
                index,
                field,
                f"the corner [{x:g}, {y:g}] lies outside the picture, which is {width} x {height} pixels; "
                "give coordinates in pixels of this very picture, turned as a viewer shows it",
            )
    upper_left, upper_right, lower_right, lower_left = (
        (min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))) for x, y in field.quad
    )
    return replace(field, quad=(upper_left, upper_right, lower_right, lower_left))


def _near(coordinate: float, length: int) -> bool:
    return -EDGE_TOLERANCE <= coordinate <= length + EDGE_TOLERANCE


def _problem(quad: Quad) -> str:
    """What is wrong with the shape, empty when nothing is."""
    sides = [math.dist(a, b) for a, b in _sides(quad)]
    thin = f"the quad is thinner than {MIN_THICKNESS:g} pixels; draw it around the whole line of print"
    if min(sides) < MIN_THICKNESS:
        return thin
    sines = _corner_sines(quad, sides)
    if max(sines) < 0:
        return f"the corners run counter-clockwise; give them clockwise: {_ORDER}"
    if min(sines) < MIN_SINE:
        return f"the sides cross, or a corner is flat or bent inwards; give four corners of a convex quad: {_ORDER}"
    return thin if _area(quad) < MIN_THICKNESS * max(sides) else ""


def _problem_of_columns(field: Field) -> str:
    """The same of a table's columns, which lie in its field."""
    if field.options.get("type") != TABLE:
        return ""
    kind = known_type(field.options)
    for index, column in enumerate(kind.columns if isinstance(kind, Table) else ()):
        problem = _problem(column.quad)
        if not problem and not _is_inside(_middle(column.quad), field.quad):
            problem = "the column lies outside the table's quad; draw that around all rows there are"
        if problem:
            return f'columns[{index}] ("{echo(column.name)}"): {problem}'
    return ""


def _middle(quad: Quad) -> Point:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def _is_inside(point: Point, quad: Quad) -> bool:
    """Whether a point lies in a convex quad whose corners go clockwise."""
    x, y = point
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for (ax, ay), (bx, by) in _sides(quad))


def _area(quad: Quad) -> float:
    """Square pixels, positive when the corners go clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in _sides(quad)) / 2


def _sides(quad: Quad) -> list[tuple[Point, Point]]:
    return list(zip(quad, (*quad[1:], quad[0]), strict=True))


def _corner_sines(quad: Quad, sides: Sequence[float]) -> list[float]:
    """Sine of the turn at the end of each side; positive is clockwise, for y points down."""
    sines = []
    for at in range(4):
        (ax, ay), (bx, by), (cx, cy) = quad[at], quad[(at + 1) % 4], quad[(at + 2) % 4]
        cross = (bx - ax) * (cy - by) - (by - ay) * (cx - bx)
        sines.append(cross / (sides[at] * sides[(at + 1) % 4]))
    return sines


def _invalid(index: int, field: Field, problem: str) -> InvalidTemplate:
    name = echo(field.name)
    return InvalidTemplate(f'template[{index}] ("{name}"): {problem}.', field=index, name=name)
