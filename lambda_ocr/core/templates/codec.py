"""What is drawn on a template as a JSON value, for every store; the wire has its own messages.

`{"fields": [{"name", "quad", "options"}, …], "variable": [quad, …], "rules": [rule, …],
"taught": {"copies", "lessons"}, "page_of": {"document", "page", "pages"}}`, the last three where there are any. Earlier
releases wrote the bare list of fields where no print was struck out, and that is read as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from lambda_ocr.core.model import NOTHING_TAUGHT, Bound, Field, Lesson, LessonKind, PageOf, Quad, Taught, Template

Rules: TypeAlias = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Drawn:
    """What is drawn on a template's picture, and what copies taught of it."""

    fields: tuple[Field, ...]
    variable: tuple[Quad, ...] = ()
    rules: Rules = ()
    taught: Taught = NOTHING_TAUGHT
    page_of: PageOf | None = None

    @staticmethod
    def of(template: Template) -> Drawn:
        """What is drawn on this one."""
        return Drawn(template.fields, template.variable, template.rules, template.taught, template.page_of)


def drawn_to_plain(drawn: Drawn) -> dict[str, Any]:
    """For `json.dumps`."""
    fields = [{"name": item.name, "quad": item.quad, "options": dict(item.options)} for item in drawn.fields]
    bound = {"rules": [dict(rule) for rule in drawn.rules]} if drawn.rules else {}
    taught = {"taught": _plain(drawn.taught)} if drawn.taught.copies or drawn.taught.lessons else {}
    page_of = {"page_of": asdict(drawn.page_of)} if drawn.page_of else {}
    return {"fields": fields, "variable": list(drawn.variable), **bound, **taught, **page_of}


def _plain(taught: Taught) -> dict[str, Any]:
    """Lessons without the members that they have no use for: an earlier release reads those that it knows."""
    plain = asdict(taught)
    lessons = [{name: value for name, value in each.items() if name != "bound" or value} for each in plain["lessons"]]
    return {**plain, "lessons": lessons}


def drawn_from_plain(stored: Any) -> Drawn:
    """From what `json.loads` gives; raises ValueError of anything else."""
    plain = stored if isinstance(stored, dict) else {"fields": stored}
    try:
        return Drawn(
            tuple(Field(item["name"], _quad(item["quad"]), item["options"]) for item in plain["fields"]),
            tuple(_quad(corners) for corners in plain.get("variable", ())),
            tuple(dict(rule) for rule in plain.get("rules", ())),
            _taught(**plain.get("taught", {})),
            PageOf(**plain["page_of"]) if "page_of" in plain else None,
        )
    except (TypeError, KeyError) as error:
        raise ValueError("this is nothing that is drawn on a template") from error


def _taught(copies: Sequence[str] = (), lessons: Sequence[Mapping[str, Any]] = ()) -> Taught:
    """Lessons of a kind that only a later release knows are passed over."""
    known = [lesson for lesson in lessons if lesson["kind"] in set(LessonKind)]
    return Taught(tuple(copies), tuple(_lesson(**lesson) for lesson in known))


def _lesson(kind: str, at: Any, bound: Any = None, **members: Any) -> Lesson:
    known = None if bound is None else Bound(**bound)
    return Lesson(LessonKind(kind), at=None if at is None else _quad(at), bound=known, **members)


def _quad(corners: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d
