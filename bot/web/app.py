"""The web application, put together."""

import asyncio
from collections.abc import AsyncIterator, Collection
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.web import api, guard, health
from bot.web.errors import Wrong
from bot.web.keys import DESK, LIVE, REGISTRY, WORLD
from bot.web.live import Live
from bot.web.ports import Desk, World

MOST_BODY = 64 * 1024
"""Bytes of a request's body."""
_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def create_app(
    desk: Desk, world: World | None, registry: CollectorRegistry, *, hosts: Collection[str] = ()
) -> web.Application:
    """Build the application that serves the page, its calls, health and metrics.

    Bind it to 127.0.0.1 unless the operator says otherwise: whoever reaches it can use it.

    Args:
        desk: the engine's side.
        world: the playground, or `None` where it is not run; then the page shows the state only.
        registry: what `/metrics` shows.
        hosts: names, besides addresses and `localhost`, under which the page may be opened.
    """
    app = web.Application(
        client_max_size=MOST_BODY, middlewares=[guard.answer_errors, guard.only_from_here(hosts)]
    )
    app[DESK], app[WORLD], app[REGISTRY] = desk, world, registry
    app[LIVE] = Live(desk, world)
    app.on_response_prepare.append(guard.add_headers)
    app.on_shutdown.append(_say_goodbye)
    app.cleanup_ctx.append(_live)
    app.add_routes([
        web.get("/", _index),
        web.get("/static/{name}", _static),
        web.get("/ws", api.socket),
        web.post("/api/act", api.act),
        web.post("/api/picture", api.picture),
        web.post("/api/clock", api.clock),
        web.get("/api/decisions", api.decisions),
        web.get("/api/rooms/{room}", api.room),
        web.get("/api/commands", api.commands),
        web.get("/api/gateways/{platform}/{account}/qr.svg", api.qr),
        web.get("/healthz", health.healthz),
        web.get("/readyz", health.readyz),
        web.get("/metrics", health.metrics),
    ])  # fmt: skip
    return app


async def _live(app: web.Application) -> AsyncIterator[None]:
    running = asyncio.create_task(app[LIVE].run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _say_goodbye(app: web.Application) -> None:
    await app[LIVE].close()


async def _index(request: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.FileResponse:
    path = _STATIC / name
    if path.parent != _STATIC or path.suffix not in _TYPES or not path.is_file():
        raise Wrong(404, "not_found", "no such file", "The page is at /.")
    return web.FileResponse(path, headers={"Content-Type": _TYPES[path.suffix]})
