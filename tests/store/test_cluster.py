"""The engine on a real Redis Cluster: keys carry the shard as hash tag, and a slot may move."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app.board import Board, shard_states
from bot.app.parts import Herald, send
from bot.contract import Message, StoreError, SystemClock
from bot.engine.inbox import Inbox
from bot.engine.pace import OFF
from bot.engine.sender import Desk
from bot.engine.worker import Office
from bot.engine.workers import Workers
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook
from bot.store import Store
from tests.engine.making import rule, saying
from tests.engine.waiting import until
from tests.store.cluster import NODES, SLOTS, Node, cluster, move
from tests.store.stopping import stops

ROOMS = 12


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[list[Node]]:
    """A cluster of three nodes."""
    async with cluster(tmp_path) as nodes:
        yield nodes


def messages(start: int, count: int) -> list[Message]:
    """Return messages of many rooms."""
    now = datetime.now(UTC)
    return [
        Message(
            id=f"m{n}",
            at=now,
            platform="test",
            account="bot",
            room={"id": f"r{n % ROOMS}"},
            member={"id": "u"},
        )
        for n in range(start, start + count)
    ]


async def test_the_engine_runs_on_a_cluster(nodes: list[Node]) -> None:
    """Events of many rooms on three nodes are handled and answered, in order; also when a slot has moved."""
    store = await Store.open(f"redis://127.0.0.1:{nodes[0].port}", shards=6, cluster=True)
    gateway = ReplayGateway(platform="test", account="bot")
    inbox = Inbox(store)
    office = Office(
        store=store, clock=SystemClock(), rulebook=Rulebook((rule("hi", saying("hi")),)), tells=Inbox(store)
    )
    tasks = [
        asyncio.create_task(Workers(office, seconds=2).run()),
        asyncio.create_task(send(Desk(store, SystemClock(), gateway, OFF), 2)),
    ]
    try:
        await inbox(messages(0, 60))
        await until(lambda: len(gateway.performed) == 60, "the first answers")
        slot = await nodes[0].call("CLUSTER KEYSLOT", store.shard(3).inbox)
        owner = next(n for n in range(3) if slot * 3 // 16384 == n)
        target = nodes[(owner + 1) % 3]
        await move(slot, nodes[owner], target)
        assert await target.call("CLUSTER COUNTKEYSINSLOT", slot) > 5
        await inbox_again(inbox, messages(60, 60))
        await until(lambda: len(gateway.performed) == 120, "the answers after the move")
        for room in range(ROOMS):
            events = [int(action.event[1:]) for action in gateway.performed if action.room.id == f"r{room}"]
            assert events == sorted(events)
        await Board(store).post("gateway:test/bot", {"state": "ready"})
        await until(lambda: nothing_waits(store), "all results")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await inbox.close()
        await office.tells.close()
        await store.close()


async def test_a_stop_is_never_swallowed_on_a_cluster(nodes: list[Node]) -> None:
    """Whoever asks the shared client stops when told to, as on a single server."""
    store = await Store.open(f"redis://127.0.0.1:{nodes[0].port}", cluster=True)

    async def asks() -> None:
        while True:
            await store.client.get(store.shard(0).lease)

    await stops(asks)
    await store.close()


async def test_a_node_that_is_frozen_costs_the_others_no_lease(nodes: list[Node]) -> None:
    """While one node answers nothing, what lies on the others is renewed and worked on."""
    store = await Store.open(f"redis://127.0.0.1:{nodes[0].port}", shards=6, cluster=True)
    office = Office(store=store, clock=SystemClock(), rulebook=Rulebook(), tells=Inbox(store))
    owners = [await owner(nodes, store.shard(shard).inbox) for shard in range(6)]
    frozen = nodes[owners[0]]
    healthy = [shard for shard in range(6) if owners[shard] != owners[0]]
    inbox = Inbox(store)
    workers = asyncio.create_task(Workers(office).run())
    try:
        await until(lambda: nothing_waits(store), "all leases")
        with capture_logs() as logs:
            frozen.process.send_signal(signal.SIGSTOP)
            lost = {"event": "store.lost", "error": "no answer", "log_level": "warning"}
            rounds = 3 * (len(owners) - len(healthy))  # three of 3 s each: longer than a lease lasts
            await until(lambda: logs.count(lost) > rounds, "rounds in which the node did not answer")
        for message in messages(0, ROOMS):
            if store.shard_of(message.actor) in healthy:
                await inbox([message])
        for shard in healthy:
            keys = store.shard(shard)
            await until(lambda key=keys.lease: store.client.exists(key), "the lease")  # type: ignore[misc]
            await until(lambda key=keys.inbox: emptied(store, key), "the events of the other nodes")  # type: ignore[misc]
    finally:
        frozen.process.send_signal(signal.SIGCONT)
        workers.cancel()
        await asyncio.gather(workers, return_exceptions=True)
        await inbox.close()
        await store.close()


async def owner(nodes: list[Node], key: str) -> int:
    """Return the number of the node that holds a key."""
    slot = await nodes[0].call("CLUSTER KEYSLOT", key)
    return next(n for n in range(len(nodes)) if slot < (n + 1) * SLOTS // NODES)


async def emptied(store: Store, key: str) -> bool:
    """Return whether nothing is left in a stream."""
    return not await store.client.xlen(key)


async def test_a_cluster_that_is_away_stops_no_part(nodes: list[Node]) -> None:
    """Every call fails with our own error, and the loops go on trying."""
    store = await Store.open(f"redis://127.0.0.1:{nodes[0].port}", shards=3, cluster=True)
    gateway = ReplayGateway(platform="test", account="bot")
    office = Office(store=store, clock=SystemClock(), rulebook=Rulebook(), tells=Inbox(store))
    tasks = [
        asyncio.create_task(Workers(office, seconds=1).run()),
        asyncio.create_task(send(Desk(store, SystemClock(), gateway, OFF), 1)),
        asyncio.create_task(Herald(store, [gateway]).run()),
    ]
    line = store.line(store.shard(0).inbox)
    try:
        await until(lambda: nothing_waits(store), "the first round")
        await line.call("XLEN", store.shard(0).inbox)
        await asyncio.gather(*(node.close() for node in nodes))
        for _ in range(3):
            with pytest.raises(StoreError):
                await line.call("XLEN", store.shard(0).inbox)
            with pytest.raises(StoreError):
                await store.client.get(store.shard(0).lease)
            with pytest.raises(StoreError):
                await shard_states(store)
        with capture_logs() as logs:
            await until(lambda: len(logs) > 10, "the loops to notice")
        assert {entry["event"] for entry in logs} <= {"store.lost", "lease.lost"}
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await line.close()
        await store.close()
    assert all(isinstance(end, asyncio.CancelledError) for end in ended)


async def inbox_again(inbox: Inbox, events: list[Message]) -> None:
    """Append as gateways do: what could not be appended is given again, in order."""

    async def accepted() -> bool:
        try:
            await inbox(events)
        except StoreError:
            return False
        return True

    await until(accepted, "the store")


async def nothing_waits(store: Store) -> bool:
    """Return whether every shard is worked on and nothing waits, as the operator sees it."""
    states = await shard_states(store)
    return all(state.holder and state.lag == 0 and state.outbox == 0 for state in states)
