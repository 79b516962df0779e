"""The outbox of one account in one shard: actions waiting in four lanes, and what became of each."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

import structlog
from pydantic import ValidationError

from bot.contract import Action, ActionDone, ActionFailed, Lane, StoreError, room_actor
from bot.engine.commit import SENDERS
from bot.engine.inbox import Inbox
from bot.engine.recent import Recent
from bot.store import Store, scripts

log = structlog.get_logger()
AT_ONCE = 16
_UNBOUND = 10**9


Result = ActionDone | ActionFailed
"""What became of an action, as an event."""


class Leave(StrEnum):
    """Whether an action may be performed now."""

    go = "go"
    tried = "tried"
    paused = "paused"
    gone = "gone"


Name = tuple[str, bytes]
"""What an action is known by while it waits: its stream, and its entry there."""


@dataclass(frozen=True)
class Waiting:
    """An action that waits: where, and as which entry."""

    shard: int
    stream: str
    entry: bytes
    action: Action

    @property
    def name(self) -> Name:
        """What it is known by while it waits."""
        return self.stream, self.entry


class Outbox:
    """Reads and settles; two lines, for a blocked read must not hold up what is settled."""

    def __init__(self, store: Store, shard: int, account: str, recent: Recent | None = None) -> None:
        self.shard = shard
        self._store = store
        self._keys = store.shard(shard)
        self._account = account
        self._recent = recent or Recent()
        self._streams = {lane: self._keys.out(account, lane) for lane in Lane}
        self._reader = store.line(self._keys.inbox)
        self._line = store.line(self._keys.inbox)
        self._elsewhere = Inbox(store, most=_UNBOUND)

    async def open(self) -> None:
        """Make sure that the streams' consumer groups exist."""
        for stream in self._streams.values():
            try:
                await self._reader.call("XGROUP", "CREATE", stream, SENDERS, "0", "MKSTREAM")
            except StoreError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def pending(self, lane: Lane, known: Container[Name] = ()) -> list[Waiting]:
        """Return what was read before and never settled, but `known`: a sender died, or lost its lease."""
        return await self._read((lane,), "0", 10_000, 0, known)

    async def read(self, lanes: Iterable[Lane], wait_ms: int) -> list[Waiting]:
        """Return new actions of these lanes, in order, waiting a while for them."""
        return await self._read(tuple(lanes), ">", AT_ONCE, wait_ms)

    async def _read(
        self, lanes: tuple[Lane, ...], after: str, count: int, wait_ms: int, known: Container[Name] = ()
    ) -> list[Waiting]:
        streams = [self._streams[lane] for lane in lanes]
        block = ("BLOCK", wait_ms) if wait_ms else ()
        answer = await self._reader.call(
            "XREADGROUP", "GROUP", SENDERS, self._account, "COUNT", count, *block,
            "STREAMS", *streams, *(after for _ in streams),
        )  # fmt: skip
        found = answer.items() if isinstance(answer, dict) else answer or ()
        read: list[Waiting] = []
        for raw, entries in found:
            stream = raw.decode()
            for entry, fields in entries:
                if fields is None or (stream, entry) in known:  # settled meanwhile, or in hand
                    continue
                try:
                    action = self._recent.take(fields[1]) or Action.model_validate_json(fields[1])
                except (ValidationError, IndexError) as error:
                    await self._bury(stream, entry, fields, error)
                else:
                    read.append(Waiting(self.shard, stream, entry, action))
        return read

    async def _bury(self, stream: str, entry: bytes, fields: list[bytes], error: Exception) -> None:
        """Keep what nobody can read for a person: it would wait for ever."""
        raw = fields[1] if len(fields) > 1 else b""
        words = (SENDERS, entry, raw, f"no action can be read from this: {error}")
        await self._reader.run(scripts.BURY, (stream, self._keys.dead), words)  # the line of who reads
        log.error("action.buried", shard=self.shard, entry=entry.decode())

    async def mark(self, waiting: Waiting, action: Action) -> Leave:
        """Say that an action, or what is done instead of it, is about to be performed.

        The answer is `tried` if that was said before, by whomever, and `gone` if the action was
        settled meanwhile: by the next holder of the lease, or between reading and looking at it.
        """
        if await self._paused_elsewhere(action):
            return Leave.paused
        pausing = () if action.commanded else (action.room.id, action.room.name, "*")
        repeatable = "1" if action.repeatable else "0"
        answer = await self._line.run(
            scripts.MARK,
            (self._keys.tried, self._keys.paused, waiting.stream),
            (_tried(action), repeatable, waiting.entry, *pausing),
        )
        return Leave(answer.decode())

    async def _paused_elsewhere(self, action: Action) -> bool:
        """Whether an action for a room of another shard, the management room's say, must wait."""
        home = self._store.shard_of(room_actor(action.platform, action.room.id))
        if home == self.shard or action.commanded:
            return False
        pausing = [action.room.id, action.room.name, "*"]
        return any(await self._store.client.smismember(self._store.shard(home).paused, pausing))

    async def unmark(self, action: Action) -> None:
        """Take the mark back: it is certain that the action was not performed."""
        await self._line.call("HDEL", self._keys.tried, _tried(action))

    async def settle(self, waiting: Waiting, result: Result | None, task: Action | None = None) -> bool:
        """Take an action out, once; append its result to the inbox, and a task for a person, if given.

        The result of an action for a room of another shard goes there first: a repeat is dropped by its id.
        """
        keys = self._keys
        if result is not None and self._store.shard_of(result.actor) != self.shard:
            await self._elsewhere((result,))
            result = None
        done = await self._line.run(
            scripts.SETTLE,
            (waiting.stream, keys.tried, keys.inbox, keys.tasks),
            (
                SENDERS,
                waiting.entry,
                _tried(waiting.action),
                self._recent.encode(result) if result else "",
                task.wire() if task else "",
            ),
        )
        return bool(done)

    async def close(self) -> None:
        """Give the connections back."""
        await self._elsewhere.close()
        await self._reader.close()
        await self._line.close()


def _tried(action: Action) -> str:
    return f"{action.platform}/{action.room.id}|{action.id}"
