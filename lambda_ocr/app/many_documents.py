"""Several documents on one picture, found one after another: the area of each that is found is taken away.

What lies apart is looked at by itself first, where it fills the view; then the whole, for what lies close together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lambda_ocr.app.selection import Choice, NoneFits
from lambda_ocr.core.geometry import rectangle, transform_quad
from lambda_ocr.core.model import Extent, Image, Quad
from lambda_ocr.core.page_parts.regions import is_blank, regions
from lambda_ocr.core.page_parts.views import around, ground, holds, on_picture, part, whole, without

MOST_DOCUMENTS = 20
ROOM_SHARE = 0.04
"""Of a document's longer side: what is seen around it when it is looked at once more as a whole."""

Choose = Callable[[Image, Sequence[str]], Choice]
"""The template of a view, among those named; raises `NoneFits`."""


def documents_on(picture: Image, named: Sequence[str], choose: Choose) -> Iterator[Choice]:
    """At most `MOST_DOCUMENTS`, each placed on the picture; raises `NoneFits` where there is none at all."""
    apart = regions(picture)
    left, colour = picture.copy(), ground(picture, apart)
    found, refusal = 0, NoneFits(())
    for view in (*(apart if len(apart) > 1 else ()), whole(picture)):
        while found < MOST_DOCUMENTS and (found == 0 or not is_blank(part(left, view))):
            try:
                choice = _whole_one(left, _chosen(left, view, named, choose), view, choose)
            except NoneFits as none:
                refusal = none
                break
            found += 1
            left = without(left, _outline(choice), colour)
            yield choice
    if not found:
        raise refusal


def _chosen(left: Image, view: Extent, named: Sequence[str], choose: Choose) -> Choice:
    """What is seen in a view, placed on the picture."""
    choice = choose(part(left, view), named)
    return replace(choice, alignment=on_picture(choice.alignment, view))


def _whole_one(left: Image, choice: Choice, view: Extent, choose: Choose) -> Choice:
    """A document of which the view showed a part looked at as a whole."""
    if holds(view, _outline(choice)):
        return choice
    try:
        return _chosen(left, around(_outline(choice), ROOM_SHARE, left), [choice.ref.template_id], choose)
    except NoneFits:
        return choice


def _outline(choice: Choice) -> Quad:
    """Corners of the template's picture."""
    return transform_quad(choice.alignment.image_from_template, rectangle(0, 0, *choice.prepared.size))
