"""`python -m docs.draw [NAME …]` draws the pictures again, all or those named, into docs/pictures/.

The console's are photographed, not drawn: `make pictures` makes both.

It needs the light runtime alone (`make demo` installs it): .venv/bin/python -m docs.draw
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from docs.draw import guide, hero, label, typed, types
from docs.draw.reading import Desk

PICTURES: dict[str, Callable[[Desk], Image.Image]] = {
    "fields-marks.png": typed.form,
    "fields-normal-forms.jpg": typed.normal_forms,
    "fields-table.jpg": typed.table,
    **types.pictures(),
    "readme-hero.jpg": hero.draw,
    "templates-coordinates.png": guide.coordinates,
    "templates-corners.png": label.corners,
    "templates-fixed-print.jpg": guide.fixed_print,
    "templates-lines.jpg": guide.lines,
    "templates-margins.jpg": guide.margins,
    "templates-statuses.jpg": guide.statuses,
}
FOLDER = Path(__file__).parents[1] / "pictures"


def _save(picture: Image.Image, path: Path) -> None:
    """Photographs as JPEG without loss of colour detail, drawings as PNG."""
    if path.suffix == ".jpg":
        picture.convert("RGB").save(path, quality=88, subsampling=0, optimize=True)
    else:
        picture.convert("RGB").save(path, optimize=True)


def main(names: list[str]) -> int:
    """Draw; exit status 2 for a name that is none of ours."""
    unknown = sorted(set(names) - set(PICTURES))
    if unknown:
        print(f"no such picture: {', '.join(unknown)}; there are {', '.join(PICTURES)}", file=sys.stderr)
        return 2
    desk = Desk()
    FOLDER.mkdir(exist_ok=True)
    for name in names or PICTURES:
        _save(PICTURES[name](desk), FOLDER / name)
        print(f"docs/pictures/{name}  {(FOLDER / name).stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
