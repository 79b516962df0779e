"""What machines read: does it live, is it ready, what does it count."""

import json

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.contract import StoreError
from bot.web.keys import DESK, REGISTRY


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: 200 while the process answers."""
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """`GET /readyz`: 200 if all parts work, else 503; `parts` says how each is."""
    try:
        ready, parts = await request.app[DESK].ready()
    except StoreError as error:
        ready, parts = False, {"store": str(error)}
    return web.json_response(
        {"ready": ready, "parts": dict(parts)}, status=200 if ready else 503, dumps=_dumps
    )


async def metrics(request: web.Request) -> web.Response:
    """`GET /metrics`: the figures, in Prometheus' text format."""
    body = generate_latest(request.app[REGISTRY])
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
