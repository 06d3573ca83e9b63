"""Who one is: signatures as AWS wants them, keys sent along, and neither kept anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from playwright.sync_api import Browser, Request, Route, expect

from tests.support.browser import EXAMPLES, Console

MOMENT = datetime(2026, 11, 22, 8, 15, 30, tzinfo=UTC)
ACCESS = {
    "accessKeyId": "AKIDEXAMPLE",
    "secretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "region": "eu-central-1",
}


def signed_by_botocore(url: str, body: str, token: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: MOMENT.replace(tzinfo=None))
    request = AWSRequest("POST", url, data=body.encode(), headers={"content-type": "application/json"})
    credentials = Credentials(ACCESS["accessKeyId"], ACCESS["secretAccessKey"], token or None)
    SigV4Auth(credentials, "execute-api", ACCESS["region"]).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


def test_the_page_signs_as_botocore_does(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    console.open()
    script = next(link for link in console.requests if link.endswith("/js/main.js")).replace(
        "main.js", "service/sigv4.js"
    )
    tokens = ("", "FwoGZXIvYXdzEXAMPLE//token==")
    paths = ("/v1/custom_ocr", "/a%20b/custom_ocr")
    for token, path, body in product(tokens, paths, ('{"type":"list"}', '{"name":"发票 😀"}')):
        url = f"https://abc123.execute-api.eu-central-1.amazonaws.com{path}"
        given: dict[str, str] = console.page.evaluate(
            """async ([script, url, body, access, moment]) =>
                (await import(script)).signedHeaders(url, body, access, new Date(moment))""",
            [script, url, body, {**ACCESS, "sessionToken": token}, MOMENT.isoformat()],
        )
        wanted = signed_by_botocore(url, body, token, monkeypatch)
        for header in ("authorization", "x-amz-date", "x-amz-security-token"):
            assert given.get(header) == wanted.get(header), (header, token, path, body)


@pytest.fixture
def guarded(browser: Browser, address: str) -> Iterator[tuple[Console, list[Request]]]:
    """A service that wants to know who asks, as API Gateway says it; and the requests it let through."""
    context = browser.new_context(locale="en-GB")
    console = Console(context.new_page(), address)
    console.listen()
    passed: list[Request] = []

    def guard(route: Route) -> None:
        headers = route.request.headers
        if "x-api-key" not in headers and "authorization" not in headers:
            refusal = {"error": {"code": "access_denied", "message": "No valid key.", "details": {}}}
            route.fulfill(status=403, json=refusal)
            return
        passed.append(route.request)
        route.continue_()

    console.page.route("**/custom_ocr", guard)
    yield console, passed
    console.page.unroute_all(behavior="ignoreErrors")
    context.close()


def everything_kept(console: Console) -> Any:
    return console.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
            (await indexedDB.databases()).map(one => one.name), await caches.keys(), location.href])"""
    )


def test_a_service_that_asks_is_told_and_the_key_is_kept_nowhere(guarded: tuple[Console, list[Request]]) -> None:
    console, passed = guarded
    console.open()
    page = console.page
    expect(page.get_by_role("dialog", name="Access")).to_be_visible()
    page.get_by_label("API key", exact=True).last.fill("secret-key-1")
    console.click(console.button("Use these"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".cards[aria-busy=false]")).to_be_attached()
    expect(page.locator(".fault")).to_have_count(0)
    assert {request.headers["x-api-key"] for request in passed} == {"secret-key-1"}
    assert "secret-key-1" not in everything_kept(console)
    page.reload()
    expect(page.get_by_role("dialog", name="Access")).to_be_visible()


def test_a_quota_that_is_used_up_is_said_and_no_key_is_asked_for(guarded: tuple[Console, list[Request]]) -> None:
    console, _ = guarded
    refusal = {"error": {"code": "quota_used_up", "message": "Ask the operator for more.", "details": {}}}
    console.page.route("**/custom_ocr", lambda route: route.fulfill(status=403, json=refusal))
    console.open()
    expect(console.page.locator(".fault")).to_contain_text("Ask the operator for more.")
    expect(console.page.get_by_role("dialog")).to_have_count(0)


def test_credentials_that_run_out_are_asked_for_again_and_nothing_is_lost(
    guarded: tuple[Console, list[Request]],
) -> None:
    console, passed = guarded
    console.page.set_extra_http_headers({"x-api-key": "the first"})
    console.open()
    console.begin(EXAMPLES / "train_ticket" / "template.png")
    console.drag((60, 560), (400, 640))
    console.type("甲")
    console.page.set_extra_http_headers({})
    console.click(console.button("Save template"))
    console.page.get_by_label("API key", exact=True).last.fill("the second")
    console.click(console.button("Use these"))
    assert console.field_names() == ["甲"]
    console.save()
    assert passed[-1].headers["x-api-key"] == "the second"


