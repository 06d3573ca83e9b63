"""PAGE XML (PRImA; also written by Transkribus, eScriptorium and docTR's friends): regions and lines with `Coords`.

Fields are the lines, or the regions that have none; each is called by its text, for PAGE has no names, or by its id.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from lambda_ocr.entrypoints.importers.found import Found, WireField, counted, quad_of

NAME = "page_xml"
_NAMESPACE = re.compile(r"\{[^}]*/PAGE/gts/pagecontent/[^}]*\}")
_LONGEST_NAME = 60


def is_one(content: Any) -> bool:
    """By its namespace."""
    return isinstance(content, Element) and content.tag.endswith("}PcGts") and bool(_NAMESPACE.match(content.tag))


def found(content: Any, path: Path) -> list[Found]:
    """The one page."""
    space = content.tag[: content.tag.index("}") + 1]
    page = content.find(f"{space}Page")
    if page is None:
        return []
    fields, lost = list[WireField](), list[str]()
    for region in page:
        kind = region.tag.removeprefix(space)
        if not kind.endswith("Region"):
            lost += [kind] if kind not in ("ReadingOrder", "PrintSpace", "Border") else []
            continue
        if kind != "TextRegion":
            lost.append(f"{kind}, which holds no text")
            continue
        lines = region.findall(f"{space}TextLine") or [region]
        for line in lines:
            quad = _quad(line.find(f"{space}Coords"), space)
            if quad is None:
                lost.append("line without an area")
            else:
                fields.append([quad, _name(line, space)])
    return [Found(page.get("imageFilename", ""), fields, counted(lost))]


def _quad(coords: Element | None, space: str) -> Any:
    """Of the attribute, or of the elements that were there before 2013."""
    if coords is None:
        return None
    written = coords.get("points", "").split()
    older = ([point.get("x", ""), point.get("y", "")] for point in coords.findall(f"{space}Point"))
    pairs = [pair.split(",") for pair in written] or list(older)
    try:
        return quad_of([(float(x), float(y)) for x, y in pairs])
    except (TypeError, ValueError):
        return None


def _name(line: Element, space: str) -> str:
    text = line.find(f"{space}TextEquiv/{space}Unicode")
    said = " ".join((text.text or "").split()) if text is not None else ""
    return said[:_LONGEST_NAME] or line.get("id", "")
