"""The belt: work is done ahead and side by side, its results leave in the order in which it came.

Which room a message belongs to is only known from its payload, so the order of all is kept, and with it that
of each room.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from structlog.typing import FilteringBoundLogger

from bot.contract import Event

Work = Callable[[], Awaitable[Sequence[Event]]]
_BATCH = 64
"""Events told at once: what one append takes cheaply."""


class Belt:
    """Bounded: `put` waits when too much is under way or waits to be told, so that reading stops.

    Args:
        tell: where the events go; may wait as long as it likes.
        in_flight: how much work runs at once.
        waiting: how much may be on the belt in all.
    """

    def __init__(
        self,
        tell: Callable[[Sequence[Event]], Awaitable[None]],
        *,
        in_flight: int,
        waiting: int,
        log: FilteringBoundLogger,
    ) -> None:
        self._tell = tell
        self._log = log
        self._flights = asyncio.Semaphore(in_flight)
        self._belt: asyncio.Queue[asyncio.Task[Sequence[Event]]] = asyncio.Queue(max(waiting, in_flight))
        self._tasks: set[asyncio.Task[Sequence[Event]]] = set()
        self._ahead: asyncio.Task[Sequence[Event]] | None = None

    async def put(self, work: Work) -> None:
        """Start some work and give its result a place in the order."""
        await self._flights.acquire()
        task = asyncio.create_task(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._landed)
        await self._belt.put(task)

    def _landed(self, task: asyncio.Task[Sequence[Event]]) -> None:
        self._tasks.discard(task)
        self._flights.release()

    async def _run(self, work: Work) -> Sequence[Event]:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - what one payload breaks must not stop all the others
            self._log.exception("payload.was_refused")
            return ()

    async def deliver(self) -> None:
        """Tell results in order, as many at once as are ready; runs until cancelled."""
        while True:
            events = list(await (self._ahead or await self._belt.get()))
            self._ahead = None
            while len(events) < _BATCH and not self._belt.empty():
                task = self._belt.get_nowait()
                if not task.done():
                    self._ahead = task
                    break
                events.extend(task.result())
            if events:
                await self._tell(events)

    async def close(self) -> None:
        """Give up the work under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
