"""The sender of one account: one budget, four lanes; what may not be doubled never goes out twice."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto

import structlog

from bot.contract import (
    ABSENT,
    CHATTER,
    FALLBACK,
    Action,
    ActionFailed,
    Clock,
    Do,
    Gateway,
    GatewayBusy,
    GatewayError,
    Lane,
    Receipt,
    StoreError,
)
from bot.engine import results
from bot.engine.outbox import Leave, Outbox, Result, Waiting
from bot.engine.pace import Pace, Pacing, too_old
from bot.engine.recent import Recent
from bot.store import Store

log = structlog.get_logger()
OLD = timedelta(minutes=10)
"""An action that has waited longer is dropped (chatter) or given to a person (the rest)."""
_LANE_MOST = 256
_IDLE_MS = 1_000
_FULL_MS = 50  # how long reading waits on the other lanes before it looks whether a full one has room again
_PENDING_SECONDS = 5.0
"""A busy sender, too, looks so often at what was read and never settled: a former holder of the lease,
frozen while it read, may have been handed something since."""
_PAUSED_SECONDS = 0.5
_RETRY_SECONDS = 0.2
_GRACE_SECONDS = 4.0
"""Less than the lease lasts, and than service managers wait before they kill."""
Place = tuple[Lane, str]
"""What a pause holds up together: a lane of a room."""


class After(Enum):
    """What became of an action that was looked at."""

    settled = auto()
    again = auto()
    held = auto()


@dataclass(frozen=True)
class Desk:
    """What a sender needs: whose account it is, how it performs, and how fast.

    Attributes:
        old: what has waited longer is dropped or given to a person.
        performed: told of each action that was performed.
        leased: whether the account's lease is ours right now, for a process may have been frozen.
        recent: what this process has just written, shared with its workers.
    """

    store: Store
    clock: Clock
    gateway: Gateway
    pacing: Pacing
    old: timedelta = OLD
    performed: Callable[[Action], None] = lambda action: None
    leased: Callable[[], bool] = lambda: True
    recent: Recent = field(default_factory=Recent)

    @property
    def account(self) -> str:
        """The account as it stands in the names of outbox streams."""
        return f"{self.gateway.platform}/{self.gateway.account}"


class Sender:
    """Performs an account's actions: moderation first, in each lane in order."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.pace = Pace(desk.pacing)
        store, name, recent = desk.store, desk.account, desk.recent
        self.outboxes = {n: Outbox(store, n, name, recent) for n in range(store.shards)}
        self.lanes: dict[Lane, deque[Waiting]] = {lane: deque() for lane in Lane}
        self._unsettled: set[tuple[str, bytes]] = set()
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._held: dict[Place, deque[Waiting]] = {}
        self._hand = asyncio.Lock()

    async def run(self) -> None:
        """Read and perform until cancelled; the caller holds the account's lease."""
        try:
            async with asyncio.TaskGroup() as group:
                for outbox in self.outboxes.values():
                    group.create_task(self._fill(outbox), name=f"outbox-{outbox.shard}")
                group.create_task(self._serve(), name=f"sender-{self.desk.account}")
        finally:
            for outbox in self.outboxes.values():
                await outbox.close()

    async def _fill(self, outbox: Outbox) -> None:
        """Keep the lanes filled from one shard; a full lane waits in Redis, the others go on."""
        await outbox.open()
        idle, again = True, 0.0
        loop = asyncio.get_running_loop()
        while True:
            if idle or loop.time() >= again:
                again = loop.time() + _PENDING_SECONDS
                for lane in Lane:
                    self.put(await outbox.pending(lane, self._unsettled))
            lanes = [lane for lane, queue in self.lanes.items() if len(queue) < _LANE_MOST]
            if not lanes:
                self._room.clear()
                await self._room.wait()
                continue
            full = len(lanes) < len(self.lanes)
            found = await outbox.read(lanes, _FULL_MS if full else _IDLE_MS)
            self.put(found)
            idle = not found and not full

    def put(self, found: list[Waiting]) -> None:
        """Queue what was read; what was left pending by a sender before us is found again when idle."""
        for waiting in found:
            if waiting.name not in self._unsettled:
                self._unsettled.add(waiting.name)
                self.lanes[waiting.action.lane].append(waiting)
                self._arrived.set()

    def _hold(self, waiting: Waiting) -> None:
        """Keep an action of a paused room, and all that follow it there, in their order."""
        place = _place(waiting.action)
        if place not in self._held:
            self._held[place] = deque()
            asyncio.get_running_loop().call_later(_PAUSED_SECONDS, self.release, place)
        self._held[place].append(waiting)

    def release(self, *places: Place) -> None:
        """Look again at what was held, everything if no place is named."""
        for place in places or tuple(self._held):
            self.lanes[place[0]].extendleft(reversed(self._held.pop(place, ())))
            self._arrived.set()

    async def _serve(self) -> None:
        while True:
            if not self.desk.leased():
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            lane = self.next_lane()
            if lane is None:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            first = self.lanes[lane][0].action
            wait = 0.0 if first.do is Do.probe else self.pace.wait_for(first)
            if wait > 0 and not too_old(first, self.desk.clock, self.desk.old):
                await self._until_more(wait)
                continue
            async with self._hand:
                await self.serve_one(lane)

    async def rest(self) -> None:
        """Let the action in hand end, within a grace, and begin no other: cut off, it would be doubted."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_SECONDS):
                await self._hand.acquire()

    async def _until_more(self, seconds: float) -> None:
        """Wait, but let something more urgent that arrives be looked at."""
        self._arrived.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()

    def next_lane(self) -> Lane | None:
        """Return the most urgent lane in which something waits."""
        return next((lane for lane, queue in self.lanes.items() if queue), None)

    async def serve_one(self, lane: Lane) -> None:
        """Perform the first action of a lane, or say why not, or let it wait."""
        waiting = self.lanes[lane].popleft()
        after = After.held
        if waiting.action.commanded or _place(waiting.action) not in self._held:
            after = await self._serve_waiting(self.outboxes[waiting.shard], waiting)
        if after is After.held:
            self._hold(waiting)
        elif after is After.again:
            self.lanes[lane].appendleft(waiting)
        else:
            self._unsettled.discard(waiting.name)
            self._room.set()

    async def _serve_waiting(self, outbox: Outbox, waiting: Waiting) -> After:
        action = waiting.action
        if too_old(action, self.desk.clock, self.desk.old):
            await self._settle(outbox, waiting, *results.too_late(action))
            return After.settled
        leave = await outbox.mark(waiting, action)
        if leave is Leave.paused:
            return After.held
        if leave is Leave.go:
            return await self._perform(outbox, waiting)
        if leave is Leave.tried:
            await self._doubt(outbox, waiting)
        return After.settled

    async def _doubt(self, outbox: Outbox, waiting: Waiting) -> None:
        """Ask a person about what may have been performed and may not be repeated."""
        reason = "may have been performed before a crash"
        await self._settle(outbox, waiting, *results.doubtful(waiting.action, reason))
        log.warning("action.doubted", action=waiting.action.id)

    async def _perform(self, outbox: Outbox, waiting: Waiting) -> After:
        action, gateway = waiting.action, self.desk.gateway
        try:
            if action.do is Do.probe:
                return await self._probe(outbox, waiting)
            if (reason := await gateway.refuses(action)) is not None:
                await self._fall_back(outbox, waiting, reason)
                return After.settled
            receipt = await gateway.perform(action)
        except GatewayBusy as busy:
            await outbox.unmark(action)
            log.warning("action.delayed", action=action.id, seconds=self.pace.refused(busy.retry_after))
            return After.again
        except StoreError:  # what waits stays pending, and the next sender finds it
            raise
        except GatewayError as error:
            task = results.task(action, str(error)) if error.uncertain or action.do not in CHATTER else None
            failed = results.failed(action, str(error), uncertain=error.uncertain)
            await self._settle(outbox, waiting, failed, task)
            log.warning("action.failed", action=action.id, do=action.do, error=str(error))
            return After.settled
        except Exception as error:  # the one fence around gateways: a bug there stops no lane
            log.exception("action.failed", action=action.id, do=action.do)
            doubtful = results.doubtful(action, f"{type(error).__name__}: {error}")
            await self._settle(outbox, waiting, *doubtful)
            return After.settled
        await self._done(outbox, waiting, receipt)
        return After.settled

    async def _probe(self, outbox: Outbox, waiting: Waiting) -> After:
        """Tell whether the removal that an action asks about could be performed; nothing is."""
        action = waiting.action
        reason = await self.desk.gateway.refuses(action.model_copy(update={"do": Do.remove}))
        told = results.told(action, Receipt()) if reason is None else results.failed(action, reason)
        await self._settle(outbox, waiting, told)
        return After.settled

    async def _fall_back(self, outbox: Outbox, waiting: Waiting, reason: str) -> None:
        """Do what is done instead where the platform cannot; never harsher."""
        action = waiting.action
        if action.do is Do.remove and reason == ABSENT:  # what was to be done is done
            await self._settle(outbox, waiting, results.told(action, Receipt()) if action.awaited else None)
            return
        instead = FALLBACK.get(action.do)
        if instead is Do.say and not action.quiet:
            said = results.said_instead(action)
            if await self.desk.gateway.refuses(said) is None:
                leave = await outbox.mark(waiting, said) if action.repeatable else Leave.go
                if leave is Leave.tried:
                    await self._doubt(outbox, waiting)
                if leave in (Leave.tried, Leave.gone):
                    return
                await self._done(outbox, waiting, await self.desk.gateway.perform(said), said)
                return
        task = results.task(action, reason) if results.asks(action, refused=True) else None
        await self._settle(outbox, waiting, results.failed(action, reason), task)
        log.info("action.refused", action=action.id, do=action.do, reason=reason)

    async def _settle(
        self, outbox: Outbox, waiting: Waiting, result: Result | None, task: Action | None = None
    ) -> None:
        """Take an action out, and tell what became of it as of now: its cause may lie far back."""
        if not results.asks(waiting.action):
            task = None
        if result is not None:
            asked = {"asked": task is not None} if isinstance(result, ActionFailed) else {}
            result = result.model_copy(update={"entered": self.desk.clock.now(), **asked})
        await outbox.settle(waiting, result, task)

    async def _done(self, outbox: Outbox, waiting: Waiting, got: Receipt, did: Action | None = None) -> None:
        action = waiting.action
        self.pace.acted(action)
        await self._settle(outbox, waiting, results.told(did or action, got) if action.awaited else None)
        self.desk.performed(action)
        log.info("action.performed", action=action.id, do=action.do, rule=action.rule)


def _place(action: Action) -> Place:
    return action.lane, action.room.id
