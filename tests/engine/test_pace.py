"""The pace of an account: gaps as a person leaves them, and patience when the platform says "too often"."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from bot.app.parts import send
from bot.contract import Action, Do, GatewayBusy, Lane, Receipt, Room, VirtualClock
from bot.engine.outbox import Outbox
from bot.engine.pace import OFF, Pace, Pacing
from bot.engine.sender import Desk
from bot.gateways.replay import ReplayGateway
from bot.store import Store
from bot.testing.chat import START
from tests.engine.waiting import until

TINY = Pacing(gap=0.02, jitter=0.5, room_gap=0.06, backoff=0.03, longest=0.2)


def action(name: str, room: str = "r1", lane: Lane = Lane.replies, do: Do = Do.say) -> Action:
    """Return an action."""
    return Action(
        id=name, do=do, at=START, platform="test", account="bot", room=Room(id=room), rule="r", event="e",
        text=name,
        lane=lane,
    )  # fmt: skip


class Timed(ReplayGateway):
    """A platform that notes when it was asked, and says "too often" the first few times."""

    def __init__(self, busy: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(platform="test", account="bot")
        self.busy = busy
        self.retry_after = retry_after
        self.times: list[float] = []

    async def perform(self, action: Action) -> Receipt:
        """Perform it.

        Raises:
            GatewayBusy: a few times.
        """
        self.times.append(asyncio.get_running_loop().time())
        if self.busy:
            self.busy -= 1
            raise GatewayBusy("too often", retry_after=self.retry_after)
        return await super().perform(action)


async def put(store: Store, *actions: Action) -> None:
    """Put actions into the outbox."""
    for one in actions:
        await store.client.xadd(store.shard(0).out("test/bot", one.lane), {"a": one.wire()})


@asynccontextmanager
async def sending(*desks: Desk) -> AsyncIterator[None]:
    """Have senders at work while the block runs."""
    tasks = [asyncio.create_task(send(desk, 0.4)) for desk in desks]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_actions_keep_their_distance(store: Store) -> None:
    """An account's own gap between any two, a longer one in the same room; moderation waits for no room."""
    gateway = Timed()
    await put(store, *(action(f"a{n}", f"r{n % 2}") for n in range(4)))
    await put(store, *(action(f"k{n}", "r0", Lane.moderation, Do.remove) for n in range(2)))
    async with sending(Desk(store, VirtualClock(START), gateway, TINY)):
        await until(lambda: len(gateway.performed) == 6, "all actions")
    assert [one.id for one in gateway.performed[:2]] == ["k0", "k1"]
    assert [one.id for one in gateway.performed[2:]] == ["a0", "a1", "a2", "a3"]
    assert all(later - earlier >= TINY.gap for earlier, later in pairwise(gateway.times))
    assert gateway.times[4] - gateway.times[2] >= TINY.room_gap


async def test_waiting_grows_while_it_is_too_often(store: Store) -> None:
    """Each "too often" in a row doubles the wait, and nothing is performed twice or out of order."""
    gateway = Timed(busy=3)
    await put(store, *(action(f"a{n}") for n in range(3)))
    async with sending(Desk(store, VirtualClock(START), gateway, TINY)):
        await until(lambda: len(gateway.performed) == 3, "all actions")
    waits = [later - earlier for earlier, later in pairwise(gateway.times)][:3]
    assert [wait >= least for wait, least in zip(waits, (0.03, 0.06, 0.12), strict=True)] == [True] * 3
    assert [one.id for one in gateway.performed] == ["a0", "a1", "a2"]


@pytest.mark.parametrize("pacing", [TINY, OFF], ids=["paced", "off"])
async def test_the_wait_starts_anew_after_a_success(pacing: Pacing) -> None:
    """Patience is for "too often" in a row; the platform's own word counts if it is longer."""
    pace = Pace(pacing)
    first = [pace.refused(0.0) for _ in range(4)]
    assert first == sorted(first)
    pace.acted(action("a"))
    assert pace.refused(0.0) == first[0]
    assert pace.refused(700.0) == 700.0


async def test_a_full_lane_is_refilled_at_once(store: Store) -> None:
    """Hundreds of words that wait go out without a pause between the handfuls in which they are read."""
    gateway = Timed()
    await put(store, *(action(f"a{n}") for n in range(600)))
    async with sending(Desk(store, VirtualClock(START), gateway, OFF)):
        await until(lambda: len(gateway.performed) == 600, "all actions")
    assert [one.id for one in gateway.performed] == [f"a{n}" for n in range(600)]
    assert sum(later - earlier > 0.9 for earlier, later in pairwise(gateway.times)) < 15


async def test_what_a_frozen_sender_is_handed_is_found_by_a_busy_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its successor has no idle moment for long, and performs it in the middle of the rest."""
    monkeypatch.setattr("bot.engine.sender._PENDING_SECONDS", 0.05)
    gateway, frozen = Timed(), Outbox(store, 0, "test/bot")
    await put(store, *(action(f"a{n}") for n in range(1000)))
    async with sending(Desk(store, VirtualClock(START), gateway, OFF)):
        await until(lambda: gateway.performed, "the first")
        stolen = {waiting.action.id for waiting in await frozen.read(tuple(Lane), 0)}
        await until(lambda: len(gateway.performed) == 1000, "all actions")
    assert len(stolen) == 16
    assert not stolen & {one.id for one in gateway.performed[-16:]}
    await frozen.close()


async def test_a_stop_lets_the_action_in_hand_end(store: Store) -> None:
    """It is performed and settled, nobody has to ask whether it was; the next waits for the next start."""
    going, go = asyncio.Event(), asyncio.Event()

    class Slow(Timed):
        async def perform(self, action: Action) -> Receipt:
            going.set()
            await go.wait()
            return await super().perform(action)

    gateway = Slow()
    await put(store, action("a0"), action("a1"))
    async with sending(Desk(store, VirtualClock(START), gateway, OFF)):
        await going.wait()
        asyncio.get_running_loop().call_later(0.1, go.set)
    assert [one.id for one in gateway.performed] == ["a0"]
    keys = store.shard(0)
    assert await store.client.exists(keys.tried, keys.tasks) == 0
    assert await store.client.xlen(keys.out("test/bot", Lane.replies)) == 1


async def test_one_account_has_one_sender(store: Store) -> None:
    """Of two senders one works; when it goes, the other takes over what is left, in order."""
    first, second = Timed(), Timed()
    clock = VirtualClock(START)
    await put(store, *(action(f"a{n}") for n in range(5)))
    async with sending(Desk(store, clock, first, OFF)):
        await until(lambda: len(first.performed) == 5, "the first five")
        async with sending(Desk(store, clock, second, OFF)):
            await put(store, *(action(f"b{n}") for n in range(5)))
            await until(lambda: len(first.performed) == 10, "the next five")
            assert second.performed == []
    async with sending(Desk(store, clock, second, OFF)):
        await put(store, *(action(f"c{n}") for n in range(5)))
        await until(lambda: len(second.performed) == 5, "the last five")
    assert [one.id for one in second.performed] == [f"c{n}" for n in range(5)]


async def test_a_sender_survives_what_it_cannot_foresee(store: Store) -> None:
    """A bug in the sender itself is logged, and the next one finds what waits."""
    gateway = Timed()
    broken = 1

    def performed(one: Action) -> None:
        nonlocal broken
        if broken:
            broken = 0
            raise RuntimeError("a bug")

    await put(store, action("a0"), action("a1"))
    async with sending(Desk(store, VirtualClock(START), gateway, OFF, performed=performed)):
        await until(lambda: len(gateway.performed) == 2, "both")
