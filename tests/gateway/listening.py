"""A gateway that listens, and what it told: the test's end of it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from bot.contract import Action, Do, Event, Member, Room, Seated, Shelf, State, StoreError, SystemClock
from bot.contract.pictures import ReadPicture
from bot.gateways.wechaty import Wechaty, WechatySettings
from tests.engine.waiting import PATIENCE
from tests.gateway.puppet import ROOM, Puppet

E = TypeVar("E", bound=Event)
R = TypeVar("R")


class Jar:
    """A shelf that is a variable."""

    def __init__(self) -> None:
        self.blob: bytes | None = None

    async def get(self) -> bytes | None:
        """Return what was put."""
        return self.blob

    async def put(self, blob: bytes) -> None:
        """Keep it."""
        self.blob = blob


class Listening:
    """A connected gateway.

    Attributes:
        heard: all events, in order, but that the account sits in a room.
        seats: where it was told to sit, or to sit no more.
        batches: how many came at once, each time.
        open: while it is not set, what hears blocks.
        away: how often hearing fails first, as when the server is away.
    """

    def __init__(
        self,
        puppet: Puppet,
        shelf: Shelf | None = None,
        read_picture: ReadPicture | None = None,
        **settings: Any,
    ) -> None:
        usual = {
            "endpoint": puppet.endpoint,
            "token": puppet.token,
            "plain": True,
            "confirm": 0.1,
            "reconnect": 1,
        }
        self.gateway = Wechaty(
            WechatySettings(**(usual | settings)), SystemClock(), shelf=shelf, read_picture=read_picture
        )
        self.heard: list[Event] = []
        self.seats: list[Seated] = []
        self.batches: list[int] = []
        self.away = 0
        self.open = asyncio.Event()
        self.open.set()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, events: Sequence[Event]) -> None:
        """Hear."""
        await self.open.wait()
        if self.away:
            self.away -= 1
            raise StoreError("the server is away")
        self.seats.extend(event for event in events if isinstance(event, Seated))
        others = [event for event in events if not isinstance(event, Seated)]
        self.heard.extend(others)
        if others:
            self.batches.append(len(others))
        self._changed.set()

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self.gateway.listen(self))

    async def ended(self, within: float = PATIENCE) -> None:
        """Wait until listening ends by itself; raises what it raised."""
        assert self._task is not None
        await asyncio.wait_for(asyncio.shield(self._task), within)

    def background(self, work: Coroutine[Any, Any, R]) -> "asyncio.Task[R]":
        """Do something meanwhile."""
        return asyncio.create_task(work)

    async def stop(self) -> None:
        """Stop listening and give the connection back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.gateway.close()

    async def until(self, done: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until what was heard makes `done` true.

        Raises:
            TimeoutError: it did not; shows what was heard.
        """
        try:
            async with asyncio.timeout(within):
                while not done():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"heard only {self.heard}") from None

    async def count(self, number: int, within: float = PATIENCE) -> list[Event]:
        """Wait for so many events and return them."""
        await self.until(lambda: len(self.heard) >= number, within)
        return self.heard

    async def one(self, kind: type[E]) -> E:
        """Wait for the first event of a kind."""
        await self.until(lambda: any(isinstance(event, kind) for event in self.heard))
        return next(event for event in self.heard if isinstance(event, kind))

    def of(self, kind: type[E]) -> list[E]:
        """Return the events of a kind."""
        return [event for event in self.heard if isinstance(event, kind)]

    async def state(self, state: State, within: float = PATIENCE) -> None:
        """Wait until the gateway is in a state."""
        try:
            async with asyncio.timeout(within):
                await self.gateway.reaches(state)
        except TimeoutError:
            raise TimeoutError(f"{self.gateway.status()}") from None


class Connect(Protocol):
    """Connects to a gateway and listens; returns once it is in `state`."""

    async def __call__(self, puppet: Puppet, *, state: State | None = State.ready, **more: Any) -> Listening:
        """Connect; `more` are settings, and `shelf`."""


def action(do: Do, member: str | None = "bob", room: str = ROOM, **more: Any) -> Action:
    """Make an action for the usual room."""
    return Action(
        id=f"m1:rule:{do}", do=do, at=SystemClock().now(), platform="wechat", account="wechat", rule="rule",
        event="m1", room=Room(id=room), member=Member(id=member) if member else None, **more,
    )  # fmt: skip
