"""Workers: what goes wrong in one shard costs the others nothing."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.app.board import shard_states
from bot.contract import SystemClock
from bot.engine.inbox import Inbox
from bot.engine.worker import Office, ShardWorker
from bot.engine.workers import Workers, stop
from bot.rulebook import Rulebook
from bot.store import Store
from tests.engine.waiting import until

pytestmark = pytest.mark.shards(3)


async def all_held(store: Store) -> bool:
    """Return whether every shard is worked on."""
    return all(state.holder for state in await shard_states(store))


async def test_a_shard_that_fails_while_it_is_left_keeps_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its error is logged, and every lease is given back."""

    async def fails(self: ShardWorker) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(ShardWorker, "close", fails)
    office = Office(store=store, clock=SystemClock(), rulebook=Rulebook(), tells=Inbox(store))
    workers = asyncio.create_task(Workers(office).run())
    await until(lambda: all_held(store), "all shards")
    with capture_logs() as logs:
        workers.cancel()
        await asyncio.wait({workers})
    assert workers.cancelled()
    assert [state.holder for state in await shard_states(store)] == ["", "", ""]
    assert sum(entry["event"] == "task.failed" for entry in logs) == 3


async def test_who_stops_a_task_is_stopped_too() -> None:
    """A cancellation that comes while one waits for another's end is not taken for that end."""
    ending = asyncio.Event()

    async def slow() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await ending.wait()

    task = asyncio.create_task(slow())
    await asyncio.sleep(0)
    stopping = asyncio.create_task(stop(task))
    await asyncio.sleep(0)
    stopping.cancel()
    await asyncio.wait({stopping})
    assert stopping.cancelled()
    ending.set()
    await asyncio.wait({task})
