"""The history: seven days of events with what was said about them, for `/why`, replay and trying rules."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from bot.contract import Decision
from bot.engine.stage import Taken
from bot.store import Line, ShardKeys, Store, bucket

KEPT = timedelta(days=7)
MOST_BYTES = 256 * 1024 * 1024
"""What the history of one shard may hold; the oldest buckets go first."""
_SCAN = 500


class History:
    """Reads what commits have written; never writes but to drop what is old."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def decision(self, actor: str, event: str) -> Decision | None:
        """Return what was said about an event, newest bucket first; `None` if it is not there (any more)."""
        keys = self._store.shard(self._store.shard_of(actor))
        for name in reversed(await self._buckets(keys)):
            raw = await self._store.client.hget(keys.history(name), f"{actor}|{event}")
            if raw is not None:
                return Decision.model_validate_json(raw)
        return None

    async def find(self, event: str) -> Decision | None:
        """Return what was said about an event of any actor, by its id alone; looks through everything."""
        for shard in range(self._store.shards):
            keys = self._store.shard(shard)
            for name in reversed(await self._buckets(keys)):
                pattern = "*|" + "".join(f"\\{c}" if c in "*?[]\\^" else c for c in event)
                async for _, raw in self._store.client.hscan_iter(keys.history(name), pattern, _SCAN):
                    return Decision.model_validate_json(raw)
        return None

    async def since(self, start: datetime) -> AsyncIterator[Decision]:
        """Yield everything from `start` on, shard by shard, in no order within a bucket."""
        first = bucket(start)
        for shard in range(self._store.shards):
            keys = self._store.shard(shard)
            for name in await self._buckets(keys):
                if name >= first:
                    scan = self._store.client.hscan_iter(keys.history(name), count=_SCAN)
                    async for _, raw in scan:
                        yield Decision.model_validate_json(raw)

    async def _buckets(self, keys: ShardKeys) -> list[str]:
        names: list[Any] = list(await self._store.client.zrange(keys.buckets, 0, -1))
        return sorted(name.decode() for name in names)


def decide(taken: Taken) -> Decision:
    """Return a turn's decision as the history will show it."""
    event: dict[str, Any] = taken.event.model_dump(mode="json", exclude_none=True)
    return Decision(event=event, said=tuple(taken.said), version=taken.version)


async def trim(line: Line, store: Store, shard: int, newest: datetime, most: int = MOST_BYTES) -> int:
    """Drop a shard's buckets that are older than `KEPT` before `newest`, or too much; return how many."""
    keys = store.shard(shard)
    flat = await line.call("ZRANGE", keys.buckets, 0, -1, "WITHSCORES")
    sizes = sorted((flat[i].decode(), float(flat[i + 1])) for i in range(0, len(flat), 2))
    oldest, total, dropped = bucket(newest - KEPT), sum(size for _, size in sizes), 0
    for name, size in sizes:
        if name >= oldest and total <= most:
            break
        await line.call("UNLINK", keys.history(name))
        await line.call("ZREM", keys.buckets, name)
        total -= size
        dropped += 1
    return dropped
