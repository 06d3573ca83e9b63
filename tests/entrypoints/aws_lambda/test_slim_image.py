"""What the image leaves out of Babel is nothing that a field type asks for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import babel

from lambda_ocr.entrypoints.aws_lambda.slim_image import _shorten_locales

ASKED = """
from babel import Locale
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol
for language in ("en", "en_ZA", "zh", "zh_Hant", "de", "fr_CA", "ja", "th", "ar", "hi", "pt_BR", "ru"):
    locale = Locale.parse(language)
    print(language, get_decimal_symbol(locale), get_group_symbol(locale), get_currency_precision("JPY"))
    print({kind: {width: str(form) for width, form in sorted(forms.items())}
           for kind, forms in (("date", locale.date_formats), ("time", locale.time_formats))})
    print(sorted(map(str, locale.months["format"]["wide"].values())), dict(locale.day_periods["format"]["abbreviated"]))
    print(sorted(map(str, locale.days["format"]["abbreviated"].values())))
print(sorted(Locale("en").currencies.items()))
"""


def asked_of(packages: Path) -> str:
    """What Babel of this folder answers."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(packages)!r})\n{ASKED}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout


def test_every_language_answers_as_before_and_takes_a_fifth_of_the_room(tmp_path: Path) -> None:
    whole = Path(babel.__file__).parent
    shutil.copytree(whole, tmp_path / "babel", ignore=shutil.ignore_patterns("__pycache__"))
    path = list(sys.path)
    try:
        _shorten_locales(tmp_path)
    finally:
        sys.path[:] = path
    sizes = [sum(file.stat().st_size for file in at.glob("locale-data/*.dat")) for at in (whole, tmp_path / "babel")]
    assert sizes[1] < sizes[0] / 5
    assert len(list(tmp_path.glob("babel/locale-data/*.dat"))) == len(list(whole.glob("locale-data/*.dat")))
    assert asked_of(tmp_path) == asked_of(whole.parent)
