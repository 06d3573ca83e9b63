"""The bench of choosing among thousands: what is dear is made once, and a share says how sure so many pages make it."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.accuracy.selection import drawn_templates, layouts, photographs
from bench.accuracy.selection.kept import DRAWING, ENTRIES, READING, Kept, fingerprint
from bench.accuracy.selection.tally import Index, Measured, at_least, lines
from lambda_ocr.engines.models import ppocrv6_small


def test_what_was_made_is_there_after_a_kill_and_made_anew_of_other_sources(tmp_path: Path) -> None:
    source = tmp_path / "made_of.py"
    source.write_text("one", encoding="utf-8")
    first, before = Kept(tmp_path / "kept.sqlite3"), fingerprint([tmp_path])
    assert first.once(before, "page", lambda: b"dear") == b"dear"
    again = Kept(tmp_path / "kept.sqlite3")  # the first was never closed
    assert again.once(before, "page", lambda: pytest.fail("made twice")) == b"dear"
    source.write_text("two", encoding="utf-8")
    assert fingerprint([tmp_path]) == fingerprint([source]) != before
    assert again.get(fingerprint([tmp_path]), "page") is None


MAKES_NOTHING = {"bench.accuracy.selection.kept", "lambda_ocr.core.model"}


@pytest.mark.parametrize(
    ("module", "sources", "unused"),
    [
        (layouts, DRAWING, set[str]()),
        (photographs, DRAWING, set[str]()),
        (drawn_templates, ENTRIES, {"lambda_ocr.alignment.proposals.text_anchors"}),
    ],
)
def test_what_is_kept_is_known_by_all_modules_that_make_it(
    module: object, sources: tuple[Path, ...], unused: set[str]
) -> None:
    path = Path(str(vars(module)["__file__"]))
    taken = {path}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(("bench.", "lambda_ocr.")):
            inner = (f"{node.module}.{each.name}" for each in node.names)
            for name in {str(node.module), *inner} - MAKES_NOTHING - unused:
                known = _module_file(name)
                taken |= {known} if known else set()
    assert taken <= set(sources)
    assert set(Path(ppocrv6_small.__file__).parents) & set(READING), "which has the checksums of the weights"


def _module_file(name: str) -> Path | None:
    """None of a package, and of what is no module."""
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:  # a name in a module
        return None
    is_module = spec is not None and spec.origin is not None and not spec.submodule_search_locations
    return Path(str(spec.origin)) if spec and is_module else None


@pytest.mark.parametrize(("held", "of", "least"), [(598, 598, 0.995), (35, 35, 0.918), (297, 300, 0.9744), (0, 5, 0.0)])
def test_so_many_pages_show_no_more_than_they_can(held: int, of: int, least: float) -> None:
    assert at_least(held, of) == pytest.approx(least, abs=5e-4)


def test_a_page_counts_as_right_where_it_has_its_own_template_or_none_and_every_other_is_named() -> None:
    among = [
        Measured(100, "drawn-1-0", "known", 0, 2.0, "drawn-1-0", 0.2),
        Measured(100, "drawn-2-0", "known", 3, 4.0, "drawn-2-1", 0.2, [("drawn-2-1", 0.9)]),
        Measured(100, "drawn-3-0", "known", 1000, 3.0),
        Measured(100, "drawn-0-0", "strange", None, None, "", 1.0),
        Measured(100, "drawn-1-99", "sisters", None, None, "drawn-1-0", 1.0, [("drawn-1-0", 0.8)]),
    ]
    told = "\n".join(lines(Index(100, 24.0, 0.1), among))
    assert "recall of 3 pages: @1 1 of 3" in told and "@5 2 of 3" in told
    assert "chosen right 1 of 2" in told and "    drawn-2-0: drawn-2-1 (drawn-2-1 0.90)" in told
    assert "strangers kept unknown 1 of 1" in told and "    drawn-1-99: drawn-1-0 (drawn-1-0 0.80)" in told
