"""Timers: a due one is moved into its shard's inbox, in event time, by the holder of the lease."""

from datetime import UTC, datetime

from bot.engine.commit import Commit
from bot.store import Line, ShardKeys

_AT_ONCE = 64


class Timers:
    """The timers of one shard; `next` is no later than the earliest due, so that looking is rare."""

    def __init__(self, keys: ShardKeys, line: Line) -> None:
        self._keys = keys
        self._line = line
        self.next: datetime | None = None

    def expect(self, at: datetime) -> None:
        """Take note of a timer that a commit has set."""
        if self.next is None or at < self.next:
            self.next = at

    async def look(self) -> None:
        """Ask the server which timer is due first."""
        flat = await self._line.call("ZRANGE", self._keys.timers, 0, 0, "WITHSCORES")
        self.next = datetime.fromtimestamp(float(flat[1]) / 1000, UTC) if flat else None

    async def fire(self, now: datetime, epoch: int) -> int:
        """Move timers due at `now` into the inbox, oldest first, at most 64; return how many.

        Raises:
            LeaseLost: another worker has taken the shard over.
        """
        if self.next is None or self.next > now:
            return 0
        until = int(now.timestamp() * 1000)
        keys = self._keys
        names = await self._line.call("ZRANGEBYSCORE", keys.timers, "-inf", until, "LIMIT", 0, _AT_ONCE)
        if names:
            fired = await self._line.call("HMGET", keys.timer, *names)
            commit = Commit(keys, epoch)
            for event in fired:
                if event is not None:
                    commit.add("XADD", keys.inbox, "*", "e", event)
            commit.add("ZREM", keys.timers, *names)
            commit.add("HDEL", keys.timer, *names)
            await commit.run(self._line)
        await self.look()
        return len(names)
