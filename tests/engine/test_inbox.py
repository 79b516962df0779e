"""The inbox: every event enters once, and not before there is room."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.contract import Message, StoreError, VirtualClock
from bot.engine.inbox import Inbox
from bot.engine.worker import Office
from bot.engine.workers import Workers
from bot.rulebook import Rulebook
from bot.store import EmbeddedServer, Store
from bot.testing.chat import START
from tests.engine.waiting import PATIENCE, until


def message(name: str, room: str = "r1", **later: float) -> Message:
    """Return a message of this id."""
    return Message(
        id=name, at=START + timedelta(**later), platform="test", room={"id": room}, member={"id": "u"}
    )


async def waiting(store: Store, shard: int = 0) -> list[str]:
    """Return the ids that wait in a shard, in order."""
    entries: Any = await store.client.xrange(store.shard(shard).inbox)
    return [Message.model_validate_json(fields[b"e"]).id for _, fields in entries]


@pytest.mark.parametrize(("hours", "acts"), [(0, 1), (23.999, 1), (-23.999, 1), (24, 2), (-24, 2)])
async def test_a_known_id_within_a_day(store: Store, hours: float, acts: int) -> None:
    """The same id within 24 hours of event time, either way, is the same event."""
    inbox = Inbox(store)
    await inbox([message("m1")])
    await inbox([message("m1", hours=hours)])
    assert len(await waiting(store)) == acts
    await inbox.close()


async def test_ids_are_of_their_actor(store: Store) -> None:
    """Two rooms may have events of the same id; within a call, too, each is taken once."""
    inbox = Inbox(store)
    await inbox([message("m1"), message("m1"), message("m1", "r2"), message("m2"), message("m1")])
    assert await waiting(store) == ["m1", "m1", "m2"]
    await inbox.close()


async def test_an_event_told_again_days_late_acts_once(store: Store) -> None:
    """However much newer the events are that came in between."""
    inbox = Inbox(store)
    await inbox([message("new"), message("old", hours=-48)])
    await inbox([message("next", hours=1)])
    await inbox([message("old", hours=-48)])
    assert await waiting(store) == ["new", "old", "next"]
    await inbox.close()


async def test_an_event_from_the_future_makes_nothing_forgotten(store: Store) -> None:
    """A platform's clock that is wrong by years, once, doubles nothing."""
    inbox = Inbox(store)
    await inbox([message("m1"), message("future", days=4000)])
    await inbox([message("m1"), message("future", days=4000), message("m2", hours=1), message("m1")])
    assert await waiting(store) == ["m1", "future", "m2"]
    await inbox.close()


async def test_what_is_remembered_is_bounded(store: Store) -> None:
    """Ids are forgotten when the memory has passed in event time and by the clock."""
    inbox = Inbox(store, memory=timedelta(milliseconds=20))
    keys, told = store.shard(0), 0

    async def forgotten() -> bool:
        nonlocal told
        told += 1
        await inbox([message(f"m{told}", seconds=told)])
        return not await store.client.hexists(keys.seen0, "room:test/r1|m1")

    await until(forgotten, "the first id to be forgotten")
    await inbox([message("m1", seconds=1)])
    assert (await waiting(store)).count("m1") == 2
    await inbox.close()


async def test_a_full_inbox_makes_the_gateway_wait(store: Store) -> None:
    """More than fits is not lost and not piled up: it is appended, in order, as room appears."""
    inbox = Inbox(store, most=5)
    gateway = asyncio.create_task(inbox([message(f"m{n}") for n in range(40)]))
    await until(lambda: store.client.xlen(store.shard(0).inbox), "the first events")
    assert not gateway.done()
    handled: list[str] = []
    office = Office(
        store=store, clock=VirtualClock(START), rulebook=Rulebook(), tells=Inbox(store),
        committed=lambda turns: handled.extend(turn.event.id for turn in turns),
    )  # fmt: skip
    workers = asyncio.create_task(Workers(office).run())
    await gateway
    await until(lambda: len(handled) == 40, "all events")
    assert handled == [f"m{n}" for n in range(40)]
    workers.cancel()
    await asyncio.gather(workers, return_exceptions=True)
    await inbox.close()
    await office.tells.close()


async def test_a_full_inbox_still_knows_what_it_knows(store: Store) -> None:
    """A gateway that repeats itself while the inbox is full is not held up by it."""
    inbox = Inbox(store, most=3)
    events = [message(f"m{n}") for n in range(3)]
    await inbox(events)
    async with asyncio.timeout(PATIENCE):
        await inbox(events)
    assert len(await waiting(store)) == 3
    await inbox.close()


async def test_without_a_server_the_gateway_is_told(server: EmbeddedServer) -> None:
    """A server that is away is an error the gateway understands; the same events may be given again."""
    store = await Store.open(server.url, namespace="gone", shards=1)
    inbox = Inbox(store)
    client: Any = store.client
    address = client.connection_pool.connection_kwargs
    path, address["path"] = address["path"], "/nowhere.sock"
    with pytest.raises(StoreError, match="cannot append"):
        await inbox([message("m1")])
    address["path"] = path
    await inbox([message("m1")])
    assert await waiting(store) == ["m1"]
    await inbox.close()
    await store.close()
