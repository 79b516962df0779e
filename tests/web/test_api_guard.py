import json

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from bot.gateways.playground import Playground
from bot.web import create_app
from tests.web.conftest import Client
from tests.web.scripted import ScriptedDesk
from tests.web.test_api import POST, error_of


async def test_the_page_is_served_with_strict_headers(client: Client) -> None:
    """No inline script, no other site's, no framing, no guessing of types."""
    response = await client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = await response.text()
    assert '<script type="module" src="/static/main.js"></script>' in page
    assert page.count("<script") == 1
    assert "style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [("main.js", "text/javascript"), ("base.css", "text/css"), ("logo.svg", "image/svg+xml")],
)
async def test_static_files_have_their_type(name: str, kind: str, client: Client) -> None:
    """Whatever the machine's own table of types says."""
    response = await client.get(f"/static/{name}")
    assert (response.status, response.content_type) == (200, kind)


@pytest.mark.parametrize("name", ["nothing.js", "..%2fapp.py", "%2e%2e%2fapp.py", "%00.js"])
async def test_nothing_but_static_files_is_served(name: str, client: Client) -> None:
    """No path leads out of the folder."""
    response = await client.get(f"/static/{name}")
    assert (await error_of(response, 404))["code"] == "not_found"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_input"),
        (b"{", 400, "bad_input"),
        (b"\xff\xfe", 400, "bad_input"),
        (b'{"act": "post", "room": "moms", "member": "lily"}', 400, "bad_input"),
        (b'{"act": "post", "room": "nowhere", "member": "lily", "text": "x"}', 404, "unknown_room"),
        (b'{"act": "kick", "room": "moms", "member": "jessie", "by": "lily"}', 409, "no_right"),
        (b"[" * 60_000, 400, "bad_input"),
        (b" " * 70_000, 413, "too_large"),
    ],
)
async def test_bad_input_gets_a_clear_error_and_loses_nothing(
    body: bytes, status: int, code: str, client: Client, playground: Playground
) -> None:
    """A 4xx in the one shape; the world stays as it was and the next act works."""
    before = playground.view()
    response = await client.post("/api/act", data=body, headers={"Content-Type": "application/json"})
    assert (await error_of(response, status))["code"] == code
    assert playground.view() == before
    assert (await client.post("/api/act", json=POST)).status == 201


async def test_an_error_does_not_repeat_what_was_sent(client: Client) -> None:
    """Members' words stay out of messages and logs."""
    response = await client.post("/api/act", json=POST | {"secret": "悄悄话"})
    error = await error_of(response, 400)
    assert "secret" in error["message"]
    assert "悄悄话" not in json.dumps(error, ensure_ascii=False)


async def test_only_json_is_taken(client: Client) -> None:
    """A form of another site cannot send that type unasked."""
    response = await client.post("/api/act", data=json.dumps(POST), headers={"Content-Type": "text/plain"})
    assert (await error_of(response, 415))["code"] == "not_json"


async def test_wrong_paths_and_methods_are_named(client: Client) -> None:
    """404 and 405 come in the same shape, 405 with what is allowed."""
    assert (await error_of(await client.get("/nothing"), 404))["code"] == "not_found"
    response = await client.get("/api/act")
    assert (await error_of(response, 405))["code"] == "wrong_method"
    assert response.headers["Allow"] == "POST"
    assert (await error_of(await client.get("/ws"), 400))["code"] == "bad_request"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_sites_page_can_neither_post_nor_listen(
    origin: str, client: Client, playground: Playground
) -> None:
    """The browser tells the origin; only our own is let in."""
    before = playground.view()
    response = await client.post("/api/act", json=POST, headers={"Origin": origin})
    assert (await error_of(response, 403))["code"] == "wrong_origin"
    assert playground.view() == before
    response = await client.get("/ws", headers={"Origin": origin})
    assert (await error_of(response, 403))["code"] == "wrong_origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("evil.example:8080", 403),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:8080", 200),
        ("[::1]", 200),
        ("10.0.0.7", 200),
        ("groups.example", 200),
    ],
)
async def test_a_name_pointed_here_by_a_stranger_is_refused(
    host: str, status: int, desk: ScriptedDesk, playground: Playground
) -> None:
    """Addresses, localhost and the allowed names work; health works under any name."""
    app = create_app(desk, playground, CollectorRegistry(), hosts=["Groups.example"])
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/", headers={"Host": host})).status == status
        assert (await client.get("/healthz", headers={"Host": host})).status == 200


async def test_our_own_page_may_post(client: Client) -> None:
    """The origin with the same host and port is ours."""
    url = client.make_url("/")
    response = await client.post("/api/act", json=POST, headers={"Origin": f"http://{url.host}:{url.port}"})
    assert response.status == 201