def test_aws_credentials_sign_every_request(guarded: tuple[Console, list[Request]]) -> None:
    console, passed = guarded
    console.open()
    page = console.page
    page.get_by_label("AWS credentials (IAM)").check()
    page.get_by_label("Access key id").fill(ACCESS["accessKeyId"])
    page.get_by_label("Secret access key").fill(ACCESS["secretAccessKey"])
    page.get_by_label("Session token").fill("token-1")
    page.get_by_label("Region").fill("eu-central-1")
    console.click(console.button("Use these"))
    expect(page.locator(".cards[aria-busy=false]")).to_be_attached()
    expect(page.locator(".fault")).to_have_count(0)
    headers = passed[0].headers
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert headers["x-amz-security-token"] == "token-1"
    kept = everything_kept(console)
    assert ACCESS["secretAccessKey"] not in kept
    assert ACCESS["secretAccessKey"] not in str(headers)


def execute_list(console: Console) -> None:
    """Try the first operation out, with `{"type": "list"}`."""
    page = console.page
    page.locator(".opblock-summary").first.click()
    page.get_by_role("button", name="Try it out").first.click()
    page.locator("textarea.body-param__text").first.fill('{"type": "list"}')
    page.get_by_role("button", name="Execute").first.click()
    expect(page.locator(".live-responses-table .response-col_status").first).to_be_visible()


def test_the_explorer_signs_what_it_tries_out(guarded: tuple[Console, list[Request]]) -> None:
    console, passed = guarded
    page = console.page
    page.goto(f"{console.address}/docs")
    execute_list(console)
    expect(page.get_by_role("status")).to_have_text("The service asks who you are.")
    assert passed == []
    console.click(console.button("Access"))
    page.get_by_label("AWS credentials (IAM)").check()
    page.get_by_label("Access key id").fill(ACCESS["accessKeyId"])
    page.get_by_label("Secret access key").fill(ACCESS["secretAccessKey"])
    page.get_by_label("Region").fill(ACCESS["region"])
    console.click(console.button("Use these"))
    expect(page.get_by_role("status")).to_have_text("Requests are signed with the AWS credentials.")
    with page.expect_response(lambda answer: answer.url.endswith("/custom_ocr") and answer.status == 200):
        page.get_by_role("button", name="Execute").first.click()
    sent = passed[-1]
    assert sent.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert sent.headers["content-type"] == "application/json", "as it was signed"
    assert console.complaints == []


def logged_in(console: Console, key: str) -> None:
    """On the view of the API, with a key."""
    console.open()
    console.page.get_by_label("API key", exact=True).last.fill(key)
    console.click(console.button("Use these"))
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    console.page.get_by_role("link", name="API", exact=True).click()


def test_the_explorer_takes_over_what_the_console_that_opened_it_was_told(
    guarded: tuple[Console, list[Request]],
) -> None:
    console, _ = guarded
    logged_in(console, "secret-key-2")
    with console.page.expect_popup() as opened:
        console.page.get_by_role("link", name="Open the explorer").click()
    beside = Console(opened.value, console.address)
    beside.listen()
    expect(beside.page.get_by_role("status")).to_have_text("Requests are sent with the API key.")
    sent: list[Request] = []
    beside.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    execute_list(beside)
    assert [request.headers["x-api-key"] for request in sent] == ["secret-key-2"]
    assert "secret-key-2" not in everything_kept(beside)
    assert beside.complaints == []


LISTEN = """channels => {
    window.heard = [];
    for (const name of channels) new BroadcastChannel(name).addEventListener('message', ({data}) => heard.push(data));
    addEventListener('message', ({data}) => heard.push(data));
    addEventListener('storage', event => heard.push(event.newValue));
}"""


def test_other_tabs_are_told_nothing_whatever_they_ask(guarded: tuple[Console, list[Request]]) -> None:
    console, _ = guarded
    stranger = console.page.context.new_page()
    stranger.goto(f"{console.address}/docs")
    channel = f"custom-ocr {console.address}/custom_ocr"
    stranger.evaluate(LISTEN, [channel])
    logged_in(console, "secret-key-3")
    with console.page.expect_popup() as opened:
        console.page.get_by_role("link", name="Open the explorer").click()
    expect(opened.value.get_by_role("status")).to_have_text("Requests are sent with the API key.")
    stranger.evaluate(
        "name => { new BroadcastChannel(name).postMessage('who?'); opener?.postMessage('who?', '*'); }", channel
    )
    by_hand = console.page.context.new_page()
    by_hand.goto(f"{console.address}/docs")
    by_hand.locator(".opblock-summary").first.wait_for()
    expect(by_hand.get_by_role("status")).not_to_have_text("Requests are sent with the API key.")
    assert "secret-key-3" not in str(stranger.evaluate("() => heard"))
