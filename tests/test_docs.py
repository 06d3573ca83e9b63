"""README and docs say what the code does: tables, commands, links, requests and the answers printed beneath them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docs.draw.__main__ import FOLDER, PICTURES
from infra.gateway_words import REFUSALS
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.core.evidence import LOW_CONFIDENCE
from lambda_ocr.core.field_types import TYPES
from lambda_ocr.core.model import Status, Verdict
from lambda_ocr.core.templates.lint import MIN_LANDMARKS, WarningCode
from lambda_ocr.entrypoints.cli.main import build_parser
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import PREFIX, Settings
from lambda_ocr.wire.errors import STATUS
from lambda_ocr.wire.members import MAX_FIELDS, MAX_NAME
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.messages.errors import ErrorAnswer
from lambda_ocr.wire.messages.reading import QueryRequest
from lambda_ocr.wire.messages.reading_answers import FieldDetail, KeyValue
from lambda_ocr.wire.messages.template_answers import AddAnswer, DeleteAnswer, ListAnswer
from lambda_ocr.wire.quads import MIN_THICKNESS
from lambda_ocr.wire.requests import fields_of, parse_request

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
TYPES_PAGE = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
DEPLOY = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for where in ("*.md", "docs/**/*.md", "examples/*.md")
    for path in sorted(ROOT.glob(where))
}
IN_PICTURE = re.compile(r"\$\(base64 < (\S+) \| tr -d '\\n'\)")


def rows(page: str, header: str) -> list[list[str]]:
    """The cells of the table that begins with this header."""
    lines = page[page.index(header) :].splitlines()[2:]
    table = [line for line, ends in zip(lines, _ended(lines), strict=True) if not ends]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table]


def _ended(lines: list[str]) -> Iterator[bool]:
    ended = False
    for line in lines:
        ended = ended or not line.startswith("|")
        yield ended


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def code_of(page: str) -> str:
    """All code of a page, blocks and spans."""
    fenced = re.findall(r"^```\w*\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", rest)])


def curl_bodies() -> list[dict[str, Any]]:
    """What README's curl commands send, files put in as the shell would."""
    shell = "\n".join(blocks(README, "sh"))
    sent = re.findall(r"<<END\n(.*?)\nEND$|-d '(\{.*?\})'$", shell, re.MULTILINE | re.DOTALL)
    return [json.loads(IN_PICTURE.sub(_base64, heredoc or literal)) for heredoc, literal in sent]


def _base64(found: re.Match[str]) -> str:
    return base64.b64encode((ROOT / found[1]).read_bytes()).decode("ascii")


def test_the_error_table_is_the_table_in_the_code() -> None:
    documented = {code: int(status) for status, code, _ in rows(README, "| status | code | what to do |")}
    assert documented == {code.value: status for code, status in STATUS.items()}


def test_every_error_says_what_to_do() -> None:
    assert all(len(todo) > 15 and todo.endswith(".") for _, _, todo in rows(README, "| status | code | what to do |"))


def test_the_gateways_own_codes_are_told_where_the_gateway_is() -> None:
    documented = rows(DEPLOY, "| status | code | when | the gateway's own name for it |")
    refusals = {
        (status, code, name) for status, code, _, names in documented for name in re.findall(r"[A-Z_0-9]+X*", names)
    }
    assert refusals == {
        (status or f"other {name[-3:].lower()}", code, name)
        for name, status, code in ((kind.response_type, status, code) for kind, status, code, _ in REFUSALS)
    }
    own = {code for _, code, _ in refusals} - {code.value for code in ErrorCode}
    assert own == {"access_denied", "quota_used_up", "timeout"}
    assert all(f"`{code}`" in README for code in own)


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {name: default for name, default, _ in rows(README, "| variable | default |")}
    assert documented == {PREFIX + item.name.upper(): _shown(item.default) for item in fields(Settings)}


def _shown(default: object) -> str:
    return "–" if default == "" else str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]*[a-z])", code_of(PAGES[page])))
    assert named <= targets


def test_readme_names_the_commands_a_newcomer_needs() -> None:
    assert {"demo", "test", "serve", "deploy", "destroy"} <= set(re.findall(r"^make ([a-z]+)", code_of(README), re.M))


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_run_exists(page: str) -> None:
    modules = set(re.findall(r"python3? -m ([a-z_.]*[a-z_])", code_of(PAGES[page]))) - {"awslambdaric"}
    assert [name for name in modules if find_spec(name) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_is_one_that_custom_ocr_takes(page: str) -> None:
    for line in re.findall(r"(?:^|\n)custom-ocr (.*)", code_of(PAGES[page])):
        words = re.sub(r"\s+#.*", "", line).split()
        if words != ["--help"] and words[0] != "/":
            build_parser().parse_args(words)


def _links(page: str) -> list[str]:
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]) if "://" not in target]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_leads_somewhere(page: str) -> None:
    for target in _links(page):
        path, _, anchor = target.partition("#")
        file = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file), target


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_the_pictures_are_those_that_are_drawn_and_each_is_shown() -> None:
    there = {path.name for path in FOLDER.iterdir() if path.name.startswith(("fields-", "readme-", "templates-"))}
    assert there == set(PICTURES)
    assert [name for name in PICTURES if f"pictures/{name}" not in README + GUIDE + TYPES_PAGE] == []
    assert [name for name in PICTURES if Image.open(FOLDER / name).width < 1200] == []


