"""`export` and `import`: a template goes elsewhere in one file, and a file from anybody does no harm."""

from __future__ import annotations

import base64
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.portable import MANIFEST, PICTURE, packed, unpacked
from tests.app.test_service import error
from tests.app.use_cases.life.test_teach import FIRST, SECOND, service_with, taught
from tests.app.use_cases.life.test_update import ask
from tests.support.fakes import StoreInMemory
from tests.support.pictures import GREEN, RED, as_base64, card

TYPED: Any = [[*RED, {"type": "integer", "min": 1}], GREEN]
RULES = [{"same": ["名称", "识别号"]}]
INF = float("inf")
BACK = {"document": "card", "page": 2, "pages": 2}
STRUCK_OUT: Any = [[[5, 60], [40, 60], [40, 75], [5, 75]]]


@pytest.fixture
def service() -> OcrService:
    return service_with(StoreInMemory())


def exported(service: OcrService) -> str:
    """The file of a template with everything that one may have."""
    members = {"template": TYPED, "rules": [], "variable": STRUCK_OUT, "name": "card", "note": "blue", "page_of": BACK}
    template_id = ask(service, "add", img=as_base64(card()), **members)["template_id"]
    taught(service, template_id, FIRST, SECOND)
    file: str = ask(service, "export", template_id=template_id)["file"]
    return file


def test_a_template_goes_elsewhere_with_all_that_it_is_and_was_taught(service: OcrService) -> None:
    file = exported(service)
    before = ask(service, "get", template_id=ask(service, "list")["template_id_list"][0], picture="full")
    other = service_with(StoreInMemory())
    answer = ask(other, "import", file=file)
    assert (answer["fields"], answer["lessons"]) == (2, len(before["lessons"]))
    after = ask(other, "get", template_id=answer["template_id"], picture="full")
    same = ("template", "variable", "rules", "page_of", "name", "note", "lessons", "copies", "img")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["version"] == 1
    assert ask(other, "query", template_id=answer["template_id"], img=FIRST)[0]["value"] == "#ff000a"
    assert ask(other, "export", template_id=answer["template_id"])["file"] != file  # another moment, another version


def test_the_same_key_imports_once(service: OcrService) -> None:
    file = exported(service)
    ids = {ask(service, "import", file=file, idempotency_key="once")["template_id"] for _ in range(2)}
    assert len(ids) == 1
    assert len(ask(service, "list")["template_id_list"]) == 2


def test_an_earlier_version_is_exported_as_it_was(service: OcrService) -> None:
    exported(service)
    template_id = ask(service, "list")["template_id_list"][0]
    answer = ask(service, "export", template_id=template_id, version=1)
    assert answer["version"] == 1
    assert ask(service, "import", file=answer["file"])["lessons"] == 0


# -- a file from anybody ----------------------------------------------------------------------------------


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")  # of a name that comes twice, which is the point
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def tampered(change: Callable[[dict[str, Any]], object], service: OcrService) -> bytes:
    """An exported file whose manifest was changed."""
    file = unpacked(base64.b64decode(exported(service)), 10**7)
    manifest = json.loads(json.dumps(file.manifest))
    change(manifest)
    told = {name: value for name, value in manifest.items() if name not in ("format", "picture_sha256")}
    return packed(told, file.picture)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no zip"),
        (b"PK\x03\x04 nearly", "no zip"),
        (zipped(), "each once"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b""), ("../../etc/cron.d/x", b"x")), "each once"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b"1"), (PICTURE, b"2")), "each once"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b"x"), method=zipfile.ZIP_LZMA), "otherwise than by deflate"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b"x")), "something else"),
        (zipped((MANIFEST, b"[" * 100_000), (PICTURE, b"x")), "no JSON"),
        (zipped((MANIFEST, b" " * 5_000_000), (PICTURE, b"x")), "more than 4194304 bytes"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b"\0" * 11_000_000)), "more than 10485760 bytes"),
        (zipped((MANIFEST, b"{}"), (PICTURE, b"x"))[:-30], "no zip"),
    ],
    ids=["nothing", "begun", "empty", "a path", "twice", "lzma", "another", "deep", "manifest bomb", "bomb", "cut off"],
)
def test_a_file_that_is_none_is_refused_whatever_it_is(service: OcrService, data: bytes, said: str) -> None:
    answer = service.handle({"type": "import", "file": as_base64(data)} if data else {"type": "import", "file": "AA=="})
    assert said in error(answer, 400, "invalid_request")["message"]
    assert ask(service, "list") == {"template_id_list": []}


