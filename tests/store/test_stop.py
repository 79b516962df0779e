"""Whoever is told to stop stops, whatever they were asking the server at that moment."""

from bot.store import Store
from tests.store.stopping import stops


async def test_a_stop_is_never_swallowed(store: Store) -> None:
    """Python 3.11's `wait_for`, which redis-py writes with, forgets two cancellations out of three."""

    async def asks() -> None:
        while True:
            await store.client.ping()

    await stops(asks)
