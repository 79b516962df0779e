import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from bot.contract import GatewayBusy, GatewayStatus, State
from bot.gateways.playground import Playground
from bot.web import create_app
from tests.web.conftest import START, Client
from tests.web.scripted import MovableClock, ScriptedDesk
from tests.web.test_people import room_of

POST = {"act": "post", "room": "moms", "member": "lily", "text": "你好"}


async def error_of(response: ClientResponse, status: int) -> dict[str, str]:
    """Check that a response is an error in the one shape; return it."""
    body = await response.json()
    assert (response.status, list(body), list(body["error"])) == (
        status,
        ["error"],
        ["code", "message", "hint"],
    )
    assert body["error"]["message"]
    error: dict[str, str] = body["error"]
    return error


async def test_an_act_answers_with_its_event(client: Client, desk: ScriptedDesk) -> None:
    """201 with the id under which the engine hears it."""
    response = await client.post("/api/act", json=POST)
    assert response.status == 201
    event = (await response.json())["event"]
    await desk.until(lambda desk: [one.id for one in desk.heard] == [event])


async def test_the_clock_moves_ahead(client: Client, clock: MovableClock, playground: Playground) -> None:
    """The desk's clock moves, and every room shows it."""
    response = await client.post("/api/clock", json={"span": "1h30m"})
    assert await response.json() == {"now": (START + timedelta(minutes=90)).isoformat()}
    assert clock.now() == START + timedelta(minutes=90)
    assert [room["entries"][-1]["text"] for room in playground.view()["rooms"]] == ["90m"] * 5


@pytest.mark.parametrize(
    "body", [{"span": "soon"}, {"span": "0s"}, {"span": "9000d"}, {"span": -5}, {}, {"to": "1h"}]
)
async def test_the_clock_never_goes_back_nor_wild(
    body: dict[str, Any], client: Client, clock: MovableClock
) -> None:
    """A span is more than nothing and at most a year."""
    response = await client.post("/api/clock", json=body)
    assert (await error_of(response, 400))["code"] == "bad_input"
    assert clock.now() == START


async def test_decisions_can_be_asked_for(client: Client, desk: ScriptedDesk) -> None:
    """Those that are known are answered, by event; the rest is left out."""
    event = (await (await client.post("/api/act", json=POST | {"text": "签到"})).json())["event"]
    await desk.until(lambda desk: desk.known)
    query = [("room", "moms"), ("event", event), ("event", "m0")]
    response = await client.get("/api/decisions", params=query)
    found = (await response.json())["decisions"]
    assert list(found) == [event]
    assert (found[event]["version"], found[event]["said"][0]["rule"]) == (3, "check-in")


@pytest.mark.parametrize("query", ["", "room=moms", "event=m1", "room=moms" + "&event=m" * 101])
async def test_a_question_without_room_or_events_is_explained(query: str, client: Client) -> None:
    """At least one event, at most a hundred."""
    assert (await error_of(await client.get(f"/api/decisions?{query}"), 400))["code"] == "bad_input"


async def test_a_login_code_is_drawn(client: Client, desk: ScriptedDesk) -> None:
    """An SVG while there is a code to scan, 404 otherwise."""
    desk.gateways = [
        GatewayStatus(
            platform="wechat", account="主号", state=State.scan, since=START, qr="https://login.example/x"
        )
    ]
    response = await client.get("/api/gateways/wechat/主号/qr.svg")
    assert (response.status, response.content_type) == (200, "image/svg+xml")
    assert (await response.text()).count("<path") >= 1
    assert response.headers["Cache-Control"] == "no-store"
    assert (await error_of(await client.get("/api/gateways/wechat/other/qr.svg"), 404))["code"] == "no_qr"


