"""How long to wait before trying again, while the store is away."""

import asyncio

_FIRST = 0.2
_LONGEST = 3.0
"""Seconds; short against what a person would wait, long against what a server minds."""


class Backoff:
    """Waits twice as long each time, until something went well."""

    def __init__(self) -> None:
        self._next = _FIRST

    def well(self) -> None:
        """Begin anew with the shortest wait."""
        self._next = _FIRST

    async def wait(self) -> None:
        """Wait."""
        seconds, self._next = self._next, min(self._next * 2, _LONGEST)
        await asyncio.sleep(seconds)
