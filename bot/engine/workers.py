"""A worker process: takes its fair share of the shards and works on each while its lease holds."""

import asyncio
import contextlib
from dataclasses import dataclass

import structlog

from bot.contract import LeaseLost, StoreError
from bot.engine.backoff import Backoff
from bot.engine.lease import RENEW_SECONDS, SECONDS, Lease, process_name
from bot.engine.worker import Office, ShardWorker

log = structlog.get_logger()


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
        self.held: dict[int, Held] = {}

    async def run(self) -> None:
        """Take, renew and give back leases until cancelled; then stop cleanly and give all back."""
        try:
            while True:
                try:
                    await self._round()
                except StoreError as error:
                    log.warning("store.lost", error=str(error))
                await asyncio.sleep(min(RENEW_SECONDS, self._seconds / 4))
        finally:
            await self._stop()

    async def _round(self) -> None:
        share = await self._share()
        for shard in range(self._office.store.shards):
            held = self.held.get(shard)
            if held is not None:
                await self._renew(shard, held)
            elif len(self.held) < share:
                await self._take(shard)
        for shard in list(self.held)[share:]:
            await self._leave(shard, release=True)

    async def _share(self) -> int:
        """Tell the others that we live; return the fair share of one worker."""
        store = self._office.store
        key = store.keys.fleet("workers")
        seconds, micros = await store.client.time()
        now = seconds + micros / 1e6
        await store.client.zadd(key, {self._name: now + self._seconds})
        await store.client.zremrangebyscore(key, "-inf", now)
        return -(-store.shards // max(1, int(await store.client.zcard(key))))

    async def _take(self, shard: int) -> None:
        keys = self._office.store.shard(shard)
        lease = Lease(self._office.store.line(keys.lease), keys.lease, keys.epoch, self._name, self._seconds)
        epoch = await lease.take()
        if not epoch:
            await lease.close()
            return
        log.info("lease.taken", shard=shard, epoch=epoch)
        task = asyncio.create_task(self._work(shard, epoch), name=f"shard-{shard}")
        self.held[shard] = Held(lease, epoch, task)

    async def _renew(self, shard: int, held: Held) -> None:
        if await held.lease.take() != held.epoch or held.task.done():
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
