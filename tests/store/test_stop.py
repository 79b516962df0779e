"""Whoever is told to stop stops, whatever they were asking the server at that moment."""

import asyncio

from bot.store import Store


async def test_a_stop_is_never_swallowed(store: Store) -> None:
    """Python 3.11's `wait_for`, which redis-py writes with, forgets two cancellations out of three."""

    async def asks() -> None:
        while True:
            await store.client.ping()

    for moments in range(60):
        asking = asyncio.create_task(asks())
        for _ in range(moments % 7 + 1):
            await asyncio.sleep(0)
        asking.cancel()
        done, _ = await asyncio.wait({asking}, timeout=5)
        assert done, f"still asking, told to stop after {moments % 7 + 1} steps"
