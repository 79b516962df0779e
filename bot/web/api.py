"""The page's own calls, as JSON, and its WebSocket."""

import io
from datetime import timedelta
from typing import Annotated

import segno
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.contract import Span
from bot.web.errors import Wrong
from bot.web.keys import DESK, LIVE, WORLD
from bot.web.ports import World

MOST_DECISIONS = 100
"""Events that may be asked about at once."""
MOST_PICTURE = 8 * 1024 * 1024
"""Bytes of a picture; all other bodies are small."""


class Advance(BaseModel):
    """How far to move the clock: `{"span": "1h30m"}`."""

    model_config = ConfigDict(extra="forbid")
    span: Annotated[Span, Field(ge=timedelta(seconds=1), le=timedelta(days=366))]


async def act(request: web.Request) -> web.Response:
    """`POST /api/act`: do something in the playground; answers `{"event", "room"}`, `event` may be null."""
    done = await _world(request).act(await _json_body(request))
    if done["event"] is not None:
        request.app[LIVE].follow(done["room"], done["event"])
    return web.json_response(done, status=201)


async def picture(request: web.Request) -> web.Response:
    """`POST /api/picture`: what a picture shows, for the act that posts it; answers `{"picture"}`."""
    world = _world(request)
    if not request.content_type.startswith("image/"):
        raise Wrong(415, "no_picture", "the body must be a picture", "Send it with Content-Type: image/….")
    data = bytearray()
    async for part in request.content.iter_any():
        data += part
        if len(data) > MOST_PICTURE:
            raise Wrong(413, "too_large", "the picture is too large", "8 MiB is the limit.")
    read = await world.read(bytes(data))
    return web.json_response({"picture": read.model_dump(mode="json") if read is not None else None})


async def clock(request: web.Request) -> web.Response:
    """`POST /api/clock`: move the clock ahead; answers `{"now"}`."""
    world, desk = _world(request), request.app[DESK]
    span = Advance.model_validate_json(await _json_body(request)).span
    await desk.advance(span)
    await world.moved(span)
    now = {"now": desk.now().isoformat()}
    request.app[LIVE].push({"type": "clock"} | now)
    return web.json_response(now)


async def decisions(request: web.Request) -> web.Response:
    """`GET /api/decisions?room=R&event=E&event=F`: what the rules said, by event, as far as known."""
    room, events = request.query.get("room"), request.query.getall("event", [])
    if not room or not 1 <= len(events) <= MOST_DECISIONS:
        raise Wrong(
            400, "bad_input", f"give a room and 1 to {MOST_DECISIONS} events",
            "Write /api/decisions?room=R&event=E.",
        )  # fmt: skip
    return web.json_response({"decisions": await request.app[LIVE].decisions(room, events)})


async def room(request: web.Request) -> web.Response:
    """`GET /api/rooms/{room}`: its rules, staff, cases and reviews."""
    world = _world(request)
    shown = await request.app[DESK].room(world.platform, world.room(request.match_info["room"]))
    return web.json_response(dict(shown))


async def commands(request: web.Request) -> web.Response:
    """`GET /api/commands`: all slash commands, for completion and help."""
    return web.json_response({"commands": list(request.app[DESK].commands())})


async def qr(request: web.Request) -> web.Response:
    """`GET /api/gateways/{platform}/{account}/qr.svg`: the code to scan for a login."""
    wanted = (request.match_info["platform"], request.match_info["account"])
    for status in await request.app[DESK].statuses():
        if (status.platform, status.account) == wanted and status.qr:
            out = io.BytesIO()
            segno.make(status.qr, micro=False).save(out, kind="svg", scale=8, border=3, light="#fff")
            return web.Response(
                body=out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"}
            )
    raise Wrong(404, "no_qr", "this gateway has no code to scan at the moment", "Look at its state.")


async def socket(request: web.Request) -> web.StreamResponse:
    """`GET /ws`: the whole world, then every change."""
    live = request.app[LIVE]
    if live.full:
        raise Wrong(503, "busy", "too many pages are open", "Close one and reload.")
    answer = web.WebSocketResponse(heartbeat=20, max_msg_size=4096)
    if not answer.can_prepare(request):
        raise Wrong(400, "bad_request", "a WebSocket lives here", "The page is at /.")
    await answer.prepare(request)
    await live.serve(answer)
    return answer


def _world(request: web.Request) -> World:
    if world := request.app[WORLD]:
        return world
    raise Wrong(
        404, "no_playground", "this installation runs without the playground", "Run it with the playground."
    )  # fmt: skip


async def _json_body(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise Wrong(415, "not_json", "the body must be JSON", "Send it with Content-Type: application/json.")
    return await request.read()
