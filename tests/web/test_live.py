import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from bot.contract import Do
from bot.gateways.playground import Playground
from bot.web import create_app
from bot.web.keys import LIVE
from tests.web.conftest import Client
from tests.web.scripted import ScriptedDesk, action
from tests.web.test_people import heard_message

POST = {"act": "post", "room": "moms", "member": "lily", "text": "你好"}


async def next_of(socket: ClientWebSocketResponse, kind: str, fits: Callable[[Any], bool] = bool) -> Any:
    """Read until a message of a type comes that fits."""
    while True:
        message = await socket.receive_json()
        if message["type"] == kind and fits(message):
            return message


async def test_a_page_sees_the_world_first_then_every_change(client: Client) -> None:
    """No change falls between the first view and the stream."""
    async with client.ws_connect("/ws") as socket:
        world = await socket.receive_json()
        assert (world["type"], world["rooms"][0]["name"]) == ("world", "妈妈好物群")
        event = (await (await client.post("/api/act", json=POST)).json())["event"]
        message = await next_of(socket, "entry")
        assert (message["room"], message["entry"]["id"], message["entry"]["text"]) == ("moms", event, "你好")


async def test_a_decision_comes_by_itself(client: Client) -> None:
    """Rule, outcome, evidence, what was done and what was withheld, once the engine has decided."""
    async with client.ws_connect("/ws") as socket:
        posted = await (await client.post("/api/act", json=POST | {"text": "影子"})).json()
        decided = (await next_of(socket, "decisions"))["decisions"][posted["event"]]
    assert set(decided) == {"said", "version"}
    said = decided["said"][0]
    assert (said["rule"], said["said"], said["withheld"]) == ("new-rule", "hit", "shadow")
    assert said["evidence"] == [{"signal": "text", "detail": "影子", "weight": None}]


async def test_the_bots_acts_come_by_themselves(client: Client) -> None:
    """An advert: the bot speaks, and the member is gone from the room."""
    async with client.ws_connect("/ws") as socket:
        await client.post("/api/act", json=POST | {"text": "广告 领返利"})
        gone = await next_of(socket, "entry", lambda message: message["entry"]["what"] == "leave")
        assert gone["entry"]["cause"]["rule"] == "no-ads"


async def test_the_panel_comes_when_it_changes(
    client: Client, desk: ScriptedDesk, playground: Playground
) -> None:
    """Tasks, gateways, problems and readiness, without being asked for."""
    event = await heard_message(playground, desk)
    async with client.ws_connect("/ws") as socket:
        first = await next_of(socket, "panel")
        assert (first["ready"], first["problems"], first["gateways"][0]["platform"]) == (
            True,
            [],
            "playground",
        )
        desk.open = [action(event, Do.task, text="请退款", to="owner")]
        desk.problems = ["rules/a.yaml:3:1: unknown key"]
        panel = await next_of(socket, "panel", lambda message: bool(message["tasks"]))
        assert (panel["tasks"][0]["text"], panel["problems"]) == ("请退款", ["rules/a.yaml:3:1: unknown key"])


async def test_a_store_that_is_away_does_not_end_the_stream(client: Client, desk: ScriptedDesk) -> None:
    """The page goes on, and gets decision and panel once the store is back."""
    async with client.ws_connect("/ws") as socket:
        await socket.receive_json()
        desk.away = True
        await client.post("/api/act", json=POST | {"text": "签到"})
        await next_of(socket, "entry")
        desk.away = False
        assert await next_of(socket, "decisions")


async def test_a_page_that_reads_too_slowly_is_cut_off(client: Client) -> None:
    """Its backlog is dropped rather than filling memory; it is told to come again."""
    async with client.ws_connect("/ws") as socket:
        await socket.receive_json()
        assert isinstance(client.server, TestServer)
        live = client.server.app[LIVE]
        for _ in range(3000):
            live.push({"type": "clock", "now": "x"})
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            pass
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1013)


async def test_pages_are_limited(client: Client) -> None:
    """Beyond the limit a page is refused with a reason; when one goes, another may come."""
    sockets = [await client.ws_connect("/ws") for _ in range(64)]
    refused = await client.get("/ws", headers={"Connection": "Upgrade", "Upgrade": "websocket"})
    assert (refused.status, (await refused.json())["error"]["code"]) == (503, "busy")
    for socket in sockets:
        await socket.close()


async def test_stopping_says_goodbye_to_open_pages(desk: ScriptedDesk, playground: Playground) -> None:
    """The server stops at once, and the page knows that it should come back."""
    server = TestServer(create_app(desk, playground, CollectorRegistry()))
    client: Client = TestClient(server)
    await client.start_server()
    socket = await client.ws_connect("/ws")
    await socket.receive_json()
    stopping = asyncio.create_task(server.close())
    while (message := await socket.receive()).type is WSMsgType.TEXT:
        pass
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
    await stopping
    await client.close()
