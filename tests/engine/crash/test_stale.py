"""A holder that freezes, loses its lease and comes back must neither take nor write anything."""

import signal
from functools import partial

import pytest

from tests.engine.crash.conftest import Town
from tests.engine.crash.program import Halt
from tests.engine.waiting import until

pytestmark = pytest.mark.shards(4)


async def overtaken(town: Town, key: str, holder: bytes | str | None) -> bool:
    """Return whether a lease is held by somebody else than before."""
    now = await town.store.client.get(key)
    return now is not None and now != holder


WORKER = [
    Halt("commit", "before", 3, signal.SIGSTOP),
    Halt("read", "before", 6, signal.SIGSTOP),
    Halt("fire", "before", 1, signal.SIGSTOP),
    Halt("forward", "before", 1, signal.SIGSTOP),
]


@pytest.mark.parametrize("halt", WORKER, ids=str)
async def test_a_worker_that_was_frozen_is_fenced_off(town: Town, halt: Halt) -> None:
    """The one that froze comes back in the middle of its work; what it decided counts for nothing."""
    frozen = town.start("worker", halt=halt)
    town.start("source", slices=(0, 1, 2))
    town.start("sender")
    await frozen.frozen()
    leases = {
        town.store.shard(n).lease: await town.store.client.get(town.store.shard(n).lease) for n in range(4)
    }
    town.start("worker")
    for key, holder in leases.items():
        await until(partial(overtaken, town, key, holder), "a take-over")
    frozen.signal(signal.SIGCONT)
    town.start("source", slices=(0, 1, 2, 3))
    assert await town.finish(slices=5) == 0


SENDER = [
    (Halt("mark", "before", 4, signal.SIGSTOP), 0),
    (Halt("mark", "after", 4, signal.SIGSTOP), 1),
    (Halt("settle", "before", 5, signal.SIGSTOP), 1),
]


@pytest.mark.parametrize(("halt", "doubts"), SENDER, ids=str)
async def test_a_sender_that_was_frozen_repeats_nothing(town: Town, halt: Halt, doubts: int) -> None:
    """What the next sender has performed meanwhile is not performed again; the one in its hand is doubted."""
    frozen = town.start("sender", halt=halt)
    town.start("worker")
    town.start("source", slices=(0, 1, 2))
    await frozen.frozen()
    key = town.store.keys.fleet("sender", "paper/bot")
    holder = await town.store.client.get(key)
    town.start("sender")
    await until(partial(overtaken, town, key, holder), "a take-over")
    await town.goes_on()
    frozen.signal(signal.SIGCONT)
    town.start("source", slices=(0, 1, 2, 3))
    assert await town.finish(slices=5) <= doubts
