"""The web room: the playground's page, health and metrics."""

from bot.web.app import create_app
from bot.web.ports import Desk, World
from bot.web.serve import serving

__all__ = ["Desk", "World", "create_app", "serving"]
