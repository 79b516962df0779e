"""A worker process: takes its fair share of the shards and works on each while its lease holds."""

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from bot.contract import LeaseLost, StoreError
from bot.engine.backoff import Backoff
from bot.engine.lease import RENEW_SECONDS, SECONDS, Lease, process_name
from bot.engine.worker import Office, ShardWorker

log = structlog.get_logger()
T = TypeVar("T")


@dataclass
class Held:
    """A shard that is held: its lease, its epoch, and the task that works on it."""

    lease: Lease
    epoch: int
    task: asyncio.Task[None]


class Workers:
    """Works on as many shards as are its share among the living workers.

    A shard is left alone as soon as its lease cannot be renewed; the epoch fences whatever
    was still under way.
    """

    def __init__(self, office: Office, name: str = "", seconds: float = SECONDS) -> None:
        self._office = office
        self._name = name or process_name()
        self._seconds = seconds
        self._pause = min(RENEW_SECONDS, seconds / 4)
        self._first = 0
        self.held: dict[int, Held] = {}

    async def run(self) -> None:
        """Take, renew and give back leases until cancelled; then stop cleanly and give all back."""
        try:
            while True:
                await self._round()
                await asyncio.sleep(self._pause)
        finally:
            await self._stop()

    async def _round(self) -> None:
        """Renew what is held, then take or leave; in a cluster one node may be away and the others not."""
        await asyncio.gather(*(self._renew(shard, held) for shard, held in list(self.held.items())))
        share = await self._asked(self._share())
        if share is None:
            return
        shards = self._office.store.shards
        for shard in [(self._first + n) % shards for n in range(shards)]:
            if len(self.held) < share and shard not in self.held and not await self._take(shard):
                self._first = shard + 1  # the next round begins behind it
                break
        for shard in list(self.held)[share:]:
            await self._leave(shard, release=True)

    async def _asked(self, question: Awaitable[T]) -> T | None:
        """Return what the store answers, or `None` if it is away: one shard must not delay the others."""
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                return await question
        except (StoreError, TimeoutError) as error:
            log.warning("store.lost", error=str(error) or "no answer")
            return None

    async def _share(self) -> int:
        """Tell the others that we live; return the fair share of one worker."""
        store = self._office.store
        key = store.keys.fleet("workers")
        seconds, micros = await store.client.time()
        now = seconds + micros / 1e6
        await store.client.zadd(key, {self._name: now + self._seconds})
        await store.client.zremrangebyscore(key, "-inf", now)
        return -(-store.shards // max(1, int(await store.client.zcard(key))))

    async def _take(self, shard: int) -> bool:
        """Take a shard unless it is another's; return whether the store answered."""
        keys = self._office.store.shard(shard)
        lease = Lease(self._office.store.line(keys.lease), keys.lease, keys.epoch, self._name, self._seconds)
        epoch = await self._asked(lease.take())
        if not epoch:
            await lease.close()
            return epoch is not None
        log.info("lease.taken", shard=shard, epoch=epoch)
        task = asyncio.create_task(self._work(shard, epoch), name=f"shard-{shard}")
        self.held[shard] = Held(lease, epoch, task)
        return True

    async def _renew(self, shard: int, held: Held) -> None:
        epoch = await self._asked(held.lease.take())
        if held.task.done() or epoch not in (held.epoch, None):
            await self._leave(shard, release=held.task.done())

    async def _work(self, shard: int, epoch: int) -> None:
        worker = ShardWorker(self._office, shard, epoch)
        started, backoff = False, Backoff()
        try:
            while True:
                try:
                    if not started:
                        await worker.start()
                        started = True
                    await worker.step()
                    backoff.well()
                except LeaseLost:
                    log.warning("lease.lost", shard=shard, epoch=epoch)
                    return
                except StoreError as error:
                    log.warning("store.lost", shard=shard, error=str(error))
                    await backoff.wait()
                except Exception:  # the entries stay pending: the next steps take them one by one
                    log.exception("batch.failed", shard=shard)
                    await backoff.wait()
        finally:
            await worker.close()

    async def _leave(self, shard: int, *, release: bool) -> None:
        held = self.held.pop(shard)
        await stop(held.task)
        with contextlib.suppress(StoreError):
            await (held.lease.release() if release else held.lease.close())
        log.info("lease.left", shard=shard)

    async def _stop(self) -> None:
        for shard in list(self.held):
            await self._leave(shard, release=True)
        with contextlib.suppress(StoreError):
            await self._office.store.client.zrem(self._office.store.keys.fleet("workers"), self._name)


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended; an error of its own is logged, and stops nobody else."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task.failed", task=task.get_name(), exc_info=error)
