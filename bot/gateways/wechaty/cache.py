"""A cache of what calls answer: one call for many askers, believed for a time, bounded."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Answers by key; a fetch that answers `None` keeps the old answer, and is not repeated at once.

    Args:
        fetch: makes the call; returns `None` if it failed.
        believed: seconds an answer is believed.
        retried: seconds after which a failed fetch is tried again.
        size: how many answers are kept; the oldest go first.
    """

    def __init__(
        self,
        fetch: Callable[[K], Awaitable[V | None]],
        *,
        believed: float,
        retried: float = 5,
        size: int = 20_000,
    ) -> None:
        self._fetch = fetch
        self._believed = believed
        self._retried = retried
        self._size = size
        self._kept: dict[K, tuple[V | None, float]] = {}
        self._flights: dict[K, asyncio.Task[V | None]] = {}

    async def get(self, key: K) -> V | None:
        """Return the answer, the old one if the call fails now, or `None`."""
        kept = self._kept.get(key)
        if kept is not None and asyncio.get_running_loop().time() < kept[1]:
            return kept[0]
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._refresh(key))
        return await asyncio.shield(flight)

    async def _refresh(self, key: K) -> V | None:
        try:
            answer = await self._fetch(key)
        finally:
            del self._flights[key]
        known = answer
        if known is None and key in self._kept:
            known = self._kept[key][0]
        self._keep(key, known, self._retried if answer is None else self._believed)
        return known

    def _keep(self, key: K, answer: V | None, believed: float) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (answer, asyncio.get_running_loop().time() + believed)
        if len(self._kept) > self._size:
            del self._kept[next(iter(self._kept))]

    def expire(self, doomed: Callable[[K], bool]) -> None:
        """Ask again for the keys that `doomed` names; the old answers stand in if that fails."""
        for key, (answer, _) in list(self._kept.items()):
            if doomed(key):
                self._kept[key] = (answer, 0)

    async def close(self) -> None:
        """Give up the calls under way."""
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
