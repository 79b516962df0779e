"""The playground: an in-process chat platform with rooms, members and messages, to try rules on."""

from bot.gateways.playground.gateway import Playground
from bot.gateways.playground.world import Refused

__all__ = ["Playground", "Refused"]
