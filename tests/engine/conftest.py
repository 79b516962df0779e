"""A room under rules made in Python."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import pytest

from bot.app.machine import Machine
from bot.contract import VirtualClock
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook
from bot.rulebook.model import Rule
from bot.store import Store
from bot.testing import Chat
from bot.testing.chat import START


class Play(Protocol):
    """Opens a room, as the engine would find it after a start."""

    def __call__(
        self, *rules: Rule, gateway: ReplayGateway | None = None, before: Callable[[Machine], None] = ...
    ) -> Awaitable[Chat]:
        """Open it under rules, on a platform."""


@pytest.fixture
async def play(store: Store) -> AsyncIterator[Play]:
    """Open rooms under rules made in Python; each call is a new life of the bot on the same store."""
    machines: list[Machine] = []

    async def opened(
        *rules: Rule,
        gateway: ReplayGateway | None = None,
        before: Callable[[Machine], None] = lambda machine: None,
    ) -> Chat:
        for machine in machines:
            await machine.close()
        machines.clear()
        turns: list[Taken] = []
        platform = gateway or ReplayGateway(platform="test", account="bot")
        machine = Machine(store, VirtualClock(START), platform, Rulebook(rules), turns.append)
        machines.append(machine)
        before(machine)
        await machine.start()
        return Chat(machine, platform, turns=turns)

    yield opened
    for machine in machines:
        await machine.close()
