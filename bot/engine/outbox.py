"""The outbox of one account in one shard: actions waiting in four lanes, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from bot.contract import Action, ActionDone, ActionFailed, Lane, StoreError
from bot.engine.commit import SENDERS
from bot.store import Store, scripts

AT_ONCE = 16


Result = ActionDone | ActionFailed
"""What became of an action, as an event."""


class Leave(StrEnum):
    """Whether an action may be performed now."""

    go = "go"
    tried = "tried"
    paused = "paused"
    gone = "gone"


@dataclass(frozen=True)
class Waiting:
    """An action that waits: where, and as which entry."""

    shard: int
    stream: str
    entry: bytes
    action: Action

    @property
    def name(self) -> tuple[str, bytes]:
        """What it is known by while it waits."""
        return self.stream, self.entry


class Outbox:
    """Reads and settles; two lines, for a blocked read must not hold up what is settled."""

    def __init__(self, store: Store, shard: int, account: str) -> None:
        self.shard = shard
        self._keys = store.shard(shard)
        self._account = account
        self._streams = {lane: self._keys.out(account, lane) for lane in Lane}
        self._reader = store.line(self._keys.inbox)
        self._line = store.line(self._keys.inbox)

    async def open(self) -> None:
        """Make sure that the streams' consumer groups exist."""
        for stream in self._streams.values():
            try:
                await self._reader.call("XGROUP", "CREATE", stream, SENDERS, "0", "MKSTREAM")
            except StoreError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def pending(self, lane: Lane) -> list[Waiting]:
        """Return what was read before and never settled: a sender died, or lost its lease."""
        return await self._read((lane,), "0", 10_000, 0)

    async def read(self, lanes: Iterable[Lane], wait_ms: int) -> list[Waiting]:
        """Return new actions of these lanes, in order, waiting a while for them."""
        return await self._read(tuple(lanes), ">", AT_ONCE, wait_ms)

    async def _read(self, lanes: tuple[Lane, ...], after: str, count: int, wait_ms: int) -> list[Waiting]:
        streams = [self._streams[lane] for lane in lanes]
        block = ("BLOCK", wait_ms) if wait_ms else ()
        answer = await self._reader.call(
            "XREADGROUP", "GROUP", SENDERS, self._account, "COUNT", count, *block,
            "STREAMS", *streams, *(after for _ in streams),
        )  # fmt: skip
        found = answer.items() if isinstance(answer, dict) else answer or ()
        return [
            waiting for stream, entries in found for entry, fields in entries
            if (waiting := self._waiting(stream.decode(), entry, fields)) is not None
        ]  # fmt: skip

    def _waiting(self, stream: str, entry: bytes, fields: list[bytes]) -> Waiting | None:
        try:
            return Waiting(self.shard, stream, entry, Action.model_validate_json(fields[1]))
        except (ValidationError, IndexError, TypeError):
            return None

    async def mark(self, waiting: Waiting, action: Action) -> Leave:
        """Say that an action, or what is done instead of it, is about to be performed.

        The answer is `tried` if that was said before, by whomever, and `gone` if the action was
        settled meanwhile: by the next holder of the lease, or between reading and looking at it.
        """
        pausing = () if action.commanded else (action.room.id, action.room.name, "*")
        repeatable = "1" if action.repeatable else "0"
        answer = await self._line.run(
            scripts.MARK,
            (self._keys.tried, self._keys.paused, waiting.stream),
            (_tried(action), repeatable, waiting.entry, *pausing),
        )
        return Leave(answer.decode())

    async def unmark(self, action: Action) -> None:
        """Take the mark back: it is certain that the action was not performed."""
        await self._line.call("HDEL", self._keys.tried, _tried(action))

    async def settle(self, waiting: Waiting, result: Result | None, task: Action | None = None) -> bool:
        """Take an action out, once; append its result to the inbox, and a task for a person, if given."""
        keys = self._keys
        done = await self._line.run(
            scripts.SETTLE,
            (waiting.stream, keys.tried, keys.inbox, keys.tasks),
            (
                SENDERS,
                waiting.entry,
                _tried(waiting.action),
                result.wire() if result else "",
                task.wire() if task else "",
            ),
        )
        return bool(done)

    async def close(self) -> None:
        """Give the connections back."""
        await self._reader.close()
        await self._line.close()


def _tried(action: Action) -> str:
    return f"{action.platform}/{action.room.id}|{action.id}"
