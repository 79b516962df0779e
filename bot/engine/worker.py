"""The worker of one shard: read, take turns, commit; one by one after a crash."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from pydantic import ValidationError

from bot.contract import EVENT, AnyEvent, Clock, Decision, LeaseLost, Room, StoreAway, StoreError, TimerFired
from bot.engine.cache import Cache
from bot.engine.commit import GROUP, Commit, write
from bot.engine.history import History, decide, trim
from bot.engine.inbox import Inbox
from bot.engine.limits import LATE
from bot.engine.recent import Recent
from bot.engine.stage import Batch, Stage, Taken
from bot.engine.timers import Timers
from bot.engine.turn import take
from bot.rulebook.model import Rulebook
from bot.store import Store, scripts

log = structlog.get_logger()
Entry = tuple[bytes, bytes]
"""An inbox entry: its stream id, and the event as JSON."""
BATCH = 64
"""Most turns in one commit; one closes at once when the inbox is empty."""
TRIES = 5
_NOWHERE = Room(id="")
_TRIM_EVERY = timedelta(minutes=10)
_WAIT_MS = 500


@dataclass
class Office:
    """What all shards of a worker share.

    Attributes:
        rulebook: the one in force; replaced whole, between turns.
        tells: appends what actors tell each other; without a bound, or two full shards would wait for
            each other (the depth of consequences bounds it).
        accounts: member ids of our own accounts; `logins` their names, `platform/account`.
        real: whether real people are behind a platform.
        committed: told of each commit's turns, in order.
        recent: what this process has just written; its inboxes and senders share it.
    """

    store: Store
    clock: Clock
    rulebook: Rulebook
    tells: Inbox
    accounts: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    real: Callable[[str], bool] = lambda platform: False
    committed: Callable[[Sequence[Taken]], None] = lambda turns: None
    keep_history: bool = True
    late: timedelta = LATE
    batch: int = BATCH
    recent: Recent = field(default_factory=Recent)


class ShardWorker:
    """Handles one shard's events for as long as the lease (`epoch`) holds."""

    def __init__(self, office: Office, shard: int, epoch: int) -> None:
        self.office = office
        self.shard = shard
        self.epoch = epoch
        self.keys = office.store.shard(shard)
        self.line = office.store.line(self.keys.inbox)
        self.cache = Cache(self.keys, self.line)
        self.timers = Timers(self.keys, self.line)
        self._history = History(office.store)
        self._recovering = True
        self._excused = b""
        self._last: bytes = b"0-0"
        self._ahead: list[Entry] | None = None
        self._log = log.bind(shard=shard)
        self._trimmed = office.clock.now()

    async def start(self) -> None:
        """Make sure of the consumer group, look for timers and for told events left behind."""
        try:
            await self.line.call("XGROUP", "CREATE", self.keys.inbox, GROUP, "0", "MKSTREAM")
        except StoreError as error:
            if "BUSYGROUP" not in str(error):
                raise
        await self.timers.look()
        await self.forward()

    async def step(self, wait_ms: int = _WAIT_MS) -> int:
        """Handle what is there, at most one commit, waiting a while for it; return how many entries.

        Raises:
            LeaseLost: another worker has the shard; nothing was written.
            StoreError: the server is away; the next step recovers.
        """
        try:
            fired = await self.timers.fire(self.office.clock.now(), self.epoch)
            if self._recovering and (recovered := await self._recover()):
                return recovered
            entries = await self._next(sure=bool(fired or not wait_ms))
            if not entries and wait_ms and not fired:
                await self._wait(self._patience(wait_ms))
                entries = await self._read(">", self.office.batch)
            if entries:
                await self._handle(entries)
            await self._housekeeping()
            return len(entries) or fired
        except Exception:
            self.cache.clear()
            self._recovering, self._ahead = True, None
            raise

    async def _next(self, *, sure: bool) -> list[Entry]:
        """Return what the last commit has read; read if it did not, or to be `sure` that nothing came."""
        ahead, self._ahead = self._ahead, None
        if ahead is None or (sure and not ahead):
            return await self._read(">", self.office.batch)
        return ahead

    def _patience(self, wait_ms: int) -> int:
        """Wait no longer than until the next timer is due."""
        if self.timers.next is None:
            return wait_ms
        until = (self.timers.next - self.office.clock.now()).total_seconds() * 1000
        return max(min(wait_ms, int(until)), 1)

    async def _read(self, after: str, count: int) -> list[Entry]:
        """Read new entries (`>`), or those read before and never committed (`0`), fenced by the epoch.

        Which rooms are paused is read with them.
        """
        keys = (self.keys.epoch, self.keys.inbox, self.keys.paused)
        answer = await self.line.run(scripts.READ, keys, (self.epoch, GROUP, count, after))
        if answer == -1:
            raise LeaseLost(f"shard {self.shard} was taken over")
        return self._entries(answer)

    def _entries(self, answer: Any) -> list[Entry]:
        """Take note of what was read, and of the rooms that are paused."""
        if not answer:
            return []
        entries, paused = answer
        self._last = entries[-1][0]
        self.cache.paused = frozenset(room.decode() for room in paused)
        return [(entry, fields[1] if fields else b"") for entry, fields in entries]

    async def _wait(self, wait_ms: int) -> None:
        """Wait until something newer than what was read is there."""
        await self.line.call("XREAD", "COUNT", 1, "BLOCK", wait_ms, "STREAMS", self.keys.inbox, self._last)

    async def _handle(self, entries: Sequence[Entry], *, tried: bool = False) -> None:
        """Take a turn for each entry and commit them together."""
        office, now = self.office, self.office.clock.now()
        turns: list[Taken] = []
        lookup = partial(self._decision, turns)
        batch = Batch(self.cache, lookup, now, office.accounts, office.logins)
        stages = [self._stage(raw, batch) for _, raw in entries]
        await self.cache.hold([key for stage in stages if stage is not None for key in stage.own])
        for stage in stages:
            if stage is None or self._skips(stage.event, now):
                continue
            turns.append(await self._take(stage))
        commit = Commit(self.keys, self.epoch)
        told = write(commit, turns, office.recent.encode, keep_history=office.keep_history)
        for (entry, raw), stage in zip(entries, stages, strict=True):
            if stage is None:
                self._give_up(commit, entry, raw, "no event can be read from this")
        if tried:
            commit.add("HDEL", self.keys.attempts, *(entry for entry, _ in entries))
        commit.acknowledge([entry for entry, _ in entries])
        answer = await commit.run(self.line, 0 if tried else office.batch)
        self._after(turns)
        if not tried:
            self._ahead = self._entries(answer)
        if told:
            await self.forward()

    def _decode(self, raw: bytes) -> AnyEvent | None:
        try:
            return self.office.recent.take(raw) or EVENT.validate_json(raw)
        except ValidationError:
            return None

    def _overdue(self, event: AnyEvent, now: datetime) -> bool:
        return now - (event.entered or event.at) > self.office.late

    def _skips(self, event: AnyEvent, now: datetime) -> bool:
        return isinstance(event, TimerFired) and event.late == "skip" and self._overdue(event, now)

    def _stage(self, raw: bytes, batch: Batch) -> Stage | None:
        """Make a turn ready; `None` if no event can be read."""
        event = self._decode(raw)
        if event is None:
            return None
        rulebook = self.office.rulebook
        binding = rulebook.room(event.platform, event.room or _NOWHERE)
        late = not isinstance(event, TimerFired) and self._overdue(event, batch.now)
        return Stage(Taken(event, raw, rulebook.version), binding, batch, late=late)

    async def _take(self, stage: Stage) -> Taken:
        event = stage.event
        taken = await take(stage, real=self.office.real(event.platform))
        for gone in taken.forgotten:
            self.cache.forget(gone)
        if taken.documents or taken.pause is not None:
            room = event.room.id if event.room is not None else ""
            await self.cache.hold([key for key, _ in taken.documents])
            self.cache.keep(taken.documents, taken.ranks, room, taken.pause)
        self._log.info(
            "event.handled", event_id=event.id, type=event.type, actor=stage.actor,
            said={said.rule: said.said for said in taken.said}, actions=len(taken.decided),
        )  # fmt: skip
        return taken

    async def _decision(self, before: Sequence[Taken], actor: str, event: str) -> Decision | None:
        for taken in before:
            if taken.event.id == event and taken.event.actor == actor:
                return decide(taken)
        return await self._history.decision(actor, event)

    def _after(self, turns: Sequence[Taken]) -> None:
        self.cache.committed()
        for taken in turns:
            for timer in taken.timers.values():
                if timer is not None:
                    self.timers.expect(timer.at)
        self.office.committed(turns)

    async def _recover(self) -> int:
        """Handle the oldest entry that was read but never committed, alone, its try recorded beforehand."""
        entries = await self._read("0", 1)
        if not entries:
            self._recovering = False
            await self.timers.look()
            await self.forward()
            return 0
        entry, raw = entries[0]
        if entry != self._excused:
            attempt = Commit(self.keys, self.epoch)
            attempt.add("HINCRBY", self.keys.attempts, entry, 1)
            await attempt.run(self.line)
        self._excused = b""
        tries = int(await self.line.call("HGET", self.keys.attempts, entry))
        if tries > TRIES:
            await self._bury(entry, raw, "the process died while handling it")
            return 1
        try:
            await self._handle(entries, tried=True)
        except (StoreError, LeaseLost) as error:
            if isinstance(error, StoreAway):  # no fault of the event's, and no try of it
                self._excused = entry
            raise
        except Exception:  # a turn that cannot be taken must not stop the room
            self.cache.clear()
            log.exception("turn.failed", shard=self.shard, tries=tries)
            if tries == TRIES:
                await self._bury(entry, raw, traceback.format_exc(limit=20))
            return 1
        return 1

    async def _bury(self, entry: bytes, raw: bytes, why: str) -> None:
        commit = Commit(self.keys, self.epoch)
        self._give_up(commit, entry, raw, why)
        commit.add("HDEL", self.keys.attempts, entry)
        commit.acknowledge([entry])
        await commit.run(self.line)

    def _give_up(self, commit: Commit, entry: bytes, raw: bytes, why: str) -> None:
        commit.add("XADD", self.keys.dead, "*", "e", raw, "why", why, "of", entry)
        log.error("event.buried", shard=self.shard, entry=entry.decode())

    async def forward(self) -> None:
        """Append told events to the inboxes of their actors; a repeat is dropped there by its id."""
        while entries := await self.line.call("XRANGE", self.keys.tells, "-", "+", "COUNT", BATCH):
            events = [(entry, fields[1], self._decode(fields[1])) for entry, fields in entries]
            await self.office.tells([event for _, _, event in events if event is not None])
            lost = Commit(self.keys, self.epoch)
            for entry, raw, event in events:
                if event is None:
                    self._give_up(lost, entry, raw, "no event can be read from this")
            await lost.run(self.line)
            await self.line.call("XDEL", self.keys.tells, *(entry for entry, _ in entries))

    async def _housekeeping(self) -> None:
        now = self.office.clock.now()
        if now - self._trimmed >= _TRIM_EVERY:
            self._trimmed = now
            await trim(self.line, self.office.store, self.shard, now)

    async def close(self) -> None:
        """Give the connection back."""
        await self.line.close()
