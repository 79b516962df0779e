"""The belt: work is done ahead and side by side; its results leave, in each room, in the order they came.

Which room a message belongs to is only known from its payload, so until then the order of all is kept. From
then on each room has a line of its own: a picture that does not come holds up its own room, and no other.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from bot.contract import Event

Knows = Callable[[str], None]
"""Called, once, with the room (or the person, in private) that some work turned out to be about."""
Work = Callable[[Knows], Awaitable[Sequence[Event]]]
_BATCH = 64
"""Events told at once: what one append takes cheaply."""


@dataclass(eq=False, slots=True)
class _Place:
    """A place in the order: whose it is, once that is known, and what came of it, once that is there."""

    room: str | None = None
    events: Sequence[Event] | None = None
    sorted: bool = False


class Belt:
    """Bounded: `put` waits when too much is under way or waits to be told, so that reading stops.

    Args:
        tell: where the events go; may wait as long as it likes.
        in_flight: how much work runs at once of which the room is not yet known.
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
        self._places = asyncio.Semaphore(max(waiting, in_flight))
        self._unsorted: deque[_Place] = deque()
        self._lines: dict[str, deque[_Place]] = {}
        self._ready: deque[_Place] = deque()
        self._bell = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def put(self, work: Work) -> None:
        """Start some work and give its result a place in the order."""
        await self._places.acquire()
        await self._flights.acquire()
        place = _Place()
        self._unsorted.append(place)
        task = asyncio.create_task(self._run(work, place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, work: Work, place: _Place) -> None:
        def knows(room: str) -> None:
            if place.room is None:
                place.room = room
                self._flights.release()
                self._sort()

        events: Sequence[Event] = ()
        try:
            events = await work(knows)
        except Exception:  # noqa: BLE001 - what one payload breaks must not stop all the others
            self._log.exception("payload.was_refused")
        place.events = events
        knows("")
        if place.sorted:
            self._move_up(place.room or "")

    def _sort(self) -> None:
        """Put what comes first, as far as its room is known, into the line of its room."""
        while self._unsorted and (room := self._unsorted[0].room) is not None:
            place = self._unsorted.popleft()
            place.sorted = True
            self._lines.setdefault(room, deque()).append(place)
            if place.events is not None:
                self._move_up(room)

    def _move_up(self, room: str) -> None:
        """Let the first of a line leave, as far as they are there."""
        line = self._lines.get(room, deque())
        while line and line[0].events is not None:
            self._ready.append(line.popleft())
        if not line:
            self._lines.pop(room, None)
        self._bell.set()

    async def deliver(self) -> None:
        """Tell results in order, as many at once as are ready; runs until cancelled."""
        while True:
            await self._bell.wait()
            events: list[Event] = []
            while self._ready and len(events) < _BATCH:
                events.extend(self._ready.popleft().events or ())
                self._places.release()
            if not self._ready:
                self._bell.clear()
            if events:
                await self._tell(events)

    async def close(self) -> None:
        """Give up the work under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