def bound_in(told: dict[str, Any]) -> dict[str, Any]:
    """Of the lesson on it."""
    found: dict[str, Any] = next(each["bound"] for each in told["taught"]["lessons"] if each["kind"] == "bound")
    return found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda told: told.update(schema=2), "invalid_request"),
        (lambda told: told.update(template=[]), "invalid_template"),
        (lambda told: told["template"][0].append("more"), "invalid_template"),
        (lambda told: told["template"][0][0][0].__setitem__(0, 1e9), "invalid_template"),
        (lambda told: told.update(template=[[[[0, 0], [500, 0], [500, 9], [0, 9]], "far"]]), "invalid_template"),
        (lambda told: told.update(page_of={"document": "card", "page": 3, "pages": 2}), "invalid_request"),
        (lambda told: told.update(rules=[{"sum": ["nowhere"], "equals": "名称"}]), "invalid_template"),
        (lambda told: told.update(note=7), "invalid_request"),
        (lambda told: told.update(taught={"lessons": "many"}), "invalid_request"),
        (lambda told: told["taught"]["lessons"][0].update(agreeing=99), "invalid_request"),
        (lambda told: told["taught"]["lessons"][0].update(moved=-1), "invalid_request"),
        (
            lambda told: told["taught"]["lessons"][0].update(at=[[0, 0], [1, 0], [1, 1], [0, float("inf")]]),
            "invalid_request",
        ),
        (lambda told: told["taught"]["lessons"][0].update(of_field=2), "invalid_request"),
        (lambda told: told["taught"]["lessons"][0].update(copies="3"), "invalid_request"),
        (lambda told: told["taught"]["lessons"].extend(told["taught"]["lessons"][:1] * 1001), "invalid_request"),
        (lambda told: told["taught"].update(copies=["x"]), "invalid_request"),
        (lambda told: told["taught"]["lessons"][0].update(bound={"weight": 0.0, "lowest": 1.0}), "invalid_request"),
        (lambda told: bound_in(told).update(weight=float("nan")), "invalid_request"),
        (lambda told: bound_in(told).update(lowest="1"), "invalid_request"),
        (lambda told: bound_in(told).update(others=-1), "invalid_request"),
        (lambda told: bound_in(told).clear(), "invalid_request"),
    ],
)
def test_what_an_add_would_refuse_is_refused_of_a_file_and_lessons_are_checked(
    service: OcrService, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    file = as_base64(tampered(change, service))
    before = ask(service, "list")
    answer = service.handle({"type": "import", "file": file})
    assert answer.body["error"]["code"] == code, answer.body
    assert ask(service, "list") == before


def test_a_picture_that_was_exchanged_is_noticed(service: OcrService) -> None:
    file = base64.b64decode(exported(service))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = archive.read(MANIFEST)
    answer = service.handle(
        {"type": "import", "file": as_base64(zipped((MANIFEST, manifest), (PICTURE, card(99, 99))))}
    )
    assert "another picture" in error(answer, 400, "invalid_request")["message"]


@pytest.mark.parametrize(
    "members", [{}, {"file": "AA==", "url": "https://example.com/x"}, {"img": "AA=="}, {"files": "x"}]
)
def test_members_are_refused_by_name(service: OcrService, members: dict[str, str]) -> None:
    error(service.handle({"type": "import", **members}), 400, "invalid_request")
