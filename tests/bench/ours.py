"""Our own side: a gateway's raw JSON in, the whole engine on a durable server, performed actions out."""

import asyncio
import cProfile
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from bot.app.memory import settle_memory
from bot.app.parts import send
from bot.app.rules import with_commands
from bot.contract import EVENT, AnyEvent, SystemClock
from bot.engine.inbox import Inbox
from bot.engine.pace import OFF
from bot.engine.recent import Recent
from bot.engine.sender import Desk
from bot.engine.worker import Office
from bot.engine.workers import Workers
from bot.rulebook import load
from bot.store import EmbeddedServer, Store
from tests.bench import meter, rules, shapes, workload
from tests.bench.tally import Tally

AT_ONCE = 512
"""Raw events that a gateway which is never waited for has at hand at once."""
WARM_UP = 200
_SLICE = 0.001


class VoidError(Exception):
    """A run came to other counts than the workload must."""


@dataclass(frozen=True)
class Load:
    """Raw events to be handed over, the last of them posted now, and what they must come to."""

    raw: list[bytes]
    wanted: Counter[str]

    @classmethod
    def make(cls, count: int, *, prefix: str = "m", seed: int = 42) -> Self:
        """Make the workload's first `count` events; `prefix` keeps their ids apart from another load's."""
        posts = workload.posts(count, seed)
        start = datetime.now(UTC) - timedelta(seconds=posts[-1].second)
        raw = [shapes.recorded(post, start, prefix) for post in posts]
        return cls(raw, workload.expected(posts))


@dataclass
class Ours:
    """The whole engine in this process: listening, working on all shards, sending.

    Attributes:
        server: the process id of the server.
        append: the inbox, as a gateway hears into it.
        tally: the platform.
    """

    server: int
    append: Inbox
    tally: Tally

    async def saturate(self, load: Load) -> None:
        """Hand over everything as fast as it is taken, and wait until all that follows is done."""
        self.tally.reset()
        for first in range(0, len(load.raw), AT_ONCE):
            await self.append(_heard(load.raw[first : first + AT_ONCE]))
        await self._finished(load)

    async def at_rate(self, load: Load, rate: float) -> list[float]:
        """Hand over each event when it is due, whether or not the ones before are done.

        Returns the milliseconds from append to the first performed action, of each event that has one.
        """
        self.tally.reset()
        begun: dict[str, float] = {}
        start, given = time.perf_counter(), 0
        while given < len(load.raw):
            due = min(len(load.raw), int((time.perf_counter() - start) * rate) + 1)
            if due > given:
                events = _heard(load.raw[given:due])
                begun |= dict.fromkeys((event.id for event in events), time.perf_counter())
                await self.append(events)
                given = due
            await asyncio.sleep(_SLICE)
        await self._finished(load)
        return [(acted - begun[event]) * 1000 for event, acted in self.tally.acted.items()]

    async def _finished(self, load: Load) -> None:
        """Wait for the end of it, and refuse what did not come out as it must.

        Raises:
            VoidError: other counts than expected.
        """
        async with asyncio.timeout(60 + len(load.raw) / 100):
            await self.tally.until(len(load.raw), workload.sends(load.wanted))
        if self.tally.outcomes != load.wanted:
            raise VoidError(f"expected {dict(load.wanted)}, got {dict(self.tally.outcomes)}")


def _heard(raw: list[bytes]) -> list[AnyEvent]:
    """Decode and check what a gateway of our own shape was sent."""
    return [EVENT.validate_json(one) for one in raw]


@asynccontextmanager
async def running() -> AsyncIterator[Ours]:
    """Run the engine as `qunguan run` does, on an embedded server with append-only file; a core each."""
    with tempfile.TemporaryDirectory(prefix="qunguan-") as name:
        folder = Path(name)
        server = EmbeddedServer(folder / "data")
        await server.start()
        try:
            store = await Store.open(server.url)
            try:
                async with _parts(store, rules.write(folder)) as (inbox, tally):
                    pid = await server.pid()
                    with meter.pinned(pid):
                        yield Ours(pid, inbox, tally)
            finally:
                await store.close()
        finally:
            await server.stop()


@asynccontextmanager
async def _parts(store: Store, file: Path) -> AsyncIterator[tuple[Inbox, Tally]]:
    tally, clock, recent = Tally(), SystemClock(), Recent()
    inbox = Inbox(store, recent=recent)
    office = Office(
        store=store, clock=clock, rulebook=with_commands(load(file)), tells=Inbox(store, recent=recent),
        real=lambda platform: True, committed=tally.committed, recent=recent,
    )  # fmt: skip
    tasks = [
        asyncio.create_task(Workers(office).run()),
        asyncio.create_task(send(Desk(store, clock, tally, OFF, performed=tally.settled, recent=recent))),
    ]
    try:
        yield inbox, tally
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await inbox.close()
        await office.tells.close()


async def measure(count: int, profile: cProfile.Profile | None = None) -> dict[str, float]:
    """Return what one event costs when there is always another: microseconds of CPU, events a second."""
    async with running() as ours:
        await ours.saturate(Load.make(WARM_UP, prefix="w", seed=7))
        load = Load.make(count)
        settle_memory()  # as `qunguan run` does
        python, server, began = time.process_time(), meter.cpu_seconds(ours.server), time.perf_counter()
        if profile is not None:
            profile.enable()
        await ours.saturate(load)
        if profile is not None:
            profile.disable()
        ended = time.perf_counter()
        return {
            "python_us": (time.process_time() - python) / count * 1e6,
            "redis_us": (meter.cpu_seconds(ours.server) - server) / count * 1e6,
            "wall_per_s": count / (ended - began),
        }


async def latencies(count: int, rate: float) -> list[float]:
    """Return the milliseconds from append to performed action, of each event at a rate that has one."""
    async with running() as ours:
        await ours.saturate(Load.make(WARM_UP, prefix="w", seed=7))
        settle_memory()
        return await ours.at_rate(Load.make(count), rate)
