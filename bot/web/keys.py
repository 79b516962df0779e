"""What the handlers find in the application."""

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.web.live import Live
from bot.web.ports import Desk, World

DESK: web.AppKey[Desk] = web.AppKey("desk")
WORLD: web.AppKey[World | None] = web.AppKey("world")
LIVE = web.AppKey("live", Live)
REGISTRY = web.AppKey("registry", CollectorRegistry)
