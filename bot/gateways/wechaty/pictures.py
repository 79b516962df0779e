"""Pictures: fetched and read while their message, and its room alone, waits; for so long and no longer."""

import asyncio

from bot.contract import Picture
from bot.contract.pictures import ReadPicture
from bot.gateways.wechaty.seat import Seat
from bot.gateways.wechaty.wire import CallFailed

MAX_BYTES = 8 * 1024 * 1024
"""Largest picture that is fetched; WeChat's own are far smaller."""
_AT_ONCE = 4
"""Pictures fetched at once: the rest of the gateway's attention is for messages."""
MOST_WAITING = 64
"""Pictures that may be waited for; beyond that they are told without, at once: each holds up its room."""


class Pictures:
    """The pictures of one account. What is not read in time is told without: one picture holds nobody up."""

    def __init__(self, seat: Seat, read: ReadPicture | None) -> None:
        self._wire = seat.wire
        self._deadline = seat.settings.picture_deadline
        self._log = seat.log
        self._read = read
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def read(self, message: str) -> Picture | None:
        """Return what a message's picture shows; its bytes are forgotten."""
        if self._read is None:
            return None
        if self._waiting >= MOST_WAITING:
            self._log.warning("picture.was_missed", message=message, code="TOO_MANY")
            return None
        self._waiting += 1
        try:
            async with asyncio.timeout(self._deadline):
                async with self._turns:  # not while it is read: slow words would cost the next its codes
                    data = await self._wire.image(message, deadline=self._deadline, most=MAX_BYTES)
                return await self._read(data)
        except (CallFailed, TimeoutError) as failure:
            code = failure.code if isinstance(failure, CallFailed) else "DEADLINE_EXCEEDED"
            self._log.warning("picture.was_missed", message=message, code=code)
            return None
        finally:
            self._waiting -= 1
