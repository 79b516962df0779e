"""The whole engine in one hand, under a virtual clock: what replay and the tests drive."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Self

from bot.contract import AnyEvent, Gateway, Lane, VirtualClock
from bot.engine.inbox import Inbox
from bot.engine.pace import OFF
from bot.engine.scope import Taken
from bot.engine.sender import Desk, Sender
from bot.engine.worker import Office, ShardWorker
from bot.rulebook.model import Rulebook
from bot.store import Store, scripts

HOLDER = "machine"


class Machine:
    """Works on all shards itself, one event at a time, so that the same input gives the same output.

    Time stands still until `reach`; timers on the way fire at their own times.
    """

    def __init__(
        self,
        store: Store,
        clock: VirtualClock,
        gateway: Gateway,
        rulebook: Rulebook,
        decided: Callable[[Taken], None] = lambda taken: None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.inbox = Inbox(store)
        self.office = Office(
            store=store,
            clock=clock,
            rulebook=rulebook,
            tells=Inbox(store),
            real=lambda platform: gateway.real and platform == gateway.platform,
            committed=self._committed,
        )
        self._decided = decided
        self._busy = False
        self._sender = Sender(Desk(store, clock, gateway, OFF))
        self._workers: list[ShardWorker] = []

    async def start(self) -> Self:
        """Take all leases and open the outboxes."""
        for shard in range(self.store.shards):
            keys = self.store.shard(shard)
            line = self.store.line(keys.lease)
            epoch = int(await line.run(scripts.TAKE, (keys.lease, keys.epoch), (HOLDER, 86_400_000)))
            await line.close()
            worker = ShardWorker(self.office, shard, epoch)
            await worker.start()
            self._workers.append(worker)
        for outbox in self._sender.outboxes.values():
            await outbox.open()
        return self

    def _committed(self, turns: Sequence[Taken]) -> None:
        for taken in turns:
            self._busy = self._busy or bool(taken.decided or taken.told or taken.events)
            self._decided(taken)

    async def feed(self, event: AnyEvent) -> None:
        """Let time reach the event, then hear and handle it and all that follows from it at once."""
        await self.reach(event.at)
        await self.inbox([event])
        await self.settle()

    async def reach(self, at: datetime) -> None:
        """Let time pass until `at`, firing timers at their times, in order."""
        while True:
            due = [worker for worker in self._workers if worker.timers.next is not None]
            first = min(due, key=lambda worker: (worker.timers.next, worker.shard), default=None)
            if first is None or first.timers.next is None or first.timers.next > at:
                break
            self.clock.reach(first.timers.next)
            await self.settle()
        self.clock.reach(at)

    async def advance(self, span: timedelta) -> None:
        """Let time pass."""
        await self.reach(self.clock.now() + span)

    async def settle(self) -> None:
        """Handle and perform until nothing is left to do at this time."""
        while True:
            handled = 0
            for worker in self._workers:
                while done := await worker.step(wait_ms=0):
                    handled += done
            if not self._busy and not handled:
                return
            if self._busy:
                self._busy = False
                await self._send()

    async def _send(self) -> None:
        self._sender.release()
        for outbox in self._sender.outboxes.values():
            while found := await outbox.read(tuple(Lane), 0):
                self._sender.put(found)
        while (lane := self._sender.next_lane()) is not None:
            await self._sender.serve_one(lane)

    async def close(self) -> None:
        """Give the connections back."""
        for worker in self._workers:
            await worker.close()
        for outbox in self._sender.outboxes.values():
            await outbox.close()
        await self.inbox.close()
        await self.office.tells.close()
