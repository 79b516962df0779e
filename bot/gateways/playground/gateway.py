"""The playground as a gateway: what people do at the page is heard, what the bot performs is seen there."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol, Self

import structlog
from pydantic import ValidationError

from bot.contract import (
    ABSENT,
    Action,
    Do,
    GatewayError,
    GatewayStatus,
    Hear,
    Picture,
    Receipt,
    Room,
    Seated,
    Shelf,
    State,
    StoreError,
    format_span,
)
from bot.contract.pictures import ReadPicture
from bot.gateways.playground import bot_acts, people
from bot.gateways.playground.acts import ACT
from bot.gateways.playground.demo import demo_world, furnish
from bot.gateways.playground.world import ACCOUNT, PLATFORM, Entry, Refused, What, World, load_world

log = structlog.get_logger()
Push = Callable[[Mapping[str, Any]], None]
_BATCH = 100
_RETRY = 0.5
"""Seconds until the store, which was away, is asked again."""


class MovableClock(Protocol):
    """A clock that can be moved ahead, such as `bot.contract.SystemClock`."""

    def now(self) -> datetime:
        """Return the current time, aware, UTC."""

    def advance(self, span: timedelta) -> None:
        """Move ahead."""


class Playground:
    """A chat platform inside the process; make it with `await Playground.open(shelf, clock)`.

    It fulfils `bot.contract.Gateway` for the engine, and for the page `view`, `watch`,
    `act` and `moved`. The world is saved before an act or an action returns; events
    stay in it until the engine has them, so a crash in between loses none.
    """

    platform = PLATFORM
    account = ACCOUNT
    real = False
    can: frozenset[Do] = bot_acts.CAN

    def __init__(
        self, world: World, shelf: Shelf, clock: MovableClock, read_picture: ReadPicture | None = None
    ) -> None:
        self._world = world
        self._read_picture = read_picture
        self._shelf = shelf
        self._clock = clock
        self._since = clock.now()
        self._trouble = ""
        self._version = 0
        self._saved = 0
        self._saving = asyncio.Lock()
        self._news = asyncio.Event()
        self._pushes: set[Push] = set()

    @classmethod
    async def open(cls, shelf: Shelf, clock: MovableClock, read_picture: ReadPicture | None = None) -> Self:
        """Take the world from the shelf, or make the demo rooms.

        The clock is moved ahead to where the world's time had got, for its time never goes back.
        A world that cannot be read is replaced by a new one, whose ids differ.

        Raises:
            StoreError: the shelf cannot be reached.
        """
        blob = await shelf.get()
        world = _read(blob) if blob else None
        if world is None:
            return cls(demo_world(clock.now()), shelf, clock, read_picture)
        with suppress(GatewayError):  # beside a real platform time stays what it is
            clock.advance(world.at - clock.now())
        furnish(world, clock.now())
        return cls(world, shelf, clock, read_picture)

    # -- the gateway ------------------------------------------------------------------

    def status(self) -> GatewayStatus:
        """Return that it is ready, and in `detail` whether the world could not be saved."""
        return GatewayStatus(
            platform=PLATFORM, account=ACCOUNT, state=State.ready, since=self._since, detail=self._trouble
        )

    async def listen(self, hear: Hear) -> None:
        """Pass on what people did, in order, also what a crash left unheard; ends only when cancelled."""
        self._news.set()
        seats = self._seats()
        while True:
            await self._news.wait()
            if seats:
                seats = () if await self._told(hear, seats) else seats
            elif batch := tuple(self._world.unheard[:_BATCH]):
                await self._heard(hear, batch)
            else:
                self._news.clear()

    def _seats(self) -> tuple[Seated, ...]:
        """Return that the bot sits in each room: also where nobody ever says anything it is known."""
        now = self._clock.now()
        at = round(now.timestamp() * 1000)
        return tuple(
            Seated(id=f"seat:{at}", at=now, platform=PLATFORM, account=ACCOUNT, room=group.room())
            for group in self._world.groups.values()
        )

    async def _heard(self, hear: Hear, batch: tuple[Any, ...]) -> None:
        if await self._told(hear, batch):
            del self._world.unheard[: len(batch)]
            await self._settle()

    async def _told(self, hear: Hear, batch: tuple[Any, ...]) -> bool:
        """Pass events on; return whether they are durable."""
        try:
            await hear(batch)
        except StoreError as error:
            log.warning("events.kept", gateway=PLATFORM, count=len(batch), error=type(error).__name__)
            await asyncio.sleep(_RETRY)
            return False
        return True

    async def refuses(self, action: Action) -> str | None:
        """Return why the world would not carry this action out, or `None`."""
        try:
            bot_acts.check(self._world, action)
            if bot_acts.is_gone(self._world, action):
                return ABSENT
        except Refused as refused:
            return str(refused)
        return None

    async def perform(self, action: Action) -> Receipt:
        """Carry an action out in the world and show it at the page.

        Raises:
            GatewayError: nobody such is here, the message is gone, or the bot may not do it.
        """
        receipt = bot_acts.perform(self._world, action, self._clock.now())
        await self._settle()
        return receipt

    async def close(self) -> None:
        """Save once more."""
        self._version += 1
        await self._save()

    # -- the page -----------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """Return everything the page shows, as JSON values."""
        return self._world.view(self._clock.now())

    def room(self, room: str) -> Room:
        """Return a room as events show it.

        Raises:
            GatewayError: there is none of that id.
        """
        return self._world.group(room).room()

    def watch(self, push: Push) -> Callable[[], None]:
        """Have `push` called with every change from now on; returns what ends it."""
        self._pushes.add(push)
        return lambda: self._pushes.discard(push)

    async def act(self, body: bytes) -> dict[str, Any]:
        """Do what a person at the page asks, one JSON object of `acts`; returns `{"event", "room"}`.

        Raises:
            pydantic.ValidationError: it is no such object.
            GatewayError: the platform refuses it, with `code` and `hint`; nothing has changed.
        """
        act = ACT.validate_json(body)
        event = people.do(self._world, act, self._clock.now())
        await self._settle()
        return {"event": event.id if event else None, "room": act.room}

    async def read(self, data: bytes) -> Picture | None:
        """Return what a picture shows, for an act that posts it; `None` if it cannot be read."""
        return await self._read_picture(data) if self._read_picture is not None else None

    async def moved(self, span: timedelta) -> None:
        """Note in every room that the clock was moved ahead by `span`."""
        now = self._clock.now()
        for group in self._world.groups.values():
            entry = Entry(id=self._world.name("m"), at=now, what=What.time, text=format_span(span))
            self._world.write(group, entry)
        await self._settle()

    # -- inside ---------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Show, save and let hear what has changed, in this order: what is heard is durable."""
        self._version += 1
        for change in self._world.take_changes():
            for push in tuple(self._pushes):
                push(change)
        await self._save()
        self._news.set()

    async def _save(self) -> None:
        """Put the world on the shelf; whoever waits meanwhile shares the next put."""
        wanted = self._version
        async with self._saving:
            if self._saved >= wanted:
                return
            version, self._world.at = self._version, self._clock.now()
            try:
                await self._shelf.put(self._world.dump())
            except StoreError as error:
                self._trouble = f"the world is not saved at the moment: {error}"
                log.warning("world.save_failed", error=type(error).__name__)
                return
            self._saved, self._trouble = version, ""


def _read(blob: bytes) -> World | None:
    try:
        return load_world(blob)
    except ValidationError as error:
        log.warning("world.unreadable", errors=error.error_count())
        return None
