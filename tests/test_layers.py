"""The house's arrows, held by reading every import: at the top, inside functions, and for type checkers alike."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from docs.draw.house import PAGE, drawn

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lambda_ocr"

RUNTIMES = {"onnx", "onnxruntime", "openvino", "paddle", "paddleocr", "paddlex"}
AWS = {"boto3", "botocore", "s3transfer"}

PARTS = {"alignment", "engines", "aws", "local", "adapters"}
"""What only the composition root puts together."""
MOST_MODULES = 14
"""Files in a room from which a stranger no longer finds the one that is meant."""

OUTSIDE = {
    "core": {"numpy", "cv2", "babel", "stdnum", "zxingcpp"},
    "documents": {"numpy", "cv2", "PIL", "pypdfium2", "pi_heif"},
    "alignment": {"numpy", "cv2"},
    "engines": {"numpy", "cv2"} | RUNTIMES,
    "aws": AWS,
    "local": set(),
    "adapters": set(),
    "viz": {"numpy", "cv2", "PIL"},
    "wire": {"pydantic", "typing_extensions"},
    "app": set(),
    "entrypoints": {"starlette", "uvicorn", "h11", "PIL", "tqdm", "pyarrow", "numpy", "cv2"}
    | {"awslambdaric", "snapshot_restore_py"},
    "settings": set(),
}
"""What each layer may import from outside, beside the standard library."""

INSIDE = {
    "core": {"core"},
    "documents": {"documents", "core"},
    "alignment": {"alignment", "core"},
    "engines": {"engines", "core"},
    "aws": {"aws", "core"},
    "local": {"local", "core"},
    "adapters": {"adapters", "core"},
    "viz": {"viz", "alignment", "core"},
    "wire": {"wire", "core"},
    "app": {"app", "wire", "documents", "core"},
    "entrypoints": {"entrypoints", "viz", "app", "wire", "documents", "core", "settings"} | PARTS,
    "settings": set(),
}
"""Which of our layers each may know: the arrows."""


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module a file imports, wherever the statement stands."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if module == "lambda_ocr")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def layer_of(module: str) -> str | None:
    """`wire` of `lambda_ocr.wire.errors`; None for what is not ours, or the bare package."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] or None if first == "lambda_ocr" else None


def files() -> list[tuple[str, Path]]:
    """Every module of ours with its layer."""
    named = [(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path) for path in PACKAGE.rglob("*.py")]
    return [(layer, path) for layer, path in named if layer not in ("__init__", "__main__")]


def strays(layer: str, path: Path) -> list[str]:
    """What a file imports and may not."""
    found = []
    for module in imports(path):
        top = module.partition(".")[0]
        known = layer_of(module)
        if top == "lambda_ocr" and known is not None and known not in INSIDE[layer]:
            found.append(module)
        if top != "lambda_ocr" and top not in sys.stdlib_module_names | OUTSIDE[layer]:
            found.append(module)
    return found


def test_every_layer_is_known() -> None:
    assert {layer for layer, _ in files()} == set(INSIDE) == set(OUTSIDE)


@pytest.mark.parametrize("layer", sorted(INSIDE))
def test_a_layer_imports_only_what_it_may(layer: str) -> None:
    found = {str(path.relative_to(ROOT)): strays(layer, path) for other, path in files() if other == layer}
    assert {path: modules for path, modules in found.items() if modules} == {}


def test_the_map_of_the_house_is_drawn_from_its_imports() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page, "python -m docs.draw.house draws it anew"


@pytest.mark.parametrize("room", sorted({path.parent for path in PACKAGE.rglob("*.py")}), ids=lambda room: room.name)
def test_no_room_has_more_files_than_a_stranger_looks_through(room: Path) -> None:
    assert len([path for path in room.glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


def test_the_engines_alone_know_a_model_runtime_and_aws_alone_knows_boto3() -> None:
    for name, only in ((RUNTIMES, "engines"), (AWS, "aws")):
        for layer, path in files():
            assert layer == only or not name & {module.partition(".")[0] for module in imports(path)}, path


NORMAL_FORMS = {"babel": "field_types", "stdnum": "field_types", "zxingcpp": "graphics"}
"""Data of languages and numbering schemes, 40 MB on disk, and a decoder of bars: most fields need none of them."""


def test_types_of_fields_alone_know_the_libraries_of_normal_forms_and_only_when_asked() -> None:
    for _, path in files():
        for module in imports(path):
            assert path.parent.name == NORMAL_FORMS.get(module.partition(".")[0], path.parent.name), path
    code = "import sys, lambda_ocr.core.reader, lambda_ocr.app.service; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not NORMAL_FORMS.keys() & set(done.stdout.split())


DECODING = {"imdecode", "imdecodemulti", "imread", "imreadmulti"}
OF_CLIENTS = {
    "documents/raster.py",
    "documents/isolated/pillow_decoder.py",
    "documents/isolated/heif_decoder.py",
}
OF_OUR_OWN = {
    "core/templates/augmentation.py": "a JPEG it has just made",
    "engines/quantise.py": "a folder its user names",
}
"""Where pictures are decoded that no client sent."""


def test_documents_alone_decodes_what_a_client_sent() -> None:
    found = {
        str(path.relative_to(PACKAGE)): {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and (node.attr in DECODING or ast.unparse(node) in ("Image.open", "Pillow.open"))
        }
        for _, path in files()
    }
    assert {path for path, names in found.items() if names} == {*OF_CLIENTS, *OF_OUR_OWN}


def test_nobody_imports_rapidocr_whose_data_alone_is_ours() -> None:
    for _, path in files():
        assert not any(module.partition(".")[0] == "rapidocr" for module in imports(path)), path


@pytest.mark.parametrize("path", sorted((ROOT / "infra").rglob("*.py")), ids=lambda path: path.name)
def test_the_stack_knows_the_settings_and_nothing_else_of_the_product(path: Path) -> None:
    ours = {module for module in imports(path) if module.startswith("lambda_ocr.")}
    assert {layer_of(module) for module in ours} <= {"settings"}


def test_a_stray_import_is_seen_wherever_it_hides(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden.py"
    hidden.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import boto3\n"
        "def f():\n    from lambda_ocr import engines\n    import lambda_ocr.aws.store.table\n"
        "    __import__('onnxruntime')\n"
    )
    assert strays("wire", hidden) == ["boto3", "lambda_ocr.engines", "lambda_ocr.aws.store.table", "onnxruntime"]


@pytest.mark.parametrize(
    ("module", "costly"),
    [
        ("lambda_ocr.settings", {"numpy", "cv2", "pydantic", "starlette", "PIL"}),
        ("lambda_ocr.core.reader", {"pydantic", "starlette", "PIL"}),
        ("lambda_ocr.documents.formats", {"numpy", "cv2", "PIL", "pydantic"}),
        ("lambda_ocr.app.service", {"starlette", "uvicorn", "PIL"}),
        ("lambda_ocr.engines", {"pydantic", "starlette"}),
        ("lambda_ocr.local.sqlite_store", {"pydantic", "starlette", "cv2"}),
        ("lambda_ocr.aws.store.template_store", {"pydantic", "starlette", "cv2"}),
        ("lambda_ocr.entrypoints.http.server", {"numpy", "PIL", "cv2"}),
        (
            "lambda_ocr.entrypoints.cli.main",
            {"numpy", "cv2", "pydantic", "starlette", "uvicorn", "PIL", "urllib.request"},
        ),
    ],
)
def test_importing_a_door_or_a_layer_loads_nothing_it_does_not_need(module: str, costly: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded & (costly | RUNTIMES | AWS | {"rapidocr"}) == set()