def test_every_type_has_a_section_with_a_picture() -> None:
    sections = re.findall(r"^### (.+)\n((?:(?!^#).*\n)+)", TYPES_PAGE.partition("\n## The types\n")[2], re.MULTILINE)
    assert {name for title, _ in sections for name in title.split(", ")} == set(TYPES)
    assert [title for title, text in sections if "](pictures/fields-" not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_json_is_json(page: str) -> None:
    for block in blocks(PAGES[page], "json"):
        json.loads(block)


def test_readme_shows_all_four_requests_and_each_is_one_the_service_takes() -> None:
    bodies = curl_bodies()
    for body in bodies:
        request = parse_request(body)
        if request.type == "add":
            assert len(fields_of(request)) == 2
    assert [body["type"] for body in bodies] == ["add", "query", "list", "del"]
    assert all(f"`{kind}`" in README or f'"{kind}"' in README for kind in REQUESTS)


def test_requests_in_the_guide_are_ones_the_service_takes() -> None:
    detect, template, *life = (json.loads(block) for block in blocks(GUIDE, "json"))
    assert [parse_request(request).type for request in (detect, *life)] == ["detect", "update", "preview", "teach"]
    parse_request({"type": "add", "url": "https://example.com/form.png", "template": template})


def test_readmes_answers_have_the_shapes_of_the_contract() -> None:
    added, read, detailed, refused, listed, deleted = (json.loads(block) for block in blocks(README, "json"))
    AddAnswer.model_validate(added)
    assert [KeyValue.model_validate(reading).key for reading in read] == ["Full name", "Amount claimed (EUR)"]
    assert [FieldDetail.model_validate(field).key for field in detailed["fields"]] == ["Full name"]
    assert ErrorAnswer.model_validate(refused).error.code == ErrorCode.TEMPLATE_MISMATCH
    ListAnswer.model_validate(listed)
    DeleteAnswer.model_validate(deleted)


def test_readmes_requests_are_answered_as_readme_says(tmp_path: Path) -> None:
    add, query, ask_list, delete = curl_bodies()
    _, documented, _, refused, *_ = (json.loads(block) for block in blocks(README, "json"))
    service = build_service(replace(Settings(), home=str(tmp_path)))
    name = {"template_id": service.handle(add).body["template_id"]}
    read = service.handle({**query, **name}).body
    assert [(r["key"], r["value"]) for r in read] == [(t["key"], t["value"]) for t in documented]
    assert [r["score"] for r in read] == pytest.approx([t["score"] for t in documented], abs=1.0)
    wrong = base64.b64encode((ROOT / "examples/form/wrong.jpg").read_bytes()).decode("ascii")
    answer = service.handle({**query, **name, "img": wrong})
    assert (answer.status, answer.body["error"]["message"]) == (422, refused["error"]["message"])
    assert service.handle(ask_list).body == {"template_id_list": [name["template_id"]]}
    assert service.handle({**delete, **name}).body == name


def test_the_guide_knows_every_status_and_verdict() -> None:
    assert [row[0] for row in rows(GUIDE, "| status | what it means")] == [status.value for status in _by_worth()]
    assert [row[0] for row in rows(GUIDE, "| verdict | what it means")] == [verdict.value for verdict in Verdict]
    assert all(f"`{status.value}`" in README for status in Status)


def test_the_guide_knows_every_warning() -> None:
    assert [row[0] for row in rows(GUIDE, "| warning | what it means")] == [code.value for code in WarningCode]


def _by_worth() -> tuple[Status, ...]:
    return (Status.OK, Status.LOW_CONFIDENCE, Status.EMPTY, Status.INVALID, Status.OUT_OF_FRAME)


def test_the_guides_numbers_are_those_of_the_code() -> None:
    numbers = (
        f"score of {LOW_CONFIDENCE * 100:g} or more",
        f"At least {OPTIONS.convinced_share * 100:g} %",
        f"0 to about {OPTIONS.min_judged_share:g}",
        f"at most {OPTIONS.max_tiles}",
        f"below {MIN_LANDMARKS} the service warns",
        f"thinner than {MIN_THICKNESS:g} pixels",
        f"longer than {MAX_NAME} characters",
        f"more than {MAX_FIELDS} fields",
    )
    assert [number for number in numbers if number not in GUIDE] == []


def test_every_test_that_the_threat_model_names_is_there() -> None:
    documented = rows(PAGES["docs/security.md"], "| attacker | tries | stopped by | shown by |")
    named = [name for *_, shown in documented for name in re.findall(r"(tests/[\w/]+\.py)::(\w+)", shown)]
    assert len({cells[0] for cells in documented}) >= 3
    assert all(re.search(r"::\w", cells[-1]) for cells in documented)
    assert [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists() or f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ] == []


def test_percentages_are_those_of_the_counts_beside_them() -> None:
    shares = re.findall(r"(\d+) of (\d+) \(([\d.]+) %\)", README)
    assert shares
    assert all(f"{100 * int(right) / int(all_):.1f}" == percent for right, all_, percent in shares)


def test_query_may_leave_out_its_type_as_the_contract_says() -> None:
    assert isinstance(parse_request({"template_id": "x", "url": "https://example.com/a.png"}), QueryRequest)
