"""The inbox: where every event enters, once."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from bot.contract import Event, StoreError
from bot.engine.limits import MOST
from bot.engine.recent import Recent
from bot.store import Line, Store, scripts

MEMORY = timedelta(hours=24)
"""For how long an id is known at least, in event time (issue: "same id within 24 h of event time")."""
_FULL_PAUSE = 0.05
_AT_ONCE = 256


def milliseconds(event: Event) -> int:
    """Return an event's time in whole milliseconds since 1970."""
    return round(event.at.timestamp() * 1000)


class Inbox:
    """Appends events to their actors' shards; what it has returned from is durable.

    It is the `Hear` of every gateway: while a shard is full it waits, and with it the
    gateway's reading, so that memory stays bounded. `recent` is shared with the workers of this process.
    """

    def __init__(
        self, store: Store, *, most: int = MOST, memory: timedelta = MEMORY, recent: Recent | None = None
    ) -> None:
        self._store = store
        self._encode = Event.wire if recent is None else recent.encode
        self._most = most
        self._memory = int(memory.total_seconds() * 1000)
        self._lines: dict[int, Line] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(self, events: Sequence[Event]) -> None:
        """Append events, in this order within each actor; those already known are dropped.

        Raises:
            StoreError: the server is away; what was appended before is known, so all may be given again.
        """
        by_shard: dict[int, list[tuple[str, Event]]] = {}
        for event in events:
            actor = event.actor
            by_shard.setdefault(self._store.shard_of(actor), []).append((actor, event))
        for shard, some in by_shard.items():
            try:
                async with self._locks[shard]:
                    await self._append(shard, some)
            except StoreError as error:
                raise StoreError(f"cannot append to the inbox: {error}") from error

    async def _append(self, shard: int, events: list[tuple[str, Event]]) -> None:
        keys = self._store.shard(shard)
        line = self._lines.get(shard)
        if line is None:
            line = self._lines[shard] = self._store.line(keys.inbox)
        while events:
            words: list[object] = [self._most, self._memory]
            for actor, event in events[:_AT_ONCE]:
                words += (f"{actor}|{event.id}", milliseconds(event), self._encode(event))
            done = await line.run(scripts.APPEND, (keys.inbox, keys.memory, keys.seen0, keys.seen1), words)
            full = done < min(len(events), _AT_ONCE)
            events = events[done:]
            if full:
                await asyncio.sleep(_FULL_PAUSE)

    async def close(self) -> None:
        """Give the connections back."""
        for line in self._lines.values():
            await line.close()
