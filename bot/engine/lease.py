"""Leases: the right to work on something for a time, with a number that fences the one before."""

import os
import platform
import time
from functools import cache

from bot.store import Line, scripts

SECONDS = 6.0
"""How long a lease lasts unless it is renewed; so long a shard waits after its worker was killed."""
RENEW_SECONDS = 1.5


@cache
def process_name() -> str:
    """Return a name that no other living process has: host, process id, and when it began to count."""
    return f"{platform.node()}:{os.getpid()}:{time.time_ns()}"


class Lease:
    """One lease: `take` it or renew it (the same call), `release` it at the end.

    Only a take-over moves the epoch; renewing never touches it.
    """

    def __init__(self, line: Line, key: str, epoch_key: str, holder: str, seconds: float = SECONDS) -> None:
        self._line = line
        self._key = key
        self._epoch_key = epoch_key
        self._holder = holder
        self._milliseconds = int(seconds * 1000)

    async def take(self) -> int:
        """Take or renew it; return the epoch held, or 0 if it is another's."""
        keys = (self._key, self._epoch_key)
        return int(await self._line.run(scripts.TAKE, keys, (self._holder, self._milliseconds)))

    async def release(self) -> None:
        """Give it back at once, if it is ours."""
        await self._line.run(scripts.RELEASE, (self._key,), (self._holder,))
        await self._line.close()

    async def close(self) -> None:
        """Give the connection back and let the lease run out."""
        await self._line.close()