async def test_health_and_readiness(client: Client, desk: ScriptedDesk) -> None:
    """Alive whatever happens; ready only if all parts are, and the parts say why not."""
    assert await (await client.get("/healthz")).json() == {"alive": True}
    assert (await client.get("/readyz")).status == 200
    desk.is_ready, desk.parts = False, {"wechat": "logged out"}
    response = await client.get("/readyz")
    assert (response.status, await response.json()) == (
        503,
        {"ready": False, "parts": {"wechat": "logged out"}},
    )
    desk.away = True
    response = await client.get("/readyz")
    assert (response.status, list((await response.json())["parts"])) == (503, ["store"])
    assert (await client.get("/healthz")).status == 200


async def test_metrics_are_what_the_registry_holds(client: Client) -> None:
    """In Prometheus' own format."""
    response = await client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "events_total 3.0" in await response.text()


async def test_a_store_that_is_away_is_told_as_such(client: Client, desk: ScriptedDesk) -> None:
    """503, to be tried again."""
    desk.away = True
    response = await client.get("/api/decisions?room=moms&event=m1")
    assert (await error_of(response, 503))["code"] == "store_away"


async def test_an_unforeseen_error_shows_no_trace(
    client: Client, desk: ScriptedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 in the one shape; the details are in the log."""

    async def breaks(*_: object) -> None:
        raise RuntimeError("inner workings")

    monkeypatch.setattr(desk, "decision", breaks)
    error = await error_of(await client.get("/api/decisions?room=moms&event=m1"), 500)
    assert error["code"] == "failed"
    assert "inner workings" not in str(error)


async def test_a_busy_platform_is_told_to_be_tried_again(
    client: Client, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with the code `busy`."""

    async def busy(_: bytes) -> dict[str, Any]:
        raise GatewayBusy("too often")

    monkeypatch.setattr(playground, "act", busy)
    assert (await error_of(await client.post("/api/act", json=POST), 503))["code"] == "busy"


async def test_without_a_playground_the_state_is_still_shown(desk: ScriptedDesk) -> None:
    """The page, health and metrics work; acts are refused with a reason."""
    async with TestClient(TestServer(create_app(desk, None, CollectorRegistry()))) as client:
        assert (await client.get("/")).status == 200
        assert (await error_of(await client.post("/api/act", json=POST), 404))["code"] == "no_playground"
        assert await (await client.get("/api/decisions?room=moms&event=m1")).json() == {"decisions": {}}
        async with client.ws_connect("/ws") as socket:
            assert await socket.receive_json() == {"type": "world", "rooms": []}


async def test_posts_from_many_pages_are_all_kept(client: Client, playground: Playground) -> None:
    """Forty posts at once: each is there exactly once."""
    texts = [f"第 {n} 条" for n in range(40)]
    answers = await asyncio.gather(*(client.post("/api/act", json=POST | {"text": text}) for text in texts))
    assert {answer.status for answer in answers} == {201}
    shown = [line["text"] for line in room_of(playground)["entries"] if line["text"] in texts]
    assert sorted(shown) == sorted(texts)


async def test_a_room_is_shown_with_its_rules_and_cases(client: Client, desk: ScriptedDesk) -> None:
    """As the desk tells it, for a room that there is."""
    desk.rooms["moms"] = {"paused": True}
    shown = await (await client.get("/api/rooms/moms")).json()
    assert (shown["paused"], shown["rules"]) == (True, [])
    missing = await client.get("/api/rooms/nowhere")
    assert (await error_of(missing, 404))["code"] == "unknown_room"
    desk.away = True
    assert (await error_of(await client.get("/api/rooms/moms"), 503))["code"] == "store_away"


async def test_all_commands_are_told_for_completion(client: Client) -> None:
    """With every name, in both languages, and who may."""
    told = (await (await client.get("/api/commands")).json())["commands"]
    kick = next(one for one in told if one["name"] == "kick")
    assert {"/kick", "/踢"} <= set(kick["names"])
    assert kick["role"] == "moderator"
    assert set(kick["usage"]) == set(kick["help"]) == set(kick["example"]) == {"zh", "en"}
    under = next(one for one in told if one["name"] == "rules off")
    assert {"/rules off", "/规则 关"} <= set(under["names"])
