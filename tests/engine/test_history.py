"""The history: what was said about an event, for seven days, within its bytes."""

from datetime import timedelta
from typing import Any

from bot.engine.history import KEPT, History, trim
from bot.store import bucket
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import hitting, rule, saying


async def kept(room: Chat) -> list[str]:
    """Return the names of the buckets there are."""
    store = room.machine.store
    names: Any = await store.client.zrange(store.shard(0).buckets, 0, -1)
    found = [key async for key in store.client.scan_iter(store.shard(0).history("*"))]
    assert len(found) == len(names)
    return sorted(name.decode() for name in names)


async def test_what_was_said_is_found_again(play: Play) -> None:
    """By room and event, or by the event alone; nobody but this event's id finds it."""
    room = await play(rule("hi", saying("hi")), rule("none", hitting("never")))
    await room.person("Alice").says("x", id="m*[1]?")
    history = History(room.machine.store)
    for decision in (await history.decision("room:test/r1", "m*[1]?"), await history.find("m*[1]?")):
        assert decision is not None
        assert decision.event["text"] == "x"
        assert [(said.rule, said.said, said.did) for said in decision.said] == [("hi", "said", ("say",))]
    assert await history.decision("room:test/r1", "m*") is None
    assert await history.find("m*") is None
    since = [decision.event["id"] async for decision in history.since(room.clock.now() - timedelta(hours=1))]
    assert since == ["m*[1]?"]
    assert [d async for d in history.since(room.clock.now() + timedelta(hours=12))] == []


async def test_seven_days_are_kept(play: Play) -> None:
    """Older quarters of days go, by the newest event's time; the rest stays."""
    room = await play(rule("hi", saying("hi")))
    alice = room.person("Alice")
    for _ in range(12):
        await alice.says("x")
        await room.clock.advance(days=1)
    names = await kept(room)
    newest = max(turn.event.at for turn in room.turns)
    assert names[0] >= bucket(newest - KEPT)
    assert len(names) == 8


async def test_a_cap_on_its_bytes(play: Play) -> None:
    """What is too much goes oldest first, down to the cap."""
    room = await play(rule("hi", saying("hi")))
    alice = room.person("Alice")
    for _ in range(6):
        await alice.says("long " * 100)
        await room.clock.advance(hours=6)
    store, before = room.machine.store, await kept(room)
    line = store.line(store.shard(0).inbox)
    assert await trim(line, store, 0, room.clock.now(), most=2_000) == 4
    await line.close()
    assert await kept(room) == before[4:]
