"""aiogram: a dispatcher with one router, filters as coroutines, the flood counter as outer middleware."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession
from aiogram.filters import Command
from aiogram.types import Message

from tests.bench import shapes, workload
from tests.bench.peers.rules import CHECKED_IN, HELPED, PATTERNS, State, Tally, unwanted

shape = shapes.telegram


class Instant(BaseSession):  # type: ignore[misc]
    """Telegram, answering at once."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> bool:
        """Count a call."""
        self._tally.sends += 1
        return True

    async def close(self) -> None:
        """Nothing is held."""

    async def stream_content(self, *_: Any, **__: Any) -> AsyncIterator[bytes]:
        """Give no file."""
        yield b""


class Flood(BaseMiddleware):  # type: ignore[misc]
    """Deletes what is one too many."""

    def __init__(self, state: State, tally: Tally) -> None:
        self._state, self._tally = state, tally

    async def __call__(self, handler: Callable[..., Awaitable[Any]], event: Message, data: Any) -> Any:
        """Count, then go on."""
        if await self._state.floods(event.chat.id, event.from_user.id):
            self._tally.outcomes["flood"] += 1
            return await event.delete()
        return await handler(event, data)


def build(state: State, tally: Tally) -> Callable[[bytes], Awaitable[Any]]:
    """Wire the rules, in order; return what handles one raw update."""
    router = Router()
    router.message.outer_middleware(Flood(state, tally))
    _judging(router, tally)
    _answering(router, state, tally)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    bot = Bot("42:TEST", session=Instant(tally))

    async def one(raw: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(raw))

    return one


def _judging(router: Router, tally: Tally) -> None:
    async def joined(message: Message) -> bool:
        return bool(message.new_chat_members)

    async def greet(message: Message) -> None:
        tally.outcomes["welcome"] += 1
        await message.answer(workload.GREETING)

    async def warn(message: Message) -> None:
        tally.outcomes["advert"] += 1
        await message.delete()
        await message.answer(workload.WARNING)

    router.message.register(greet, joined)
    for pattern in PATTERNS:

        async def matches(message: Message, search: Any = pattern.search) -> bool:
            return bool(message.text and search(message.text))

        router.message.register(warn, matches)

    async def says_unwanted(message: Message) -> bool:
        return bool(message.text and unwanted(message.text))

    router.message.register(warn, says_unwanted)


def _answering(router: Router, state: State, tally: Tally) -> None:
    async def says_check_in(message: Message) -> bool:
        return bool(message.text == workload.CHECK_IN)

    async def asks(message: Message) -> bool:
        return bool(message.text and workload.ANSWERED in message.text)

    async def check_in(message: Message) -> None:
        tally.outcomes["check_in"] += 1
        await state.check_in(message.chat.id, message.from_user.id, message.date.day)
        await message.answer(CHECKED_IN)

    async def help_(message: Message) -> None:
        tally.outcomes["help"] += 1
        await message.answer(HELPED)

    async def rank(message: Message) -> None:
        tally.outcomes["rank"] += 1
        await message.answer(await state.rank(message.chat.id))

    async def answer(message: Message) -> None:
        tally.outcomes["faq"] += 1
        await message.answer(workload.ADVICE)

    router.message.register(check_in, says_check_in)
    router.message.register(help_, Command("help"))
    router.message.register(rank, Command("rank"))
    router.message.register(answer, asks)
