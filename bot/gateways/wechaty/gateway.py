"""The gateway: keeps a stream open, passes on what happens in order, and knows how it is."""

import asyncio
import random
from contextlib import suppress
from functools import partial

import structlog
from structlog.typing import FilteringBoundLogger
from wechaty_grpc.wechaty import puppet as proto

from bot.contract import Action, Clock, Do, GatewayError, GatewayStatus, Hear, Receipt, Shelf, State
from bot.contract.pictures import ReadPicture
from bot.gateways.wechaty import health as say
from bot.gateways.wechaty.belt import Belt
from bot.gateways.wechaty.ear import Ear
from bot.gateways.wechaty.lookout import Lookout
from bot.gateways.wechaty.perform import CAN, Performer
from bot.gateways.wechaty.pictures import Pictures
from bot.gateways.wechaty.seat import PLATFORM, Seat
from bot.gateways.wechaty.settings import WechatySettings
from bot.gateways.wechaty.translate import Translator
from bot.gateways.wechaty.wire import CallFailed

_FIRST_PAUSE = 0.2
_SILENCE = 1.0
"""Seconds after which a gateway that told of no login is asked to start its puppet."""
_START = 20.0
"""Seconds that may take: the official gateway gives up after 15."""


class Wechaty:
    """One WeChat account behind a Wechaty gateway (`bot.contract.Gateway`).

    Messages whose payload does not come in time are told as `incomplete`, in the room `unknown`, for the
    gateway's event names none. What is written to the account privately is told as `Whispered`, of no room.

    Args:
        settings: where the gateway is.
        clock: the edge's clock; event times of the future are moved to its now.
        shelf: keeps over restarts who is in which room, so that joins and leaves in between are told.
        read_picture: reads pictures; without it they are told without what they show.
        log: a structlog logger.

    Raises:
        OSError: the file of the certificate authority cannot be read.
    """

    platform = PLATFORM
    real = True
    can: frozenset[Do] = CAN

    def __init__(
        self,
        settings: WechatySettings,
        clock: Clock,
        *,
        shelf: Shelf | None = None,
        read_picture: ReadPicture | None = None,
        log: FilteringBoundLogger | None = None,
    ) -> None:
        self.account = settings.account
        self._settings = settings
        bound = (log or structlog.get_logger()).bind(platform=PLATFORM, account=settings.account)
        self._seat = seat = Seat.take(settings, clock, bound)
        self._wire = seat.wire
        self._health = seat.health
        translate = Translator(seat, Pictures(seat, read_picture))
        self._lookout = Lookout(seat, translate, shelf)
        self._ear = Ear(seat, translate, self._lookout.look)
        self._performer = Performer(seat)
        self._opened = asyncio.Event()
        self._pause = _FIRST_PAUSE

    def status(self) -> GatewayStatus:
        """Return how it is now; never blocks."""
        return self._health.status

    async def reaches(self, state: State) -> None:
        """Return once it is in a state."""
        await self._health.wait(state)

    async def refuses(self, action: Action) -> str | None:
        """Return why this action cannot be performed here and now, or `None`; being away is no reason."""
        return await self._performer.refuses(action)

    async def perform(self, action: Action) -> Receipt:
        """Perform an action.

        Raises:
            GatewayBusy: nothing was performed: not connected, logged out, or WeChat said "too often".
            GatewayError: refused; `uncertain` if the connection broke or the deadline passed on the way.
        """
        return await self._performer.perform(action)

    async def close(self) -> None:
        """Give back the connection."""
        await self._seat.directory.close()
        await self._wire.close()

    # listening

    async def listen(self, hear: Hear) -> None:
        """Pass on what happens, reconnecting for ever.

        Raises:
            GatewayError: the gateway refused the token.
        """
        await self._lookout.remember()
        belt = Belt(
            partial(self._lookout.tell, hear),
            in_flight=self._seat.settings.in_flight,
            waiting=self._seat.settings.waiting,
            log=self._seat.log,
        )
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(belt.deliver())
                group.create_task(self._lookout.run(belt))
                group.create_task(self._watch())
                group.create_task(self._wake())
                group.create_task(self._read(belt))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        finally:
            await belt.close()

    async def _read(self, belt: Belt) -> None:
        """Keep a stream open, and take in what it brings."""
        while True:
            try:
                async for response in self._wire.events():
                    self._pause = _FIRST_PAUSE
                    self._opened.set()
                    await self._ear.take(response, belt)
                self._health.set(State.lost, say.BROKEN)
            except CallFailed as failure:
                self._note(failure)
            await asyncio.sleep(self._pause * random.uniform(0.5, 1))  # noqa: S311 - jitter, no secret
            self._pause = min(self._pause * 2, self._seat.settings.reconnect)

    def _note(self, failure: CallFailed) -> None:
        known = self._health.status.state in (State.lost, State.refused)
        tell = self._seat.log.debug if known else self._seat.log.warning
        tell("stream.was_lost", code=failure.code, arrived=failure.arrived)
        if failure.code in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
            self._health.set(State.refused, say.REFUSED)
            raise GatewayError(say.REFUSED)
        if failure.code == "ALREADY_EXISTS":
            self._health.set(State.refused, say.BUSY)
        elif failure.arrived and failure.code != "UNAVAILABLE":
            self._health.set(State.lost, say.BROKEN)
        else:
            self._health.set(State.lost, say.unreachable(self._seat.settings.endpoint, failure.detail))

    async def _watch(self) -> None:
        """Notice a broken connection even while reading stands still."""
        while True:
            await self._wire.broken()
            if self._health.status.state is not State.refused:
                self._health.set(State.lost, say.BROKEN)

    async def _wake(self) -> None:
        """Ask a gateway that is silent about its account to start it; a started one does nothing then."""
        while True:
            await self._opened.wait()
            self._opened.clear()
            await asyncio.sleep(_SILENCE)
            if self._health.status.state is State.starting:
                with suppress(CallFailed):
                    await self._wire.call(proto.StartRequest(), proto.StartResponse, deadline=_START)
