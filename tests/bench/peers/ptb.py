"""python-telegram-bot: an application with handlers in order, the flood counter in a group before them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from tests.bench import shapes, workload
from tests.bench.peers.rules import CHECKED_IN, HELPED, PATTERNS, State, Tally, unwanted

shape = shapes.telegram
_US = {"id": 42, "is_bot": True, "first_name": "b", "username": "testbot"}
_SENT = {
    "message_id": 1, "date": shapes.BEGINNING, "chat": {"id": -1, "type": "supergroup"}, "text": "x",
}  # fmt: skip


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


_ANSWERS = {"getMe": _ok(_US), "deleteMessage": _ok(True)}
_ANSWER = _ok(_SENT)


class Instant(BaseRequest):  # type: ignore[misc]
    """Telegram, answering at once."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is held."""

    @property
    def read_timeout(self) -> float:
        """Return a timeout that never matters."""
        return 1.0

    async def do_request(self, url: str, method: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Count a call."""
        self._tally.sends += 1
        return 200, _ANSWERS.get(url.rpartition("/")[2], _ANSWER)


class Unwanted(filters.MessageFilter):  # type: ignore[misc]
    """Messages with a keyword."""

    def filter(self, message: Any) -> bool:
        """Look at the text."""
        return bool(message.text) and unwanted(message.text)


async def build(state: State, tally: Tally) -> Callable[[bytes], Awaitable[Any]]:
    """Wire the rules, in order; return what handles one raw update."""
    builder = Application.builder().token("42:TEST").updater(None)
    application = builder.request(Instant(tally)).get_updates_request(Instant(tally)).build()
    await application.initialize()

    async def flood(update: Any, _: Any) -> None:
        message = update.message
        if await state.floods(message.chat_id, message.from_user.id):
            tally.outcomes["flood"] += 1
            raise ApplicationHandlerStop

    application.add_handler(TypeHandler(Update, flood), group=-1)
    _judging(application, tally)
    _answering(application, state, tally)

    async def one(raw: bytes) -> None:
        await application.process_update(Update.de_json(json.loads(raw), application.bot))

    return one


def _judging(application: Any, tally: Tally) -> None:
    async def greet(update: Any, _: Any) -> None:
        tally.outcomes["welcome"] += 1
        await update.message.reply_text(workload.GREETING)

    async def warn(update: Any, _: Any) -> None:
        tally.outcomes["advert"] += 1
        await update.message.delete()
        await update.message.reply_text(workload.WARNING)

    application.add_handler(MessageHandler(filters.StatusUpdate.NEW_CHAT_MEMBERS, greet))
    for pattern in PATTERNS:
        application.add_handler(MessageHandler(filters.Regex(pattern), warn))
    application.add_handler(MessageHandler(Unwanted(), warn))


def _answering(application: Any, state: State, tally: Tally) -> None:
    async def check_in(update: Any, _: Any) -> None:
        message = update.message
        tally.outcomes["check_in"] += 1
        await state.check_in(message.chat_id, message.from_user.id, message.date.day)
        await message.reply_text(CHECKED_IN)

    async def help_(update: Any, _: Any) -> None:
        tally.outcomes["help"] += 1
        await update.message.reply_text(HELPED)

    async def rank(update: Any, _: Any) -> None:
        tally.outcomes["rank"] += 1
        await update.message.reply_text(await state.rank(update.message.chat_id))

    async def answer(update: Any, _: Any) -> None:
        tally.outcomes["faq"] += 1
        await update.message.reply_text(workload.ADVICE)

    application.add_handler(MessageHandler(filters.Regex(f"^{workload.CHECK_IN}$"), check_in))
    application.add_handler(CommandHandler("help", help_))
    application.add_handler(CommandHandler("rank", rank))
    application.add_handler(MessageHandler(filters.Regex(workload.ANSWERED), answer))
