"""The page itself: small, strict, readable by everybody, in two languages; the explorer beside it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Request, expect

from infra.gateway_words import REFUSALS
from lambda_ocr.alignment.judging.captions import Role
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.pages import FILES
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import EXAMPLES, Console
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.running_server import running

FIRST_LOAD_BYTES = 100_000


def words(language: str) -> dict[str, str]:
    text = (FILES / "js" / "i18n" / f"words_{language}.js").read_text(encoding="utf-8")
    return dict(re.findall(r"^  '?([\w.]+)'?:\s+'((?:[^'\\]|\\.)*)',$", text, re.MULTILINE))


def test_both_languages_say_everything_with_the_same_facts() -> None:
    english, chinese = words("en"), words("zh")
    assert len(english) > 150
    assert set(english) == set(chinese)
    for key, said in english.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_word_asked_for_is_there_and_no_other() -> None:
    """Of a key that is made (`warn.${code}`) the beginning is held to."""
    known, said = words("en"), ""
    for path in FILES.rglob("*.js"):
        if not path.name.startswith("words_"):
            said += path.read_text(encoding="utf-8")
    for key in re.findall(r"\bt\('([\w.]+)'", said):
        assert key in known, key
    made = (*re.findall(r"[`']([\w.]+\.)\$\{", said), *(f"{noun}." for noun in re.findall(r"counted\('(\w+)'", said)))
    assert [key for key in known if f"'{key}'" not in said and not key.startswith(made)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_role_of_fixed_print_has_a_word(language: str) -> None:
    assert {key.removeprefix("role.") for key in words(language) if key.startswith("role.")} == set(Role)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_refusal_is_said_in_the_persons_language(console: Console, language: str) -> None:
    console.open()
    codes = [*ErrorCode, *{code for _, _, code, _ in REFUSALS} - set(ErrorCode), "of_tomorrow"]
    files = next(link for link in console.requests if link.endswith("/js/main.js")).removesuffix("main.js")
    said = console.page.evaluate(
        """async ([files, language, codes]) => {
            (await import(`${files}i18n/i18n.js`)).setLanguage(language);
            const { Refusal } = await import(`${files}shared/faults.js`);
            const { explain } = await import(`${files}shared/notices.js`);
            return codes.map(code => explain(new Refusal(422, code, 'as the service says it', {})));
        }""",
        [files, language, codes],
    )
    *known, unknown = said
    assert unknown == "as the service says it"
    assert not [text for text in said if "{" in text or "refusal." in text]
    if language == "zh":
        assert len(set(known)) == len(known)
        assert all(re.match("[\u4e00-\u9fff]", text) for text in known)


def test_the_first_load_is_small_and_asks_nobody_else(page_of: Any) -> None:
    """Of a server without templates, whose pictures would come to it."""
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    asked: list[Request] = []

    def finished(request: Request) -> None:  # Playwright writes its own name on what it is given
        asked.append(request)

    with running(make_app(service.begin)) as address, page_of(address) as console:
        console.page.on("requestfinished", finished)
        console.open()
        expect(console.page.locator(".cards[aria-busy=false]")).to_be_attached()
        console.page.wait_for_load_state("networkidle")
        sizes = [request.sizes()["responseBodySize"] for request in asked]
    print(f"first load: {len(sizes)} answers, {sum(sizes)} bytes")
    assert sum(sizes) < FIRST_LOAD_BYTES


def test_no_script_and_no_style_stands_in_the_page(address: str) -> None:
    answer = httpx.get(address, timeout=300)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "<style" not in answer.text
    assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)
    assert not re.search(r"\son\w+=|\sstyle=", answer.text)


def test_files_may_be_kept_for_good_and_the_page_itself_may_not(address: str) -> None:
    page = httpx.get(address, timeout=300)
    assert page.headers["cache-control"] == "no-cache"
    script = re.search(r'src="([^"]+main\.js)"', page.text)
    assert script
    kept = httpx.get(f"{address}/{script[1]}", timeout=300)
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    assert httpx.get(f"{address}/{script[1]}", headers={"accept-encoding": "identity"}, timeout=300).text == kept.text
    older = httpx.get(f"{address}/console/000000000000/js/main.js", timeout=300)
    assert older.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.js", "../settings.py", "%2e%2e/settings.py", "js/../../settings.py", "index.html"]
)
def test_nothing_but_the_consoles_files_is_served(address: str, name: str) -> None:
    assert httpx.get(f"{address}/console/x/{name}", timeout=300).status_code == 404


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_no_violation_in_any_view(
    browser: Browser, address: str, locale: str, lines_known: dict[str, bytes]
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
    console = Console(context.new_page(), address)
    console.listen()
    console.remember_lines(lines_known)
    new, accept = ("New template", "Import JSON") if locale == "en-GB" else ("新建模板", "导入 JSON")
    console.open()
    assert console.violations() == []
    console.give(new, EXAMPLES / "train_ticket" / "template.png")
    console.give(accept, EXAMPLES / "train_ticket" / "template.json")
    expect(console.names).to_have_count(11)
    assert console.violations() == []
    for place, view in (("#try", ".try"), ("#api", ".api")):
        console.page.goto(f"{address}/{place}")
        expect(console.page.locator(view)).to_be_visible()
        assert console.violations() == []
    console.page.locator("#tools button").click()
    assert console.violations() == []
    console.page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_at_200_percent_nothing_is_cut_off(browser: Browser, address: str) -> None:
    """A window of 1440 x 900 at 200 % is one of 720 x 450 CSS pixels."""
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="en-GB")
    console = Console(context.new_page(), address)
    console.listen()
    for place in ("", "#try", "#api"):
        console.open(place)
        console.page.wait_for_load_state("networkidle")
        console.settle()
        wide = console.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 720, place or "templates"
    context.close()


def test_the_explorer_shows_the_contract(console: Console) -> None:
    console.open()
    console.page.goto(f"{console.address}/docs")
    expect(console.page.locator(".opblock-summary-path").first).to_have_text(re.compile("custom_ocr"))
    expect(console.page.locator("h1, h2").filter(has_text="Custom OCR").first).to_be_visible()


def test_the_api_is_shown_by_example(console: Console) -> None:
    console.open("#api")
    page = console.page
    request = page.get_by_label("Request", exact=True)
    expect(request).to_contain_text("curl")
    for language, says in (("Python", "requests.post("), ("Python + AWS", "SigV4Auth"), ("JSON", '"type": "query"')):
        console.click(console.button(language))
        expect(request).to_contain_text(says)
    for action, says in (("List the templates", '{"type": "list"}'), ("Find lines of text", '"detect"')):
        console.click(console.button(action))
        expect(request).to_contain_text(says)
    console.click(console.button("Add a template"))
    expect(page.get_by_label("Answer", exact=True)).to_contain_text("template_id")


def test_the_api_is_shown_without_the_descriptions_examples_too(console: Console) -> None:
    console.page.route("**/openapi.json", lambda route: route.abort())
    console.open("#api")
    expect(console.page.get_by_label("Request", exact=True)).to_contain_text("curl")
    console.page.wait_for_load_state("networkidle")
    assert [each for each in console.complaints if "ERR_FAILED" not in each] == []
    console.complaints.clear()


def test_an_address_that_was_mistyped_leads_to_the_list(console: Console) -> None:
    console.open("#nowhere/%")
    expect(console.page.get_by_role("heading", name="Templates")).to_be_visible()
