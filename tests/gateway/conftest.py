"""Fixtures: one official gateway process for all tests that do not kill it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from bot.contract import State
from tests.gateway.listening import Connect, Listening
from tests.gateway.puppet import Puppet


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def process() -> AsyncIterator[Puppet]:
    """A gateway process."""
    puppet = Puppet()
    await puppet.start()
    yield puppet
    await puppet.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def puppet(process: Puppet) -> Puppet:
    """A gateway with the usual world behind it."""
    await process.reset()
    await process.stage()
    return process


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mortal() -> AsyncIterator[Puppet]:
    """A gateway that may be killed: not yet started."""
    puppet = Puppet()
    yield puppet
    await puppet.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def frail(mortal: Puppet) -> Puppet:
    """A gateway with the usual world behind it, that a test may kill; started if the last one did."""
    if mortal.alive:
        mortal.thaw()
    else:
        await mortal.start()
    await mortal.reset()
    await mortal.stage()
    return mortal


@pytest_asyncio.fixture(loop_scope="session")
async def connect() -> AsyncIterator[Connect]:
    """A way to connect to a gateway with some settings, which listens and is logged in."""
    opened: list[Listening] = []

    async def connected(puppet: Puppet, *, state: State | None = State.ready, **more: Any) -> Listening:
        listening = Listening(puppet, **more)
        opened.append(listening)
        listening.start()
        if state is not None:
            await listening.state(state)
        return listening

    yield connected
    for listening in opened:
        await listening.stop()
