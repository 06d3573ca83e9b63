"""The console as one script: everything it imports is in it, in order, and a form not known is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lambda_ocr.entrypoints.http.console_bundle import UnknownForm, bundled
from lambda_ocr.entrypoints.http.pages import FILES, find_page

NODE = shutil.which("node")
ONE = """
let own = 1;
export const { a: A = 7, b } = { b: 2 };
export const more = () => (own += 1);
"""
TWO = """
import { A, more as grown } from './one.js';
let own = 10;
export async function two() { return own + A + grown(); }
export class Two {}
"""
MAIN = """
import * as one from './deep/one.js';
import { Two, two } from './deep/two.js';
new Two();
two().then((sum) => console.log(sum + one.b));
"""


def module(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_console_is_one_script_of_all_its_modules_and_imports_nothing() -> None:
    script = bundled(FILES / "js" / "main.js")
    assert not re.search(r"^(import|export)\\b", script, re.MULTILINE)
    for path in (FILES / "js").rglob("*.js"):
        assert f"modules['{path.parent.name}/{path.name}'] = " in script
    assert str(FILES) not in script


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_modules_see_what_they_import_and_nothing_of_each_other(tmp_path: Path) -> None:
    module(tmp_path, "deep/one.js", ONE)
    module(tmp_path, "deep/two.js", TWO)
    assert NODE is not None
    command = [NODE, "--input-type=module", "-e", bundled(module(tmp_path, "main.js", MAIN))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "21", done.stderr


def test_types_and_explanations_are_left_out_and_no_code_is(tmp_path: Path) -> None:
    text = """
/**
 * What it is.
 * @type {number}
 */
const a = /** @type {number} */ (1);
  /** One line. */
export const b =
  /** @type {number} */ (a); /* kept */ const c = '/** kept */';
/** @typedef {number} N */
const d = 4;
"""
    script = bundled(module(tmp_path, "main.js", text))
    assert "What it is" not in script and "One line" not in script and "typedef" not in script
    for code in (
        "const a = /** @type {number} */ (1);",
        "/** @type {number} */ (a); /* kept */",
        "'/** kept */'",
        "d = 4",
    ):
        assert code in script


@pytest.mark.parametrize(
    "text", ["import './b.js';", "export default 1;", "export { a };", "const b = import('./b.js');"]
)
def test_a_form_that_is_not_known_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnknownForm):
        bundled(module(tmp_path, "main.js", text + "\n"))


def test_a_circle_is_refused(tmp_path: Path) -> None:
    module(tmp_path, "b.js", "import { a } from './a.js';\nexport const b = a;\n")
    with pytest.raises(UnknownForm, match="imports itself"):
        bundled(module(tmp_path, "a.js", "import { b } from './b.js';\nexport const a = b;\n"))


def test_two_modules_of_one_name_and_folder_are_told_apart() -> None:
    names = [f"{path.parent.name}/{path.name}" for path in FILES.rglob("*.js")]
    assert len(names) == len(set(names))


def test_the_page_names_one_script() -> None:
    page = find_page("")
    assert page is not None
    assert page.content.count(b".js") == 1
