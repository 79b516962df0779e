"""pytest fixtures: a server for the session, a clean store for each test, and a room to talk in."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from pathlib import Path
from textwrap import dedent

import pytest

from bot.app.machine import Machine
from bot.app.rules import with_commands
from bot.contract import VirtualClock
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook, load
from bot.store import EmbeddedServer, Store
from bot.testing.chat import START, Chat


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "rules(yaml): the rule file in force in the `room` fixture")
    config.addinivalue_line("markers", "shards(number): how many shards the `store` fixture has")


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """A real server for the whole session."""
    with tempfile.TemporaryDirectory(prefix="qunguan-test-") as folder:
        server = EmbeddedServer(Path(folder))
        asyncio.run(server.start())
        try:
            yield server
        finally:
            asyncio.run(server.stop())


@pytest.fixture
async def store(server: EmbeddedServer, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An empty store; a key left behind that nobody owns fails the test."""
    marker = request.node.get_closest_marker("shards")
    first = await Store.open(server.url)
    await first.client.flushall()
    await first.close()
    store = await Store.open(server.url, shards=marker.args[0] if marker else 1)
    try:
        yield store
        keys = [key.decode() async for key in store.client.scan_iter(count=1000)]
        orphans = [key for key in keys if not store.keys.known.fullmatch(key)]
        if orphans:
            pytest.fail(f"keys that nobody owns: {orphans}")
    finally:
        await store.close()


@pytest.fixture
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    """The rules of the marker `rules`, with the commands below them."""
    marker = request.node.get_closest_marker("rules")
    return _rules(dedent(marker.args[0])) if marker else with_commands(Rulebook())


@lru_cache(32)
def _rules(text: str) -> Rulebook:
    """Read rules once for all tests below them: a rulebook never changes, and reading it is dear."""
    with tempfile.TemporaryDirectory(prefix="qunguan-test-") as folder:
        file = Path(folder) / "rules.yaml"
        file.write_text(text, "utf-8")
        return with_commands(load(file))


@pytest.fixture
async def room(store: Store, rulebook: Rulebook) -> AsyncIterator[Chat]:
    """A room under the rules of the marker `rules`, at 9 o'clock on a Monday in Shanghai."""
    turns: list[Taken] = []
    gateway = ReplayGateway(platform="test", account="bot")
    machine = Machine(store, VirtualClock(START), gateway, rulebook, turns.append)
    await machine.start()
    yield Chat(machine, gateway, turns=turns)
    await machine.close()
